"""Credit notes: numbered documents that lower an issued invoice. Never edited."""

from collections.abc import Sequence
from datetime import datetime

from payouts.billing.lines import Credit
from payouts.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from payouts.billing.numbering import Series, next_number
from payouts.billing.selectors import credited_of_lines, tax_credited_of
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
    # The oldest invoice is lowered first, and has the lower number.
    invoices = (
        Invoice.objects.filter(pk__in=by_invoice)
        .select_related("period")
        .order_by("issued_at", "pk")
    )
    lines = InvoiceLine.objects.in_bulk([credit.line_id for credit in credits])
    before = credited_of_lines(lines.keys())
    tax_before = tax_credited_of(by_invoice.keys())
    notes = []
    for invoice in invoices:
        drafts = [
            _line(place, credit, lines[credit.line_id], before)
            for place, credit in enumerate(by_invoice[invoice.pk], 1)
        ]
        _keep_within(drafts, invoice.tax_minor - tax_before.get(invoice.pk, 0))
        notes.append(_issue(invoice, drafts, period, at))
    return notes


def _issue(
    invoice: Invoice, lines: Sequence[CreditNoteLine], period: Period, at: datetime
) -> CreditNote:
    net = sum(line.net_minor for line in lines)
    tax = sum(line.tax_minor for line in lines)
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
    for line in lines:
        line.credit_note = note
    CreditNoteLine.objects.bulk_create(lines)
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


def _line(
    place: int, credit: Credit, line: InvoiceLine, before: dict[int, tuple[int, int]]
) -> CreditNoteLine:
    net_before, tax_before = before.get(line.pk, (0, 0))
    tax = tax_to_credit(
        net=line.net_minor,
        tax=line.tax_minor,
        credited=net_before,
        tax_credited=tax_before,
        now=credit.net_minor,
    )
    # Two reductions of one period may lower the same line.
    before[line.pk] = (net_before + credit.net_minor, tax_before + tax)
    return CreditNoteLine(
        position=place,
        campaign_id=line.campaign_id,
        version_id=line.version_id,
        extra_kind=credit.work.extra_kind,
        factor=line.factor,
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
