"""Disputes: booked when they open, answered once by a person, and settled when they are decided.

A bank debit that is disputed is lost at once: it comes back like any late failure. A card's
dispute has evidence and a date; if it is lost, a person decides who bears it.
"""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.gateway.base import (
    Declined,
    DisputeState,
    DisputeStatus,
    Executed,
    Gateway,
    KeySpent,
    NotRun,
    Rejected,
    Unknown,
)
from payouts.gateway.key_life import may_be_sent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.selectors import open_attempt_of
from payouts.gateway.services import close_attempt, note_answer, note_send, open_attempt
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.models import (
    BrandPayment,
    Chargeback,
    ChargebackStatus,
    PaymentStatus,
    Rail,
    Resolution,
)
from payouts.receivables.outcomes import lock_payment
from payouts.receivables.postings import (
    chargeback_opened,
    chargeback_owed,
    chargeback_won,
    chargeback_written_off,
    payment_fee,
)
from payouts.receivables.returning import free_prepaid, return_payment
from payouts.receivables.telling import tell_brand
from payouts.receivables.wording import in_words

logger = logging.getLogger(__name__)


class EvidenceIsFinal(Refused):
    """Evidence is submitted once, while the dispute is open and its date has not passed."""

    code = "evidence_is_final"


class NotToResolve(Refused):
    """Only a dispute that was lost is resolved, and once."""

    code = "not_to_resolve"


def follow_dispute(*, status: DisputeStatus, at: datetime) -> None:
    """Bring our case to where a dispute stands at the processor; forward only, any number of times.

    An inquiry that took no money is no case yet.
    """
    payment_id = (
        BrandPayment.objects.filter(reference=status.payment)
        .exclude(rail=Rail.BANK_TRANSFER)
        .values_list("pk", flat=True)
        .first()
    )
    if payment_id is None:
        logger.warning("A dispute of payment %s, which is not ours.", status.payment)
        return
    _follow(payment_id, status, at=at)


@transaction.atomic(durable=True)
def _follow(payment_id: int, status: DisputeStatus, *, at: datetime) -> None:
    payment = lock_payment(payment_id)
    if payment.rail in Rail.debits():
        if payment.status == PaymentStatus.SUCCEEDED and status.taken_minor > 0:
            _take_back(payment, status, at=at)
        return
    case = Chargeback.objects.select_for_update().filter(reference=status.reference).first()
    if case is None:
        if status.taken_minor <= 0 and status.state is not DisputeState.WON:
            return
        case = _open(payment, status, at=at)
    _advance(case, status, at=at)


def _take_back(payment: BrandPayment, status: DisputeStatus, *, at: datetime) -> None:
    """A debit comes back whole, with a fee of its own."""
    return_payment(payment, reason="Your bank took the debit back.", actor=None, at=at)
    if status.fee_minor:
        fee = payment_fee(payment_id=payment.pk, fee=Money(status.fee_minor, payment.currency))
        key = f"payment:{payment.pk}:returned:fee"
        post(type(fee)(fee.kind, key, fee.legs), at=at)


def _open(payment: BrandPayment, status: DisputeStatus, *, at: datetime) -> Chargeback:
    case = Chargeback.objects.create(
        payment=payment,
        reference=status.reference,
        currency=status.currency,
        amount_minor=status.amount_minor,
        fee_minor=status.fee_minor,
        claim=status.claim.replace("_", " ").capitalize()[:60],
        opened_at=status.opened_at,
        due_at=status.due_at,
    )
    amount, fee = _sums(case)
    post(chargeback_opened(chargeback_id=case.pk, amount=amount, fee=fee), at=at)
    tell_brand(payment, "chargeback_opened", at=at, what=status.claim.replace("_", " "))
    return case


def _advance(case: Chargeback, status: DisputeStatus, *, at: datetime) -> None:
    is_open = case.status in {ChargebackStatus.OPENED, ChargebackStatus.SUBMITTED}
    if not is_open:
        return
    match status.state:
        case DisputeState.SUBMITTED if case.status == ChargebackStatus.OPENED:
            advance(case, to=ChargebackStatus.SUBMITTED, actor=None, at=at, submitted_at=at)
        case DisputeState.WON:
            advance(case, to=ChargebackStatus.WON, actor=None, at=at, closed_at=at)
            post(chargeback_won(chargeback_id=case.pk, amount=_sums(case)[0]), at=at)
        case DisputeState.LOST:
            advance(case, to=ChargebackStatus.LOST, actor=None, at=at, closed_at=at)
        case _:
            return


@transaction.atomic
def resolve_lost(
    *, chargeback_id: int, resolution: Resolution, why: str, actor: User, at: datetime
) -> Chargeback:
    """Decide who bears a lost dispute: the brand owes it again, or it is bad debt.

    Raises:
        NotToResolve: it was not lost, was resolved before, or no reason is given.
    """
    payment_id = Chargeback.objects.values_list("payment", flat=True).get(pk=chargeback_id)
    payment = lock_payment(payment_id)
    case = Chargeback.objects.select_for_update(no_key=True).get(pk=chargeback_id)
    if case.status != ChargebackStatus.LOST or case.resolution or resolution == Resolution.NONE:
        raise NotToResolve("Only a dispute that was lost is decided, and once.")
    if not why.strip():
        raise NotToResolve("Please say why.")
    amount = _sums(case)[0]
    if resolution == Resolution.OWED:
        reason = "The card dispute was lost."
        owed = free_prepaid(payment, amount, reason=reason, actor=actor, at=at)
        case.owed_minor = owed.minor
        posting = chargeback_owed(
            chargeback_id=case.pk, brand_id=payment.brand_id, amount=amount, owed=owed
        )
    else:
        posting = chargeback_written_off(chargeback_id=case.pk, amount=amount)
    post(posting, at=at, actor=actor)
    case.resolution, case.resolved_by, case.resolved_at = resolution, actor, at
    case.resolved_why = why.strip()[:300]
    case.save(
        update_fields=["owed_minor", "resolution", "resolved_by", "resolved_at", "resolved_why"]
    )
    return case


def submit_evidence(
    *, chargeback_id: int, text: str, actor: User, gateway: Gateway, at: datetime
) -> Chargeback:
    """Answer a dispute, once: intend, call, record. Sent again, it is the same answer.

    Raises:
        EvidenceIsFinal: it was submitted, is closed, its date has passed, or nothing is said.
    """
    attempt = _intend(chargeback_id, text.strip(), actor=actor, at=at)
    terms: Mapping[str, Any] = attempt.request
    outcome = gateway.submit_evidence(dispute=terms["dispute"], text=terms["text"], key=attempt.key)
    return _record(chargeback_id, attempt.pk, outcome, actor=actor, at=at)


@transaction.atomic(durable=True)
def _intend(chargeback_id: int, text: str, *, actor: User, at: datetime) -> Attempt:
    case = Chargeback.objects.select_for_update(no_key=True).get(pk=chargeback_id)
    is_late = case.due_at is not None and case.due_at <= at
    if case.status != ChargebackStatus.OPENED or is_late or not text:
        raise EvidenceIsFinal(
            "Evidence is submitted once, while the dispute is open and its date has not passed."
        )
    subject = f"chargeback_{case.pk}"
    attempt = open_attempt_of(subject)
    if attempt is None:
        case.evidence = text
        case.save(update_fields=["evidence"])
        return open_attempt(
            subject=subject, request={"dispute": case.reference, "text": text}, at=at
        )
    if may_be_sent(
        first_sent_at=attempt.first_sent_at,
        last_sent_at=attempt.last_sent_at,
        is_key_spent=attempt.is_key_spent,
        is_looked_up=attempt.is_looked_up,
        at=at,
    ):
        return note_send(attempt, at=at)
    # The dispute itself says whether an answer arrived: until it does, nothing is sent.
    raise EvidenceIsFinal("What became of the first submission is not known yet.")


@transaction.atomic(durable=True)
def _record(
    chargeback_id: int, attempt_id: int, outcome: Any, *, actor: User, at: datetime
) -> Chargeback:
    case = Chargeback.objects.select_for_update(no_key=True).get(pk=chargeback_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    if attempt.status != AttemptStatus.OPEN:
        return case
    match outcome:
        case Executed():
            # The dispute is what was made, and it has had its name since it opened.
            close_attempt(
                attempt, to=AttemptStatus.EXECUTED, at=at, reference=f"{case.reference}/evidence"
            )
            advance(
                case,
                to=ChargebackStatus.SUBMITTED,
                actor=actor,
                at=at,
                submitted_by=actor,
                submitted_at=at,
            )
        case NotRun(reason) | Unknown(reason):
            note_answer(attempt, answer=reason, at=at)
        case KeySpent(reason):
            note_answer(attempt, answer=reason, at=at, is_key_spent=True)
        case Declined(reason) | Rejected(reason):
            close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=reason)
            logger.error("Evidence for %s was refused: %s", case, in_words(reason))
    return case


def _sums(case: Chargeback) -> tuple[Money, Money]:
    return Money(case.amount_minor, case.currency), Money(case.fee_minor, case.currency)
