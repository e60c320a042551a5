"""Money that came in and goes back: off the invoices it paid, and out of the books."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from onboarding.audit.services import advance
from onboarding.users.models import User
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.models import Allocation, BrandPayment, PaymentStatus
from payouts.receivables.payments import account_of, undo
from payouts.receivables.postings import payment_returned
from payouts.receivables.telling import tell_brand
from payouts.receivables.writing_off import owe_again


@transaction.atomic(savepoint=False)
def return_payment(
    payment: BrandPayment, *, reason: str, actor: User | None, at: datetime
) -> BrandPayment:
    """Book that a payment came back after it had succeeded, and reopen what it had paid.

    What it did not pay directly may have been drawn since: the newest draws are undone until the
    prepaid balance covers it. What was refunded in the meantime is owed on top of invoices. The
    caller holds the locks of the brand and the payment.

    Raises:
        TransitionRefused: it did not come in, or came back before.
    """
    amount = Money(payment.amount_minor, payment.currency)
    owed = free_prepaid(payment, amount, reason=reason, actor=actor, at=at)
    advance(
        payment,
        to=PaymentStatus.RETURNED,
        actor=actor,
        at=at,
        reason=reason,
        ended_at=at,
        owed_minor=owed.minor,
    )
    payment.reason = reason[:300]
    payment.save(update_fields=["reason"])
    post(
        payment_returned(
            payment_id=payment.pk,
            brand_id=payment.brand_id,
            amount=amount,
            owed=owed,
            out_of=account_of(payment.rail),
        ),
        at=at,
        actor=actor,
    )
    tell_brand(payment, "payment_returned", at=at)
    return payment


def free_prepaid(
    payment: BrandPayment, amount: Money, *, reason: str, actor: User | None, at: datetime
) -> Money:
    """Take a payment off its invoices until the prepaid balance covers ``amount``.

    All of what it paid comes off; if that is not enough, the newest draws do. Returns what is
    still missing: it had been given back to the brand.
    """
    own = _standing(payment=payment).order_by("-pk")
    for allocation in list(own):
        owe_again(allocation.invoice_id, actor=actor, at=at)
        undo(allocation, actor=actor, at=at, reason=reason)
    drawn = _standing(
        payment__isnull=True, brand=payment.brand_id, currency=payment.currency
    ).order_by("-pk")
    for allocation in list(drawn):
        if not _prepaid(payment) < amount:
            break
        owe_again(allocation.invoice_id, actor=actor, at=at)
        undo(allocation, actor=actor, at=at, reason=reason)
    return max(amount - _prepaid(payment), Money(0, amount.currency))


def _standing(**of: object) -> QuerySet[Allocation]:
    return Allocation.objects.select_related("payment", "invoice").filter(
        undoes__isnull=True, undone_by__isnull=True, **of
    )


def _prepaid(payment: BrandPayment) -> Money:
    return balance(AccountKind.BRAND_PREPAID, payment.currency, payment.brand_id)
