"""Tell a brand of what was issued to it: a link that asks for sign-in, never the document."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from onboarding.deliveries.services import tell
from payouts.billing.models import CreditNote, Invoice
from payouts.money import Money


def tell_of_invoice(invoice: Invoice, *, at: datetime) -> bool:
    """Mail a brand that an invoice was issued; return whether there was somebody to tell."""
    assert invoice.due_on is not None
    return tell(
        key=f"invoice:{invoice.pk}:issued",
        to=invoice.buyer.get("email", ""),
        template="payouts/billing/invoice_issued",
        facts={
            "number": invoice.number,
            "brand": invoice.buyer["name"],
            "total": _amount(invoice.total_minor, invoice.currency),
            "due_on": invoice.due_on.isoformat() if invoice.total_minor else "",
            "po_number": invoice.po_number,
            "url": _link("brand:invoice", invoice),
        },
        at=at,
        language=invoice.language,
    )


def tell_of_credit_note(note: CreditNote, *, at: datetime) -> bool:
    """Mail a brand that a credit note lowers one of its invoices."""
    invoice = note.invoice
    return tell(
        key=f"credit_note:{note.pk}:issued",
        to=invoice.buyer.get("email", ""),
        template="payouts/billing/credit_note_issued",
        facts={
            "number": note.number,
            "invoice": invoice.number,
            "total": _amount(note.total_minor, note.currency),
            "url": _link("brand:credit_note", note),
        },
        at=at,
        language=invoice.language,
    )


def _amount(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).exact} {currency}"


def _link(name: str, document: Invoice | CreditNote) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=[document.public_id])}"
