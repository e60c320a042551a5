"""What the processor reports of payments: look at what it speaks of, and follow it.

Messages come late, twice, in any order and sometimes not at all. Each says where to look; how
things stand is asked, so that the last of them decides nothing that the first did not.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from onboarding.errors import DomainError
from payouts.gateway.base import ChargeStatus, Gateway, ProcessorUnavailable, UnknownReference
from payouts.gateway.models import Attempt, AttemptStatus, GatewayEvent
from payouts.gateway.selectors import unhandled_events
from payouts.gateway.services import mark_handled
from payouts.money import Money
from payouts.receivables import chargebacks, charging, refunds
from payouts.receivables.methods import sync_methods
from payouts.receivables.models import BrandPayment, BrandRefund, Payer, PaymentStatus, Purpose
from payouts.receivables.outcomes import adopt, follow, lock_payment, payment_of, subject_of
from payouts.receivables.payments import Receipt, receive_payment

logger = logging.getLogger(__name__)
OURS = (
    "payment_intent.",
    "charge.",
    "refund.",
    "customer.",
    "payment_method.",
    "checkout.",
    "setup_intent.",
)
_BATCH = 500
Clock = Callable[[], datetime]


def settle_payment_reports(*, gateway: Gateway, clock: Clock) -> int:
    """Follow everything that was reported of payments and not handled; return how many messages.

    Where the processor does not answer, the rest waits for the next time. What our own rules
    refuse is no reason to leave the others: it stays unhandled, and a person is told by the log.
    """
    events = list(unhandled_events(*OURS)[:_BATCH])
    looks: dict[tuple[str, str], list[GatewayEvent]] = {}
    for event in events:
        looks.setdefault(_speaks_of(event), []).append(event)
    count = 0
    for (kind, reference), about in looks.items():
        try:
            _LOOKS[kind](reference, gateway=gateway, clock=clock)
        except ProcessorUnavailable as silence:
            logger.warning("The rest of the reports is settled later: %s", silence)
            return count
        except DomainError:
            logger.exception("What is reported of %s cannot be followed.", reference)
            continue
        except UnknownReference:
            logger.warning("The processor speaks of %s, which it does not know.", reference)
        with transaction.atomic(durable=True):
            mark_handled(event_ids=[event.pk for event in about], at=clock())
        count += len(about)
    return count


def follow_charge(reference: str, *, gateway: Gateway, clock: Clock) -> None:
    """Ask how a charge stands, and let its payment follow: or take in one that nobody expected."""
    status = gateway.charge_status(reference)
    payment_id = payment_of(status.group)
    if payment_id is None or not BrandPayment.objects.filter(pk=payment_id).exists():
        logger.warning("The processor speaks of charge %s, which is not ours.", reference)
        return
    _follow(payment_id, status, at=clock())
    charging.note_fee(payment_id=payment_id, gateway=gateway, at=clock())


@transaction.atomic(durable=True)
def _follow(payment_id: int, status: ChargeStatus, *, at: datetime) -> None:
    payment = lock_payment(payment_id)
    if not payment.reference:
        attempt = (
            Attempt.objects.filter(
                subject=subject_of(payment_id), key=status.key, status=AttemptStatus.OPEN
            )
            .select_for_update(no_key=True)
            .first()
        )
        if attempt is not None:
            adopt(payment, attempt, status.reference, at=at)
    if payment.reference == status.reference:
        if payment.status in PaymentStatus.live():
            follow(payment, status, at=at)
    elif status.received_minor:
        _take_in_stray(payment, status, at=at)


def _take_in_stray(payment: BrandPayment, status: ChargeStatus, *, at: datetime) -> None:
    """One payment was charged twice, which nothing of ours does: the money is the brand's."""
    logger.error("Payment %s was charged twice: %s", payment.pk, status.reference)
    receipt = Receipt(
        rail=payment.rail,  # type: ignore[arg-type]
        reference=status.reference,
        amount=Money(status.received_minor, status.currency),
        received_at=at,
        purpose=Purpose.PREPAID,
    )
    receive_payment(brand_id=payment.brand_id, receipt=receipt, actor=None, at=at)


def _follow_dispute(reference: str, *, gateway: Gateway, clock: Clock) -> None:
    chargebacks.follow_dispute(status=gateway.dispute(reference), at=clock())


def _follow_refund(reference: str, *, gateway: Gateway, clock: Clock) -> None:
    refund_id = BrandRefund.objects.filter(reference=reference).values_list("pk", flat=True).first()
    if refund_id is not None:
        refunds.ask_how_it_stands(refund_id=refund_id, gateway=gateway, at=clock())


def _follow_payer(reference: str, *, gateway: Gateway, clock: Clock) -> None:
    payer = Payer.objects.filter(reference=reference).exclude(reference="").first()
    if payer is not None:
        sync_methods(brand_id=payer.brand_id, gateway=gateway, at=clock())


def _nothing(reference: str, *, gateway: Gateway, clock: Clock) -> None:
    """It repeats what another message says."""


_LOOKS: dict[str, Callable[..., None]] = {
    "charge": follow_charge,
    "dispute": _follow_dispute,
    "refund": _follow_refund,
    "payer": _follow_payer,
    "nothing": _nothing,
}


def _speaks_of(event: GatewayEvent) -> tuple[str, str]:
    """What an event asks us to look at."""
    subject = event.payload["data"]["object"]
    reference = str(subject.get("id") or "")
    if event.type.startswith("charge.dispute."):
        return "dispute", reference
    if event.type.startswith("payment_intent."):
        return "charge", reference
    if event.type.startswith("refund."):
        return "refund", reference
    if event.type.startswith(("payment_method.", "checkout.", "setup_intent.")):
        # A method that was taken off its payer names nobody any more.
        return "payer", str(subject.get("customer") or "")
    return "nothing", reference
