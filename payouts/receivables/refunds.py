"""Prepaid money goes back to a brand the way it came: one proposes, another approves."""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.gateway.base import (
    Absent,
    Declined,
    Executed,
    Finding,
    Gateway,
    KeySpent,
    NotRun,
    Outcome,
    ProcessorUnavailable,
    RefundState,
    Rejected,
    Several,
    Unknown,
    UnknownReference,
)
from payouts.gateway.key_life import ABSENT_AFTER, is_surely_absent, may_be_sent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.selectors import open_attempt_of
from payouts.gateway.services import (
    close_attempt,
    note_answer,
    note_look_up,
    note_send,
    open_attempt,
)
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.models import BrandPayment, BrandRefund, RefundStatus
from payouts.receivables.outcomes import lock_payment
from payouts.receivables.postings import (
    refund_released,
    refund_reserved,
    refund_returned,
    refund_settled,
)
from payouts.receivables.selectors import prepaid_of, refundable_of
from payouts.receivables.wording import in_words

logger = logging.getLogger(__name__)
_WAIT = timedelta(minutes=1)


class ProposerMayNotApprove(NotPermitted):
    """Who proposes a refund does not approve it (four-eyes rule)."""

    code = "proposer_may_not_approve"


class NotRefundable(Refused):
    """It is more than what is left of the payment, or than what the brand has prepaid."""

    code = "not_refundable"


@transaction.atomic
def propose_refund(
    *, payment_id: int, amount: Money, why: str, actor: User, at: datetime
) -> BrandRefund:
    """Propose to send prepaid money back the way it came.

    Raises:
        NotRefundable: more than is left of the payment or of the prepaid balance, or no reason.
    """
    payment = lock_payment(payment_id)
    prepaid = prepaid_of(brand_id=payment.brand_id, currency=payment.currency)
    if amount.minor <= 0 or refundable_of(payment) < amount or prepaid < amount:
        raise NotRefundable(
            "At most what is left of the payment and of the prepaid balance can go back."
        )
    if not why.strip():
        raise NotRefundable("Please say why it goes back.")
    return BrandRefund.objects.create(
        payment=payment,
        currency=amount.currency,
        amount_minor=amount.minor,
        why=why.strip()[:300],
        proposed_by=actor,
        proposed_at=at,
    )


@transaction.atomic
def approve_refund(*, refund_id: int, actor: User, at: datetime) -> BrandRefund:
    """Set the money aside; from now on it is sent.

    Raises:
        FloorPassed: the prepaid balance was used meanwhile.
        ProposerMayNotApprove: ``actor`` proposed it.
        TransitionRefused: it is not waiting for approval.
    """
    refund = _locked(refund_id)
    if refund.proposed_by_id == actor.pk:
        raise ProposerMayNotApprove("A refund is approved by someone other than its proposer.")
    advance(refund, to=RefundStatus.APPROVED, actor=actor, at=at, approved_by=actor, approved_at=at)
    post(refund_reserved(**_terms(refund)), at=at, actor=actor)
    return refund


@transaction.atomic
def withdraw_refund(*, refund_id: int, actor: User, at: datetime) -> BrandRefund:
    """Take a proposal back; nothing was set aside for it.

    Raises:
        TransitionRefused: it is not waiting for approval.
    """
    refund = _locked(refund_id)
    advance(refund, to=RefundStatus.WITHDRAWN, actor=actor, at=at, ended_at=at)
    return refund


def send_refund(*, refund_id: int, gateway: Gateway, at: datetime) -> BrandRefund:
    """Send an approved refund, or find out what became of it. May be repeated at any time."""
    attempt = _intend(refund_id, at=at)
    if attempt is not None:
        terms: Mapping[str, Any] = attempt.request
        if may_be_sent(
            first_sent_at=attempt.first_sent_at,
            last_sent_at=attempt.last_sent_at,
            is_key_spent=attempt.is_key_spent,
            is_looked_up=attempt.is_looked_up,
            at=at,
        ):
            outcome: Outcome | Finding = gateway.refund(
                charge=terms["charge"],
                amount_minor=terms["amount_minor"],
                key=attempt.key,
                metadata={"refund": terms["refund"]},
            )
        else:
            outcome = gateway.find_refund(charge=terms["charge"], key=attempt.key)
        _record(refund_id, attempt.pk, outcome, at=at)
    return ask_how_it_stands(refund_id=refund_id, gateway=gateway, at=at)


def ask_how_it_stands(*, refund_id: int, gateway: Gateway, at: datetime) -> BrandRefund:
    """Ask how far a refund has come, and let the books follow; forward only."""
    refund = BrandRefund.objects.get(pk=refund_id)
    if not refund.reference or refund.status == RefundStatus.FAILED:
        return refund
    try:
        state = gateway.refund_state(refund.reference)
    except (ProcessorUnavailable, UnknownReference) as silence:
        logger.warning("Refund %s is asked about later: %s", refund_id, silence)
        return refund
    return _follow(refund_id, state, at=at)


@transaction.atomic(durable=True)
def _intend(refund_id: int, *, at: datetime) -> Attempt | None:
    refund = _locked(refund_id)
    if refund.status != RefundStatus.APPROVED or refund.reference:
        return None
    subject = f"refund_{refund_id}"
    attempt = open_attempt_of(subject)
    if attempt is None:
        request = {
            "charge": refund.payment.reference,
            "amount_minor": refund.amount_minor,
            "refund": str(refund.public_id),
        }
        return open_attempt(subject=subject, request=request, at=at)
    if attempt.not_before is not None and attempt.not_before > at:
        return None
    is_young = may_be_sent(
        first_sent_at=attempt.first_sent_at,
        last_sent_at=attempt.last_sent_at,
        is_key_spent=attempt.is_key_spent,
        is_looked_up=attempt.is_looked_up,
        at=at,
    )
    return note_send(attempt, at=at) if is_young else attempt


@transaction.atomic(durable=True)
def _record(refund_id: int, attempt_id: int, outcome: Outcome | Finding, *, at: datetime) -> None:
    refund = _locked(refund_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    if attempt.status != AttemptStatus.OPEN:
        return
    match outcome:
        case Executed(reference):
            close_attempt(attempt, to=AttemptStatus.EXECUTED, at=at, reference=reference)
            BrandRefund.objects.filter(pk=refund_id).update(reference=reference, reason="")
        case NotRun(reason) | Unknown(reason):
            note_answer(attempt, answer=reason, at=at, wait=_WAIT)
        case KeySpent(reason):
            note_answer(attempt, answer=reason, at=at, is_key_spent=True, wait=_WAIT)
        case Declined("balance_insufficient" as reason):
            # It can be cured: the next round asks again, under a new key.
            close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=reason)
            BrandRefund.objects.filter(pk=refund_id).update(reason=in_words(reason))
        case Declined(reason) | Rejected(reason):
            close_attempt(attempt, to=AttemptStatus.REJECTED, at=at, reason=reason)
            _give_up(refund, in_words(reason), at=at)
        case Absent():
            is_sure = is_surely_absent(
                first_sent_at=attempt.first_sent_at, absent_at=attempt.absent_at, at=at
            )
            attempt = note_look_up(attempt, at=at, is_absent=True)
            if is_sure:
                close_attempt(attempt, to=AttemptStatus.NOT_EXECUTED, at=at, reason="Not there.")
            else:
                again_at = max(at + _WAIT, attempt.first_sent_at + ABSENT_AFTER)
                note_answer(attempt, answer="Not there yet.", at=at, wait=again_at - at)
        case Several(references):
            logger.error("Refund %s needs a person: %s", refund_id, references)
            note_look_up(attempt, at=at, is_absent=False)
            note_answer(attempt, answer=", ".join(references), at=at, wait=ABSENT_AFTER)


@transaction.atomic(durable=True)
def _follow(refund_id: int, state: RefundState, *, at: datetime) -> BrandRefund:
    refund = _locked(refund_id)
    if state is RefundState.SUCCEEDED and refund.status == RefundStatus.APPROVED:
        advance(refund, to=RefundStatus.DONE, actor=None, at=at, ended_at=at)
        post(refund_settled(**_terms(refund)), at=at)
    if state is RefundState.FAILED:
        reason = "The bank sent it back. The money is prepaid again."
        if refund.status == RefundStatus.APPROVED:
            _give_up(refund, reason, at=at)
        elif refund.status == RefundStatus.DONE:
            advance(refund, to=RefundStatus.FAILED, actor=None, at=at, reason=reason, ended_at=at)
            BrandRefund.objects.filter(pk=refund_id).update(reason=reason)
            post(refund_returned(**_terms(refund)), at=at)
    return refund


def _give_up(refund: BrandRefund, reason: str, *, at: datetime) -> None:
    advance(refund, to=RefundStatus.FAILED, actor=None, at=at, reason=reason, ended_at=at)
    BrandRefund.objects.filter(pk=refund.pk).update(reason=reason[:300])
    post(refund_released(**_terms(refund)), at=at)


def _locked(refund_id: int) -> BrandRefund:
    payment_id = BrandRefund.objects.values_list("payment", flat=True).get(pk=refund_id)
    payment: BrandPayment = lock_payment(payment_id)
    refund = BrandRefund.objects.select_for_update(no_key=True).get(pk=refund_id)
    refund.payment = payment
    return refund


def _terms(refund: BrandRefund) -> dict[str, Any]:
    return {
        "refund_id": refund.pk,
        "brand_id": refund.payment.brand_id,
        "amount": Money(refund.amount_minor, refund.currency),
    }
