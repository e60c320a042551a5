"""Bank files and what the bank said, as others ask for them."""

from datetime import date

from django.db.models import QuerySet

from payouts.banking.models import BankFile, BankFileEntry, BankReportRow, FileStatus, RowStatus
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.payees.rails import Rail
from payouts.runs.models import Payout, PayoutStatus, RunStatus


def planned_for_a_file(run_id: int) -> list[int]:
    """Payouts of a run that a bank file will pay and whose money is not set aside yet, by id."""
    planned = Payout.objects.filter(
        run=run_id,
        run__status=RunStatus.EXECUTING,
        rail=Rail.BANK_FILE,
        status=PayoutStatus.PLANNED,
    )
    return list(planned.order_by("pk").values_list("pk", flat=True))


def runs_that_need_files() -> list[int]:
    """Executing runs with payouts that wait for a bank file, by id."""
    waiting = Payout.objects.filter(
        rail=Rail.BANK_FILE,
        run__status=RunStatus.EXECUTING,
        status__in=[PayoutStatus.PLANNED, PayoutStatus.RESERVED],
    )
    return list(waiting.order_by("run").values_list("run", flat=True).distinct())


def payouts_in(file: BankFile) -> QuerySet[Payout]:
    """The payouts that a file pays, or was to pay."""
    return Payout.objects.filter(bank_entries__file=file)


def attempts_in(file: BankFile) -> QuerySet[Attempt]:
    """The attempts whose keys a file carries."""
    return Attempt.objects.filter(bank_entry__file=file)


def open_entries_of(file: BankFile) -> QuerySet[BankFileEntry]:
    """Entries whose fate the bank has not said yet, in the order of the file."""
    entries = BankFileEntry.objects.filter(file=file, attempt__status=AttemptStatus.OPEN)
    return entries.order_by("position")


def rows_to_apply(report_id: int | None = None) -> QuerySet[BankReportRow]:
    """What the bank said and nobody has looked at yet, in order."""
    rows = BankReportRow.objects.filter(status=RowStatus.NEW)
    if report_id is not None:
        rows = rows.filter(report=report_id)
    return rows.order_by("pk")


def files_to_drop() -> QuerySet[BankFile]:
    """Released files whose way into the folder was never begun."""
    return BankFile.objects.filter(
        status__in=FileStatus.at_the_bank(), dropping_at__isnull=True
    ).order_by("pk")


def silent_files(*, today: date) -> QuerySet[BankFile]:
    """Files that the bank has and whose network has had its days for returns."""
    return BankFile.objects.filter(status=FileStatus.ACCEPTED, settles_on__lte=today).order_by("pk")
