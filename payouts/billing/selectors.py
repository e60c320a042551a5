"""Invoices and credit notes, complete for a page; what is due; what may still be credited."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from onboarding.brands.models import Brand
from payouts.accruals.models import Accrual
from payouts.billing.lines import OpenLine
from payouts.billing.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
)
from payouts.extras.models import Extra
from payouts.extras.selectors import charged_by_campaign
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balances_of
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind, PeriodStatus
from payouts.rating.models import RatedWork

_LIVE = ~Q(status=InvoiceStatus.DISCARDED)


def periods_to_bill() -> QuerySet[Period]:
    """Closed billing periods with something to bill and no invoice, each brand's oldest first."""
    live = Invoice.objects.filter(_LIVE, period=OuterRef("pk"))
    work = RatedWork.objects.filter(billing_period=OuterRef("pk"))
    extras = Extra.objects.filter(billing_period=OuterRef("pk"))
    return Period.objects.filter(
        ~Exists(live),
        Exists(work) | Exists(extras),
        kind=PeriodKind.BILLING,
        status=PeriodStatus.CLOSED,
    ).order_by("brand", "from_at", "pk")


def invoice_of(*, period_id: int) -> Invoice | None:
    """The period's invoice that was not discarded, if there is one."""
    return Invoice.objects.filter(_LIVE, period=period_id).order_by("pk").first()


def accrued_by_campaign(*, period_id: int) -> dict[int, int]:
    """What the books hold of a billing period, extras included: minor units for each campaign."""
    accrued = dict(
        Accrual.objects.filter(period=period_id)
        .values_list("campaign")
        .annotate(posted=Sum("posted_minor"))
        .order_by("campaign")
    )
    for campaign, charged in charged_by_campaign(period_id=period_id).items():
        accrued[campaign] = accrued.get(campaign, 0) + charged
    return accrued


def credited_of_lines(line_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Net and tax that credit notes took of each of these lines; none where nothing was."""
    rows = (
        CreditNoteLine.objects.filter(invoice_line__in=line_ids)
        .values_list("invoice_line")
        .annotate(net=Sum("net_minor"), tax=Sum("tax_minor"))
        .order_by("invoice_line")
    )
    return {line: (net, tax) for line, net, tax in rows}


def tax_credited_of(invoice_ids: Collection[int]) -> dict[int, int]:
    """Tax that credit notes gave back of each of these invoices; none where nothing was."""
    return dict(
        CreditNote.objects.filter(invoice__in=invoice_ids)
        .values_list("invoice")
        .annotate(tax=Sum("tax_minor"))
        .order_by("invoice")
    )


def credited_in(*, period_id: int) -> dict[tuple[int, int], int]:
    """Net that a period's credit notes took, by (credited invoice's period, campaign)."""
    rows = (
        CreditNoteLine.objects.filter(credit_note__period=period_id)
        .values_list("credit_note__invoice__period", "campaign")
        .annotate(net=Sum("net_minor"))
        .order_by("credit_note__invoice__period", "campaign")
    )
    return {(period, campaign): net for period, campaign, net in rows}


def open_lines(*, brand_id: int, currency: str) -> list[OpenLine]:
    """Lines of a brand's issued, unpaid invoices of which something is left to credit.

    The newest invoice first. What is paid is not credited any more: it lowers the next invoice.
    """
    credited = Coalesce(Sum("credits__net_minor"), Value(0))
    lines = (
        InvoiceLine.objects.filter(
            invoice__brand=brand_id,
            invoice__currency=currency,
            invoice__status=InvoiceStatus.ISSUED,
        )
        .annotate(open_minor=F("net_minor") - credited, period_id=F("invoice__period"))
        .filter(open_minor__gt=0)
        .order_by("-invoice__issued_at", "-invoice_id", "position")
    )
    return [
        OpenLine(
            line_id=line.pk,
            invoice_id=line.invoice_id,
            period_id=line.period_id,
            campaign_id=line.campaign_id,
            version_id=line.version_id,
            open_minor=line.open_minor,
            extra_kind=line.extra_kind,
        )
        for line in lines
    ]


def open_invoices(*, brand_id: int, currency: str) -> dict[int, int]:
    """Net of a brand's issued, unpaid invoices that no credit note has taken yet."""
    invoices = _with_credits(
        Invoice.objects.filter(brand=brand_id, currency=currency, status=InvoiceStatus.ISSUED)
    )
    return dict(invoices.values_list("pk", F("net_minor") - F("credited_net_minor")))


def invoices_of(*, brand_id: int | None = None) -> QuerySet[Invoice]:
    """Invoices of one brand or of all, each with ``credited_minor`` and ``open_minor``.

    A brand sees what was issued to it; finance sees drafts as well.
    """
    invoices = _with_credits(Invoice.objects.select_related("brand", "period"))
    if brand_id is None:
        return invoices
    return invoices.filter(brand=brand_id).exclude(
        status__in=[InvoiceStatus.DRAFT, InvoiceStatus.DISCARDED]
    )


def credit_notes_of(*, brand_id: int | None = None) -> QuerySet[CreditNote]:
    """Credit notes of one brand or of all, with the invoices they lower."""
    notes = CreditNote.objects.select_related("invoice__brand", "invoice__period", "period")
    return notes if brand_id is None else notes.filter(invoice__brand=brand_id)


def lines_of(invoice: Invoice) -> QuerySet[InvoiceLine]:
    """An invoice's lines by position, each with what was ``credited_minor`` of its net."""
    return (
        InvoiceLine.objects.filter(invoice=invoice)
        .select_related("campaign", "version", "adjusts", "invoice")
        .annotate(credited_minor=Coalesce(Sum("credits__net_minor"), Value(0)))
        .order_by("position")
    )


def credit_lines_of(note: CreditNote) -> QuerySet[CreditNoteLine]:
    """A credit note's lines by position, with the invoice's lines they lower."""
    return (
        CreditNoteLine.objects.filter(credit_note=note)
        .select_related("campaign", "version", "invoice_line", "credit_note__invoice")
        .order_by("position")
    )


def latest_invoices(*, brand_id: int, count: int = 5) -> list[Invoice]:
    """The newest invoices that were issued to a brand."""
    return list(invoices_of(brand_id=brand_id).order_by("-issued_at", "-pk")[:count])


@dataclass(frozen=True, slots=True)
class Standing:
    """What a brand owes as the books have it: worked and not invoiced, invoiced and not paid."""

    unbilled: Money
    receivable: Money


def standing_of(*, brand: Brand) -> Standing:
    """What a brand owes now, in one query."""
    kinds = (AccountKind.BRAND_UNBILLED, AccountKind.BRAND_RECEIVABLE)
    found = balances_of(owner_id=brand.pk, currency=brand.currency, kinds=kinds)
    return Standing(*(found[kind] for kind in kinds))


def _with_credits(invoices: QuerySet[Invoice]) -> QuerySet[Invoice]:
    # A sum over its own table for each invoice: joined, two sums would multiply each other.
    notes = CreditNote.objects.filter(invoice=OuterRef("pk")).order_by().values("invoice")
    return invoices.annotate(
        credited_net_minor=Coalesce(
            Subquery(notes.annotate(sum=Sum("net_minor")).values("sum")), Value(0)
        ),
        credited_minor=Coalesce(
            Subquery(notes.annotate(sum=Sum("total_minor")).values("sum")), Value(0)
        ),
    ).annotate(
        open_minor=Case(
            When(
                status__in=InvoiceStatus.owed(),
                then=F("total_minor") - F("credited_minor") - F("paid_minor"),
            ),
            default=Value(0),
            output_field=BigIntegerField(),
        )
    )
