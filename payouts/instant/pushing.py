"""The last leg, from the account at the processor to the agent's bank: intend, call, record.

The same protocol as any effect: one key, sent again with the same bytes while it is young,
then looked for. Whatever ends it without a payout is no loss: the money stands on the agent's
account, goes by its ordinary schedule, and the fee is given back.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.deliveries.services import tell
from payouts.gateway.base import (
    Absent,
    Declined,
    Executed,
    Finding,
    Gateway,
    KeySpent,
    NotRun,
    Outcome,
    PayOutRequest,
    Rejected,
    Several,
    Unknown,
)
from payouts.gateway.key_life import ABSENT_AFTER, is_surely_absent, may_be_sent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.selectors import attempts_of
from payouts.gateway.services import (
    close_attempt,
    note_answer,
    note_look_up,
    note_send,
    open_attempt,
)
from payouts.instant.models import InstantPayout, InstantStatus
from payouts.instant.wording import why_slow
from payouts.ledger.postings import payout_fee_given_back
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.telling import contact_of, language_of
from payouts.runs.models import PayoutStatus

logger = logging.getLogger(__name__)
_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=30)
_LOOK_SOON = timedelta(minutes=1)
_LOOK_AGAIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class _Intent:
    attempt_id: int
    key: str
    request: PayOutRequest
    first_sent_at: datetime
    is_look_up: bool


def subject_of(instant_id: int) -> str:
    """What the last leg is called.

    >>> subject_of(17)
    'instant_17'
    """
    return f"instant_{instant_id}"


def push(*, instant_id: int, gateway: Gateway, at: datetime) -> InstantPayout:
    """Take the last leg of a payout on request one step further, if there is one to take."""
    intent = _intend(instant_id, at=at)
    if intent is None:
        return InstantPayout.objects.get(pk=instant_id)
    outcome: Outcome | Finding
    if intent.is_look_up:
        outcome = gateway.find_pay_out(
            key=intent.key, like=intent.request, since=intent.first_sent_at - timedelta(hours=1)
        )
    else:
        outcome = gateway.pay_out_now(intent.request, key=intent.key)
    return record_push(instant_id=instant_id, attempt_id=intent.attempt_id, outcome=outcome, at=at)


@transaction.atomic(durable=True)
def record_push(
    *, instant_id: int, attempt_id: int, outcome: Outcome | Finding, at: datetime
) -> InstantPayout:
    """Record what is known of the last leg; an attempt that is closed stays as it is."""
    instant = locked(instant_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    if attempt.status == AttemptStatus.OPEN:
        write_push(instant, attempt, outcome=outcome, at=at)
    return instant


def write_push(
    instant: InstantPayout, attempt: Attempt, *, outcome: Outcome | Finding, at: datetime
) -> None:
    """Write what is known of an open attempt; the caller holds the locks of both rows."""
    match outcome:
        case Executed(reference):
            close_attempt(attempt, to=AttemptStatus.EXECUTED, at=at, reference=reference)
            advance(instant, to=InstantStatus.ON_ITS_WAY, actor=None, at=at, reference=reference)
        case NotRun(reason) | Unknown(reason):
            wait = min(_WAIT * 2 ** min(attempt.send_count - 1, 10), _LONGEST_WAIT)
            note_answer(attempt, answer=reason, at=at, wait=wait)
        case KeySpent(reason):
            note_answer(attempt, answer=reason, at=at, is_key_spent=True, wait=_LOOK_SOON)
        case Declined(reason):
            close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=reason)
            go_slow(instant, reason, at=at)
        case Rejected(reason):
            close_attempt(attempt, to=AttemptStatus.REJECTED, at=at, reason=reason)
            go_slow(instant, reason, at=at)
        case Absent():
            _write_absence(instant, attempt, at=at)
        case Several(references):
            logger.error("Several payouts carry the key %s: %s", attempt.key, references)
            note_look_up(attempt, at=at, is_absent=False)
            note_answer(attempt, answer=", ".join(references), at=at, wait=_LOOK_AGAIN)
        case _:
            assert_never(outcome)


def go_slow(instant: InstantPayout, code: str, *, at: datetime) -> None:
    """It will not be, or was not, instant: give the fee back and tell the agent. Locks are held."""
    why = why_slow(code)
    advance(instant, to=InstantStatus.SLOW, actor=None, at=at, reason=why)
    fee = Money(instant.fee_minor, instant.currency)
    if fee:
        given = payout_fee_given_back(
            payout_id=instant.payout_id, agent_id=instant.agent_id, fee=fee
        )
        post(given, at=at)
    net = Money(instant.asked_minor - instant.fee_minor, instant.currency)
    tell(
        key=f"instant:{instant.pk}:slow",
        to=contact_of(instant.agent),
        template="payouts/instant/slow",
        facts={
            "name": instant.agent.name,
            "amount": f"{net.exact} {net.currency}",
            "fee": f"{fee.exact} {fee.currency}",
            "why": why,
        },
        at=at,
        language=language_of(instant.agent),
    )


def locked(instant_id: int) -> InstantPayout:
    """A payout on request with its agent, under its lock."""
    rows = InstantPayout.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("agent__user", "payout").get(pk=instant_id)


@transaction.atomic(durable=True)
def _intend(instant_id: int, *, at: datetime) -> _Intent | None:
    instant = locked(instant_id)
    if instant.status != InstantStatus.REQUESTED:
        return None
    if instant.payout.status in (PayoutStatus.REJECTED, PayoutStatus.CANCELLED):
        # The first leg came to nothing, and its money and fee were given back with it.
        reason = instant.payout.reason or "It could not be sent."
        advance(instant, to=InstantStatus.WITHDRAWN, actor=None, at=at, reason=reason)
        return None
    if instant.payout.status == PayoutStatus.RETURNED:
        go_slow(instant, "", at=at)
        return None
    if instant.payout.status != PayoutStatus.PAID:
        return None
    attempt = attempts_of(subject_of(instant.pk)).filter(status=AttemptStatus.OPEN).first()
    if attempt is None:
        attempt = open_attempt(subject=subject_of(instant.pk), request=_terms(instant), at=at)
        return _as_intent(attempt, is_look_up=False)
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
    return _as_intent(attempt, is_look_up=not is_young)


def _terms(instant: InstantPayout) -> dict[str, object]:
    return {
        "account": instant.payout.destination,
        "amount_minor": instant.asked_minor - instant.fee_minor,
        "currency": instant.currency,
        "metadata": {"payout": str(instant.payout.public_id)},
    }


def _as_intent(attempt: Attempt, *, is_look_up: bool) -> _Intent:
    return _Intent(
        attempt_id=attempt.pk,
        key=attempt.key,
        request=PayOutRequest(**attempt.request),
        first_sent_at=attempt.first_sent_at,
        is_look_up=is_look_up,
    )


def _write_absence(instant: InstantPayout, attempt: Attempt, *, at: datetime) -> None:
    is_sure = is_surely_absent(
        first_sent_at=attempt.first_sent_at, absent_at=attempt.absent_at, at=at
    )
    attempt = note_look_up(attempt, at=at, is_absent=True)
    if is_sure:
        why = "Looked up twice and not there."
        close_attempt(attempt, to=AttemptStatus.NOT_EXECUTED, at=at, reason=why)
        go_slow(instant, "", at=at)
        return
    again_at = max(at + _LOOK_AGAIN, attempt.first_sent_at + ABSENT_AFTER)
    note_answer(attempt, answer="Not there yet.", at=at, wait=again_at - at)
