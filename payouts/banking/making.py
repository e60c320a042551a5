"""Make the files of a run: set the money aside, open the attempts, write down what is ordered.

All of it in one transaction: whoever is killed leaves a file with its entries and attempts, or
nothing. What is committed is an intent. Nothing has left the house before a person releases it.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from string import ascii_uppercase, digits

from django.db import transaction

from onboarding.audit.services import advance_many
from onboarding.calendars.selectors import bank_holidays
from onboarding.errors import Refused
from payouts.banking.days import execution_day, settlement_day
from payouts.banking.models import BankFile, BankFileEntry
from payouts.banking.originators import as_kept, masked_debtor, originator_for
from payouts.banking.selectors import planned_for_a_file
from payouts.banking.writing import order_of, written
from payouts.gateway.bank_files.orders import BankFormat, Originator, WontFit, reference_of
from payouts.gateway.models import Attempt
from payouts.gateway.services import open_attempts
from payouts.payees.models import DetailsKind, PayoutDetails
from payouts.payees.rails import Rail, format_of
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.outcomes import subject_of
from payouts.runs.reserving import explain, release_hindered, reserve_payouts

logger = logging.getLogger(__name__)
_BATCH = 500
_MODIFIERS = ascii_uppercase + digits
_SHORT = {BankFormat.SEPA: "SEPA", BankFormat.PAIN_WITH_BIC: "BIC", BankFormat.NACHA: "ACH"}


@dataclass(frozen=True, slots=True)
class _Share:
    """The payouts of one file to be, each with the version of details that it goes to."""

    format: BankFormat
    originator: Originator
    payouts: Sequence[Payout]
    details: dict[str, PayoutDetails]


def make_files(*, run_id: int, at: datetime) -> list[BankFile]:
    """Make a file for each format in which payouts of an executing run wait; return them.

    May run at any time, twice, on two machines: what is in a file waits no more. A payout that
    cannot be ordered stays set aside, with the reason.
    """
    planned = planned_for_a_file(run_id)
    for start in range(0, len(planned), _BATCH):
        reserve_payouts(run_id=run_id, payout_ids=planned[start : start + _BATCH], at=at)
    return _make(run_id, at=at)


@transaction.atomic(durable=True)
def _make(run_id: int, *, at: datetime) -> list[BankFile]:
    run = PayoutRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.status != RunStatus.EXECUTING:
        return []
    payouts = list(
        Payout.objects.filter(run=run, rail=Rail.BANK_FILE, status=PayoutStatus.RESERVED)
        .select_related("payee", "run", "agent")
        .select_for_update(no_key=True, of=("self",))
        .order_by("pk")
    )
    given_up = release_hindered(payouts, at=at)
    waiting = [payout for payout in payouts if payout.pk not in given_up]
    return [file for share in _shares(waiting) if (file := _file(run, share, at=at))]


def _shares(payouts: Sequence[Payout]) -> Iterable[_Share]:
    """One for each format; payouts whose format has no account to pay from say so."""
    found = PayoutDetails.objects.filter(payee__in=[payout.payee_id for payout in payouts])
    details = {one.destination: one for one in found.exclude(kind=DetailsKind.CONNECTED)}
    by_format: dict[BankFormat, list[Payout]] = {}
    for payout in payouts:
        version = details.get(payout.destination)
        if version is None:
            explain([payout.pk], "The bank details that were approved are not there any more.")
            continue
        named = format_of(
            account_country=version.country,
            has_iban=version.kind == DetailsKind.IBAN,
            currency=payout.currency,
        )
        by_format.setdefault(BankFormat(named.value), []).append(payout)
    for file_format, chosen in sorted(by_format.items()):
        try:
            originator = originator_for(file_format)
        except Refused as missing:
            logger.warning("%s", missing)
            explain([payout.pk for payout in chosen], str(missing))
        else:
            yield _Share(file_format, originator, chosen, details)


def _file(run: PayoutRun, share: _Share, *, at: datetime) -> BankFile | None:
    """One file with everything that belongs to it, or none of it where it cannot be written."""
    try:
        with transaction.atomic():
            return _written_down(run, share, at=at)
    except (WontFit, Refused) as refusal:
        logger.exception("A bank file of run %s cannot be made.", run.pk)
        explain([payout.pk for payout in share.payouts], str(refusal))
        return None


def _written_down(run: PayoutRun, share: _Share, *, at: datetime) -> BankFile:
    file = _intended(run, share, at=at)
    attempts = _open(file, share, at=at)
    entries = [
        BankFileEntry(
            position=position,
            payout=payout,
            attempt=attempts[subject_of(payout.pk)],
            details=share.details[payout.destination],
            reference=reference_of(attempts[subject_of(payout.pk)].key, share.format),
            amount_minor=payout.amount_minor,
            destination=payout.destination,
        )
        for position, payout in enumerate(share.payouts, 1)
    ]
    content = written(order_of(file, entries), share.format)
    file.sha256, file.byte_count = sha256(content).hexdigest(), len(content)
    file.content_hash = content_hash(
        (entry.reference, entry.amount_minor, entry.destination) for entry in entries
    )
    file.save()
    for entry in entries:
        entry.file = file
    BankFileEntry.objects.bulk_create(entries, batch_size=_BATCH)
    return file


def _intended(run: PayoutRun, share: _Share, *, at: datetime) -> BankFile:
    """The file as it will be, but for its hashes. The run's lock keeps its number ours."""
    earlier = BankFile.objects.filter(run=run, format=share.format, currency=run.currency).count()
    today = BankFile.objects.filter(format=share.format, made_at__date=at.date()).count()
    execute_on = execution_day(at.date(), bank_holidays())
    name = f"TALLY-{run.public_id.hex[:10].upper()}-{_SHORT[share.format]}-{run.currency}"
    return BankFile(
        run=run,
        format=share.format,
        currency=run.currency,
        number=earlier + 1,
        message_id=f"{name}-{earlier + 1}",
        modifier=_MODIFIERS[today % len(_MODIFIERS)],
        originator=as_kept(share.originator),
        debtor=masked_debtor(share.originator, share.format),
        execute_on=execute_on,
        settles_on=settlement_day(share.format, execute_on, bank_holidays()),
        entry_count=len(share.payouts),
        total_minor=sum(payout.amount_minor for payout in share.payouts),
        # Files speak of whole seconds; what is kept has to give the same bytes again.
        made_at=at.replace(microsecond=0),
    )


def _open(file: BankFile, share: _Share, *, at: datetime) -> dict[str, Attempt]:
    chosen = Payout.objects.filter(pk__in=[payout.pk for payout in share.payouts])
    moved = advance_many(chosen, to=PayoutStatus.SENDING, actor=None, at=at)
    assert moved == len(share.payouts), "they were locked as set aside"
    explain([payout.pk for payout in share.payouts if payout.reason], "")
    return open_attempts(
        requests={
            subject_of(payout.pk): {
                "file": file.message_id,
                "destination": payout.destination,
                "amount_minor": payout.amount_minor,
                "currency": payout.currency,
            }
            for payout in share.payouts
        },
        at=at,
    )


def content_hash(rows: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 of reference, minor units and destination, a line for each entry in order.

    >>> content_hash([("PAYOUT-17-1", 900, "bank_a")])[:16]
    'a90ef4d0a018a586'
    """
    lines = (f"{reference}|{amount}|{destination}\n" for reference, amount, destination in rows)
    return sha256("".join(lines).encode()).hexdigest()
