"""What was paid of an issued invoice, and how far that brings it. The payments are kept above."""

from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from onboarding.audit.services import advance
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.billing.models import CreditNote, Invoice, InvoiceStatus
from payouts.money import Money


class InvoiceNotOpen(Refused):
    """It was not issued yet, was discarded, or was given up as uncollectible."""

    code = "invoice_not_open"


class MoreThanOpen(Refused):
    """An invoice is paid once: what is more than its open amount belongs elsewhere."""

    code = "more_than_open"


def open_amount_of(invoice: Invoice) -> Money:
    """What is still to be paid of an issued invoice, less what credit notes took off it."""
    credited = CreditNote.objects.filter(invoice=invoice).aggregate(
        sum=Sum("total_minor", default=0)
    )["sum"]
    return Money(invoice.total_minor - credited - invoice.paid_minor, invoice.currency)


@transaction.atomic(savepoint=False)
def move_paid(
    *, invoice_id: int, by: Money, actor: User | None, at: datetime, reason: str = ""
) -> Invoice:
    """Raise what was paid of an invoice by an amount; below zero where money went back.

    The caller holds the brand's row. The invoice is paid once nothing of it is open, partly
    paid before that, and issued again where nothing of the money stayed.

    Raises:
        InvoiceNotOpen: nothing can be paid of it.
        MoreThanOpen: more would be paid than is open, or more would go back than was paid.
    """
    invoice = Invoice.objects.select_for_update(no_key=True).get(pk=invoice_id)
    return move_paid_of(invoice, by=by, actor=actor, at=at, reason=reason)


def move_paid_of(
    invoice: Invoice, *, by: Money, actor: User | None, at: datetime, reason: str = ""
) -> Invoice:
    """Do what ``move_paid`` does with an invoice whose row, and whose brand's, the caller holds.

    Raises:
        InvoiceNotOpen: nothing can be paid of it.
        MoreThanOpen: more would be paid than is open, or more would go back than was paid.
    """
    if invoice.number is None or invoice.status == InvoiceStatus.UNCOLLECTIBLE:
        raise InvoiceNotOpen("Only an issued invoice can be paid.")
    still_open = open_amount_of(invoice)
    if still_open < by or invoice.paid_minor + by.minor < 0:
        raise MoreThanOpen("An invoice is not paid beyond what is open of it.")
    paid_minor = invoice.paid_minor + by.minor
    if paid_minor == 0:
        to = InvoiceStatus.ISSUED
    elif by == still_open:
        to = InvoiceStatus.PAID
    else:
        to = InvoiceStatus.PARTLY_PAID
    if to == invoice.status:
        Invoice.objects.filter(pk=invoice.pk).update(paid_minor=paid_minor)
        invoice.paid_minor = paid_minor
    else:
        advance(invoice, to=to, actor=actor, at=at, reason=reason, paid_minor=paid_minor)
    return invoice
