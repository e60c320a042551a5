"""Charge what is requested, or find out what became of it: intend, call, record.

The intent is committed before the call and what came of it after, so that whoever is killed in
between leaves behind which key may have been used. A key is sent again only with the same bytes
and while the processor surely remembers it; after that somebody looks, and nothing is sent until
it is certain that nothing was executed.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from payouts.gateway.base import (
    ChargeRequest,
    Finding,
    Gateway,
    KeyReused,
    Outcome,
    ProcessorUnavailable,
    UnknownReference,
)
from payouts.gateway.key_life import may_be_sent
from payouts.gateway.models import Attempt
from payouts.gateway.selectors import open_attempt_of
from payouts.gateway.services import note_answer, note_send, open_attempt
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.models import BrandPayment, PaymentStatus
from payouts.receivables.outcomes import (
    explain,
    fail,
    lock_payment,
    record_outcome,
    record_status,
    request_from,
    subject_of,
)
from payouts.receivables.postings import payment_fee
from payouts.receivables.selectors import (
    payments_to_ask_about,
    payments_to_charge,
    payments_without_fee,
)

logger = logging.getLogger(__name__)
# Clocks differ: a look-up begins a little before the key was first sent.
_CLOCKS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be asked about one payment, committed before it is asked.

    ``is_look_up``: its key is too old, or spent: look, and never send it.
    """

    payment_id: int
    attempt_id: int
    key: str
    request: ChargeRequest
    first_sent_at: datetime
    is_look_up: bool


def charge_payment(*, payment_id: int, gateway: Gateway, at: datetime) -> BrandPayment:
    """Charge a requested payment, or find out what became of it if it was sent before.

    May be repeated at any time, by two workers at once: one key is one charge.
    """
    intent = intend(payment_id, at=at)
    if intent is not None:
        try:
            outcome = ask(intent, gateway=gateway)
        except KeyReused as defect:
            return _stop_for_a_person(intent, str(defect), at=at)
        record_outcome(payment_id=payment_id, attempt_id=intent.attempt_id, outcome=outcome, at=at)
    return ask_how_it_stands(payment_id=payment_id, gateway=gateway, at=at)


def ask_how_it_stands(*, payment_id: int, gateway: Gateway, at: datetime) -> BrandPayment:
    """Ask the processor how a charge stands, and let the payment and its fee follow."""
    payment = BrandPayment.objects.get(pk=payment_id)
    if not payment.reference or payment.status not in PaymentStatus.live():
        return payment
    try:
        status = gateway.charge_status(payment.reference)
    except (ProcessorUnavailable, UnknownReference) as silence:
        logger.warning("Payment %s is asked about later: %s", payment_id, silence)
        return payment
    payment = record_status(payment_id=payment_id, status=status, at=at)
    if payment.status == PaymentStatus.SUCCEEDED:
        note_fee(payment_id=payment_id, gateway=gateway, at=at)
    return payment


def charge_all(*, gateway: Gateway, clock: Callable[[], datetime]) -> int:
    """Charge every payment that is requested and does not wait; return how many were tried."""
    ids = list(payments_to_charge(at=clock()).values_list("pk", flat=True))
    for payment_id in ids:
        charge_payment(payment_id=payment_id, gateway=gateway, at=clock())
    return len(ids)


def ask_about_all(*, gateway: Gateway, clock: Callable[[], datetime]) -> None:
    """Ask about every charge under way and every fee not known: what no message has told."""
    for payment_id in list(payments_to_ask_about().values_list("pk", flat=True)):
        ask_how_it_stands(payment_id=payment_id, gateway=gateway, at=clock())
    for payment_id in list(payments_without_fee().values_list("pk", flat=True)):
        note_fee(payment_id=payment_id, gateway=gateway, at=clock())


def note_fee(*, payment_id: int, gateway: Gateway, at: datetime) -> None:
    """Learn what the processor kept of a charge, and book it once."""
    payment = BrandPayment.objects.get(pk=payment_id)
    if payment.fee_minor is not None or not payment.charge:
        return
    try:
        fee = gateway.fee_of(payment.charge)
    except (ProcessorUnavailable, UnknownReference) as silence:
        logger.warning("The fee of payment %s is asked for later: %s", payment_id, silence)
        return
    if fee is not None:
        _book_fee(payment_id, fee, at=at)


def ask(intent: Intent, *, gateway: Gateway) -> Outcome | Finding:
    """Make the call that was intended. No lock is held and no transaction is open."""
    if intent.is_look_up:
        return gateway.find_charge(
            key=intent.key, like=intent.request, since=intent.first_sent_at - _CLOCKS
        )
    return gateway.charge(intent.request, key=intent.key)


@transaction.atomic(durable=True)
def intend(payment_id: int, *, at: datetime) -> Intent | None:
    """Commit what is to be asked about a payment; nothing where there is nothing to send."""
    payment = lock_payment(payment_id)
    if payment.status != PaymentStatus.REQUESTED or payment.method is None:
        return None
    attempt = open_attempt_of(subject_of(payment_id))
    if attempt is None:
        if payment.reference:
            return None
        if payment.method.status != "ACTIVE":
            fail(payment, "resource_missing", at=at)
            return None
        attempt = open_attempt(subject=subject_of(payment_id), request=_request(payment), at=at)
        return _intent(payment_id, attempt, is_look_up=False)
    if attempt.not_before is not None and attempt.not_before > at:
        return None
    is_young = may_be_sent(
        first_sent_at=attempt.first_sent_at,
        last_sent_at=attempt.last_sent_at,
        is_key_spent=attempt.is_key_spent,
        is_looked_up=attempt.is_looked_up,
        at=at,
    )
    if is_young:
        attempt = note_send(attempt, at=at)
    return _intent(payment_id, attempt, is_look_up=not is_young)


def _intent(payment_id: int, attempt: Attempt, *, is_look_up: bool) -> Intent:
    return Intent(
        payment_id=payment_id,
        attempt_id=attempt.pk,
        key=attempt.key,
        # What was asked the first time, and not what would be asked today.
        request=request_from(attempt),
        first_sent_at=attempt.first_sent_at,
        is_look_up=is_look_up,
    )


def _request(payment: BrandPayment) -> dict[str, object]:
    assert payment.method is not None
    named = payment.invoice.number if payment.invoice else "prepaid balance"
    return {
        "group": subject_of(payment.pk),
        "payer": payment.brand.payer.reference,
        "method": payment.method.reference,
        "amount_minor": payment.amount_minor,
        "currency": payment.currency,
        "metadata": {"payment": str(payment.public_id), "brand": str(payment.brand.public_id)},
        "description": f"{payment.brand.name}: {named}",
    }


@transaction.atomic(durable=True)
def _book_fee(payment_id: int, fee: int, *, at: datetime) -> None:
    payment = lock_payment(payment_id)
    if payment.fee_minor is not None:
        return
    payment.fee_minor = fee
    payment.save(update_fields=["fee_minor"])
    if fee:
        post(payment_fee(payment_id=payment_id, fee=Money(fee, payment.currency)), at=at)


@transaction.atomic(durable=True)
def _stop_for_a_person(intent: Intent, defect: str, *, at: datetime) -> BrandPayment:
    logger.error("Payment %s needs a person: %s", intent.payment_id, defect)
    payment = lock_payment(intent.payment_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=intent.attempt_id)
    note_answer(attempt, answer=defect, at=at, is_key_spent=True)
    explain(payment, "A person has to look: the processor knows this key with other terms.")
    return payment
