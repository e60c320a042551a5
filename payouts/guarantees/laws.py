"""The promise of floors: every top-up is what the rule says of the facts that stand."""

from typing import Final

from payouts.guarantees.selectors import FLOORS
from payouts.ledger.laws import Law

# What became known is made good within a night; what waits three days was missed.
_RULE_HOLDS = Law(
    "I13e",
    "Every pay period is topped up to its floors: by what is missing, to the cent, and once",
    f"""
    WITH part AS ({FLOORS.replace("%(at)s", "(%(at)s - interval '3 days')")}
    ), due AS (
        SELECT period_id, campaign_id, greatest(0,
                   round_half_even(minor_units_in(currency) * sum(coalesce(
                       per_hour * multiplier * seconds * 1.000000000 / 3600
                           + per_contact * contacts, 0)))
                   - round_half_even(minor_units_in(currency) * sum(earned))) AS minor
        FROM part GROUP BY period_id, campaign_id, currency
        HAVING max(known_at) < %(at)s - interval '3 days'
    ), paid AS (
        SELECT u.period_id, u.campaign_id,
               sum(x.pay_minor) + coalesce(sum(b.pay_minor), 0) AS minor
        FROM payouts_topup u
        JOIN payouts_extra x ON x.id = u.extra_id
        LEFT JOIN payouts_extra b ON b.corrects_id = x.id
        GROUP BY 1, 2
    )
    SELECT period_id, campaign_id, d.minor AS due_minor, p.minor AS paid_minor
    FROM due d LEFT JOIN paid p USING (period_id, campaign_id)
    WHERE d.minor <> coalesce(p.minor, 0)
    """,
)

_TOP_UPS_ARE_COUNTED = Law(
    "I13f",
    "Every extra of a top-up is that of one period and campaign, for the agent of the period",
    """
    SELECT x.id AS extra_id, x.key, u.period_id, u.campaign_id
    FROM payouts_extra x
    LEFT JOIN payouts_topup u ON u.extra_id = x.id
    LEFT JOIN payouts_period p ON p.id = u.period_id
    WHERE x.kind = 'FLOOR_TOP_UP' AND x.corrects_id IS NULL
      AND (u.id IS NULL OR p.agent_id IS DISTINCT FROM x.agent_id
           OR u.campaign_id IS DISTINCT FROM x.campaign_id
           OR coalesce(x.pay_adjusts_id, x.pay_period_id) <> p.id)
    """,
)

LAWS: Final = (_RULE_HOLDS, _TOP_UPS_ARE_COUNTED)
