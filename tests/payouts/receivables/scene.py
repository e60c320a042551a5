"""A brand's money as it comes in, with one of everything, or as many as are asked for."""

from datetime import datetime, timedelta

from onboarding.brands.models import Brand
from onboarding.users.models import User
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.billing.settling import open_amount_of
from payouts.gateway.models import Attempt
from payouts.ledger.postings import processor_funded
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.models import (
    BrandPayment,
    BrandRefund,
    Chargeback,
    Payer,
    PaymentMethod,
    Purpose,
    Rail,
    RefundStatus,
    TopUpRule,
)
from payouts.receivables.payments import (
    Receipt,
    allocate,
    payment_succeeded,
    receive_payment,
    undo_allocation,
)
from payouts.receivables.postings import chargeback_opened, refund_reserved
from tests.factories.onboarding import staff
from tests.times import NOON

HOUR = timedelta(hours=1)


def card_of(brand: Brand, number: int = 1, *, at: datetime = NOON, **more) -> PaymentMethod:
    return PaymentMethod.objects.create(
        brand=brand,
        kind=Rail.CARD,
        reference=f"pm_{brand.pk}_{number}",
        label=f"Visa •• 424{number}",
        added_at=at,
        **more,
    )


def charged(card: PaymentMethod, minor: int, number: int = 1, **more) -> BrandPayment:
    """A payment by card that came in."""
    at = more.pop("at", NOON)
    reference = f"pi_{card.brand_id}_{number}"
    payment = BrandPayment.objects.create(
        brand=card.brand,
        currency=card.brand.currency,
        amount_minor=minor,
        rail=Rail.CARD,
        purpose=Purpose.INVOICE,
        method=card,
        asked_at=at,
        reference=reference,
        **more,
    )
    Attempt.objects.create(
        subject=f"payment_{payment.pk}",
        number=1,
        key=f"payment_{payment.pk}_1",
        request={},
        first_sent_at=at,
        last_sent_at=at,
        status="EXECUTED",
        reference=reference,
        closed_at=at,
    )
    return payment_succeeded(payment, charge=f"ch_{card.brand_id}_{number}", at=at)


def money_comes_in(brand: Brand, *, size: int, by: User, at: datetime) -> None:
    """Stored cards, payments and what they paid, disputes, refunds: ``size`` of each."""
    Payer.objects.create(brand=brand, reference=f"cus_{brand.pk}")
    TopUpRule.objects.create(
        brand=brand, threshold_minor=1_000, amount_minor=5_000, changed_at=at, changed_by=by
    )
    cards = [card_of(brand, number, at=at, is_default=not number) for number in range(size)]
    # So that the processor's balance in the books covers what disputes take.
    post(processor_funded(reference=f"float {brand.pk}", amount=Money(99_000, "USD")), at=at)
    amy = staff("Amy")
    for number in range(size):
        moment = at + number * HOUR
        paid = charged(cards[0], 250, number, at=moment)
        _disputed(paid, number, at=moment)
        _refunded(paid, by=by, approved_by=amy, at=moment)
    _transfers(brand, size=size, by=by, at=at)


def _transfers(brand: Brand, *, size: int, by: User, at: datetime) -> None:
    """Each pays the brand's oldest open invoice in parts, one of them by mistake."""
    owed = Invoice.objects.filter(brand=brand, status__in=InvoiceStatus.owed())
    invoice = owed.order_by("pk").first()
    for number in range(size):
        receipt = Receipt(
            rail=Rail.BANK_TRANSFER,
            reference=f"line {brand.pk} {number}",
            amount=Money(100, brand.currency),
            received_at=at,
        )
        payment = receive_payment(brand_id=brand.pk, receipt=receipt, actor=by, at=at)
        if invoice is None or open_amount_of(invoice).minor < 20:
            continue
        terms = {"payment_id": payment.pk, "invoice_id": invoice.pk, "actor": by, "at": at}
        mistake = allocate(amount=Money(5, brand.currency), **terms)
        undo_allocation(allocation_id=mistake.pk, actor=by, at=at, reason="Mistaken.")
        allocate(amount=Money(5, brand.currency), **terms)
        invoice.refresh_from_db()


def _disputed(payment: BrandPayment, number: int, *, at: datetime) -> Chargeback:
    dispute = Chargeback.objects.create(
        payment=payment,
        reference=f"dp_{payment.brand_id}_{number}",
        currency=payment.currency,
        amount_minor=payment.amount_minor,
        fee_minor=1_500,
        claim="product_not_received",
        opened_at=at,
        due_at=at + timedelta(days=7),
    )
    amount, fee = (Money(minor, payment.currency) for minor in (payment.amount_minor, 1_500))
    post(chargeback_opened(chargeback_id=dispute.pk, amount=amount, fee=fee), at=at)
    return dispute


def _refunded(payment: BrandPayment, *, by: User, approved_by: User, at: datetime) -> BrandRefund:
    refund = BrandRefund.objects.create(
        payment=payment,
        currency=payment.currency,
        amount_minor=50,
        why="Paid twice.",
        proposed_by=by,
        proposed_at=at,
        approved_by=approved_by,
        approved_at=at,
        status=RefundStatus.APPROVED,
    )
    amount = Money(50, payment.currency)
    reserved = refund_reserved(refund_id=refund.pk, brand_id=payment.brand_id, amount=amount)
    post(reserved, at=at)
    return refund
