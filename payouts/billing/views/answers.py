"""Documents and lists that brands and finance read alike."""

from django.http import Http404, HttpResponse, HttpResponseBase

from onboarding.tables.export import csv_response
from payouts.billing.documents import credit_note_pdf, invoice_pdf
from payouts.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from payouts.billing.selectors import credit_lines_of, lines_of
from payouts.billing.work import CONTACT_COLUMNS, contacts_behind


def invoice_file(invoice: Invoice) -> HttpResponse:
    """An invoice as a PDF to keep."""
    name = invoice.number or f"draft-{invoice.period.from_on}"
    return _pdf(invoice_pdf(invoice), name)


def credit_note_file(note: CreditNote) -> HttpResponse:
    """A credit note as a PDF to keep."""
    return _pdf(credit_note_pdf(note), note.number)


def contacts_file(invoice: Invoice) -> HttpResponseBase:
    """Every rated contact of the invoice's period, streamed: what its lines sum up."""
    name = invoice.number or f"draft-{invoice.period.from_on}"
    return csv_response(
        filename=f"{name}-contacts.csv",
        header=CONTACT_COLUMNS,
        rows=contacts_behind(period_id=invoice.period_id),
    )


def invoice_line(invoice: Invoice, position: int) -> InvoiceLine:
    """One line of an invoice, or 404."""
    line = lines_of(invoice).filter(position=position).first()
    if line is None:
        raise Http404("The invoice has no such line.")
    return line


def credit_line(note: CreditNote, position: int) -> CreditNoteLine:
    """One line of a credit note, or 404."""
    line = credit_lines_of(note).filter(position=position).first()
    if line is None:
        raise Http404("The credit note has no such line.")
    return line


def _pdf(document: bytes, name: str) -> HttpResponse:
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response
