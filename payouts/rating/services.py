"""Rate usage, and correct what was rated before: set-based, exact, each once.

The rules are those of ``rating/time.py`` and ``rating/price.py``; a test holds the SQL
against them.
"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from marketplace.campaigns.models import RateMultiplier
from payouts.metering.lanes import Window, held, may_use_lanes, work_in_lanes
from payouts.metering.selectors import windows_of_revisions
from payouts.periods.services import open_periods, share_periods

_LOCK = 7_203
_BACKFILL = 5_000

_STAGE = """
    CREATE TEMPORARY TABLE IF NOT EXISTS rating_due (
        revision_id bigint, interaction_id bigint, brand_id bigint, campaign_id bigint,
        agent_id bigint, occurred_at timestamptz, talk_seconds int, hold_seconds int,
        wrap_seconds int, currency text, wall timestamp, month_at timestamptz,
        week_at timestamptz
    ) ON COMMIT DELETE ROWS
"""

# What is to be rated, with the starts of the brand's month and the agent's week: worked out
# once and kept aside, because the periods it needs are opened before it can be rated.
_DUE = """
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
    WHERE u.revision_id BETWEEN %(first)s AND %(last)s
      AND u.exclusion = ''
      AND NOT EXISTS (SELECT FROM payouts_ratedwork w
                      WHERE w.usage_id = u.revision_id AND w.corrects_id IS NULL
                        AND w.usage_id BETWEEN %(first)s AND %(last)s)
"""

# And nothing of a contact that was ever revised.
_UNREVISED = """
      AND NOT EXISTS (SELECT FROM marketplace_interaction i
                      WHERE i.id = u.interaction_id AND i.revision > 1)
"""

# Between which ids the revisions of contacts stand that were revised from ``since`` on.
_REVISED = """
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
_CURRENT = """
    SELECT DISTINCT ON (kind, brand_id, agent_id, currency) *
    FROM payouts_period
    WHERE status = 'OPEN' AND to_at > %(at)s
    ORDER BY kind, brand_id, agent_id, currency, from_at
"""

# Periods that the window's work needs and that are not there: its own, and, where its own is
# closed already, the party's period that is open now.
_MISSING = f"""
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
_FACTOR = """
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
_NO_FACTOR = (
    "LEFT JOIN (VALUES (NULL::numeric, NULL::numeric)) factor (pay_factor, bill_factor) ON true"
)

_COLUMNS = """
    usage_id, corrects_id, interaction_id, brand_id, campaign_id, agent_id, version_id,
    billing_period_id, pay_period_id, occurred_at, work_day, productive_seconds,
    payable_seconds, billable_seconds, pay_factor, bill_factor, pay_exact, charge_exact,
    currency, recorded_at
"""

# Division keeps five more digits than a product of rate and factor has, so that the quotient
# can never look like a tie in the tenth place without being one.
_RATE = """
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
               d.talk_seconds + least(d.hold_seconds, v.hold_cap_seconds)
                   + least(d.wrap_seconds, v.wrap_cap_seconds) AS productive
        FROM rating_due d
        JOIN version v ON v.campaign_id = d.campaign_id
         AND d.occurred_at >= v.effective_from AND d.occurred_at < v.until
        {factor}
    ), counted AS (
        SELECT p.*,
               CASE WHEN productive < pay_short_seconds THEN 0 ELSE greatest(
                   (productive + pay_increment_seconds - 1)
                       / pay_increment_seconds * pay_increment_seconds,
                   pay_minimum_seconds) END AS payable,
               CASE WHEN productive < bill_short_seconds
                      OR (bill_free_seconds > 0 AND productive <= bill_free_seconds) THEN 0
               ELSE greatest(
                   (productive - bill_free_seconds + bill_increment_seconds - 1)
                       / bill_increment_seconds * bill_increment_seconds,
                   bill_minimum_seconds) END AS billable
        FROM productive p
    )
    INSERT INTO payouts_ratedwork ({columns})
    SELECT c.revision_id, NULL, c.interaction_id, c.brand_id, c.campaign_id, c.agent_id,
           c.version_id,
           CASE WHEN bp.status = 'OPEN' THEN bp.id ELSE bc.id END,
           CASE WHEN pp.status = 'OPEN' THEN pp.id ELSE pc.id END,
           c.occurred_at, c.wall::date,
           c.productive, c.payable, c.billable, c.pay_factor, c.bill_factor,
           round(c.pay_per_minute * c.pay_factor * c.payable * 1.00000 / 60, 9),
           round(c.bill_per_minute * c.bill_factor * c.billable * 1.00000 / 60, 9),
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

_SUPERSEDED_PARTIES = f"""
    SELECT l.brand_id, {_BRAND_LATE_AT}, l.agent_id, {_AGENT_LATE_AT}, l.currency
    FROM (SELECT DISTINCT s.brand_id, s.agent_id, s.currency FROM ({_SUPERSEDED}) s) l
"""

_CORRECT = f"""
    WITH current_period AS MATERIALIZED ({_CURRENT})
    INSERT INTO payouts_ratedwork ({_COLUMNS})
    SELECT s.usage_id, s.id, s.interaction_id, s.brand_id, s.campaign_id, s.agent_id,
           s.version_id,
           CASE WHEN bp.status = 'OPEN' THEN bp.id ELSE bc.id END,
           CASE WHEN pp.status = 'OPEN' THEN pp.id ELSE pc.id END,
           s.occurred_at, s.work_day, -s.productive_seconds, -s.payable_seconds,
           -s.billable_seconds, s.pay_factor, s.bill_factor, -s.pay_exact, -s.charge_exact,
           s.currency, %(at)s
    FROM ({_SUPERSEDED}) s
    JOIN payouts_period bp ON bp.id = s.billing_period_id
    JOIN payouts_period pp ON pp.id = s.pay_period_id
    LEFT JOIN current_period bc ON bc.brand_id = s.brand_id AND bc.currency = s.currency
    LEFT JOIN current_period pc ON pc.agent_id = s.agent_id AND pc.currency = s.currency
    ON CONFLICT DO NOTHING
"""


def rate_usage(*, at: datetime, since: datetime | None = None) -> int:
    """Rate every usage record of revisions recorded from ``since`` on that has no price.

    Returns how many rows were written, corrections included. The rate is the one in force
    when the work ended. Work of a closed period lands in the period that holds ``at``, or, if
    that one is closed as well, in the first one after it that is open.
    Where a newer revision has been metered, the older price is reversed at its own rate, in
    the same transaction that prices the newer one. Usage before the first version of its
    campaign waits for one, and a law names it. A backlog is worked through on two connections.
    """
    factor = _FACTOR if RateMultiplier.objects.exists() else _NO_FACTOR
    statement = _RATE.format(columns=_COLUMNS, current=_CURRENT, factor=factor)
    windows = list(windows_of_revisions(since=since))
    if not may_use_lanes(windows):
        return sum(
            _rate_and_correct(statement, {"first": first, "last": last, "at": at, "since": since})
            for first, last in windows
        )
    # Contacts that were revised are left to one connection, and to the end: whoever prices a
    # newer revision has to see whether the older one was priced.
    with held(_LOCK):
        written = work_in_lanes(
            windows,
            lambda first, last: _rate_unrevised(
                statement, {"first": first, "last": last, "at": at}
            ),
        )
        for first, last in _windows_of_revised(windows, since=since):
            window = {"first": first, "last": last, "at": at, "since": since}
            written += _rate_and_correct(statement, window)
    return written


def _windows_of_revised(windows: list[Window], *, since: datetime | None) -> list[Window]:
    with connection.cursor() as cursor:
        cursor.execute(_REVISED, {"since": since})
        lowest, highest = cursor.fetchone()
    return [
        (first, last)
        for first, last in windows
        if lowest is not None and first <= highest and last >= lowest
    ]


@transaction.atomic
def _rate_unrevised(statement: str, window: dict[str, Any]) -> int:
    share_periods()
    with connection.cursor() as cursor:
        return _rate(cursor, statement, _DUE + _UNREVISED, window)


@transaction.atomic
def _rate_and_correct(statement: str, window: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        # The caller may hold it already, for a whole backlog. Whoever waits for it must not
        # hold the periods meanwhile: a close would wait for them, and the backlog for the close.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        share_periods()
        written = _rate(cursor, statement, _DUE, window)
        cursor.execute(_SUPERSEDED_PARTIES, window)
        superseded = cursor.fetchall()
        if superseded:
            open_periods(
                brands=[(brand, currency, at) for brand, at, _, _, currency in superseded],
                agents=[(agent, currency, at) for _, _, agent, at, currency in superseded],
            )
            cursor.execute(_CORRECT, window)
            written += int(cursor.rowcount)
    return written


def _rate(cursor: Any, statement: str, due: str, window: dict[str, Any]) -> int:
    # A backfill runs before the tables' statistics follow it, and then the planner takes
    # them for a handful of rows and loops over them for each piece of work.
    is_backfill = window["last"] - window["first"] > _BACKFILL
    cursor.execute(f"SET LOCAL enable_nestloop = {'off' if is_backfill else 'on'}")
    cursor.execute(_STAGE)
    # A transaction around this one may hold what an earlier window left.
    cursor.execute("DELETE FROM rating_due")
    cursor.execute(due, window)
    written = 0
    if cursor.rowcount:
        # For its size alone; every column's statistics take a tenth of the time of all this.
        cursor.execute("ANALYZE rating_due (revision_id)")
        cursor.execute(_MISSING, window)
        _open(cursor.fetchall())
        cursor.execute(statement, window)
        written = int(cursor.rowcount)
    cursor.execute("SET LOCAL enable_nestloop = on")
    return written


def _open(missing: list[tuple[str, int, str, datetime]]) -> None:
    open_periods(
        brands=[(party, cur, at) for kind, party, cur, at in missing if kind == "BILLING"],
        agents=[(party, cur, at) for kind, party, cur, at in missing if kind == "PAY"],
    )
