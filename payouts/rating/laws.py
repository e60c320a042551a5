"""The promises of rating: everything is priced once, at the rate in force, and recomputes."""

from typing import Final

from payouts.ledger.laws import Law

_RATED_OR_EXCLUDED = Law(
    "I11",
    "What has been known for a quarter of an hour is rated, or excluded with a reason",
    """
    SELECT r.id AS revision_id, r.interaction_id, r.recorded_at,
           CASE WHEN u.revision_id IS NULL THEN 'not metered' ELSE 'not rated' END AS wrong
    FROM marketplace_interactionrevision r
    LEFT JOIN payouts_usagerecord u ON u.revision_id = r.id
    LEFT JOIN payouts_ratedwork w ON w.usage_id = r.id AND w.corrects_id IS NULL
    WHERE r.recorded_at < %(at)s - interval '15 minutes'
      AND (u.revision_id IS NULL OR u.exclusion = '' AND w.id IS NULL
           OR u.exclusion <> '' AND w.id IS NOT NULL AND w.ruling_id IS NULL)
    """,
)

_ONE_PRICE_STANDS = Law(
    "I11b",
    "At most one price stands for each interaction: its newest metered revision's",
    """
    SELECT w.interaction_id, count(*) AS prices, array_agg(w.id ORDER BY w.id) AS rated_work
    FROM payouts_ratedwork w
    WHERE w.corrects_id IS NULL
      AND NOT EXISTS (SELECT FROM payouts_ratedwork c WHERE c.corrects_id = w.id)
    GROUP BY w.interaction_id HAVING count(*) > 1
    """,
)

_ONE_RATE_IN_FORCE = Law(
    "I12",
    "Exactly one rate was in force for every piece of work, on both sides, and it was used",
    """
    WITH span AS (
        SELECT id, campaign_id, currency, effective_from,
               coalesce(lead(effective_from) OVER (
                   PARTITION BY campaign_id ORDER BY effective_from, id), 'infinity') AS until
        FROM marketplace_ratecardversion
    )
    SELECT w.id AS rated_work, w.version_id, count(span.id) AS in_force
    FROM payouts_ratedwork w
    LEFT JOIN span ON span.campaign_id = w.campaign_id
     AND w.occurred_at >= span.effective_from AND w.occurred_at < span.until
    GROUP BY w.id, w.version_id, w.currency
    HAVING count(span.id) <> 1 OR min(span.id) <> w.version_id OR min(span.currency) <> w.currency
    """,
)

# Multiplied out instead of divided: half of the ninth place, times sixty seconds.
_RECOMPUTES = Law(
    "R2",
    "Every price recomputes from its seconds, its factors and its rate, or as it was ruled",
    """
    SELECT w.id AS rated_work, w.usage_id, p.productive, w.payable_seconds, w.billable_seconds,
           w.pay_exact, w.charge_exact
    FROM payouts_ratedwork w
    LEFT JOIN payouts_usagerecord u ON u.revision_id = w.usage_id
    LEFT JOIN marketplace_ratecardversion v ON v.id = w.version_id
    LEFT JOIN payouts_ruling g ON g.id = w.ruling_id
    CROSS JOIN LATERAL (
        SELECT u.talk_seconds + least(u.hold_seconds, v.hold_cap_seconds)
               + least(u.wrap_seconds, v.wrap_cap_seconds) AS productive
    ) p
    CROSS JOIN LATERAL (
        SELECT CASE WHEN p.productive < v.pay_short_seconds THEN 0 ELSE greatest(
                   ceil(p.productive::numeric / v.pay_increment_seconds)
                       * v.pay_increment_seconds, v.pay_minimum_seconds) END AS payable,
               CASE WHEN p.productive < v.bill_short_seconds
                      OR (v.bill_free_seconds > 0 AND p.productive <= v.bill_free_seconds) THEN 0
               ELSE greatest(
                   ceil((p.productive - v.bill_free_seconds)::numeric / v.bill_increment_seconds)
                       * v.bill_increment_seconds, v.bill_minimum_seconds) END AS billable
    ) counted
    WHERE w.corrects_id IS NULL
      AND ((w.productive_seconds, w.payable_seconds::numeric, w.billable_seconds::numeric)
               IS DISTINCT FROM (p.productive,
                   coalesce(g.payable_seconds::numeric, counted.payable),
                   coalesce(g.billable_seconds::numeric, counted.billable))
           OR CASE WHEN g.pay_exact IS NOT NULL THEN w.pay_exact <> g.pay_exact ELSE
               abs(w.pay_exact * 60 - v.pay_per_minute * w.pay_factor * w.payable_seconds)
               > 0.00000003 END
           OR CASE WHEN g.charge_exact IS NOT NULL THEN w.charge_exact <> g.charge_exact ELSE
               abs(w.charge_exact * 60 - v.bill_per_minute * w.bill_factor * w.billable_seconds)
               > 0.00000003 END)
    """,
)

_CORRECTIONS = Law(
    "R3",
    "A correction is the exact opposite of what it corrects, at the old rate",
    """
    SELECT c.id AS correction, c.corrects_id
    FROM payouts_ratedwork c
    LEFT JOIN payouts_ratedwork old ON old.id = c.corrects_id
    WHERE c.corrects_id IS NOT NULL
      AND (old.corrects_id IS NOT NULL OR
           (c.usage_id, c.interaction_id, c.brand_id, c.campaign_id, c.agent_id, c.version_id,
            c.ruling_id, c.occurred_at, c.work_day, c.pay_factor, c.bill_factor, c.currency,
            c.productive_seconds, c.payable_seconds, c.billable_seconds,
            c.pay_exact, c.charge_exact)
           IS DISTINCT FROM
           (old.usage_id, old.interaction_id, old.brand_id, old.campaign_id, old.agent_id,
            old.version_id, old.ruling_id, old.occurred_at, old.work_day,
             old.pay_factor, old.bill_factor,
            old.currency, -old.productive_seconds, -old.payable_seconds, -old.billable_seconds,
            -old.pay_exact, -old.charge_exact))
    """,
)

_REFERENCES = Law(
    "R4",
    "Rated work speaks of its own usage's parties, and lands in their own periods",
    """
    SELECT w.id AS rated_work, w.usage_id, w.billing_period_id, w.pay_period_id
    FROM payouts_ratedwork w
    LEFT JOIN payouts_usagerecord u ON u.revision_id = w.usage_id
    LEFT JOIN marketplace_campaign c ON c.id = w.campaign_id
    LEFT JOIN payouts_period b ON b.id = w.billing_period_id
    LEFT JOIN payouts_period p ON p.id = w.pay_period_id
    WHERE (w.interaction_id, w.brand_id, w.campaign_id, w.agent_id, w.occurred_at,
           w.brand_id, w.currency,
           b.kind, w.brand_id, w.currency, p.kind, w.agent_id, w.currency)
          IS DISTINCT FROM
          (u.interaction_id, u.brand_id, u.campaign_id, u.agent_id, u.occurred_at,
           c.brand_id, c.currency,
           'BILLING', b.brand_id, b.currency, 'PAY', p.agent_id, p.currency)
       OR w.work_day <> (w.occurred_at AT TIME ZONE c.timezone)::date
    """,
)

_CUT_OFF = Law(
    "I20",
    "Nothing known after its cut-off is in a closed period, and nothing of a later span in any",
    """
    SELECT w.id AS rated_work, p.id AS period_id, p.kind, w.recorded_at, p.cutoff_at
    FROM payouts_ratedwork w
    JOIN payouts_period p ON p.id = w.billing_period_id
    WHERE w.recorded_at > p.cutoff_at OR w.occurred_at >= p.to_at
    UNION ALL
    SELECT w.id, p.id, p.kind, w.recorded_at, p.cutoff_at
    FROM payouts_ratedwork w
    JOIN payouts_period p ON p.id = w.pay_period_id
    WHERE w.recorded_at > p.cutoff_at OR w.occurred_at >= p.to_at
    """,
)

# A contact that was given to another agent or campaign since is no longer what was ruled on.
_RULINGS_STAND = Law(
    "R6",
    "Of the newest ruling on a contact comes the price that stands, and it is its own contact's",
    """
    SELECT g.id AS ruling, g.cause, g.interaction_id, NULL::bigint AS rated_work
    FROM (SELECT DISTINCT ON (interaction_id, agent_id, campaign_id) *
          FROM payouts_ruling ORDER BY interaction_id, agent_id, campaign_id, id DESC) g
    WHERE NOT EXISTS (SELECT FROM marketplace_interactionrevision r
                      JOIN payouts_ratedwork w ON w.usage_id = r.id AND w.ruling_id = g.id
                      WHERE r.interaction_id = g.interaction_id)
    UNION ALL
    SELECT w.ruling_id, g.cause, w.interaction_id, w.id
    FROM payouts_ratedwork w
    LEFT JOIN payouts_ruling g ON g.id = w.ruling_id
    WHERE w.ruling_id IS NOT NULL
      AND (w.interaction_id, w.agent_id, w.campaign_id)
          IS DISTINCT FROM (g.interaction_id, g.agent_id, g.campaign_id)
    """,
)

LAWS: Final = (
    _RATED_OR_EXCLUDED,
    _ONE_PRICE_STANDS,
    _ONE_RATE_IN_FORCE,
    _RECOMPUTES,
    _CORRECTIONS,
    _REFERENCES,
    _CUT_OFF,
    _RULINGS_STAND,
)
