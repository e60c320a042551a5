"""Make an issued document's file once, and keep it: who asks later gets the very same bytes."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from payouts.billing.documents import credit_note_files, invoice_files
from payouts.billing.models import CreditNote, Invoice, IssuedFile
from payouts.billing.selectors import documents_without_file


def file_of_invoice(invoice: Invoice, *, at: datetime) -> IssuedFile:
    """The kept file of an issued invoice, made now if nobody asked for it before."""
    assert invoice.number is not None, "a draft has no file to keep"
    kept = IssuedFile.objects.filter(invoice=invoice).first()
    return kept or _keep(invoice_files(invoice), at, invoice=invoice)


def file_of_credit_note(note: CreditNote, *, at: datetime) -> IssuedFile:
    """The kept file of a credit note, made now if nobody asked for it before."""
    kept = IssuedFile.objects.filter(credit_note=note).first()
    return kept or _keep(credit_note_files(note), at, credit_note=note)


def make_files(*, at: datetime, limit: int = 200) -> int:
    """Make the files of issued documents that have none; return how many were made."""
    invoices, notes = documents_without_file(limit=limit)
    for invoice in invoices:
        file_of_invoice(invoice, at=at)
    for note in notes:
        file_of_credit_note(note, at=at)
    return len(invoices) + len(notes)


@transaction.atomic
def _keep(
    files: tuple[bytes, bytes],
    at: datetime,
    *,
    invoice: Invoice | None = None,
    credit_note: CreditNote | None = None,
) -> IssuedFile:
    pdf, xml = files
    # Whoever made it at the same time made the same; the first one is kept.
    kept, _ = IssuedFile.objects.get_or_create(
        invoice=invoice,
        credit_note=credit_note,
        defaults={
            "pdf": pdf,
            "pdf_sha256": sha256(pdf).hexdigest(),
            "xml": xml,
            "xml_sha256": sha256(xml).hexdigest(),
            "made_at": at,
        },
    )
    return kept
