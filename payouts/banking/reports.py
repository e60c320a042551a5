"""Take in what a bank says, once, and apply it row by row.

A file is stored as rows before anything follows from it. Each row is applied in the transaction
that marks it, a few hundred at a time: whoever is killed in between leaves rows that the next
one applies, and none twice.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from onboarding.audit.services import advance, advance_many
from onboarding.errors import Refused
from onboarding.jobs import enqueue
from onboarding.users.models import User
from payouts.banking.applying import Applying
from payouts.banking.models import (
    BankFile,
    BankFileEntry,
    BankReport,
    BankReportRow,
    RowStatus,
)
from payouts.banking.selectors import rows_to_apply
from payouts.gateway.bank_files.answers import Told, Unreadable
from payouts.gateway.bank_files.reading import read_answer
from payouts.runs.settlement import complete_run

# The job that applies what was taken in; the timetable runs it as well.
APPLY = "payouts.apply_bank_reports"
_BATCH = 500


class ReportUnreadable(Refused):
    """No file of a bank, or a damaged one: nothing of it was taken in."""

    code = "report_unreadable"


class NoteMissing(Refused):
    """Whoever closes a row says what was done about it."""

    code = "note_missing"


@dataclass(slots=True)
class Tally:
    """What became of rows, by status."""

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@transaction.atomic
def take_in(
    *, content: bytes, file_name: str, actor: User | None, at: datetime
) -> tuple[BankReport, bool]:
    """Store what a bank's file says; return the report, and whether it is new.

    The same bytes are the same report, whatever the file is called.

    Raises:
        ReportUnreadable: what is wrong with the file, and where. Nothing of it is stored.
    """
    try:
        answer = read_answer(content)
    except Unreadable as wrong:
        raise ReportUnreadable(str(wrong)) from wrong
    report, is_new = BankReport.objects.get_or_create(
        sha256=sha256(content).hexdigest(),
        defaults={
            "kind": answer.kind,
            "name": answer.name[:80],
            "file_name": file_name[:200],
            "row_count": len(answer.rows),
            "left_out": answer.left_out,
            "received_by": actor,
            "received_at": at,
        },
    )
    if is_new:
        _store(report, answer.rows)
        enqueue(APPLY)
    return report, is_new


def take_in_and_apply(
    *, content: bytes, file_name: str, actor: User | None, at: datetime
) -> tuple[BankReport, bool]:
    """Store a bank's file and apply it at once; what is left over, the job applies.

    Raises:
        ReportUnreadable: what is wrong with the file, and where. Nothing of it is stored.
    """
    report, is_new = take_in(content=content, file_name=file_name, actor=actor, at=at)
    apply_reports(at=at, report_id=report.pk)
    return report, is_new


def apply_reports(*, at: datetime, report_id: int | None = None) -> Tally:
    """Apply every row that nobody has applied yet; say how many became what."""
    tally = Tally()
    while True:
        statuses, runs = _apply_some(report_id, at=at)
        for status in statuses:
            tally.counts[status] += 1
        for run_id in runs:
            complete_run(run_id=run_id, at=at)
        if not statuses:
            return tally


@transaction.atomic
def close_row(*, row_id: int, note: str, actor: User, at: datetime) -> BankReportRow:
    """Take a row off the work list, with what was done about it.

    Raises:
        NoteMissing: nothing is said.
        TransitionRefused: it does not wait for anybody.
    """
    if not note.strip():
        raise NoteMissing("Please say what was done about it.")
    row = BankReportRow.objects.select_for_update(no_key=True).get(pk=row_id)
    advance(
        row,
        to=RowStatus.CLOSED,
        actor=actor,
        at=at,
        reason=note.strip()[:300],
        closed_by=actor,
        note=note.strip()[:300],
    )
    return row


def _store(report: BankReport, told: Sequence[Told]) -> None:
    """Write every row with the payout and the file that it speaks of, if we know them."""
    references = {one.reference for one in told if one.reference}
    entries = {
        reference: (payout, file)
        for reference, payout, file in BankFileEntry.objects.filter(
            reference__in=references
        ).values_list("reference", "payout", "file")
    }
    files = dict(
        BankFile.objects.filter(
            message_id__in={one.message_id for one in told if one.message_id}
        ).values_list("message_id", "pk")
    )
    rows = []
    for position, one in enumerate(told, 1):
        payout_id, file_id = entries.get(one.reference, (None, None))
        row = BankReportRow(
            report=report,
            position=position,
            says=one.says,
            reference=one.reference[:35],
            message_id=one.message_id[:35],
            code=one.code[:35],
            words=one.words[:300],
            amount_minor=one.amount_minor,
            currency=one.currency[:3],
            booked_on=one.booked_on,
            bank_reference=one.bank_reference[:80],
            corrected=one.corrected,
            payout_id=payout_id,
            file_id=file_id or (None if one.reference else files.get(one.message_id)),
        )
        rows.append(row)
    BankReportRow.objects.bulk_create(rows, batch_size=_BATCH)


@transaction.atomic(durable=True)
def _apply_some(report_id: int | None, *, at: datetime) -> tuple[list[str], list[int]]:
    """Apply the next rows; return what became of each, and the runs that they concern."""
    rows = list(rows_to_apply(report_id).select_for_update(skip_locked=True, no_key=True)[:_BATCH])
    if not rows:
        return [], []
    applying = Applying(rows, at=at)
    results = applying.apply()
    by_result: dict[tuple[RowStatus, str], list[int]] = defaultdict(list)
    for row_id, result in results.items():
        by_result[result].append(row_id)
    for (status, outcome), ids in by_result.items():
        advance_many(
            BankReportRow.objects.filter(pk__in=ids),
            to=status,
            actor=None,
            at=at,
            outcome=outcome,
            handled_at=at,
        )
    return [status for status, _ in results.values()], applying.run_ids
