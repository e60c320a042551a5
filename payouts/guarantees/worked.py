"""What surge offers rest on: the hours that count for each, whose conditions are kept, who won."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from payouts.guarantees.offers import SurgeOffer
from payouts.guarantees.surge import Hours
from payouts.guarantees.touched import TOUCHED_OFFERS
from payouts.periods.selectors import GRACE

# Hours as they stand now, less what the brand cancelled of them.
STANDING_HOURS: Final = """
    SELECT i.id, i.agent_id, i.campaign_id, i.starts_at, i.ends_at, i.booked_at, i.recorded_at,
           i.staffed_seconds AS staffed,
           extract(epoch FROM i.ends_at - i.starts_at)::bigint
               - coalesce(cut.seconds, 0) AS committed
    FROM payouts_committedinterval i
    LEFT JOIN (
        SELECT n.id, sum(extract(epoch FROM c.ends_at - c.starts_at))::bigint AS seconds
        FROM payouts_cancelledhours c
        JOIN payouts_committedinterval n
          ON n.agent_id = c.agent_id AND n.campaign_id = c.campaign_id
         AND n.starts_at <= c.starts_at AND n.ends_at >= c.ends_at
        GROUP BY n.id
    ) cut ON cut.id = i.id
    WHERE NOT EXISTS (
        SELECT FROM payouts_committedinterval n WHERE n.supersedes_id = i.id)
"""

# For each of some offers, a row for each agent with hours in it and each pay
# period: what they won there. Hours that somebody did not tell the booking of count as booked in
# time. Of offers inside one another, the narrowest wins an hour whose conditions are kept.
#
# Hours meet their offers once; the rest is said by windows over that, and no step is joined with
# another. The planner knows nothing of what a step returns, takes thousands of rows for one, and
# would join two of them by nested loops, quadratic in the hours.
_SURGES: Final = """
    WITH offer AS MATERIALIZED (
        SELECT o.*, e.ended_at, c.currency
        FROM payouts_surgeoffer o
        JOIN marketplace_campaign c ON c.id = o.campaign_id
        LEFT JOIN payouts_surgeend e ON e.offer_id = o.id
        WHERE {offers}
    ), named AS (
        SELECT o.id AS offer_id, o.to_at - o.from_at AS length, o.currency, o.measure, o.pay_rate,
               o.charge_rate, o.min_seconds, o.min_adherence, o.ended_at, h.*,
               (o.booked_before IS NULL OR h.booked_at IS NULL OR h.booked_at < o.booked_before)
               AND (o.ended_at IS NULL OR coalesce(h.booked_at, h.starts_at) < o.ended_at)
                   AS counts
        FROM ({standing}) h
        JOIN offer o ON o.campaign_id = h.campaign_id
         AND h.starts_at >= o.from_at AND h.starts_at < o.to_at
        WHERE h.starts_at >= (SELECT min(from_at) FROM offer) AND {hours}
    ), kept AS (
        SELECT n.*, counts
               AND sum(staffed) FILTER (WHERE counts) OVER mine >= min_seconds
               AND sum(staffed) FILTER (WHERE counts) OVER mine * 100
                   >= min_adherence * sum(committed) FILTER (WHERE counts) OVER mine AS keeps
        FROM named n
        WINDOW mine AS (PARTITION BY offer_id, agent_id)
    ), won AS (
        SELECT k.*, keeps AND row_number() OVER (
                   PARTITION BY id ORDER BY keeps DESC, length, offer_id) = 1 AS is_won
        FROM kept k
    ), placed AS MATERIALIZED (
        SELECT n.*, p.id AS period_id, p.from_at AS period_from
        FROM won n
        JOIN payouts_period p ON p.kind = 'PAY' AND p.agent_id = n.agent_id
         AND p.currency = n.currency AND n.starts_at >= p.from_at AND n.starts_at < p.to_at
        WHERE p.to_at > (SELECT min(from_at) FROM offer)
    ), part AS (
        SELECT offer_id, agent_id, period_id, currency, measure, pay_rate, charge_rate, starts_at,
               CASE WHEN is_won THEN staffed ELSE 0 END AS seconds, 0 AS pay, 0 AS charge,
               greatest(recorded_at, ended_at) AS known_at
        FROM placed
        UNION ALL
        SELECT n.offer_id, n.agent_id, n.period_id, n.currency, n.measure, n.pay_rate,
               n.charge_rate, n.starts_at, 0, w.pay_exact, w.charge_exact, w.recorded_at
        FROM placed n
        JOIN payouts_period later ON later.kind = 'PAY' AND later.agent_id = n.agent_id
         AND later.currency = n.currency AND later.from_at >= n.period_from
        JOIN payouts_ratedwork w ON w.pay_period_id = later.id AND w.campaign_id = n.campaign_id
         AND w.occurred_at >= n.starts_at AND w.occurred_at < n.ends_at
        WHERE n.is_won AND n.measure = 'SHARE'
    )
    SELECT offer_id, agent_id, period_id, currency, sum(seconds)::bigint AS seconds,
           sum(pay) AS pay, sum(charge) AS charge, measure, pay_rate, charge_rate,
           max(starts_at) AS last_at, max(known_at) AS known_at
    FROM part
    GROUP BY offer_id, agent_id, period_id, currency, measure, pay_rate, charge_rate
    ORDER BY offer_id, agent_id, period_id
"""

# Weeks of agents with hours that a guarantee may pay, of which no contact opened the period.
_WITHOUT_PERIOD = """
    SELECT DISTINCT i.agent_id, c.currency,
           date_trunc('week', i.starts_at AT TIME ZONE a.timezone) AT TIME ZONE a.timezone
    FROM payouts_committedinterval i
    JOIN marketplace_campaign c ON c.id = i.campaign_id
    JOIN onboarding_agent a ON a.id = i.agent_id
    WHERE i.starts_at < %(at)s AND i.staffed_seconds > 0
      AND (%(since)s::timestamptz IS NULL
           OR i.recorded_at >= %(since)s OR i.starts_at >= %(since)s)
      AND (EXISTS (SELECT FROM payouts_floorterms t WHERE t.campaign_id = i.campaign_id)
           OR EXISTS (SELECT FROM payouts_surgeoffer o WHERE o.campaign_id = i.campaign_id))
      AND NOT EXISTS (
        SELECT FROM payouts_period p
        WHERE p.kind = 'PAY' AND p.agent_id = i.agent_id AND p.currency = c.currency
          AND i.starts_at >= p.from_at AND i.starts_at < p.to_at)
"""


@dataclass(frozen=True, slots=True)
class Won:
    """What one agent won of one offer in one pay period; both sides exact, major units."""

    offer_id: int
    agent_id: int
    period_id: int
    pay: Hours
    charge: Hours
    last_at: datetime


def surge_statement(*, offers: str, hours: str = "TRUE") -> str:
    """The statement behind surges, for ``offers`` (conditions on o) and ``hours`` (on h)."""
    return _SURGES.format(offers=offers, hours=hours, standing=STANDING_HOURS)


def surges_over(*, at: datetime, since: datetime | None = None) -> list[Won]:
    """Every offer, agent and pay period with hours in an offer whose end and grace are over.

    With ``since`` only offers of which something came about or became known from then on, and
    those inside one of them.
    """
    if since is None:
        return _won(surge_statement(offers="o.to_at <= %(until)s"), {"until": at - GRACE})
    return _won(
        surge_statement(offers=f"o.to_at <= %(until)s AND o.id IN ({TOUCHED_OFFERS})"),
        {"until": at - GRACE, "since": since, "over_since": since - GRACE},
    )


def surges_of_offer(offer: SurgeOffer) -> list[Won]:
    """What each agent has won of an offer as things stand, over or not."""
    found = _won(
        surge_statement(
            offers="o.campaign_id = %(campaign)s AND o.from_at < %(to)s AND o.to_at > %(from)s"
        ),
        {"campaign": offer.campaign_id, "from": offer.from_at, "to": offer.to_at},
    )
    return [one for one in found if one.offer_id == offer.pk]


def surges_of_agent(*, agent_id: int, since: datetime) -> list[Won]:
    """What one agent has won of each offer that ends after ``since``, as things stand."""
    return _won(
        surge_statement(offers="o.to_at > %(since)s", hours="h.agent_id = %(agent)s"),
        {"agent": agent_id, "since": since},
    )


def _won(statement: str, asked: Mapping[str, Any]) -> list[Won]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    return [_one(*row) for row in rows]


def _one(*row: Any) -> Won:
    offer, agent, period, _, seconds, pay, charge, _, _, _, last_at, _ = row
    return Won(
        offer_id=offer,
        agent_id=agent,
        period_id=period,
        pay=Hours(seconds, Decimal(pay)),
        charge=Hours(seconds, Decimal(charge)),
        last_at=last_at,
    )


def weeks_without_period(
    *, at: datetime, since: datetime | None = None
) -> list[tuple[int, str, datetime]]:
    """Agent, currency and instant of staffed weeks that no contact opened a pay period for.

    With ``since`` only by hours that came about or became known from then on.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_PERIOD, {"at": at, "since": since})
        return list(cursor.fetchall())
