"""Documents and lists that brands and finance read alike."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.timezone import now

from onboarding.tables.export import csv_response
from payouts.billing.documents import has_message, invoice_files
from payouts.billing.keeping import file_of_credit_note, file_of_invoice
from payouts.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from payouts.billing.selectors import credit_lines_of, lines_of
from payouts.billing.wording import plain
from payouts.billing.work import CONTACT_COLUMNS, contacts_behind

_PDF, _XML = "application/pdf", "application/xml"


def invoice_file(invoice: Invoice) -> HttpResponse:
    """An invoice as a PDF to keep; a draft, one to look at."""
    if invoice.number is None:
        name = f"draft-{invoice.period.from_on}"
        return _file(invoice_files(invoice)[0], f"{name}.pdf", _PDF)
    return _file(file_of_invoice(invoice, at=now()).pdf, f"{invoice.number}.pdf", _PDF)


def credit_note_file(note: CreditNote) -> HttpResponse:
    """A credit note as a PDF to keep."""
    return _file(file_of_credit_note(note, at=now()).pdf, f"{note.number}.pdf", _PDF)


def invoice_message(invoice: Invoice) -> HttpResponse:
    """An issued invoice as an EN 16931 message; 404 where there is none."""
    if invoice.number is None or not has_message(invoice):
        raise Http404("There is no message of this invoice.")
    return _file(file_of_invoice(invoice, at=now()).xml, f"{invoice.number}.xml", _XML)


def credit_note_message(note: CreditNote) -> HttpResponse:
    """A credit note as an EN 16931 message; 404 where there is none."""
    if not has_message(note):
        raise Http404("There is no message of this credit note.")
    return _file(file_of_credit_note(note, at=now()).xml, f"{note.number}.xml", _XML)


def taxes_of(document: Invoice | CreditNote) -> list[dict[str, Any]]:
    """Net and tax of each rate of a document, with the rate in per cent."""
    return [row | {"percent": plain(Decimal(row["rate"]) * 100)} for row in document.taxes]


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


def _file(content: bytes | memoryview, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(bytes(content), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
