"""What floors rest on: committed hours, contacts and earnings of each pay period and campaign."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from payouts.guarantees.floor import Stretch
from payouts.guarantees.models import TopUp
from payouts.periods.models import Period
from payouts.periods.selectors import GRACE

# For each period and campaign with hours under a floor, a row for each version of its terms:
# staffed seconds, contacts, and what they earned. Late and corrected work lies in a later period
# of the same agent and counts for the week in which it was done.
_FLOORS: Final = """
    WITH terms AS MATERIALIZED (
        SELECT t.*, coalesce(lead(effective_from) OVER (
                   PARTITION BY campaign_id ORDER BY effective_from), 'infinity') AS until
        FROM payouts_floorterms t
    ), interval AS MATERIALIZED (
        SELECT i.* FROM payouts_committedinterval i
        WHERE NOT EXISTS (
            SELECT FROM payouts_committedinterval n WHERE n.supersedes_id = i.id)
    ), staffed AS MATERIALIZED (
        SELECT p.id AS period_id, p.agent_id, p.currency, p.from_at, p.to_at, i.campaign_id,
               t.id AS terms_id, sum(i.staffed_seconds) AS seconds,
               max(i.recorded_at) AS known_at
        FROM payouts_period p
        JOIN interval i ON i.agent_id = p.agent_id
         AND i.starts_at >= p.from_at AND i.starts_at < p.to_at
        JOIN marketplace_campaign c ON c.id = i.campaign_id AND c.currency = p.currency
        JOIN terms t ON t.campaign_id = i.campaign_id
         AND i.starts_at >= t.effective_from AND i.starts_at < t.until
        WHERE p.kind = 'PAY' AND {periods}
        GROUP BY p.id, i.campaign_id, t.id
    ), covered AS MATERIALIZED (
        SELECT DISTINCT period_id, agent_id, currency, from_at, to_at, campaign_id FROM staffed
    ), work AS (
        SELECT c.period_id, c.campaign_id, t.id AS terms_id,
               count(*) FILTER (WHERE w.corrects_id IS NULL)
                   - count(*) FILTER (WHERE w.corrects_id IS NOT NULL) AS contacts,
               sum(w.pay_exact) AS earned, max(w.recorded_at) AS known_at
        FROM covered c
        JOIN payouts_period own ON own.kind = 'PAY' AND own.agent_id = c.agent_id
         AND own.currency = c.currency AND own.from_at >= c.from_at
        JOIN payouts_ratedwork w ON w.pay_period_id = own.id AND w.campaign_id = c.campaign_id
         AND w.occurred_at >= c.from_at AND w.occurred_at < c.to_at
        LEFT JOIN terms t ON t.campaign_id = w.campaign_id
         AND w.occurred_at >= t.effective_from AND w.occurred_at < t.until
        GROUP BY 1, 2, 3
    )
    SELECT c.period_id, c.campaign_id, c.agent_id, c.currency, c.to_at, t.per_hour, t.multiplier,
           t.per_contact, t.funded_by, coalesce(s.seconds, 0)::bigint AS seconds,
           coalesce(w.contacts, 0)::bigint AS contacts, coalesce(w.earned, 0) AS earned,
           greatest(s.known_at, w.known_at) AS known_at
    FROM covered c
    JOIN (SELECT period_id, campaign_id, terms_id FROM staffed
          UNION SELECT period_id, campaign_id, terms_id FROM work) part
      ON part.period_id = c.period_id AND part.campaign_id = c.campaign_id
    LEFT JOIN terms t ON t.id = part.terms_id
    LEFT JOIN staffed s ON s.period_id = c.period_id AND s.campaign_id = c.campaign_id
     AND s.terms_id = part.terms_id
    LEFT JOIN work w ON w.period_id = c.period_id AND w.campaign_id = c.campaign_id
     AND w.terms_id IS NOT DISTINCT FROM part.terms_id
    ORDER BY c.period_id, c.campaign_id, t.effective_from
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


def guaranteed_periods(*, at: datetime) -> list[Guaranteed]:
    """Every pay period and campaign with hours under a floor whose end and grace are over.

    ``funded_by`` is that of the newest terms that applied.
    """
    return _guaranteed(floor_statement(periods="p.to_at <= %(at)s"), {"at": at - GRACE})


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
