"""Credit notes: numbered documents that lower an issued invoice. Never edited."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, Sum, Value
from django.db.models.functions import Coalesce

from payouts.billing.lines import Credit
from payouts.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from payouts.billing.numbering import Series, next_number
from payouts.billing.taxation import tax_to_credit
from payouts.billing.wording import credit_reason
from payouts.ledger.postings import credit_note_issued
from payouts.ledger.services import post
from payouts.money import Money
from payouts.periods.models import Period


def issue_credit_notes(
    *, credits: Sequence[Credit], period: Period, at: datetime
) -> list[CreditNote]:
    """Issue a credit note for each invoice that ``credits`` lower, and book it.

    The caller holds the brand's row. What became known in ``period`` makes one note for each
    invoice.
    """
    by_invoice: dict[int, list[Credit]] = {}
    for credit in credits:
        by_invoice.setdefault(credit.invoice_id, []).append(credit)
    # Old and new invoices are lowered in the order in which they were issued.
    invoices = (
        Invoice.objects.filter(pk__in=by_invoice)
        .select_related("period")
        .annotate(tax_credited=Coalesce(Sum("credit_notes__tax_minor"), Value(0)))
        .order_by("issued_at", "pk")
    )
    lines = {
        line.pk: line
        for line in InvoiceLine.objects.filter(pk__in=[credit.line_id for credit in credits])
        .annotate(
            net_credited=Coalesce(Sum("credits__net_minor"), Value(0)),
            line_tax_credited=Coalesce(Sum("credits__tax_minor"), Value(0)),
            tax_open=F("tax_minor") - F("line_tax_credited"),
        )
        .order_by("pk")
    }
    return [_issue(invoice, by_invoice[invoice.pk], lines, period, at) for invoice in invoices]


def _issue(
    invoice: Invoice,
    credits: Sequence[Credit],
    lines: dict[int, InvoiceLine],
    period: Period,
    at: datetime,
) -> CreditNote:
    drafts = [
        _line(place, credit, lines[credit.line_id]) for place, credit in enumerate(credits, 1)
    ]
    _keep_within(drafts, invoice.tax_minor - invoice.tax_credited)
    net = sum(line.net_minor for line in drafts)
    tax = sum(line.tax_minor for line in drafts)
    note = CreditNote.objects.create(
        invoice=invoice,
        period=period,
        number=next_number(Series.CREDIT_NOTE, at=at),
        currency=invoice.currency,
        issued_at=at,
        reason=credit_reason(invoice.period),
        net_minor=net,
        tax_minor=tax,
        total_minor=net + tax,
    )
    for line in drafts:
        line.credit_note = note
    CreditNoteLine.objects.bulk_create(drafts)
    post(
        credit_note_issued(
            credit_note_id=note.pk,
            brand_id=invoice.brand_id,
            net=Money(net, invoice.currency),
            tax=Money(tax, invoice.currency),
        ),
        at=at,
    )
    return note


def _line(place: int, credit: Credit, line: InvoiceLine) -> CreditNoteLine:
    tax = tax_to_credit(
        net=line.net_minor,
        tax=line.tax_minor,
        credited=line.net_credited,
        tax_credited=line.line_tax_credited,
        now=credit.net_minor,
    )
    # The same line may be lowered by two reductions of one period.
    line.net_credited += credit.net_minor
    line.line_tax_credited += tax
    return CreditNoteLine(
        position=place,
        campaign_id=line.campaign_id,
        version_id=line.version_id,
        description=line.description,
        contact_count=credit.work.contact_count,
        billable_seconds=credit.work.billable_seconds,
        exact=credit.work.exact,
        net_minor=credit.net_minor,
        tax_minor=tax,
        invoice_line=line,
    )


def _keep_within(lines: Sequence[CreditNoteLine], tax_open: int) -> None:
    """Never give back more tax than the invoice charged: its negative lines lowered that."""
    above = sum(line.tax_minor for line in lines) - tax_open
    for line in reversed(lines):
        if above <= 0:
            return
        less = min(above, line.tax_minor)
        line.tax_minor -= less
        above -= less
