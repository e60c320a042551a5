"""Bank files and reports as pages show them: complete rows, a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from payouts.banking.models import (
    BankFile,
    BankFileDownload,
    BankFileEntry,
    BankReport,
    BankReportRow,
    FileStatus,
    RowStatus,
)
from payouts.banking.originators import OriginatorMissing, originator_for
from payouts.gateway.bank_files.orders import BankFormat
from payouts.gateway.models import AttemptStatus
from payouts.money import Money
from payouts.payees.rails import Rail
from payouts.runs.models import Payout, PayoutStatus


@dataclass(frozen=True, slots=True)
class Answers:
    """How much of a file the bank has spoken of."""

    total: int
    counts: dict[str, int]

    @property
    def done(self) -> int:
        """Entries whose fate is known."""
        return self.total - self.counts.get(AttemptStatus.OPEN, 0)

    @property
    def rows(self) -> list[tuple[AttemptStatus, int]]:
        """Status and number, for each that occurs."""
        return [(one, self.counts[one]) for one in AttemptStatus if one in self.counts]


def files_for_the_list(
    *, status: str = "", format: str = "", run: Any = None
) -> QuerySet[BankFile]:
    """Files with their run and who released them."""
    files = BankFile.objects.select_related("run", "released_by", "confirmed_by")
    if status:
        files = files.filter(status=status)
    if format:
        files = files.filter(format=format)
    return files.filter(run__public_id=run) if run else files


def standing() -> dict[str, Any]:
    """What waits on the rail of bank files: for release, for the bank, for a person."""
    found = BankFile.objects.aggregate(
        made=Count("pk", filter=Q(status=FileStatus.MADE)),
        at_the_bank=Count("pk", filter=Q(status__in=FileStatus.at_the_bank())),
        refused=Count("pk", filter=Q(status=FileStatus.REFUSED)),
    )
    return found | {"waiting": BankReportRow.objects.filter(status=RowStatus.WAITING).count()}


def settings_missing() -> list[str]:
    """What the settings lack for payouts that wait for a file; nothing where nobody waits."""
    waiting = Payout.objects.filter(
        rail=Rail.BANK_FILE, status=PayoutStatus.RESERVED, run__status="EXECUTING"
    )
    reasons = waiting.filter(reason__startswith="Setting ").order_by("reason")
    if not reasons.exists():
        return []
    missing = []
    for one in BankFormat:
        try:
            originator_for(one)
        except OriginatorMissing as refusal:
            if reasons.filter(reason=str(refusal)).exists():
                missing.append(str(refusal))
    return missing


def entries_for_the_list(file: BankFile) -> QuerySet[BankFileEntry]:
    """The entries of a file with payout, agent, attempt and masked account."""
    return BankFileEntry.objects.filter(file=file).select_related(
        "payout__agent", "attempt", "details"
    )


def answers_to(file: BankFile) -> Answers:
    """What the bank has said of a file's entries, in one query."""
    rows = (
        BankFileEntry.objects.filter(file=file)
        .values_list("attempt__status")
        .annotate(count=Count("pk"))
        .order_by("attempt__status")
    )
    counts = dict(rows)
    return Answers(sum(counts.values()), counts)


def downloads_of(file: BankFile) -> QuerySet[BankFileDownload]:
    """Who took a file, the newest first."""
    return BankFileDownload.objects.filter(file=file).select_related("taken_by").order_by("-pk")


def said_of(file: BankFile) -> QuerySet[BankReportRow]:
    """What the bank said of the whole file, the newest first."""
    rows = BankReportRow.objects.filter(file=file, reference="").select_related("report")
    return rows.order_by("-pk")[:20]


def reports_for_the_list() -> QuerySet[BankReport]:
    """Reports, each with who took it in and whether rows of it wait for somebody."""
    waiting = BankReportRow.objects.filter(report=OuterRef("pk"), status=RowStatus.WAITING)
    return BankReport.objects.select_related("received_by").annotate(is_waiting=Exists(waiting))


def rows_for_the_list(*, report: BankReport | None = None, status: str = "") -> QuerySet[Any]:
    """Rows with their payout, agent, file and who closed them."""
    rows = BankReportRow.objects.select_related("payout__agent", "file", "report", "closed_by")
    if report is not None:
        rows = rows.filter(report=report)
    return rows.filter(status=status) if status else rows


def results_of(report: BankReport) -> list[tuple[RowStatus, int]]:
    """How many rows of a report became what."""
    rows = dict(
        BankReportRow.objects.filter(report=report)
        .values_list("status")
        .annotate(count=Count("pk"))
        .order_by("status")
    )
    return [(status, rows[status]) for status in RowStatus if status in rows]


def on_its_way() -> list[Money]:
    """What files at the bank still have to pay, by currency."""
    rows = (
        BankFileEntry.objects.filter(
            file__status__in=FileStatus.at_the_bank(), attempt__status=AttemptStatus.OPEN
        )
        .values_list("file__currency")
        .annotate(total=Sum("amount_minor"))
        .order_by("file__currency")
    )
    return [Money(int(total), currency) for currency, total in rows]
