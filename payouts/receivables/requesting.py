"""Ask for money: an invoice, or a top-up of the prepaid balance, is to be charged.

Nothing is called here. A request is a row; it is charged by whoever finds it.
"""

from datetime import datetime

from django.db import transaction

from onboarding.errors import Refused
from onboarding.jobs import enqueue
from onboarding.users.models import User
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.billing.settling import InvoiceNotOpen, open_amount_of
from payouts.money import Money
from payouts.receivables.contested import contested_minor_of, without_contested
from payouts.receivables.models import (
    BrandPayment,
    MethodStatus,
    PaymentMethod,
    PaymentStatus,
    Purpose,
)
from payouts.receivables.payments import draw_for, lock_brand
from payouts.receivables.selectors import invoices_to_collect, prepaid_of

# The job that charges what is requested; the timetable runs it as well.
CHARGE = "payouts.charge_payments"


class PaymentUnderWay(Refused):
    """One payment at a time for each invoice, and one top-up for each brand."""

    code = "payment_under_way"


class PrepaidCoversIt(Refused):
    """What the brand has paid in advance goes first, and is enough."""

    code = "prepaid_covers_it"


class MethodUnusable(Refused):
    """It was removed, or is another brand's."""

    code = "method_unusable"


@transaction.atomic
def request_invoice_payment(
    *, invoice_id: int, method_id: int, actor: User | None, at: datetime
) -> BrandPayment:
    """Have what is open of an invoice charged to a stored method. ``actor=None`` is automatic.

    Raises:
        InvoiceNotOpen: nothing of it is to be paid.
        MethodUnusable: the method was removed, or is not this brand's.
        PaymentUnderWay: it is being charged already.
        PrepaidCoversIt: the prepaid balance pays all of it.
    """
    invoice = Invoice.objects.get(pk=invoice_id)
    lock_brand(invoice.brand_id)
    invoice.refresh_from_db()
    amount = open_amount_of(invoice)
    if actor is None:
        # What a brand contests is charged when it is settled, or when somebody asks for it.
        contested = contested_minor_of(brand_id=invoice.brand_id)
        amount = Money(without_contested(amount.minor, invoice.pk, contested), amount.currency)
    if invoice.status not in InvoiceStatus.owed() or amount.minor <= 0:
        raise InvoiceNotOpen("Nothing of this invoice is to be paid any more.")
    if BrandPayment.objects.filter(invoice=invoice, status__in=PaymentStatus.live()).exists():
        raise PaymentUnderWay("This invoice is being charged already.")
    prepaid = prepaid_of(brand_id=invoice.brand_id, currency=invoice.currency)
    if not prepaid < amount:
        raise PrepaidCoversIt("Your prepaid balance pays this invoice within a minute.")
    drawn = draw_for(invoice, actor=actor, at=at, at_most=amount)
    if drawn is not None:
        amount -= Money(drawn.amount_minor, drawn.currency)
    return _request(method_id, invoice.brand_id, amount, invoice=invoice, actor=actor, at=at)


@transaction.atomic
def request_top_up(
    *, brand_id: int, amount: Money, method_id: int, actor: User | None, at: datetime
) -> BrandPayment:
    """Have an amount charged to a stored method, to be used for later invoices.

    Raises:
        MethodUnusable: the method was removed, or is not this brand's.
        PaymentUnderWay: a top-up is under way.
    """
    lock_brand(brand_id)
    live = BrandPayment.objects.filter(
        brand=brand_id, purpose=Purpose.PREPAID, status__in=PaymentStatus.live()
    )
    if live.exists():
        raise PaymentUnderWay("A top-up is under way already; its outcome comes first.")
    return _request(method_id, brand_id, amount, invoice=None, actor=actor, at=at)


def collect_due(*, at: datetime) -> int:
    """Request the payment of every due invoice whose brand has a method; return how many."""
    count = 0
    for invoice_id, method_id in invoices_to_collect(at=at):
        try:
            request_invoice_payment(invoice_id=invoice_id, method_id=method_id, actor=None, at=at)
        except Refused:
            # Paid, drawn or requested meanwhile: there is nothing to do.
            continue
        count += 1
    return count


def _request(
    method_id: int,
    brand_id: int,
    amount: Money,
    *,
    actor: User | None,
    at: datetime,
    invoice: Invoice | None,
) -> BrandPayment:
    method = PaymentMethod.objects.filter(
        pk=method_id, brand=brand_id, status=MethodStatus.ACTIVE
    ).first()
    if method is None:
        raise MethodUnusable("This way to pay was removed. Please choose another.")
    payment = BrandPayment.objects.create(
        brand_id=brand_id,
        currency=amount.currency,
        amount_minor=amount.minor,
        rail=method.kind,
        purpose=Purpose.PREPAID if invoice is None else Purpose.INVOICE,
        invoice=invoice,
        method=method,
        is_automatic=actor is None,
        asked_by=actor,
        asked_at=at,
    )
    enqueue(CHARGE)
    return payment
