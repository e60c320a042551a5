"""What every brand and campaign has used of its limits, in one statement for all of them."""

from collections.abc import Collection
from datetime import datetime

from django.db import connection

from payouts.receivables.limits import Measure, Meter

# What is rated and not accrued yet is of open periods only: a closed one is accrued whole (I13).
_METERS = """
    WITH terms AS MATERIALIZED (
        SELECT DISTINCT ON (t.brand_id) t.brand_id, b.currency, t.mode, t.credit_limit_minor
        FROM payouts_billingterms t JOIN onboarding_brand b ON b.id = t.brand_id
        WHERE %(brands)s::bigint[] IS NULL OR t.brand_id = ANY(%(brands)s)
        ORDER BY t.brand_id, t.number DESC
    ), budget AS MATERIALIZED (
        SELECT * FROM (
            SELECT DISTINCT ON (g.campaign_id) g.campaign_id, g.span, g.amount_minor,
                   c.brand_id, c.currency
            FROM payouts_campaignbudget g JOIN marketplace_campaign c ON c.id = g.campaign_id
            WHERE c.status <> 'CLOSED'
              AND (%(brands)s::bigint[] IS NULL OR c.brand_id = ANY(%(brands)s))
            ORDER BY g.campaign_id, g.number DESC
        ) newest WHERE amount_minor IS NOT NULL
    ), period AS MATERIALIZED (
        SELECT p.id, p.brand_id, p.currency, p.status <> 'CLOSED' AS is_open,
               p.from_at <= %(at)s AND %(at)s < p.to_at AS is_now
        FROM payouts_period p
        WHERE p.kind = 'BILLING' AND p.brand_id IN (
            SELECT brand_id FROM terms UNION SELECT brand_id FROM budget)
    ), booked AS MATERIALIZED (
        SELECT a.period_id, a.campaign_id, sum(a.exact_added) AS exact
        FROM payouts_accrual a JOIN period p ON p.id = a.period_id
        WHERE p.is_open OR EXISTS (
            SELECT FROM budget g WHERE g.campaign_id = a.campaign_id AND g.span = 'TOTAL')
        GROUP BY 1, 2
    ), rated AS MATERIALIZED (
        SELECT w.billing_period_id AS period_id, w.campaign_id, sum(w.charge_exact) AS exact
        FROM payouts_ratedwork w JOIN period p ON p.id = w.billing_period_id AND p.is_open
        GROUP BY 1, 2
    ), cost AS (
        SELECT p.brand_id, p.currency, p.is_now, k.campaign_id,
               CASE WHEN p.is_open THEN r.exact ELSE b.exact END AS exact,
               CASE WHEN p.is_open THEN coalesce(r.exact, 0) - coalesce(b.exact, 0) ELSE 0 END
                   AS unbooked
        FROM (SELECT period_id, campaign_id FROM booked
              UNION SELECT period_id, campaign_id FROM rated) k
        JOIN period p ON p.id = k.period_id
        LEFT JOIN booked b USING (period_id, campaign_id)
        LEFT JOIN rated r USING (period_id, campaign_id)
    ), owed AS (
        SELECT t.brand_id,
               coalesce(sum(l.debits_minor - l.credits_minor)
                        FILTER (WHERE a.kind <> 'BRAND_PREPAID'), 0) AS owed,
               coalesce(sum(l.credits_minor - l.debits_minor)
                        FILTER (WHERE a.kind = 'BRAND_PREPAID'), 0) AS prepaid
        FROM terms t
        LEFT JOIN payouts_ledgeraccount a
            ON a.code = ANY(ARRAY[concat_ws('/', 'BRAND_RECEIVABLE', t.currency, t.brand_id),
                                  concat_ws('/', 'BRAND_UNBILLED', t.currency, t.brand_id),
                                  concat_ws('/', 'BRAND_PREPAID', t.currency, t.brand_id)])
        LEFT JOIN payouts_ledgerbalance l ON l.account_id = a.id
        GROUP BY t.brand_id
    ), unbooked AS (
        SELECT brand_id, currency, sum(unbooked) AS exact FROM cost GROUP BY 1, 2
    )
    SELECT CASE t.mode WHEN 'PREPAID' THEN 'PREPAID' ELSE 'CREDIT' END, t.brand_id, NULL::bigint,
           CASE t.mode WHEN 'PREPAID' THEN o.prepaid ELSE t.credit_limit_minor END::bigint,
           (o.owed + round_half_even(coalesce(u.exact, 0) * minor_units_in(t.currency)))::bigint,
           t.currency
    FROM terms t
    JOIN owed o USING (brand_id)
    LEFT JOIN unbooked u ON u.brand_id = t.brand_id AND u.currency = t.currency
    WHERE t.mode = 'PREPAID' OR t.credit_limit_minor IS NOT NULL
    UNION ALL
    SELECT 'BUDGET', g.brand_id, g.campaign_id, g.amount_minor,
           round_half_even(coalesce(sum(c.exact), 0) * minor_units_in(g.currency)), g.currency
    FROM budget g
    LEFT JOIN cost c ON c.campaign_id = g.campaign_id AND c.currency = g.currency
                    AND (g.span = 'TOTAL' OR c.is_now)
    GROUP BY g.brand_id, g.campaign_id, g.amount_minor, g.currency
    ORDER BY 2, 1, 3
"""


def meters_of(*, at: datetime, brand_ids: Collection[int] | None = None) -> list[Meter]:
    """Every limit of these brands, or of all, with what is used of it at ``at``.

    What is used includes work that is rated and not in the books yet. What was invoiced and
    not paid counts against a prepaid balance as well: it is drawn from there.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _METERS, {"at": at, "brands": None if brand_ids is None else list(brand_ids)}
        )
        return [
            Meter(Measure(measure), brand, campaign, limit, used, currency)
            for measure, brand, campaign, limit, used, currency in cursor.fetchall()
        ]
