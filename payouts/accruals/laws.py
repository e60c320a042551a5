"""The promises of accruals: the books stand at the rounded exact total, always."""

from typing import Final

from payouts.ledger.laws import Law

# Work of a period that is still open may be rated and not yet accrued; an hour is plenty.
_ALL_IS_ACCRUED = Law(
    "I13",
    "The exact work of a period is accrued whole, and its accruals are that sum, rounded",
    """
    WITH exact AS (
        SELECT billing_period_id AS period_id, campaign_id, sum(charge_exact) AS exact,
               max(recorded_at) AS last_at
        FROM payouts_ratedwork GROUP BY 1, 2
        UNION ALL
        SELECT pay_period_id, campaign_id, sum(pay_exact), max(recorded_at)
        FROM payouts_ratedwork GROUP BY 1, 2
    ), accrued AS (
        SELECT period_id, campaign_id, sum(exact_added) AS exact, sum(posted_minor) AS posted
        FROM payouts_accrual GROUP BY 1, 2
    )
    SELECT period_id, campaign_id, e.exact, a.exact AS accrued, a.posted AS posted_minor
    FROM exact e
    FULL JOIN accrued a USING (period_id, campaign_id)
    LEFT JOIN payouts_period p ON p.id = period_id
    WHERE (p.status IS DISTINCT FROM 'OPEN' OR e.last_at IS NULL
           OR e.last_at < %(at)s - interval '1 hour')
      AND (coalesce(e.exact, 0) <> coalesce(a.exact, 0)
           OR round_half_even(coalesce(e.exact, 0) * minor_units_in(p.currency))
              <> coalesce(a.posted, 0))
    """,
)

_HALF_A_UNIT = Law(
    "I14",
    "After every accrual the books are the exact sum so far, rounded half-even",
    """
    SELECT id AS accrual_id, period_id, campaign_id, exact_so_far, posted_so_far
    FROM (
        SELECT a.id, a.period_id, a.campaign_id, a.exact_so_far, p.currency,
               sum(a.exact_added) OVER so_far AS exact_sum,
               sum(a.posted_minor) OVER so_far AS posted_so_far
        FROM payouts_accrual a
        JOIN payouts_period p ON p.id = a.period_id
        WINDOW so_far AS (PARTITION BY a.period_id, a.campaign_id ORDER BY a.id)
    ) step
    WHERE exact_sum <> exact_so_far
       OR posted_so_far <> round_half_even(exact_so_far * minor_units_in(currency))
    """,
)

_ACCRUALS_ARE_POSTED = Law(
    "I13b",
    "Every accrual stands in its party's books with its amount, and no accrual posting without",
    """
    SELECT coalesce(t.event_key, a.event_key) AS event_key, a.id AS accrual_id,
           a.posted_minor, t.amount_minor
    FROM (
        SELECT a.id, a.event_key, a.posted_minor,
               CASE a.side
               WHEN 'BRAND' THEN concat_ws('/', 'BRAND_UNBILLED', p.currency, p.brand_id)
               ELSE concat_ws('/', 'AGENT_PENDING', p.currency, p.agent_id) END AS account
        FROM payouts_accrual a
        JOIN payouts_period p ON p.id = a.period_id
        WHERE a.event_key <> ''
    ) a
    FULL JOIN (
        SELECT t.event_key, x.code AS account,
               CASE x.grows_by WHEN 'DEBIT' THEN e.amount_minor ELSE -e.amount_minor END
                   AS amount_minor
        FROM payouts_journaltransaction t
        JOIN payouts_journalentry e ON e.transaction_id = t.id
        JOIN payouts_ledgeraccount x ON x.id = e.account_id AND x.owner <> 'PLATFORM'
        WHERE t.kind IN ('CHARGE_ACCRUED', 'PAY_ACCRUED')
    ) t ON t.event_key = a.event_key AND t.account = a.account
    WHERE a.posted_minor IS DISTINCT FROM t.amount_minor
    """,
)

_CLEARED_ONCE = Law(
    "I13c",
    "What became payable of a closed pay period is all that was earned in it, less contested",
    """
    SELECT c.id AS clearing_id, c.period_id, c.amount_minor, a.posted AS accrued_minor,
           x.paid AS extras_minor, w.withheld AS withheld_minor,
           legs.amount_minor AS posted_minor
    FROM payouts_clearing c
    JOIN payouts_period p ON p.id = c.period_id
    LEFT JOIN (
        SELECT period_id, sum(posted_minor) AS posted FROM payouts_accrual GROUP BY period_id
    ) a ON a.period_id = c.period_id
    LEFT JOIN (
        SELECT pay_period_id, sum(pay_minor) AS paid FROM payouts_extra GROUP BY pay_period_id
    ) x ON x.pay_period_id = c.period_id
    LEFT JOIN (
        SELECT clearing_id, sum(amount_minor) AS withheld FROM payouts_withholding
        GROUP BY clearing_id
    ) w ON w.clearing_id = c.id
    LEFT JOIN LATERAL (
        SELECT -sum(e.amount_minor) AS amount_minor
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount x ON x.id = e.account_id
        WHERE e.transaction_id = c.transaction_id
          AND x.code = concat_ws('/', 'AGENT_PAYABLE', p.currency, p.agent_id)
    ) legs ON true
    WHERE p.status <> 'CLOSED' OR p.kind <> 'PAY'
       OR c.amount_minor
          <> coalesce(a.posted, 0) + coalesce(x.paid, 0) - coalesce(w.withheld, 0)
       OR c.amount_minor <> coalesce(legs.amount_minor, 0)
    """,
)

# A day is plenty for a job that runs every night.
_WITHHELD_UNTIL_SETTLED = Law(
    "I13g",
    "Contested pay is kept from its own period's clearing, and clears whole once it is settled",
    """
    SELECT w.id AS withholding_id, w.cause, w.amount_minor, legs.amount_minor AS posted_minor
    FROM payouts_withholding w
    JOIN payouts_period p ON p.id = w.period_id
    LEFT JOIN payouts_clearing c ON c.id = w.clearing_id
    LEFT JOIN payouts_clearing own ON own.period_id = w.period_id
    LEFT JOIN payouts_clearing last ON last.period_id = w.ends_with_id
    LEFT JOIN LATERAL (
        SELECT -sum(e.amount_minor) AS amount_minor
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount x ON x.id = e.account_id
        WHERE e.transaction_id = w.transaction_id
          AND x.code = concat_ws('/', 'AGENT_PAYABLE', p.currency, p.agent_id)
    ) legs ON true
    WHERE c.period_id <> w.period_id
       OR own.id IS NOT NULL AND w.clearing_id IS NULL AND w.released_at IS NULL
       OR w.clearing_id IS NOT NULL AND w.released_at IS NOT NULL
          AND w.amount_minor IS DISTINCT FROM legs.amount_minor
       OR w.clearing_id IS NOT NULL AND w.released_at IS NULL
          AND w.ended_at < %(at)s - interval '1 day'
          AND (w.ends_with_id IS NULL OR last.cleared_at < %(at)s - interval '1 day')
    UNION ALL
    SELECT NULL, t.event_key, NULL, NULL
    FROM payouts_journaltransaction t
    WHERE t.kind = 'WITHHELD_PAY_CLEARED'
      AND NOT EXISTS (SELECT FROM payouts_withholding w WHERE w.transaction_id = t.id)
    """,
)

# What an agent earned or gave back came from the cost of agents; what was paid left through
# the processor. Between the agent's own accounts money only changes its name.
_AGENTS_ADD_UP = Law(
    "I21a",
    "Money of agents meets their cost, fees, bad debt, processor or bank, and no other agent",
    """
    SELECT t.id AS transaction_id, t.event_key
    FROM payouts_journaltransaction t
    JOIN payouts_journalentry e ON e.transaction_id = t.id
    JOIN payouts_ledgeraccount a ON a.id = e.account_id
    GROUP BY t.id, t.event_key
    HAVING bool_or(a.owner = 'AGENT')
       AND (count(DISTINCT a.owner_id) FILTER (WHERE a.owner = 'AGENT') > 1
            OR bool_or(a.owner <> 'AGENT'
                       AND a.kind NOT IN ('AGENT_COST', 'BAD_DEBT', 'PAYOUT_FEES',
                                          'PROCESSOR_BALANCE', 'BANK')))
    """,
)

LAWS: Final = (
    _ALL_IS_ACCRUED,
    _HALF_A_UNIT,
    _ACCRUALS_ARE_POSTED,
    _CLEARED_ONCE,
    _WITHHELD_UNTIL_SETTLED,
    _AGENTS_ADD_UP,
)
