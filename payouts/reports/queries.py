"""The statements behind finance's reports: set-based, each over a span in one currency.

Every statement is given ``since`` and ``before`` (days, half-open), ``currency``, ``brand``,
``campaign`` and ``agent`` (patterns of ILIKE, ``%`` for any). Its columns are those of its report
in ``catalogue.py``, in that order; what a row's link needs stands behind them. Amounts are minor
units; what agents earned and brands owe is read from accruals and extras, which is what was
posted, so that a report and the books cannot differ.
"""

from typing import Final

# What a campaign brought and cost, day by day: contacts, a row for each accrual of a party's day,
# and what no contact made, a row for each side of an extra.
_ACCRUED = """
    SELECT a.day, a.campaign_id, p.agent_id,
           CASE a.side WHEN 'BRAND' THEN a.posted_minor ELSE 0 END AS revenue,
           CASE a.side WHEN 'AGENT' THEN a.posted_minor ELSE 0 END AS cost
    FROM payouts_accrual a
    JOIN payouts_period p ON p.id = a.period_id
    WHERE p.currency = %(currency)s AND a.day >= %(since)s AND a.day < %(before)s
    UNION ALL
    SELECT e.work_day, e.campaign_id, NULL, e.charge_minor, 0
    FROM payouts_extra e
    WHERE e.charge_minor <> 0 AND e.currency = %(currency)s
      AND e.work_day >= %(since)s AND e.work_day < %(before)s
    UNION ALL
    SELECT e.work_day, e.campaign_id, e.agent_id, 0, e.pay_minor
    FROM payouts_extra e
    WHERE e.pay_minor <> 0 AND e.currency = %(currency)s
      AND e.work_day >= %(since)s AND e.work_day < %(before)s
"""

_OF_CAMPAIGN = """
    JOIN marketplace_campaign c ON c.id = x.campaign_id AND c.name ILIKE %(campaign)s
    JOIN onboarding_brand b ON b.id = c.brand_id AND b.name ILIKE %(brand)s
"""

_MARGIN = """
    sum(x.revenue)::bigint AS revenue, sum(x.cost)::bigint AS cost,
    (sum(x.revenue) - sum(x.cost))::bigint AS margin,
    round(100.0 * (sum(x.revenue) - sum(x.cost)) / nullif(sum(x.revenue), 0), 1) AS share
"""

MARGIN_BY_CAMPAIGN: Final = f"""
    SELECT c.name, b.name, {_MARGIN}, c.public_id
    FROM ({_ACCRUED}) x {_OF_CAMPAIGN}
    GROUP BY c.id, b.id ORDER BY sum(x.revenue) DESC, c.id
"""

MARGIN_BY_WEEK: Final = f"""
    SELECT date_trunc('week', x.day)::date AS week, {_MARGIN}
    FROM ({_ACCRUED}) x {_OF_CAMPAIGN}
    GROUP BY week ORDER BY week DESC
"""

# Of the day, on the wall of the campaign's zone; exact, because an interval is never booked.
MARGIN_BY_INTERVAL: Final = """
    SELECT to_char(make_time(slot / 2, mod(slot, 2) * 30, 0), 'HH24:MI') AS begins, count(*),
           sum(productive_seconds)::bigint, sum(charge_exact), sum(pay_exact),
           sum(charge_exact) - sum(pay_exact),
           round(100 * (sum(charge_exact) - sum(pay_exact)) / nullif(sum(charge_exact), 0), 1)
    FROM (
        SELECT (extract(hour FROM w.occurred_at AT TIME ZONE c.timezone) * 2
                + floor(extract(minute FROM w.occurred_at AT TIME ZONE c.timezone) / 30))::int
                   AS slot,
               w.productive_seconds, w.charge_exact, w.pay_exact
        FROM payouts_ratedwork w
        JOIN marketplace_campaign c ON c.id = w.campaign_id AND c.name ILIKE %(campaign)s
        JOIN onboarding_brand b ON b.id = c.brand_id AND b.name ILIKE %(brand)s
        WHERE w.currency = %(currency)s AND w.work_day >= %(since)s AND w.work_day < %(before)s
    ) work
    GROUP BY slot ORDER BY slot
"""

EARNED_BY_AGENT: Final = f"""
    SELECT g.name, g.country, count(DISTINCT x.campaign_id), count(DISTINCT x.day),
           sum(x.cost)::bigint, g.public_id
    FROM ({_ACCRUED}) x {_OF_CAMPAIGN}
    JOIN onboarding_agent g ON g.id = x.agent_id AND g.name ILIKE %(agent)s
    GROUP BY g.id ORDER BY sum(x.cost) DESC, g.id
"""

_COUNTED = """
    count(*), count(*) FILTER (WHERE p.status = 'PAID'),
    coalesce(sum(p.amount_minor) FILTER (WHERE p.status = 'PAID'), 0)::bigint,
    coalesce(sum(p.amount_minor) FILTER (WHERE p.status NOT IN
        ('PAID', 'RETURNED', 'REJECTED', 'CANCELLED')), 0)::bigint,
    coalesce(sum(p.amount_minor) FILTER (WHERE p.status IN ('RETURNED', 'REJECTED')), 0)::bigint
"""

PAYOUTS_BY_RUN: Final = f"""
    SELECT r.cutoff_at, {_COUNTED}, r.public_id
    FROM payouts_payoutrun r JOIN payouts_payout p ON p.run_id = r.id
    JOIN onboarding_agent g ON g.id = p.agent_id AND g.name ILIKE %(agent)s
    WHERE p.currency = %(currency)s AND r.status <> 'CANCELLED'
      AND r.cutoff_at >= %(since)s AND r.cutoff_at < %(before)s
    GROUP BY r.id ORDER BY r.cutoff_at DESC, r.id
"""

PAYOUTS_BY_AGENT: Final = f"""
    SELECT g.name, {_COUNTED}, max(p.paid_at), g.public_id
    FROM payouts_payout p
    JOIN payouts_payoutrun r ON r.id = p.run_id
    JOIN onboarding_agent g ON g.id = p.agent_id AND g.name ILIKE %(agent)s
    WHERE p.currency = %(currency)s AND r.status <> 'CANCELLED'
      AND r.cutoff_at >= %(since)s AND r.cutoff_at < %(before)s
    GROUP BY g.id ORDER BY 4 DESC, g.id
"""

# What was cleared for payment, by the campaign it was earned on: a payout itself pays a balance.
PAYOUTS_BY_CAMPAIGN: Final = """
    SELECT c.name, b.name, count(DISTINCT p.agent_id), count(DISTINCT p.id),
           sum(x.minor)::bigint, c.public_id
    FROM payouts_clearing l
    JOIN payouts_period p ON p.id = l.period_id AND p.currency = %(currency)s
    JOIN onboarding_agent g ON g.id = p.agent_id AND g.name ILIKE %(agent)s
    JOIN (
        SELECT period_id, campaign_id, posted_minor AS minor FROM payouts_accrual
        UNION ALL
        SELECT pay_period_id, campaign_id, pay_minor FROM payouts_extra
    ) x ON x.period_id = p.id
    JOIN marketplace_campaign c ON c.id = x.campaign_id AND c.name ILIKE %(campaign)s
    JOIN onboarding_brand b ON b.id = c.brand_id AND b.name ILIKE %(brand)s
    WHERE l.cleared_at >= %(since)s AND l.cleared_at < %(before)s
    GROUP BY c.id, b.id ORDER BY sum(x.minor) DESC, c.id
"""

JOURNAL: Final = """
    SELECT (t.effective_at AT TIME ZONE 'UTC')::date AS day, a.kind, t.kind,
           sum(greatest(e.amount_minor, 0))::bigint, sum(greatest(-e.amount_minor, 0))::bigint
    FROM payouts_journaltransaction t
    JOIN payouts_journalentry e ON e.transaction_id = t.id AND e.currency = %(currency)s
    JOIN payouts_ledgeraccount a ON a.id = e.account_id
    WHERE t.effective_at >= %(since)s AND t.effective_at < %(before)s
    GROUP BY day, a.kind, t.kind ORDER BY day DESC, t.kind, a.kind
"""

# A balance is dormant from the last entry on its account on.
DORMANT: Final = """
    SELECT g.name, g.country, g.status, (b.credits_minor - b.debits_minor)::bigint,
           last.moved_at, a.id
    FROM payouts_ledgerbalance b
    JOIN payouts_ledgeraccount a
        ON a.id = b.account_id AND a.kind = 'AGENT_PAYABLE' AND a.currency = %(currency)s
    JOIN onboarding_agent g ON g.id = a.owner_id AND g.name ILIKE %(agent)s
    CROSS JOIN LATERAL (
        SELECT t.effective_at AS moved_at FROM payouts_journalentry e
        JOIN payouts_journaltransaction t ON t.id = e.transaction_id
        WHERE e.account_id = a.id ORDER BY e.id DESC LIMIT 1
    ) last
    WHERE b.credits_minor > b.debits_minor AND last.moved_at < %(before)s
    ORDER BY last.moved_at, a.id
"""

# By the date on which the rail moved the money (payments of a calendar year); what came back was
# never paid.
PAID_BY_YEAR: Final = """
    SELECT g.name, g.country, extract(year FROM p.paid_at AT TIME ZONE 'UTC')::int AS year,
           count(*), sum(p.amount_minor)::bigint AS paid, g.public_id
    FROM payouts_payout p
    JOIN onboarding_agent g ON g.id = p.agent_id AND g.country = 'US' AND g.name ILIKE %(agent)s
    WHERE p.status = 'PAID' AND p.currency = %(currency)s
      AND p.paid_at >= %(since)s AND p.paid_at < %(before)s
    GROUP BY g.id, year ORDER BY year DESC, paid DESC, g.id
"""

PAID_BY_QUARTER: Final = """
    SELECT g.name, g.country, extract(year FROM p.paid_at AT TIME ZONE 'UTC')::int AS year,
           extract(quarter FROM p.paid_at AT TIME ZONE 'UTC')::int AS quarter,
           count(*), sum(p.amount_minor)::bigint AS paid, g.public_id
    FROM payouts_payout p
    JOIN onboarding_agent g
        ON g.id = p.agent_id AND g.country = ANY(%(countries)s) AND g.name ILIKE %(agent)s
    WHERE p.status = 'PAID' AND p.currency = %(currency)s
      AND p.paid_at >= %(since)s AND p.paid_at < %(before)s
    GROUP BY g.id, year, quarter ORDER BY year DESC, quarter DESC, g.name, g.id
"""
