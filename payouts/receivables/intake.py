"""Take in a bank file: each line once, all of it or nothing, what came in into suspense."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import IO

from django.db import connection, transaction

from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.ledger.services import post_many
from payouts.money import Money
from payouts.receivables.bank import (
    BankAccount,
    BankFile,
    BankLine,
    BankReceipt,
    BankStatement,
)
from payouts.receivables.bank_files.camt import read_camt
from payouts.receivables.bank_files.lines import LARGEST, BadFile, Line, Statement
from payouts.receivables.bank_postings import receipt_suspended

_BATCH = 1_000
_LOCK = 7_231


class UnusableBankFile(Refused):
    """Nothing of the file was taken in; the message names the line or the element."""

    code = "unusable_bank_file"


@dataclass(frozen=True, slots=True)
class Taken:
    """The file, with how many lines it has and how many were new; the new receipts' ids."""

    file: BankFile
    receipt_ids: tuple[int, ...]


@transaction.atomic
def open_bank_account(
    *, number: str, name: str, currency: str, actor: User | None, at: datetime
) -> BankAccount:
    """An account of ours whose statements are taken in; the one that is known by its number."""
    account, _ = BankAccount.objects.get_or_create(
        number="".join(number.split()).upper(),
        defaults={"name": name, "currency": currency, "added_by": actor, "added_at": at},
    )
    return account


@transaction.atomic
def take_in_bank_file(*, stream: IO[bytes], name: str, actor: User | None, at: datetime) -> Taken:
    """Take in a camt.053 file. What is known of it adds nothing; what came in is in suspense.

    Money that went out, and what banks take back, is kept and booked nowhere: it belongs to
    payouts, and to whoever reconciles them.

    Raises:
        UnusableBankFile: it is too large, no camt.053, of an account that is not ours, in
            another currency, or its balances do not add up. Nothing is taken in then.
    """
    digest, size = _digest(stream)
    if size > LARGEST:
        raise UnusableBankFile(f"{name} is larger than {LARGEST // 1024 // 1024} MB.")
    with connection.cursor() as cursor:
        # One file at a time: what is known is decided under this lock.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    file = BankFile.objects.create(
        name=name[:255], digest=digest, line_count=0, new_count=0, taken_by=actor, taken_at=at
    )
    writer = _Writer(file)
    receipts: list[int] = []
    try:
        reading = _pairs(read_camt(stream), writer)
        while batch := list(islice(reading, _BATCH)):
            receipts += _suspend(writer.insert(batch), actor, at)
    except BadFile as wrong:
        raise UnusableBankFile(f"{name}: {wrong} Nothing was taken in.") from wrong
    if not writer.statement_count:
        raise UnusableBankFile(f"{name} holds no statement. Nothing was taken in.")
    file.line_count, file.new_count = writer.line_count, writer.new_count
    file.save(update_fields=["line_count", "new_count"])
    return Taken(file, tuple(receipts))


class _Writer:
    """Writes statements as they are read, and of their lines those that nobody knows."""

    def __init__(self, file: BankFile) -> None:
        self.file = file
        self.statement_count = self.line_count = self.new_count = 0

    def begin(self, statement: Statement) -> BankStatement:
        """Write a statement's head.

        Raises:
            BadFile: the account is not ours, or in another currency.
        """
        account = BankAccount.objects.filter(number=statement.account.upper()).first()
        if account is None:
            raise BadFile(f"account {statement.account} is none of ours. Add it first.")
        if account.currency != statement.currency:
            raise BadFile(
                f"account {statement.account} is in {account.currency} here, and in "
                f"{statement.currency} in the file."
            )
        self.statement_count += 1
        return BankStatement.objects.create(
            account=account,
            file=self.file,
            reference=statement.reference,
            opening_minor=statement.opening_minor,
            closing_minor=statement.closing_minor,
        )

    def insert(self, batch: list[tuple[BankStatement, Line]]) -> list[BankLine]:
        """Write the lines of ``batch`` that are new; return those."""
        rows = {(head.account_id, line.key): _row(head, line) for head, line in batch}
        known = BankLine.objects.filter(
            account__in={account for account, _ in rows}, key__in=[key for _, key in rows]
        )
        for pair in known.values_list("account", "key"):
            rows.pop(pair, None)
        self.line_count += len(batch)
        self.new_count += len(rows)
        return BankLine.objects.bulk_create(rows.values())


def _pairs(
    read: Iterable[Statement | Line], writer: _Writer
) -> Iterator[tuple[BankStatement, Line]]:
    """The lines that move something, each with its statement's row."""
    head: BankStatement | None = None
    for one in read:
        if isinstance(one, Statement):
            head = writer.begin(one)
        elif one.minor:
            assert head is not None, "a statement comes before its lines"
            yield head, one


def _row(head: BankStatement, line: Line) -> BankLine:
    return BankLine(
        account_id=head.account_id,
        statement=head,
        key=line.key,
        booked_on=line.booked_on,
        currency=line.currency,
        amount_minor=line.minor,
        remittance=line.remittance,
        end_to_end=line.end_to_end,
        counterparty=line.counterparty,
        counterparty_account=line.counterparty_account,
        is_reversal=line.is_reversal,
    )


def _suspend(lines: list[BankLine], actor: User | None, at: datetime) -> list[int]:
    """What came in is ours to keep and nobody's yet; return the receipts, waiting."""
    came_in = [one for one in lines if one.amount_minor > 0 and not one.is_reversal]
    post_many(
        [
            receipt_suspended(line_id=one.pk, amount=Money(one.amount_minor, one.currency))
            for one in came_in
        ],
        effective_ats=[at] * len(came_in),
        recorded_at=at,
        actor=actor,
    )
    made = BankReceipt.objects.bulk_create(BankReceipt(line=one) for one in came_in)
    return [one.pk for one in made]


def _digest(stream: IO[bytes]) -> tuple[str, int]:
    """The content's SHA-256 and size, and the stream at its beginning again."""
    digest, size = sha256(), 0
    while chunk := stream.read(1024 * 1024):
        digest.update(chunk)
        size += len(chunk)
        if size > LARGEST:
            break
    stream.seek(0)
    return digest.hexdigest(), size
