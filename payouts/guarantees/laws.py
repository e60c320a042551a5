"""The promises of guarantees: every sum is what its rule says of the facts that stand."""

from typing import Final

from payouts.guarantees.earned import EARNED
from payouts.guarantees.selectors import floor_statement
from payouts.guarantees.worked import surge_statement
from payouts.ledger.laws import Law

_FLOORS = floor_statement(periods="p.to_at <= (%(at)s - interval '3 days')")

# What became known is made good within a night; what waits three days was missed.
_RULE_HOLDS = Law(
    "I13e",
    "Every pay period is topped up to its floors: by what is missing, to the cent, and once",
    f"""
    WITH part AS ({_FLOORS}
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

_SURGES = surge_statement(offers="o.to_at <= %(at)s - interval '3 days'")

_SURGE_HOLDS = Law(
    "I13h",
    "Every surge offer that is over is paid for the hours that won it, on both sides, and once",
    f"""
    WITH due AS (
        SELECT offer_id, agent_id, period_id,
               round_half_even(minor_units_in(currency) * CASE measure
                   WHEN 'PER_HOUR' THEN pay_rate * seconds * 1.000000000 / 3600
                   ELSE pay_rate * pay END) AS pay,
               round_half_even(minor_units_in(currency) * CASE measure
                   WHEN 'PER_HOUR' THEN charge_rate * seconds * 1.000000000 / 3600
                   ELSE charge_rate * charge END) AS charge
        FROM ({_SURGES}) won
        WHERE known_at < %(at)s - interval '3 days'
    ), paid AS (
        SELECT s.offer_id, s.agent_id, s.period_id,
               sum(x.pay_minor) + coalesce(sum(b.pay_minor), 0) AS pay,
               sum(x.charge_minor) + coalesce(sum(b.charge_minor), 0) AS charge
        FROM payouts_surgebonus s
        JOIN payouts_extra x ON x.id = s.extra_id
        LEFT JOIN payouts_extra b ON b.corrects_id = x.id
        GROUP BY 1, 2, 3
    )
    SELECT offer_id, agent_id, period_id, d.pay AS due_minor, p.pay AS paid_minor,
           d.charge AS due_charge_minor, p.charge AS charged_minor
    FROM due d LEFT JOIN paid p USING (offer_id, agent_id, period_id)
    WHERE (d.pay, d.charge) IS DISTINCT FROM (coalesce(p.pay, 0), coalesce(p.charge, 0))
    """,
)

_SURGES_ARE_COUNTED = Law(
    "I13i",
    "Every surge bonus is that of one offer, for the agent and the week of its sum",
    """
    SELECT x.id AS extra_id, x.key, s.offer_id, s.agent_id, s.period_id
    FROM payouts_extra x
    LEFT JOIN payouts_surgebonus s ON s.extra_id = x.id
    LEFT JOIN payouts_surgeoffer o ON o.id = s.offer_id
    WHERE x.kind = 'SURGE_BONUS' AND x.corrects_id IS NULL
      AND (s.id IS NULL OR s.agent_id IS DISTINCT FROM x.agent_id
           OR o.campaign_id IS DISTINCT FROM x.campaign_id
           OR x.pay_minor <> 0 AND coalesce(x.pay_adjusts_id, x.pay_period_id) <> s.period_id)
    """,
)

_OFFERS_NEST = Law(
    "I13k",
    "Two offers of a campaign are apart, or one lies inside the other",
    """
    SELECT a.id AS offer_id, b.id AS other_id
    FROM payouts_surgeoffer a
    JOIN payouts_surgeoffer b ON b.campaign_id = a.campaign_id AND b.id > a.id
     AND b.from_at < a.to_at AND b.to_at > a.from_at
    WHERE (a.from_at, a.to_at) = (b.from_at, b.to_at)
       OR NOT (a.from_at <= b.from_at AND a.to_at >= b.to_at
               OR b.from_at <= a.from_at AND b.to_at >= a.to_at)
    """,
)

# What is taken back stays so: a case has its one bonus, and the decision stands beside it.
_BONUSES_ONCE = Law(
    "I13l",
    "Every bonus that is earned is paid once, at the terms of the day on which it was",
    f"""
    WITH due AS (
        SELECT case_id, terms_id, agent_id, campaign_id, met_by,
               round_half_even(minor_units_in(currency) * CASE kind
                   WHEN 'TRAINING' THEN pay * seconds * 1.000000000 / 3600 ELSE pay END) AS pay,
               round_half_even(minor_units_in(currency) * CASE kind
                   WHEN 'TRAINING' THEN charge * seconds * 1.000000000 / 3600
                   ELSE charge END) AS charge
        FROM ({EARNED}) earned
    ), paid AS (
        SELECT b.case_id, b.terms_id, x.agent_id, x.campaign_id, x.pay_minor, x.charge_minor,
               x.id AS extra_id
        FROM payouts_bonus b JOIN payouts_extra x ON x.id = b.extra_id
    )
    SELECT d.case_id, d.pay AS due_minor, p.pay_minor, p.charge_minor, p.extra_id
    FROM due d LEFT JOIN paid p ON p.case_id = d.case_id
    WHERE (p.extra_id IS NULL AND d.met_by < %(at)s - interval '3 days')
       OR (p.extra_id IS NOT NULL
           AND (p.terms_id, p.agent_id, p.campaign_id, p.pay_minor, p.charge_minor)
               IS DISTINCT FROM (d.terms_id, d.agent_id, d.campaign_id, d.pay, d.charge))
    UNION ALL
    SELECT b.case_id, NULL, x.pay_minor, x.charge_minor, x.id
    FROM payouts_extra x LEFT JOIN payouts_bonus b ON b.extra_id = x.id
    WHERE x.kind IN ('REFERRAL_BONUS', 'CERTIFICATION_BONUS', 'TRAINING')
      AND x.corrects_id IS NULL AND b.id IS NULL
    """,
)

_LATE_IS_PAID = Law(
    "I13m",
    "Hours cancelled inside 48 hours are paid by half, inside 2 whole, by the agent's commitment",
    """
    WITH due AS (
        SELECT h.*, c.currency,
               CASE WHEN h.starts_at - h.cancelled_at <= interval '2 hours' THEN 100
                    WHEN h.starts_at - h.cancelled_at <= interval '48 hours' THEN 50
                    ELSE 0 END AS due_share
        FROM payouts_cancelledhours h JOIN marketplace_campaign c ON c.id = h.campaign_id
    ), sums AS (
        SELECT d.*, round_half_even(minor_units_in(currency) * per_hour * due_share / 100
                   * extract(epoch FROM ends_at - starts_at) / 3600) AS due_minor
        FROM due d
    )
    SELECT s.id AS cancelled_id, s.share, s.due_share, s.due_minor, x.pay_minor, x.charge_minor,
           x.id AS extra_id
    FROM sums s LEFT JOIN payouts_extra x ON x.id = s.extra_id
    WHERE s.share <> s.due_share
       OR (coalesce(x.pay_minor, 0), coalesce(x.charge_minor, 0)) <> (s.due_minor, s.due_minor)
       OR x.agent_id <> s.agent_id OR x.campaign_id <> s.campaign_id
       OR NOT EXISTS (
            SELECT FROM payouts_committedinterval i
            WHERE i.agent_id = s.agent_id AND i.campaign_id = s.campaign_id
              AND i.starts_at <= s.starts_at AND i.ends_at >= s.ends_at)
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, x.pay_minor, x.charge_minor, x.id
    FROM payouts_extra x LEFT JOIN payouts_cancelledhours h ON h.extra_id = x.id
    WHERE x.kind = 'LATE_CANCELLATION' AND x.corrects_id IS NULL AND h.id IS NULL
    """,
)

LAWS: Final = (
    _RULE_HOLDS,
    _TOP_UPS_ARE_COUNTED,
    _SURGE_HOLDS,
    _SURGES_ARE_COUNTED,
    _OFFERS_NEST,
    _BONUSES_ONCE,
    _LATE_IS_PAID,
)
