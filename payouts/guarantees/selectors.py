"""What floors rest on: committed hours, contacts and earnings of each pay period and campaign."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from payouts.guarantees.floor import Stretch
from payouts.guarantees.models import TopUp
from payouts.guarantees.touched import TOUCHED_PERIODS
from payouts.periods.models import Period
from payouts.periods.selectors import GRACE

# For each period and campaign with hours under a floor, a row for each version of its terms:
# staffed seconds, contacts, and what they earned. Late and corrected work lies in a later period
# of the same agent and counts for the week in which it was done.
#
# Hours and work are laid one under the other and added up, not joined: of what a step returns
# the planner knows nothing, and would join two of them by nested loops.
_FLOORS: Final = """
    WITH terms AS MATERIALIZED (
        SELECT t.*, coalesce(lead(effective_from) OVER (
                   PARTITION BY campaign_id ORDER BY effective_from), 'infinity') AS until
        FROM payouts_floorterms t
    ), chosen AS MATERIALIZED (
        SELECT p.id, p.agent_id, p.currency, p.from_at, p.to_at
        FROM payouts_period p WHERE p.kind = 'PAY' AND {periods}
    ), staffed AS MATERIALIZED (
        SELECT p.id AS period_id, p.agent_id, p.currency, p.from_at, p.to_at, i.campaign_id,
               t.id AS terms_id, sum(i.staffed_seconds) AS seconds,
               max(i.recorded_at) AS known_at
        FROM chosen p
        JOIN payouts_committedinterval i ON i.agent_id = p.agent_id
         AND i.starts_at >= p.from_at AND i.starts_at < p.to_at
        JOIN marketplace_campaign c ON c.id = i.campaign_id AND c.currency = p.currency
        JOIN terms t ON t.campaign_id = i.campaign_id
         AND i.starts_at >= t.effective_from AND i.starts_at < t.until
        WHERE i.starts_at >= (SELECT min(from_at) FROM chosen)
          AND NOT EXISTS (
            SELECT FROM payouts_committedinterval n WHERE n.supersedes_id = i.id)
        GROUP BY p.id, p.agent_id, p.currency, p.from_at, p.to_at, i.campaign_id, t.id
    ), covered AS MATERIALIZED (
        SELECT DISTINCT period_id, agent_id, currency, from_at, to_at, campaign_id FROM staffed
    ), part AS (
        SELECT period_id, campaign_id, agent_id, currency, to_at, terms_id, seconds,
               0 AS contacts, 0 AS earned, known_at
        FROM staffed
        UNION ALL
        SELECT c.period_id, c.campaign_id, c.agent_id, c.currency, c.to_at, t.id, 0,
               CASE WHEN w.corrects_id IS NULL THEN 1 ELSE -1 END, w.pay_exact, w.recorded_at
        FROM covered c
        JOIN payouts_period own ON own.kind = 'PAY' AND own.agent_id = c.agent_id
         AND own.currency = c.currency AND own.from_at >= c.from_at
        JOIN payouts_ratedwork w ON w.pay_period_id = own.id AND w.campaign_id = c.campaign_id
         AND w.occurred_at >= c.from_at AND w.occurred_at < c.to_at
        LEFT JOIN terms t ON t.campaign_id = w.campaign_id
         AND w.occurred_at >= t.effective_from AND w.occurred_at < t.until
    )
    SELECT p.period_id, p.campaign_id, p.agent_id, p.currency, p.to_at, t.per_hour, t.multiplier,
           t.per_contact, t.funded_by, sum(p.seconds)::bigint AS seconds,
           sum(p.contacts)::bigint AS contacts, sum(p.earned) AS earned,
           max(p.known_at) AS known_at
    FROM part p
    LEFT JOIN terms t ON t.id = p.terms_id
    GROUP BY p.period_id, p.campaign_id, p.agent_id, p.currency, p.to_at, t.per_hour,
             t.multiplier, t.per_contact, t.funded_by, t.effective_from
    ORDER BY p.period_id, p.campaign_id, t.effective_from
"""


@dataclass(slots=True)
class Guaranteed:
    """One pay period on one campaign under a floor. ``earned`` is exact, major units."""

    period_id: int
    campaign_id: int
    agent_id: int
    currency: str
    ended_at: datetime
    funded_by: str
    stretches: list[Stretch]
    earned: Decimal


def floor_statement(*, periods: str) -> str:
    """The statement behind floors, for the pay periods that a condition on p names."""
    return _FLOORS.format(periods=periods)


def guaranteed_periods(*, at: datetime, since: datetime | None = None) -> list[Guaranteed]:
    """Every pay period and campaign with hours under a floor whose end and grace are over.

    With ``since`` only those of which something came about or became known from then on.
    ``funded_by`` is that of the newest terms that applied.
    """
    if since is None:
        return _guaranteed(floor_statement(periods="p.to_at <= %(until)s"), {"until": at - GRACE})
    return _guaranteed(
        floor_statement(periods=f"p.to_at <= %(until)s AND p.id IN ({TOUCHED_PERIODS})"),
        {"until": at - GRACE, "since": since, "over_since": since - GRACE},
    )


def guaranteed_in(period: Period) -> list[Guaranteed]:
    """What one pay period guarantees on each campaign, as things stand, over or not."""
    return _guaranteed(floor_statement(periods="p.id = %(period)s"), {"period": period.pk})


def _guaranteed(statement: str, asked: Mapping[str, Any]) -> list[Guaranteed]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    found: dict[tuple[int, int], Guaranteed] = {}
    for period, campaign, agent, currency, to_at, *rest in rows:
        per_hour, multiplier, per_contact, funded_by, seconds, contacts, earned, _ = rest
        one = found.setdefault(
            (period, campaign),
            Guaranteed(period, campaign, agent, currency, to_at, "", [], Decimal(0)),
        )
        one.earned += earned
        if per_hour is not None:
            one.funded_by = funded_by
            one.stretches.append(Stretch(per_hour, multiplier, per_contact, seconds, contacts))
    return list(found.values())


def newest_top_ups(period_ids: Collection[int]) -> dict[tuple[int, int], TopUp]:
    """The last top-up of each (period, campaign), with its extra and what took that back."""
    rows = (
        TopUp.objects.filter(period__in=period_ids)
        .select_related("extra", "extra__corrected_by")
        .order_by("period", "campaign", "number")
    )
    return {(row.period_id, row.campaign_id): row for row in rows}
