"""What a run would be if it were computed now: the same rule, and nothing is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from onboarding.agents.models import Agent
from onboarding.errors import Refused
from payouts.money import Money
from payouts.runs.computing import refuse_if_out_of_turn
from payouts.runs.models import SkipReason
from payouts.runs.payability import Decision, decide
from payouts.runs.selectors import standings

_LARGEST = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """A run that is not there. ``blocked`` says why it could not be computed, if it could not.

    ``skips`` are reason, number of agents and what stays payable; ``largest`` the ten largest
    payouts with their agents' names.
    """

    currency: str
    cutoff_at: datetime
    blocked: str
    payout_count: int
    total: Money
    skips: list[tuple[SkipReason, int, Money]]
    largest: list[tuple[str, Money]]


def preview_of(*, currency: str, cutoff_at: datetime, at: datetime) -> Preview:
    """Decide as ``compute_run`` would, for the eye alone."""
    try:
        refuse_if_out_of_turn(currency=currency, cutoff_at=cutoff_at, at=at)
        blocked = ""
    except Refused as refusal:
        blocked = str(refusal)
    decision = decide(standings(currency=currency, cutoff_at=cutoff_at, at=at), currency=currency)
    return Preview(
        currency=currency,
        cutoff_at=cutoff_at,
        blocked=blocked,
        payout_count=len(decision.payouts),
        total=Money(decision.total_minor, currency),
        skips=_skips(decision, currency),
        largest=_largest(decision, currency),
    )


def _skips(decision: Decision, currency: str) -> list[tuple[SkipReason, int, Money]]:
    counts: Counter[str] = Counter()
    amounts: Counter[str] = Counter()
    for skipped in decision.skips:
        counts[skipped.reason.value] += 1
        amounts[skipped.reason.value] += skipped.amount_minor
    return [
        (SkipReason(reason), count, Money(amounts[reason], currency))
        for reason, count in counts.most_common()
    ]


def _largest(decision: Decision, currency: str) -> list[tuple[str, Money]]:
    chosen = sorted(decision.payouts, key=lambda one: (-one.amount_minor, one.agent_id))[:_LARGEST]
    names = Agent.objects.in_bulk([planned.agent_id for planned in chosen])
    return [
        (names[planned.agent_id].name, Money(planned.amount_minor, currency)) for planned in chosen
    ]
