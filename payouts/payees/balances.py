"""Balances below zero: earned back by themselves, or written off; pay taken back by two people."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.details import locked
from payouts.payees.models import (
    BalanceDecision,
    DecisionKind,
    DecisionStatus,
    HoldCause,
    Payee,
    PayoutHold,
)
from payouts.payees.postings import balance_written_off, pay_taken_back
from payouts.payees.selectors import negative_balances
from payouts.payees.services import ReasonMissing, lift_holds, place_hold
from payouts.payees.telling import tell_agent

# A balance that has been below zero for so long keeps the payee's other currencies back as well,
# until a person has looked.
LONG: Final = timedelta(days=30)


class DecisionIsWaiting(Refused):
    """One decision at a time about one balance."""

    code = "decision_is_waiting"


class MoreThanIsOwed(Refused):
    """No more is written off than the agent is below zero."""

    code = "more_than_is_owed"


class ProposerMayNotBook(NotPermitted):
    """Four eyes."""

    code = "proposer_may_not_book"


@transaction.atomic
def propose_decision(
    *, payee_id: int, kind: DecisionKind, amount: Money, reason: str, actor: User, at: datetime
) -> BalanceDecision:
    """Propose to write off what an agent owes, or to take back pay. Nothing moves yet.

    Raises:
        ReasonMissing: no reason is given.
        DecisionIsWaiting: another proposal about this balance waits.
        MoreThanIsOwed: the agent is not that far below zero.
    """
    assert amount.minor > 0
    if not reason.strip():
        raise ReasonMissing("Please say why. The agent is told.")
    payee = locked(payee_id)
    waiting = BalanceDecision.objects.filter(
        payee=payee, currency=amount.currency, status=DecisionStatus.PROPOSED
    )
    if waiting.exists():
        raise DecisionIsWaiting("Another decision about this balance waits for approval.")
    _refuse_too_much(payee, kind, amount)
    return BalanceDecision.objects.create(
        payee=payee,
        kind=kind,
        currency=amount.currency,
        amount_minor=amount.minor,
        reason=reason.strip()[:300],
        proposed_by=actor,
        proposed_at=at,
    )


@transaction.atomic
def approve_decision(*, decision_id: int, actor: User, at: datetime) -> BalanceDecision:
    """Book what another person proposed.

    Raises:
        ProposerMayNotBook: ``actor`` proposed it, or it is about ``actor``.
        MoreThanIsOwed: less is owed by now.
        TransitionRefused: it does not wait any more.
    """
    payee, decision = _locked_decision(decision_id, actor)
    kind, amount = DecisionKind(decision.kind), Money(decision.amount_minor, decision.currency)
    advance(
        decision,
        to=DecisionStatus.APPROVED,
        actor=actor,
        at=at,
        reason=decision.reason,
        decided_by=actor,
        decided_at=at,
    )
    _refuse_too_much(payee, kind, amount)
    posting = balance_written_off if kind is DecisionKind.WRITE_OFF else pay_taken_back
    booked = posting(decision_id=decision.pk, agent_id=payee.agent_id, amount=amount)
    post(booked, at=at, actor=actor)
    tell_agent(
        payee.agent,
        key=f"balance:{decision.pk}:booked",
        template="balance_decided",
        facts={
            "is_write_off": kind is DecisionKind.WRITE_OFF,
            "amount": f"{amount.exact} {amount.currency}",
            "reason": decision.reason,
        },
        at=at,
    )
    return decision


@transaction.atomic
def reject_decision(*, decision_id: int, actor: User, at: datetime, reason: str) -> BalanceDecision:
    """Do not book what another person proposed.

    Raises:
        ReasonMissing, ProposerMayNotBook, TransitionRefused: as above.
    """
    if not reason.strip():
        raise ReasonMissing("Please say why not.")
    _, decision = _locked_decision(decision_id, actor)
    why = reason.strip()[:300]
    advance(
        decision,
        to=DecisionStatus.REJECTED,
        actor=actor,
        at=at,
        reason=why,
        decided_by=actor,
        decided_at=at,
        answer=why,
    )
    return decision


@transaction.atomic
def hold_long_negative(*, at: datetime) -> tuple[int, int]:
    """Hold payees below zero for long, and lift it from those who are not; how many of each."""
    below = negative_balances()
    long = {row.payee_id: row for row in below if row.payee_id and row.since <= at - LONG}
    standing = PayoutHold.objects.filter(
        cause=HoldCause.LONG_NEGATIVE, released_at__isnull=True
    ).select_related("payee")
    held = {hold.payee_id: hold.payee for hold in standing}
    for payee_id in sorted(long.keys() - held.keys()):
        place_hold(
            payee_id=payee_id,
            reason=f"The balance in {long[payee_id].amount.currency} has been below zero for long.",
            actor=None,
            at=at,
            cause=HoldCause.LONG_NEGATIVE,
        )
    still = {row.payee_id for row in below}
    over = sorted(held.keys() - still)
    for payee_id in over:
        lift_holds(
            locked(payee_id),
            cause=HoldCause.LONG_NEGATIVE,
            because="The balance is no longer below zero.",
            actor=None,
            at=at,
        )
    return len(long.keys() - held.keys()), len(over)


def _locked_decision(decision_id: int, actor: User) -> tuple[Payee, BalanceDecision]:
    payee = locked(BalanceDecision.objects.values_list("payee", flat=True).get(pk=decision_id))
    decision = BalanceDecision.objects.select_for_update(no_key=True).get(pk=decision_id)
    if actor.pk in (decision.proposed_by_id, payee.agent.user_id):
        raise ProposerMayNotBook("A decision about a balance is booked by someone else.")
    return payee, decision


def _refuse_too_much(payee: Payee, kind: DecisionKind, amount: Money) -> None:
    if kind is not DecisionKind.WRITE_OFF:
        return
    stands_at = balance(AccountKind.AGENT_PAYABLE, amount.currency, payee.agent_id)
    if -stands_at.minor < amount.minor:
        raise MoreThanIsOwed("The balance is not that far below zero.")
