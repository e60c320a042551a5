"""The statements that rate by the million; ``rating/services.py`` and ``rulings.py`` run them.

The rules are those of ``rating/time.py`` and ``rating/price.py``; a test holds them against
each other.
"""

STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS rating_due (
        revision_id bigint, interaction_id bigint, brand_id bigint, campaign_id bigint,
        agent_id bigint, occurred_at timestamptz, talk_seconds int, hold_seconds int,
        wrap_seconds int, currency text, wall timestamp, month_at timestamptz,
        week_at timestamptz
    ) ON COMMIT DELETE ROWS
"""

# What is to be rated, with the starts of the brand's month and the agent's week: worked out
# once and kept aside, because the periods it needs are opened before it can be rated.
_STAGED = """
    INSERT INTO rating_due
    SELECT u.revision_id, u.interaction_id, u.brand_id, u.campaign_id, u.agent_id,
           u.occurred_at, u.talk_seconds, u.hold_seconds, u.wrap_seconds,
           c.currency, u.occurred_at AT TIME ZONE c.timezone,
           date_trunc('month', u.occurred_at, b.timezone),
           date_trunc('week', u.occurred_at, a.timezone)
    FROM payouts_usagerecord u
    JOIN marketplace_campaign c ON c.id = u.campaign_id
    JOIN onboarding_brand b ON b.id = u.brand_id
    JOIN onboarding_agent a ON a.id = u.agent_id
"""
_DUE = f"""
    {_STAGED}
    WHERE u.revision_id BETWEEN %(first)s AND %(last)s
      AND {{counts}}
      AND NOT EXISTS (SELECT FROM payouts_ratedwork w
                      WHERE w.usage_id = u.revision_id AND w.corrects_id IS NULL
                        AND w.usage_id BETWEEN %(first)s AND %(last)s)
"""
DUE = _DUE.format(counts="u.exclusion = ''")

# Where decisions were made, so is what a ruling says of a contact that the rules exclude: of
# its newest record alone, for an older one has been taken back.
DUE_OR_RULED = _DUE.format(
    counts="""
    (u.exclusion = '' OR u.exclusion <> 'SUPERSEDED'
     AND EXISTS (SELECT FROM payouts_ruling g
                 WHERE g.interaction_id = u.interaction_id
                   AND g.agent_id = u.agent_id AND g.campaign_id = u.campaign_id)
     AND NOT EXISTS (SELECT FROM marketplace_interactionrevision mine
                     JOIN marketplace_interactionrevision newer
                       ON newer.interaction_id = mine.interaction_id
                      AND newer.revision > mine.revision
                     JOIN payouts_usagerecord later ON later.revision_id = newer.id
                     WHERE mine.id = u.revision_id))
"""
)

# What rulings of a moment ago say: of each contact its newest metered record.
RULED = f"""
    {_STAGED}
    JOIN (
        SELECT DISTINCT ON (g.id) r.id AS revision_id, g.agent_id, g.campaign_id
        FROM payouts_ruling g
        JOIN marketplace_interactionrevision r ON r.interaction_id = g.interaction_id
        JOIN payouts_usagerecord known ON known.revision_id = r.id
        WHERE g.id = ANY(%(rulings)s) AND known.exclusion <> 'SUPERSEDED'
        ORDER BY g.id, r.revision DESC
    ) ruled ON (ruled.revision_id, ruled.agent_id, ruled.campaign_id)
             = (u.revision_id, u.agent_id, u.campaign_id)
"""

# And nothing of a contact that was ever revised.
UNREVISED = """
      AND NOT EXISTS (SELECT FROM marketplace_interaction i
                      WHERE i.id = u.interaction_id AND i.revision > 1)
"""

# Between which ids the revisions of contacts stand that were revised from ``since`` on.
REVISED = """
    SELECT min(r.id), max(r.id)
    FROM marketplace_interaction i
    JOIN marketplace_interactionrevision r ON r.interaction_id = i.id
    WHERE i.revision > 1 AND (%(since)s::timestamptz IS NULL OR i.recorded_at >= %(since)s)
"""

# When the period begins or stands that takes work whose own is closed: now, or, by a clock that
# runs behind a close, once the last closed one is over.
_LATE_AT = """
    greatest(%(at)s::timestamptz, (
        SELECT max(p.to_at) FROM payouts_period p
        WHERE p.{party}_id = l.{party}_id AND p.currency = l.currency AND p.status <> 'OPEN'))
"""
_BRAND_LATE_AT = _LATE_AT.format(party="brand")
_AGENT_LATE_AT = _LATE_AT.format(party="agent")

# The same period, once it is there: the first open one that is not over.
CURRENT = """
    SELECT DISTINCT ON (kind, brand_id, agent_id, currency) *
    FROM payouts_period
    WHERE status = 'OPEN' AND to_at > %(at)s
    ORDER BY kind, brand_id, agent_id, currency, from_at
"""

# Periods that the window's work needs and that are not there: its own, and, where its own is
# closed already, the party's period that is open now.
MISSING = f"""
    WITH due AS MATERIALIZED (
        SELECT DISTINCT brand_id, agent_id, currency, month_at, week_at FROM rating_due
    ), late AS (
        SELECT DISTINCT d.brand_id, d.agent_id, d.currency
        FROM due d
        WHERE EXISTS (SELECT FROM payouts_period p
                      WHERE p.brand_id = d.brand_id AND p.currency = d.currency
                        AND p.from_at = d.month_at AND p.status <> 'OPEN')
           OR EXISTS (SELECT FROM payouts_period p
                      WHERE p.agent_id = d.agent_id AND p.currency = d.currency
                        AND p.from_at = d.week_at AND p.status <> 'OPEN')
    ), needed AS (
        SELECT 'BILLING' AS kind, brand_id AS party, currency, month_at AS at FROM due
        UNION SELECT 'PAY', agent_id, currency, week_at FROM due
        UNION SELECT 'BILLING', brand_id, currency, {_BRAND_LATE_AT} FROM late l
        UNION SELECT 'PAY', agent_id, currency, {_AGENT_LATE_AT} FROM late l
    )
    SELECT n.kind, n.party, n.currency, n.at FROM needed n
    WHERE NOT EXISTS (
        SELECT FROM payouts_period p
        WHERE p.kind = n.kind AND p.currency = n.currency
          AND coalesce(p.brand_id, p.agent_id) = n.party
          AND n.at >= p.from_at AND n.at < p.to_at)
"""

# The factor that pays most, alone; read on the wall of the campaign's zone.
FACTOR = """
    LEFT JOIN LATERAL (
        SELECT m.pay_factor, m.bill_factor
        FROM marketplace_ratemultiplier m
        WHERE m.version_id = v.id
          AND (m.weekdays >> (extract(isodow FROM d.wall)::int - 1)) & 1 = 1
          AND (m.on_date IS NULL OR m.on_date = d.wall::date)
          AND extract(hour FROM d.wall) * 60 + extract(minute FROM d.wall) >= m.from_minute
          AND extract(hour FROM d.wall) * 60 + extract(minute FROM d.wall) < m.to_minute
        ORDER BY m.pay_factor DESC, m.id LIMIT 1
    ) factor ON true
"""
NO_FACTOR = (
    "LEFT JOIN (VALUES (NULL::numeric, NULL::numeric)) factor (pay_factor, bill_factor) ON true"
)

RULING = """
    LEFT JOIN (SELECT DISTINCT ON (interaction_id, agent_id, campaign_id) *
               FROM payouts_ruling ORDER BY interaction_id, agent_id, campaign_id, id DESC) ruling
      ON (ruling.interaction_id, ruling.agent_id, ruling.campaign_id)
       = (d.interaction_id, d.agent_id, d.campaign_id)
"""
NO_RULING = """
    LEFT JOIN (VALUES (NULL::bigint, NULL::int, NULL::int, NULL::numeric, NULL::numeric))
        ruling (id, payable_seconds, billable_seconds, pay_exact, charge_exact) ON true
"""

COLUMNS = """
    usage_id, corrects_id, interaction_id, brand_id, campaign_id, agent_id, version_id, ruling_id,
    billing_period_id, pay_period_id, occurred_at, work_day, productive_seconds,
    payable_seconds, billable_seconds, pay_factor, bill_factor, pay_exact, charge_exact,
    currency, recorded_at
"""

# Division keeps five more digits than a product of rate and factor has, so that the quotient
# can never look like a tie in the tenth place without being one.
RATE = """
    WITH version AS MATERIALIZED (
        SELECT v.*, coalesce(lead(v.effective_from) OVER (
                   PARTITION BY v.campaign_id ORDER BY v.effective_from), 'infinity') AS until
        FROM marketplace_ratecardversion v
    ), current_period AS MATERIALIZED ({current}
    ), productive AS (
        SELECT d.*, v.id AS version_id, v.pay_per_minute, v.bill_per_minute,
               v.pay_short_seconds, v.pay_increment_seconds, v.pay_minimum_seconds,
               v.bill_short_seconds, v.bill_increment_seconds, v.bill_minimum_seconds,
               v.bill_free_seconds,
               coalesce(factor.pay_factor, 1) AS pay_factor,
               coalesce(factor.bill_factor, 1) AS bill_factor,
               ruling.id AS ruling_id, ruling.payable_seconds AS ruled_payable,
               ruling.billable_seconds AS ruled_billable, ruling.pay_exact AS ruled_pay,
               ruling.charge_exact AS ruled_charge,
               d.talk_seconds + least(d.hold_seconds, v.hold_cap_seconds)
                   + least(d.wrap_seconds, v.wrap_cap_seconds) AS productive
        FROM rating_due d
        JOIN version v ON v.campaign_id = d.campaign_id
         AND d.occurred_at >= v.effective_from AND d.occurred_at < v.until
        {factor}
        {ruling}
    ), counted AS (
        SELECT p.*,
               coalesce(ruled_payable, CASE WHEN productive < pay_short_seconds THEN 0
               ELSE greatest(
                   (productive + pay_increment_seconds - 1)
                       / pay_increment_seconds * pay_increment_seconds,
                   pay_minimum_seconds) END) AS payable,
               coalesce(ruled_billable, CASE WHEN productive < bill_short_seconds
                      OR (bill_free_seconds > 0 AND productive <= bill_free_seconds) THEN 0
               ELSE greatest(
                   (productive - bill_free_seconds + bill_increment_seconds - 1)
                       / bill_increment_seconds * bill_increment_seconds,
                   bill_minimum_seconds) END) AS billable
        FROM productive p
    )
    INSERT INTO payouts_ratedwork ({columns})
    SELECT c.revision_id, NULL, c.interaction_id, c.brand_id, c.campaign_id, c.agent_id,
           c.version_id, c.ruling_id,
           CASE WHEN bp.status = 'OPEN' THEN bp.id ELSE bc.id END,
           CASE WHEN pp.status = 'OPEN' THEN pp.id ELSE pc.id END,
           c.occurred_at, c.wall::date,
           c.productive, c.payable, c.billable, c.pay_factor, c.bill_factor,
           coalesce(c.ruled_pay,
                    round(c.pay_per_minute * c.pay_factor * c.payable * 1.00000 / 60, 9)),
           coalesce(c.ruled_charge,
                    round(c.bill_per_minute * c.bill_factor * c.billable * 1.00000 / 60, 9)),
           c.currency, %(at)s
    FROM counted c
    JOIN payouts_period bp ON bp.kind = 'BILLING' AND bp.brand_id = c.brand_id
     AND bp.currency = c.currency AND bp.from_at = c.month_at
    JOIN payouts_period pp ON pp.kind = 'PAY' AND pp.agent_id = c.agent_id
     AND pp.currency = c.currency AND pp.from_at = c.week_at
    LEFT JOIN current_period bc ON bc.brand_id = c.brand_id AND bc.currency = c.currency
    LEFT JOIN current_period pc ON pc.agent_id = c.agent_id AND pc.currency = c.currency
    ORDER BY pp.id, c.revision_id
"""

# What was rated for a revision that a newer, metered one supersedes. Bounded by when the
# interaction was last revised, so that the cost follows the corrections and not the table.
_SUPERSEDED = """
    SELECT old.*, b.timezone AS brand_zone, a.timezone AS agent_zone
    FROM marketplace_interaction i
    JOIN marketplace_interactionrevision r ON r.interaction_id = i.id
    JOIN payouts_ratedwork old ON old.usage_id = r.id AND old.corrects_id IS NULL
    JOIN onboarding_brand b ON b.id = old.brand_id
    JOIN onboarding_agent a ON a.id = old.agent_id
    WHERE i.revision > 1
      AND (%(since)s::timestamptz IS NULL OR i.recorded_at >= %(since)s)
      AND EXISTS (SELECT FROM marketplace_interactionrevision r2
                  JOIN payouts_usagerecord u2 ON u2.revision_id = r2.id
                  WHERE r2.interaction_id = i.id AND r2.revision > r.revision)
      AND NOT EXISTS (SELECT FROM payouts_ratedwork c WHERE c.corrects_id = old.id)
"""

SUPERSEDED_PARTIES = f"""
    SELECT l.brand_id, {_BRAND_LATE_AT}, l.agent_id, {_AGENT_LATE_AT}, l.currency
    FROM (SELECT DISTINCT s.brand_id, s.agent_id, s.currency FROM ({_SUPERSEDED}) s) l
"""

_CORRECT = f"""
    WITH current_period AS MATERIALIZED ({CURRENT})
    INSERT INTO payouts_ratedwork ({COLUMNS})
    SELECT s.usage_id, s.id, s.interaction_id, s.brand_id, s.campaign_id, s.agent_id,
           s.version_id, s.ruling_id,
           CASE WHEN bp.status = 'OPEN' THEN bp.id ELSE bc.id END,
           CASE WHEN pp.status = 'OPEN' THEN pp.id ELSE pc.id END,
           s.occurred_at, s.work_day, -s.productive_seconds, -s.payable_seconds,
           -s.billable_seconds, s.pay_factor, s.bill_factor, -s.pay_exact, -s.charge_exact,
           s.currency, %(at)s
    FROM ({{old}}) s
    JOIN payouts_period bp ON bp.id = s.billing_period_id
    JOIN payouts_period pp ON pp.id = s.pay_period_id
    LEFT JOIN current_period bc ON bc.brand_id = s.brand_id AND bc.currency = s.currency
    LEFT JOIN current_period pc ON pc.agent_id = s.agent_id AND pc.currency = s.currency
    ON CONFLICT DO NOTHING
"""
CORRECT = _CORRECT.format(old=_SUPERSEDED)

# What stands of contacts that were ruled on a moment ago.
_OVERRULED = """
    SELECT old.*
    FROM payouts_ruling g
    JOIN marketplace_interactionrevision r ON r.interaction_id = g.interaction_id
    JOIN payouts_ratedwork old ON old.usage_id = r.id AND old.corrects_id IS NULL
    WHERE g.id = ANY(%(rulings)s) AND old.ruling_id IS DISTINCT FROM g.id
      AND (old.agent_id, old.campaign_id) = (g.agent_id, g.campaign_id)
      AND NOT EXISTS (SELECT FROM payouts_ratedwork c WHERE c.corrects_id = old.id)
"""
CORRECT_OVERRULED = _CORRECT.format(old=_OVERRULED)

# A side that is not ruled on now stays as it was ruled on before.
WRITE_RULINGS = """
    INSERT INTO payouts_ruling
        (cause, interaction_id, agent_id, campaign_id, payable_seconds, pay_exact,
         billable_seconds, charge_exact, recorded_at)
    SELECT n.cause, n.interaction_id, n.agent_id, n.campaign_id,
           CASE WHEN n.payable IS NULL AND n.pay IS NULL
                THEN before.payable_seconds ELSE n.payable END,
           CASE WHEN n.payable IS NULL AND n.pay IS NULL THEN before.pay_exact ELSE n.pay END,
           CASE WHEN n.billable IS NULL AND n.charge IS NULL
                THEN before.billable_seconds ELSE n.billable END,
           CASE WHEN n.billable IS NULL AND n.charge IS NULL
                THEN before.charge_exact ELSE n.charge END,
           %(at)s
    FROM unnest(%(causes)s::text[], %(interactions)s::bigint[], %(agents)s::bigint[],
                %(campaigns)s::bigint[], %(payables)s::int[], %(pays)s::numeric[],
                %(billables)s::int[], %(charges)s::numeric[])
        AS n (cause, interaction_id, agent_id, campaign_id, payable, pay, billable, charge)
    LEFT JOIN LATERAL (
        SELECT g.* FROM payouts_ruling g
        WHERE (g.interaction_id, g.agent_id, g.campaign_id)
            = (n.interaction_id, n.agent_id, n.campaign_id)
        ORDER BY g.id DESC LIMIT 1
    ) before ON true
    ON CONFLICT (cause) DO NOTHING
    RETURNING id, cause
"""
