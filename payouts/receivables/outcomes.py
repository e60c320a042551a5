"""What each answer of the processor means for a payment and the books: one match over them all."""

import logging
from datetime import datetime, timedelta
from typing import Any, assert_never

from django.db import transaction

from onboarding.audit.services import advance
from payouts.gateway.base import (
    Absent,
    ChargeRequest,
    ChargeState,
    ChargeStatus,
    Declined,
    Executed,
    Finding,
    KeySpent,
    NotRun,
    Outcome,
    Rejected,
    Several,
    Unknown,
)
from payouts.gateway.key_life import ABSENT_AFTER, is_surely_absent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.services import close_attempt, note_answer, note_look_up
from payouts.receivables.models import BrandPayment, PaymentStatus, Purpose, TopUpRule
from payouts.receivables.payments import lock_brand, payment_succeeded
from payouts.receivables.telling import tell_brand
from payouts.receivables.wording import UNKNOWN, in_words

logger = logging.getLogger(__name__)
_LONGEST_WAIT = timedelta(minutes=30)
_LONGEST_PAUSE = timedelta(minutes=5)
_LOOK_AGAIN = timedelta(minutes=10)
_LOOK_SOON = timedelta(minutes=1)


def subject_of(payment_id: int) -> str:
    """What a payment is called at the processor.

    >>> subject_of(17)
    'payment_17'
    """
    return f"payment_{payment_id}"


def payment_of(group: str) -> int | None:
    """The payment that a name of ours at the processor stands for.

    >>> payment_of("payment_17"), payment_of("payout_17"), payment_of("payment_x")
    (17, None, None)
    """
    kind, _, number = group.partition("_")
    is_ours = kind == "payment" and number.isascii() and number.isdigit() and len(number) < 19
    return int(number) if is_ours else None


def request_from(attempt: Attempt) -> ChargeRequest:
    """Exactly what an attempt asks for, as it was written down when it was opened."""
    asked: dict[str, Any] = dict(attempt.request)
    # The database keeps no order of keys, and the same bytes are wanted each time.
    return ChargeRequest(**asked | {"metadata": dict(sorted(asked["metadata"].items()))})


@transaction.atomic(durable=True)
def record_outcome(
    *, payment_id: int, attempt_id: int, outcome: Outcome | Finding, at: datetime
) -> BrandPayment:
    """Record what is known of an attempt. One that is closed stays as it is."""
    payment = lock_payment(payment_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    if attempt.status == AttemptStatus.OPEN:
        _write_outcome(payment, attempt, outcome=outcome, at=at)
    return payment


@transaction.atomic(durable=True)
def record_status(*, payment_id: int, status: ChargeStatus, at: datetime) -> BrandPayment:
    """Let a payment follow its charge, forward only: what is so already changes nothing."""
    payment = lock_payment(payment_id)
    if payment.reference == status.reference and payment.status in PaymentStatus.live():
        follow(payment, status, at=at)
    return payment


def lock_payment(payment_id: int) -> BrandPayment:
    """Lock a brand and its payment, in the order that everybody keeps; return the payment."""
    lock_brand(BrandPayment.objects.values_list("brand", flat=True).get(pk=payment_id))
    return BrandPayment.objects.select_for_update(no_key=True, of=("self",)).get(pk=payment_id)


def adopt(payment: BrandPayment, attempt: Attempt, reference: str, *, at: datetime) -> None:
    """Take a charge as what became of an open attempt; the caller holds both locks."""
    close_attempt(attempt, to=AttemptStatus.EXECUTED, at=at, reference=reference)
    payment.reference = reference
    payment.reason = ""
    payment.save(update_fields=["reference", "reason"])


def follow(payment: BrandPayment, status: ChargeStatus, *, at: datetime) -> None:
    """Bring a live payment to where its charge stands; the caller holds its lock."""
    match status.state:
        case ChargeState.SUCCEEDED:
            payment_succeeded(payment, charge=status.charge, at=at)
            tell_brand(payment, "payment_received", at=at)
        case ChargeState.PROCESSING:
            if payment.status != PaymentStatus.PROCESSING:
                advance(payment, to=PaymentStatus.PROCESSING, actor=None, at=at, reason="")
        case ChargeState.NEEDS_PAYER:
            _wait_for_brand(payment, at=at)
        case ChargeState.FAILED if status.reason == "authentication_required":
            _wait_for_brand(payment, at=at)
        case ChargeState.FAILED | ChargeState.CANCELLED:
            fail(payment, status.reason or "cancelled", at=at)


def fail(payment: BrandPayment, code: str, *, at: datetime) -> None:
    """A payment will not happen: say why, and stop what would only repeat it."""
    reason = in_words(code)
    advance(payment, to=PaymentStatus.FAILED, actor=None, at=at, ended_at=at, reason=reason)
    BrandPayment.objects.filter(pk=payment.pk).update(reason=reason)
    if payment.purpose == Purpose.PREPAID and payment.is_automatic:
        TopUpRule.objects.filter(brand=payment.brand_id, is_on=True).update(
            is_on=False, stopped_reason=reason
        )
    tell_brand(payment, "payment_failed", at=at)


def _write_outcome(
    payment: BrandPayment, attempt: Attempt, *, outcome: Outcome | Finding, at: datetime
) -> None:
    match outcome:
        case Executed(reference):
            adopt(payment, attempt, reference, at=at)
        case Declined(_, reference) if reference:
            # The charge is there and says no; how it stands is asked like that of any other.
            adopt(payment, attempt, reference, at=at)
        case NotRun(reason, retry_after):
            wait = timedelta(seconds=retry_after or _doubled(1, attempt.send_count))
            note_answer(attempt, answer=reason, at=at, wait=min(wait, _LONGEST_PAUSE))
            explain(payment, in_words(reason))
        case Unknown(reason):
            wait = timedelta(seconds=_doubled(5, attempt.send_count))
            note_answer(attempt, answer=reason, at=at, wait=min(wait, _LONGEST_WAIT))
            explain(payment, UNKNOWN)
        case KeySpent(reason):
            note_answer(attempt, answer=reason, at=at, is_key_spent=True, wait=_LOOK_SOON)
            explain(payment, UNKNOWN)
        case Declined(reason):
            close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=reason)
            fail(payment, reason, at=at)
        case Rejected(reason):
            close_attempt(attempt, to=AttemptStatus.REJECTED, at=at, reason=reason)
            fail(payment, reason, at=at)
        case Absent():
            _write_absence(payment, attempt, at=at)
        case Several(references):
            named = ", ".join(references)
            logger.error("Payment %s needs a person: several charges %s", payment.pk, named)
            note_look_up(attempt, at=at, is_absent=False)
            note_answer(attempt, answer=named, at=at, wait=_LOOK_AGAIN)
            explain(payment, f"A person has to look: the processor names {named}.")
        case _:
            assert_never(outcome)


def _write_absence(payment: BrandPayment, attempt: Attempt, *, at: datetime) -> None:
    is_sure = is_surely_absent(
        first_sent_at=attempt.first_sent_at, absent_at=attempt.absent_at, at=at
    )
    attempt = note_look_up(attempt, at=at, is_absent=True)
    if is_sure:
        # The payment is still requested: it is charged anew, under a new key.
        close_attempt(
            attempt, to=AttemptStatus.NOT_EXECUTED, at=at, reason="Looked up twice and not there."
        )
        explain(payment, "It was never executed; it is charged anew.")
        return
    again_at = max(at + _LOOK_AGAIN, attempt.first_sent_at + ABSENT_AFTER)
    note_answer(attempt, answer="Not there yet.", at=at, wait=again_at - at)
    explain(payment, UNKNOWN)


def _wait_for_brand(payment: BrandPayment, *, at: datetime) -> None:
    if payment.status != PaymentStatus.NEEDS_BRAND:
        reason = in_words("authentication_required")
        advance(payment, to=PaymentStatus.NEEDS_BRAND, actor=None, at=at, reason=reason)
        explain(payment, reason)
        tell_brand(payment, "payment_needs_you", at=at)


def explain(payment: BrandPayment, reason: str) -> None:
    """Write down why a payment stands where it does; the caller holds its lock."""
    BrandPayment.objects.filter(pk=payment.pk).update(reason=reason[:300])
    payment.reason = reason[:300]


def _doubled(seconds: int, send_count: int) -> int:
    return int(seconds * 2 ** min(send_count - 1, 12))
