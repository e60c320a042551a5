"""Set payouts' money aside, so that nothing else can promise it; and give it back."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db import transaction

from onboarding.audit.services import TransitionRefused, advance, advance_many
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.ledger.postings import (
    Posting,
    payout_fee_given_back,
    payout_fee_taken,
    payout_released,
    payout_reserved,
)
from payouts.ledger.services import FloorPassed, post_many
from payouts.money import Money
from payouts.payees.models import Payee
from payouts.payees.selectors import on_hold
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.payability import Standing, hindrance_of_payee
from payouts.runs.wording import ACCOUNT_CHANGED, OWED_LESS, hindered_in_words


class AnotherPayoutIsUnderWay(Refused):
    """One payout at a time for each agent and currency."""

    code = "another_payout_is_under_way"


class PayeeHindered(Refused):
    """Something came in between since the run was computed."""

    code = "payee_hindered"


class PayoutTerms(TypedDict):
    """What every posting of a payout needs."""

    payout_id: int
    agent_id: int
    amount: Money


class _FeeTerms(TypedDict):
    payout_id: int
    agent_id: int
    fee: Money


@dataclass(frozen=True, slots=True)
class Reserved:
    """What came of setting payouts aside, by id."""

    reserved: list[int]
    cancelled: list[int]


def terms(payout: Payout) -> PayoutTerms:
    """What every posting of ``payout`` needs."""
    return {
        "payout_id": payout.pk,
        "agent_id": payout.agent_id,
        "amount": Money(payout.amount_minor, payout.currency),
    }


def given_back(payouts: Iterable[Payout]) -> list[Posting]:
    """What gives back all that was set aside for ``payouts``, and what was taken for them."""
    postings: list[Posting] = []
    for payout in payouts:
        postings.append(payout_released(**terms(payout)))
        if payout.fee_minor:
            postings.append(payout_fee_given_back(**_fee(payout)))
    return postings


@transaction.atomic
def reserve_payout(*, payout_id: int, at: datetime) -> Payout:
    """Set one payout's money aside, so that nothing else can promise it.

    Raises:
        AnotherPayoutIsUnderWay: one payout at a time for each agent and currency.
        FloorPassed: the agent is owed less than the payout.
        PayeeHindered: a hold, or another or disabled account, since the run was computed.
        TransitionRefused: the payout is not planned.
    """
    payouts = _locked_and_planned([payout_id])
    refusal = _refusals(payouts, at=at).get(payout_id)
    if refusal is not None:
        raise refusal
    if not payouts:
        raise TransitionRefused("Only a planned payout can be set aside.")
    _set_aside(payouts, at=at)
    return Payout.objects.get(pk=payout_id)


@transaction.atomic
def reserve_payouts(*, run_id: int, payout_ids: Collection[int], at: datetime) -> Reserved:
    """Set aside many planned payouts of an executing run, with a fixed number of statements.

    A payout that may not be made any more is cancelled with the reason: its money stays
    payable, and the run goes on. One whose agent is being paid elsewhere stays planned.
    """
    run = PayoutRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.status != RunStatus.EXECUTING:
        return Reserved([], [])
    payouts = _locked_and_planned(payout_ids)
    refusals = _refusals(payouts, at=at)
    willing = [payout for payout in payouts if payout.pk not in refusals]
    for payout_id, refusal in _set_aside_or_refuse(willing, at=at).items():
        refusals[payout_id] = refusal
    hindered = {
        payout_id: str(refusal)
        for payout_id, refusal in refusals.items()
        if not isinstance(refusal, AnotherPayoutIsUnderWay)
    }
    _cancel(hindered, at=at)
    return Reserved(
        reserved=[payout.pk for payout in willing if payout.pk not in refusals],
        cancelled=sorted(hindered),
    )


@transaction.atomic
def cancel_payout(*, payout_id: int, actor: User | None, at: datetime, reason: str) -> Payout:
    """Take one payout out of its run while nothing of it is on its way; its money stays payable.

    Raises:
        TransitionRefused: it was sent and its outcome is open, or it is over.
    """
    _lock_run_and_payees([payout_id])
    payout = Payout.objects.select_for_update(no_key=True).get(pk=payout_id)
    was_reserved = payout.status == PayoutStatus.RESERVED
    advance(payout, to=PayoutStatus.CANCELLED, actor=actor, at=at, reason=reason)
    explain([payout.pk], reason)
    if was_reserved:
        back = given_back([payout])
        post_many(back, effective_ats=[at] * len(back), recorded_at=at, actor=actor)
    payout.reason = reason
    return payout


def release_hindered(payouts: Iterable[Payout], *, at: datetime) -> set[int]:
    """Give up reserved payouts that may not be sent any more; the caller holds their locks.

    Returns their ids. What was set aside is payable again.
    """
    reserved = [payout for payout in payouts if payout.status == PayoutStatus.RESERVED]
    hindered = {
        payout_id: str(refusal) for payout_id, refusal in _hindrances(reserved, at=at).items()
    }
    _cancel(hindered, at=at)
    back = given_back(one for one in reserved if one.pk in hindered)
    post_many(back, effective_ats=[at] * len(back), recorded_at=at)
    return set(hindered)


def hindered(payouts: Sequence[Payout], *, at: datetime) -> dict[int, str]:
    """Which of these payouts may not be made any more, and why; their payees are loaded."""
    return {pk: str(refusal) for pk, refusal in _hindrances(payouts, at=at).items()}


def explain(payout_ids: Collection[int], reason: str) -> None:
    """Write down why payouts stand where they do; the caller holds their locks."""
    Payout.objects.filter(pk__in=payout_ids).update(reason=reason[:300])


def _fee(payout: Payout) -> _FeeTerms:
    return {
        "payout_id": payout.pk,
        "agent_id": payout.agent_id,
        "fee": Money(payout.fee_minor, payout.currency),
    }


def _lock_run_and_payees(payout_ids: Collection[int]) -> None:
    """Take the locks under which an agent's payouts follow one another, in their order."""
    runs = PayoutRun.objects.filter(payouts__in=payout_ids).order_by("pk")
    list(runs.select_for_update(no_key=True, of=("self",)).values_list("pk"))
    payees = Payee.objects.filter(payouts__in=payout_ids).order_by("pk")
    list(payees.select_for_update(no_key=True, of=("self",)).values_list("pk"))


def _locked_and_planned(payout_ids: Collection[int]) -> list[Payout]:
    _lock_run_and_payees(payout_ids)
    planned = Payout.objects.filter(pk__in=payout_ids, status=PayoutStatus.PLANNED)
    return list(
        planned.select_related("payee").select_for_update(no_key=True, of=("self",)).order_by("pk")
    )


def _refusals(payouts: Sequence[Payout], *, at: datetime) -> dict[int, Refused]:
    refusals = _hindrances(payouts, at=at)
    live = Payout.objects.filter(
        agent__in=[payout.agent_id for payout in payouts], status__in=PayoutStatus.live()
    )
    being_paid = set(live.values_list("agent", "currency"))
    for payout in payouts:
        if (payout.agent_id, payout.currency) in being_paid:
            refusals[payout.pk] = AnotherPayoutIsUnderWay(
                "This agent is already being paid in this currency."
            )
    return refusals


def _hindrances(payouts: Sequence[Payout], *, at: datetime) -> dict[int, Refused]:
    held = on_hold([payout.payee_id for payout in payouts])
    hindrances: dict[int, Refused] = {}
    for payout in payouts:
        payee = payout.payee
        hindrance = hindrance_of_payee(
            Standing(
                agent_id=payout.agent_id,
                available_minor=payout.amount_minor,
                payee_id=payee.pk,
                account=payee.account,
                is_enabled=payee.transfers_enabled,
                is_on_hold=payee.pk in held,
                is_cooling=payee.cooling_until is not None and payee.cooling_until > at,
                lacks_tax_form=payee.tax_form_until is None or payee.tax_form_until < at.date(),
            )
        )
        if hindrance is not None:
            hindrances[payout.pk] = PayeeHindered(hindered_in_words(hindrance))
        elif payee.account != payout.destination:
            hindrances[payout.pk] = PayeeHindered(ACCOUNT_CHANGED)
    return hindrances


def _set_aside_or_refuse(payouts: Sequence[Payout], *, at: datetime) -> dict[int, Refused]:
    """Set all aside at once; where the books refuse one, find out which, and keep the others."""
    if not payouts:
        return {}
    try:
        with transaction.atomic():
            _set_aside(payouts, at=at)
    except FloorPassed:
        if len(payouts) == 1:
            return {payouts[0].pk: FloorPassed(OWED_LESS)}
        middle = len(payouts) // 2
        return _set_aside_or_refuse(payouts[:middle], at=at) | _set_aside_or_refuse(
            payouts[middle:], at=at
        )
    return {}


def _set_aside(payouts: Sequence[Payout], *, at: datetime) -> None:
    chosen = Payout.objects.filter(pk__in=[payout.pk for payout in payouts])
    moved = advance_many(chosen, to=PayoutStatus.RESERVED, actor=None, at=at)
    if moved != len(payouts):
        raise TransitionRefused("A payout is no longer planned.")
    postings = [payout_reserved(**terms(payout)) for payout in payouts]
    postings += [payout_fee_taken(**_fee(payout)) for payout in payouts if payout.fee_minor]
    post_many(postings, effective_ats=[at] * len(postings), recorded_at=at)


def _cancel(reasons: dict[int, str], *, at: datetime) -> None:
    for reason in sorted(set(reasons.values())):
        ids = [payout_id for payout_id, why in reasons.items() if why == reason]
        chosen = Payout.objects.filter(pk__in=ids)
        advance_many(chosen, to=PayoutStatus.CANCELLED, actor=None, at=at, reason=reason)
        explain(ids, reason)
