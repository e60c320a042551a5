"""The promises of payouts on request: the fee that was shown, taken once, and only if instant."""

from typing import Final

from payouts.ledger.laws import Law

_AS_SHOWN = Law(
    "I22c",
    "A payout on request costs what the tariff of its instant says, and is the only one of its run",
    """
    SELECT i.id AS instant_id, i.asked_minor, i.fee_minor, p.amount_minor, t.percent,
           t.minimum_minor
    FROM payouts_instantpayout i
    JOIN payouts_payout p ON p.id = i.payout_id
    JOIN payouts_payoutrun r ON r.id = p.run_id
    JOIN payouts_instanttariff t ON t.id = i.tariff_id
    WHERE (p.agent_id, p.currency, p.fee_minor, p.amount_minor, r.kind, r.payout_count, t.currency)
            IS DISTINCT FROM (i.agent_id, i.currency, i.fee_minor, i.asked_minor - i.fee_minor,
                              'INSTANT', 1, i.currency)
       OR i.fee_minor <> greatest(t.minimum_minor, floor(i.asked_minor * t.percent / 100))
       OR NOT t.is_offered
       OR t.id IS DISTINCT FROM (
           SELECT f.id FROM payouts_instanttariff f
           WHERE f.currency = i.currency AND f.effective_from <= i.requested_at
           ORDER BY f.effective_from DESC LIMIT 1)
    UNION ALL
    SELECT NULL, NULL, p.fee_minor, p.amount_minor, NULL, NULL
    FROM payouts_payout p
    JOIN payouts_payoutrun r ON r.id = p.run_id
    LEFT JOIN payouts_instantpayout i ON i.payout_id = p.id
    WHERE i.id IS NULL AND (r.kind = 'INSTANT' OR p.fee_minor <> 0)
    """,
)

_WITHIN_THE_DAY = Law(
    "I22d",
    "No agent was given more on request in a day than the tariff of the last request allows",
    """
    SELECT agent_id, currency, requested_on, sum(asked_minor) AS asked_minor,
           (array_agg(limit_minor ORDER BY requested_at DESC, id DESC))[1] AS limit_minor
    FROM (
        SELECT i.id, i.agent_id, i.currency, i.requested_on, i.requested_at, i.asked_minor,
               t.day_limit_minor AS limit_minor
        FROM payouts_instantpayout i
        JOIN payouts_instanttariff t ON t.id = i.tariff_id
        WHERE i.status <> 'WITHDRAWN'
    ) asked
    GROUP BY agent_id, currency, requested_on
    HAVING sum(asked_minor)
        > (array_agg(limit_minor ORDER BY requested_at DESC, id DESC))[1]
    """,
)

_LAST_LEG = Law(
    "I26e",
    "What went to a bank on request went once, after the money was on the account",
    r"""
    SELECT i.id AS instant_id, i.status, p.status AS first_leg, i.reference,
           coalesce(a.executed, 0) AS executed
    FROM payouts_instantpayout i
    JOIN payouts_payout p ON p.id = i.payout_id
    LEFT JOIN (
        SELECT subject, count(*) AS executed, max(reference) AS reference
        FROM payouts_attempt
        WHERE status = 'EXECUTED' AND subject LIKE 'instant\_%' GROUP BY subject
    ) a ON a.subject = 'instant_' || i.id
    WHERE coalesce(a.executed, 0) > 1
       OR i.status IN ('ON_ITS_WAY', 'ARRIVED') AND coalesce(a.executed, 0) <> 1
       OR i.status IN ('REQUESTED', 'WITHDRAWN') AND a.executed IS NOT NULL
       OR coalesce(a.reference, '') <> i.reference
       OR a.executed IS NOT NULL AND p.status NOT IN ('PAID', 'RETURNED')
       OR i.status = 'WITHDRAWN' AND p.status NOT IN ('REJECTED', 'CANCELLED')
    """,
)

_FEE_AS_IT_STANDS = Law(
    "I28b",
    "A fee is taken when its payout is set aside, and given back if it was not instant, once",
    """
    WITH booked AS (
        SELECT split_part(t.event_key, ':', 2)::bigint AS payout_id, k.owner_id, e.currency,
               coalesce(sum(e.amount_minor) FILTER (WHERE t.kind = 'PAYOUT_FEE_TAKEN'), 0)
                   AS taken,
               -coalesce(sum(e.amount_minor) FILTER (WHERE t.kind = 'PAYOUT_FEE_GIVEN_BACK'), 0)
                   AS back
        FROM payouts_journaltransaction t
        JOIN payouts_journalentry e ON e.transaction_id = t.id
        JOIN payouts_ledgeraccount k ON k.id = e.account_id AND k.kind = 'AGENT_PAYABLE'
        WHERE t.kind IN ('PAYOUT_FEE_TAKEN', 'PAYOUT_FEE_GIVEN_BACK')
        GROUP BY 1, 2, 3
    ), due AS (
        SELECT p.id AS payout_id, p.agent_id AS owner_id, p.currency, p.fee_minor AS taken,
               CASE WHEN p.status IN ('REJECTED', 'CANCELLED') OR i.status = 'SLOW'
                    THEN p.fee_minor ELSE 0 END AS back
        FROM payouts_payout p
        JOIN payouts_instantpayout i ON i.payout_id = p.id
        WHERE p.fee_minor <> 0 AND p.status <> 'PLANNED'
    )
    SELECT payout_id, owner_id AS agent_id, currency, d.taken AS due_taken, b.taken, d.back AS
           due_back, b.back
    FROM due d FULL JOIN booked b USING (payout_id, owner_id, currency)
    WHERE (d.taken, d.back) IS DISTINCT FROM (b.taken, b.back)
    """,
)

LAWS: Final = (_AS_SHOWN, _WITHIN_THE_DAY, _LAST_LEG, _FEE_AS_IT_STANDS)
