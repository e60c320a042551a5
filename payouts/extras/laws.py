"""The promises of extras: each stands in the books with its amounts, in a period that was open."""

from typing import Final

from payouts.ledger.laws import Law

_POSTED = Law(
    "I13d",
    "Every extra stands in its parties' books with its amounts, and no such posting without one",
    """
    WITH side AS (
        SELECT id, CASE WHEN starts_with(key, 'topup:') THEN key ELSE concat('extra:', id, ':pay')
                   END AS event_key,
               concat_ws('/', 'AGENT_PENDING', currency, agent_id) AS account,
               -pay_minor AS amount_minor
        FROM payouts_extra WHERE pay_minor <> 0
        UNION ALL
        SELECT id, CASE WHEN starts_with(key, 'topup:') THEN concat(key, ':charge')
                   ELSE concat('extra:', id, ':charge') END,
               concat_ws('/', 'BRAND_UNBILLED', currency, brand_id), charge_minor
        FROM payouts_extra WHERE charge_minor <> 0
    )
    SELECT coalesce(t.event_key, s.event_key) AS event_key, s.id AS extra_id, s.amount_minor,
           t.amount_minor AS posted_minor
    FROM side s
    FULL JOIN (
        SELECT t.event_key, a.code AS account, e.amount_minor
        FROM payouts_journaltransaction t
        JOIN payouts_journalentry e ON e.transaction_id = t.id
        JOIN payouts_ledgeraccount a ON a.id = e.account_id AND a.owner <> 'PLATFORM'
        WHERE t.kind IN ('EXTRA_PAID', 'EXTRA_CHARGED')
    ) t ON t.event_key = s.event_key AND t.account = s.account
    WHERE s.amount_minor IS DISTINCT FROM t.amount_minor
    """,
)

_OPPOSITE = Law(
    "I8b",
    "What takes an extra back is its exact opposite, for the same parties",
    """
    SELECT b.id AS extra_id, b.corrects_id, b.pay_minor, b.charge_minor
    FROM payouts_extra b
    JOIN payouts_extra e ON e.id = b.corrects_id
    WHERE (b.kind, b.agent_id, b.brand_id, b.campaign_id, b.currency, b.occurred_at,
           b.pay_minor, b.charge_minor)
        IS DISTINCT FROM (e.kind, e.agent_id, e.brand_id, e.campaign_id, e.currency,
                          e.occurred_at, -e.pay_minor, -e.charge_minor)
       OR e.corrects_id IS NOT NULL
    """,
)

_IN_ITS_PERIOD = Law(
    "I20b",
    "Each side of an extra lies in a period of its party, known before the cut-off; one that"
    " belongs to an earlier one points at it",
    """
    WITH side AS (
        SELECT id, 'PAY' AS kind, agent_id AS party_id, currency, pay_period_id AS period_id,
               pay_adjusts_id AS adjusts_id, occurred_at, recorded_at
        FROM payouts_extra WHERE pay_minor <> 0
        UNION ALL
        SELECT id, 'BILLING', brand_id, currency, billing_period_id, billing_adjusts_id,
               occurred_at, recorded_at
        FROM payouts_extra WHERE charge_minor <> 0
    )
    SELECT s.id AS extra_id, s.kind, s.period_id, s.adjusts_id
    FROM side s
    LEFT JOIN payouts_period p ON p.id = s.period_id
    LEFT JOIN payouts_period own ON own.id = coalesce(s.adjusts_id, s.period_id)
    WHERE s.recorded_at > p.cutoff_at
       OR (p.kind, p.currency, coalesce(p.brand_id, p.agent_id))
            IS DISTINCT FROM (s.kind, s.currency, s.party_id)
       OR (own.kind, own.currency, coalesce(own.brand_id, own.agent_id))
            IS DISTINCT FROM (s.kind, s.currency, s.party_id)
       OR (s.occurred_at >= own.from_at AND s.occurred_at < own.to_at) IS NOT TRUE
    """,
)

LAWS: Final = (_POSTED, _OPPOSITE, _IN_ITS_PERIOD)
