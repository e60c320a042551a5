"""Pay that does not clear because somebody contests it: of one contact, and of a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from onboarding.agents.models import Agent
from payouts.accruals.models import Withholding
from payouts.disputes.models import Dispute
from payouts.money import Money

# What keeps an amount back now; once its dispute is settled, it clears with the next run,
# unless it waits for the week in which a correction took it back.
STANDS = Q(released_at__isnull=True)
WAITS = STANDS & (Q(ended_at__isnull=True) | Q(ends_with__isnull=False))


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of one contact's pay in one period is kept back, in minor units.

    ``is_settled``: the dispute is over, and what is kept clears with the next run.
    ``released_at``: when the last part that was kept became payable, after the rest had.
    """

    minor: int = 0
    is_settled: bool = False
    released_at: datetime | None = None


NOTHING_KEPT = Kept()


def kept_of_contact(*, agent: Agent, interaction_id: int) -> dict[int, Kept]:
    """What is or was kept back of one contact's pay, by pay period; in two queries."""
    causes = [
        name
        for dispute in Dispute.objects.filter(agent=agent, interaction=interaction_id)
        for name in (dispute.cause, f"{dispute.cause}:taken")
    ]
    by_period: dict[int, list[Withholding]] = {}
    for one in Withholding.objects.filter(cause__in=causes):
        by_period.setdefault(one.period_id, []).append(one)
    return {period: _kept(rows) for period, rows in by_period.items()}


def _kept(rows: Sequence[Withholding]) -> Kept:
    standing = [one for one in rows if one.released_at is None]
    # What ended before its period cleared went with the period, and has no posting of its own.
    released = [one.released_at for one in rows if one.released_at and one.transaction_id]
    return Kept(
        minor=sum(one.amount_minor for one in standing),
        is_settled=all(one.ended_at for one in standing),
        released_at=max(released, default=None),
    )


def kept_of_agent(*, agent: Agent, currency: str) -> Money:
    """All that is kept back of an agent's pay in one currency."""
    found = Withholding.objects.filter(STANDS, period__agent=agent, period__currency=currency)
    return Money(int(found.aggregate(minor=Sum("amount_minor", default=0))["minor"]), currency)


def withheld_in(period: OuterRef) -> Coalesce:
    """Minor units of a pay period that do not clear with it, as a column."""
    rows = Withholding.objects.filter(WAITS, period=period).order_by().values("period")
    return Coalesce(
        Subquery(rows.annotate(minor=Sum("amount_minor")).values("minor")),
        0,
        output_field=BigIntegerField(),
    )
