"""What came in and what waits for a person; complete rows for pages."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum

from payouts.incoming.models import (
    BankAccount,
    BankLine,
    BankReceipt,
    CsvLayout,
    ReceiptStatus,
    StatementFile,
)
from payouts.money import Money

# So long a receipt is held against new invoices by itself; then a person looks at it.
LOOKED_AT_FOR = timedelta(days=21)


def receipts() -> QuerySet[BankReceipt]:
    """Receipts with their lines, accounts and brands."""
    return BankReceipt.objects.select_related(
        "line__account", "line__statement__file", "brand", "payment", "decided_by", "part_of"
    )


def receipts_like(asked: Mapping[str, Any]) -> QuerySet[BankReceipt]:
    """Receipts as a filter asks for them: ``status``, ``account``, ``text``."""
    found = receipts()
    if asked.get("status"):
        found = found.filter(status=asked["status"])
    if asked.get("account"):
        found = found.filter(line__account=asked["account"])
    if text := asked.get("text"):
        named = BankLine.objects.filter(pk=OuterRef("line"))
        found = found.filter(
            Exists(named.filter(counterparty__icontains=text))
            | Exists(named.filter(remittance__icontains=text))
        )
    return found


def suspense_by_currency() -> list[tuple[int, Money]]:
    """How many receipts are nobody's yet, and what they come to, in each currency."""
    sums = (
        BankReceipt.objects.filter(status__in=ReceiptStatus.in_suspense())
        .values_list("currency")
        .annotate(how_many=Count("pk"), minor=Sum("amount_minor"))
        .order_by("currency")
    )
    return [(how_many, Money(minor, currency)) for currency, how_many, minor in sums]


def reversals_to_place() -> QuerySet[BankLine]:
    """Lines by which the bank took something back that no receipt stands for, oldest first."""
    taken = BankReceipt.objects.filter(line_back=OuterRef("pk"))
    return (
        BankLine.objects.filter(~Exists(taken), is_reversal=True, amount_minor__lt=0)
        .select_related("account")
        .order_by("booked_on", "pk")
    )


def receipts_to_place(*, at: datetime) -> QuerySet[BankReceipt]:
    """Receipts of the last weeks that wait and that nobody has decided, oldest first."""
    return BankReceipt.objects.filter(
        status=ReceiptStatus.WAITING,
        decided_at__isnull=True,
        part_of__isnull=True,
        taken_at__gte=at - LOOKED_AT_FOR,
    ).order_by("taken_at", "pk")


def debits_to_place() -> QuerySet[BankLine]:
    """Lines that went out and may have taken a receipt back, oldest first."""
    taken = BankReceipt.objects.filter(line_back=OuterRef("pk"))
    sent = BankReceipt.objects.filter(
        status=ReceiptStatus.SENDING_BACK,
        line__account=OuterRef("account"),
        amount_minor=0 - OuterRef("amount_minor"),
    )
    return BankLine.objects.filter(
        ~Exists(taken), Q(is_reversal=True) | Exists(sent), amount_minor__lt=0
    ).order_by("pk")


def lines_back_of(receipt: BankReceipt) -> QuerySet[BankLine]:
    """Lines by which a receipt may have left our account again, oldest first."""
    taken = BankReceipt.objects.filter(line_back=OuterRef("pk"))
    return BankLine.objects.filter(
        ~Exists(taken),
        account=receipt.line.account_id,
        amount_minor=-receipt.amount_minor,
        booked_on__gte=receipt.line.booked_on,
    ).order_by("booked_on", "pk")


def parts_of(receipt: BankReceipt) -> QuerySet[BankReceipt]:
    """The parts into which a receipt was split."""
    return receipts().filter(part_of=receipt).order_by("part")


def files() -> QuerySet[StatementFile]:
    """Files that were taken in, with who did."""
    return StatementFile.objects.select_related("taken_by")


def accounts() -> QuerySet[BankAccount]:
    """Our accounts by name, each with ``line_count`` and ``layout_number``."""
    layouts = CsvLayout.objects.filter(account=OuterRef("pk")).order_by("-number")
    lines = BankLine.objects.filter(account=OuterRef("pk")).order_by().values("account")
    return (
        BankAccount.objects.select_related("added_by")
        .annotate(
            layout_number=Subquery(layouts.values("number")[:1]),
            line_count=Subquery(lines.annotate(count=Count("pk")).values("count")),
        )
        .order_by("name", "pk")
    )
