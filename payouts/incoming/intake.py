"""Take in a bank file: each line once, all of it or nothing, what came in into suspense."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import IO

from django.db import connection, transaction

from onboarding.errors import Refused
from onboarding.jobs import enqueue
from onboarding.users.models import User
from payouts.incoming.accounts import layout_of
from payouts.incoming.models import BankAccount, BankLine, BankReceipt, BankStatement, StatementFile
from payouts.incoming.postings import receipt_suspended
from payouts.incoming.reading import lines
from payouts.incoming.reading.camt import read_camt
from payouts.incoming.reading.columns import read_columns
from payouts.ledger.services import post_many
from payouts.money import Money

# The job that books what is certain; the timetable runs it as well.
PLACE = "payouts.place_receipts"
_BATCH = 2_000
_LOCK = 7_241


class UnusableBankFile(Refused):
    """Nothing of the file was taken in; the message names the line or the element."""

    code = "unusable_bank_file"


@dataclass(frozen=True, slots=True)
class Taken:
    """The file, with how many lines it has and how many were new; the new lines' ids."""

    file: StatementFile
    receipt_ids: tuple[int, ...]
    debit_ids: tuple[int, ...]


@transaction.atomic
def take_in_bank_file(
    *,
    stream: IO[bytes],
    name: str,
    actor: User | None,
    at: datetime,
    account_id: int | None = None,
) -> Taken:
    """Take in a bank file: a camt file, or the CSV of the account that is named.

    What is known of it adds nothing; what came in is in suspense. Money that went out, and what
    banks take back, is kept and booked nowhere: it belongs to payouts, or to a receipt that went
    back.

    Raises:
        UnusableBankFile: it is too large, no camt file, of an account that is not ours, in
            another currency, or its balances do not add up. Nothing is taken in then.
    """
    digest, size = _digest(stream)
    if size > lines.LARGEST:
        raise UnusableBankFile(f"{name} is larger than {lines.LARGEST // 1024 // 1024} MB.")
    with connection.cursor() as cursor:
        # One file at a time: what is known is decided under this lock.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    file = StatementFile.objects.create(
        name=lines.plain(name, 255),
        digest=digest,
        line_count=0,
        new_count=0,
        receipt_count=0,
        taken_by=actor,
        taken_at=at,
    )
    writer = _Writer(file)
    receipts: list[int] = []
    debits: list[int] = []
    try:
        reading = _pairs(_reader(stream, account_id), writer)
        while batch := list(islice(reading, _BATCH)):
            new = writer.insert(batch)
            receipts += _suspend(new, actor, at)
            debits += [one.pk for one in new if one.amount_minor < 0]
    except lines.BadFile as wrong:
        raise UnusableBankFile(f"{name}: {wrong} Nothing was taken in.") from wrong
    if not writer.heads:
        raise UnusableBankFile(f"{name} holds no statement. Nothing was taken in.")
    file.line_count, file.new_count = writer.line_count, writer.new_count
    file.receipt_count = len(receipts)
    file.save(update_fields=["line_count", "new_count", "receipt_count"])
    enqueue(PLACE)
    return Taken(file, tuple(receipts), tuple(debits))


def _reader(stream: IO[bytes], account_id: int | None) -> Iterator[lines.Statement | lines.Line]:
    if account_id is None:
        return read_camt(stream)
    account = BankAccount.objects.get(pk=account_id)
    layout = layout_of(account)
    if layout is None:
        raise UnusableBankFile(f"Say first how the CSV of {account.name} is written.")
    return read_columns(stream, layout, account=account.number, currency=account.currency)


class _Writer:
    """Writes statements as they are read, and of their entries those that nobody knows."""

    def __init__(self, file: StatementFile) -> None:
        self.file = file
        self.heads = self.line_count = self.new_count = 0
        # Which statement of this file brought an entry first; none where it was known before.
        # An entry is known whole or not at all: one statement may list what another has as a sum.
        self._brought_by: dict[tuple[int, str], int | None] = {}

    def begin(self, statement: lines.Statement) -> BankStatement:
        """Write a statement's head.

        Raises:
            BadFile: the account is not ours, or in another currency.
        """
        account = BankAccount.objects.filter(number=statement.account.upper()).first()
        if account is None:
            raise lines.BadFile(f"account {statement.account[:40]} is none of ours. Add it first.")
        if account.currency != statement.currency:
            raise lines.BadFile(
                f"account {statement.account} is in {account.currency} here, and in "
                f"{statement.currency[:3]} in the file."
            )
        self.heads += 1
        return BankStatement.objects.create(
            account=account,
            file=self.file,
            reference=lines.plain(statement.reference, 80),
            opening_minor=statement.opening_minor,
            closing_minor=statement.closing_minor,
        )

    def insert(self, batch: list[tuple[BankStatement, lines.Line]]) -> list[BankLine]:
        """Write the lines of ``batch`` that are new; return those."""
        self._look_up(batch)
        rows = {
            (head.account_id, line.key, line.place): _row(head, line)
            for head, line in batch
            if self._brought_by[head.account_id, line.key] == head.pk
        }
        self.line_count += len(batch)
        self.new_count += len(rows)
        return BankLine.objects.bulk_create(rows.values())

    def _look_up(self, batch: list[tuple[BankStatement, lines.Line]]) -> None:
        asked: dict[tuple[int, str], int | None] = {}
        for head, line in batch:
            asked.setdefault((head.account_id, line.key), head.pk)
        asked = {pair: head for pair, head in asked.items() if pair not in self._brought_by}
        found = BankLine.objects.filter(
            account__in={account for account, _ in asked}, key__in=[key for _, key in asked]
        )
        known = dict.fromkeys(found.values_list("account", "key"))
        self._brought_by |= asked | {pair: None for pair in known if pair in asked}


def _pairs(
    read: Iterable[lines.Statement | lines.Line], writer: _Writer
) -> Iterator[tuple[BankStatement, lines.Line]]:
    """The lines that move something, each with its statement's row."""
    head: BankStatement | None = None
    for one in read:
        if isinstance(one, lines.Statement):
            head = writer.begin(one)
        elif one.minor:
            assert head is not None, "a statement comes before its lines"
            yield head, one


def _row(head: BankStatement, line: lines.Line) -> BankLine:
    return BankLine(
        account_id=head.account_id,
        statement=head,
        key=line.key,
        place=line.place,
        booked_on=line.booked_on,
        currency=line.currency,
        amount_minor=line.minor,
        reference=line.reference,
        remittance=line.remittance,
        end_to_end=line.end_to_end,
        counterparty=line.counterparty,
        counterparty_account=line.counterparty_account,
        is_reversal=line.is_reversal,
    )


def _suspend(new: list[BankLine], actor: User | None, at: datetime) -> list[int]:
    """What came in is ours to keep and nobody's yet; return the receipts, waiting."""
    came_in = [one for one in new if one.amount_minor > 0 and not one.is_reversal]
    post_many(
        [
            receipt_suspended(line_id=one.pk, amount=Money(one.amount_minor, one.currency))
            for one in came_in
        ],
        effective_ats=[at] * len(came_in),
        recorded_at=at,
        actor=actor,
    )
    made = BankReceipt.objects.bulk_create(
        BankReceipt(line=one, currency=one.currency, amount_minor=one.amount_minor, taken_at=at)
        for one in came_in
    )
    return [one.pk for one in made]


def _digest(stream: IO[bytes]) -> tuple[str, int]:
    """The content's SHA-256 and size, and the stream at its beginning again."""
    digest, size = sha256(), 0
    while chunk := stream.read(1024 * 1024):
        digest.update(chunk)
        size += len(chunk)
        if size > lines.LARGEST:
            break
    stream.seek(0)
    return digest.hexdigest(), size
