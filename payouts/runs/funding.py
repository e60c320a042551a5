"""Bring money from our bank to the processor, so that a run can be paid. Intend, call, record."""

from datetime import datetime
from typing import Any

from django.db import transaction

from payouts.gateway.base import Declined, Executed, Gateway, KeySpent, NotRun, Rejected, Unknown
from payouts.gateway.key_life import may_be_sent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.selectors import attempts_of
from payouts.gateway.services import close_attempt, note_answer, note_send, open_attempt
from payouts.ledger.postings import processor_funded
from payouts.ledger.services import post
from payouts.money import Money


def fund(*, name: str, amount: Money, gateway: Gateway, at: datetime) -> bool:
    """Ask for ``amount`` once under ``name``; book it when it has arrived. Return whether it has.

    Asking again while the answer is open sends the same key; a key that is too old to be sent
    stays for a person to look at.
    """
    attempt = _intend(name, amount, at=at)
    if attempt.status == AttemptStatus.OPEN:
        attempt = _ask(attempt, gateway, at=at)
    if attempt.status != AttemptStatus.EXECUTED or not gateway.has_arrived(attempt.reference):
        return False
    terms = attempt.request
    post(
        processor_funded(
            reference=attempt.reference, amount=Money(terms["amount_minor"], terms["currency"])
        ),
        at=at,
    )
    return True


@transaction.atomic(durable=True)
def _intend(name: str, amount: Money, *, at: datetime) -> Attempt:
    subject = f"funding_{name}"
    last = attempts_of(subject).order_by("-number").first()
    if last is not None and last.status == AttemptStatus.EXECUTED:
        return last
    if last is not None and last.status == AttemptStatus.OPEN:
        return note_send(last, at=at)
    return open_attempt(
        subject=subject,
        request={"amount_minor": amount.minor, "currency": amount.currency},
        at=at,
    )


def _ask(attempt: Attempt, gateway: Gateway, *, at: datetime) -> Attempt:
    if not may_be_sent(
        first_sent_at=attempt.first_sent_at,
        last_sent_at=attempt.last_sent_at,
        is_key_spent=attempt.is_key_spent,
        is_looked_up=attempt.is_looked_up,
        at=at,
    ):
        return attempt
    terms: dict[str, Any] = attempt.request
    outcome = gateway.fund_balance(
        amount_minor=terms["amount_minor"],
        currency=terms["currency"],
        key=attempt.key,
        description=attempt.subject,
    )
    with transaction.atomic(durable=True):
        match outcome:
            case Executed(reference):
                return close_attempt(attempt, to=AttemptStatus.EXECUTED, at=at, reference=reference)
            case Declined(reason):
                return close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=reason)
            case Rejected(reason):
                return close_attempt(attempt, to=AttemptStatus.REJECTED, at=at, reason=reason)
            case NotRun(reason) | Unknown(reason):
                return note_answer(attempt, answer=reason, at=at)
            case KeySpent(reason):
                return note_answer(attempt, answer=reason, at=at, is_key_spent=True)
