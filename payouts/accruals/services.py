"""Exact work becomes whole money in the books, day by day; periods close; pay clears."""

from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.db.models.functions import TruncDate

from onboarding.calendars.business_days import business_days_after
from onboarding.calendars.selectors import bank_holidays
from payouts.accruals.models import AccrualSide
from payouts.accruals.selectors import windows_of_open_periods
from payouts.extras.models import Extra
from payouts.metering.lanes import held, may_use_lanes, work_in_lanes
from payouts.metering.services import meter_revisions
from payouts.periods.models import Period, PeriodKind, PeriodStatus
from payouts.periods.selectors import due_to_close
from payouts.periods.services import close, hold_periods
from payouts.rating.models import RatedWork
from payouts.rating.services import rate_usage

# How long an agent may contest a statement line (product rule of disputes).
DISPUTE_WINDOW_DAYS = 5

_LOCK = 7_204

# Every unrounded sum is moved to its rounded total, and only totals are ever rounded: what a
# day posts is the rounded running total less what was posted before it.
_ACCRUE = """
    WITH period AS MATERIALIZED (
        SELECT id, {party} AS party_id, currency, timezone, minor_units_in(currency) AS units
        FROM payouts_period
        WHERE kind = '{kind}' AND status <> 'CLOSED' AND id BETWEEN %(first)s AND %(last)s
    ), exact AS (
        SELECT w.{side}_period_id AS period_id, w.campaign_id, w.work_day AS day,
               sum(w.{amount}) AS exact
        FROM payouts_ratedwork w
        WHERE w.{side}_period_id IN (SELECT id FROM period)
        GROUP BY 1, 2, 3
    ), known AS (
        SELECT period_id, campaign_id, day, sum(exact_added) AS exact, count(*) AS n,
               sum(posted_minor) AS posted
        FROM payouts_accrual WHERE period_id IN (SELECT id FROM period)
        GROUP BY 1, 2, 3
    ), total AS (
        SELECT period_id, campaign_id, sum(exact) AS exact, sum(posted) AS posted
        FROM known GROUP BY 1, 2
    ), added AS (
        SELECT e.period_id, e.campaign_id, e.day, e.exact - coalesce(k.exact, 0) AS exact_added,
               coalesce(k.n, 0) + 1 AS n
        FROM exact e LEFT JOIN known k USING (period_id, campaign_id, day)
        WHERE e.exact <> coalesce(k.exact, 0)
    ), running AS (
        SELECT a.*, p.party_id, p.currency, p.timezone, p.units,
               coalesce(t.posted, 0) AS posted_before,
               coalesce(t.exact, 0) + sum(a.exact_added) OVER day_by_day AS exact_so_far
        FROM added a
        JOIN period p ON p.id = a.period_id
        LEFT JOIN total t USING (period_id, campaign_id)
        WINDOW day_by_day AS (PARTITION BY a.period_id, a.campaign_id ORDER BY a.day)
    ), rounded AS (
        SELECT m.*, round_half_even(exact_minor) AS due
        FROM (SELECT r.*, exact_so_far * units AS exact_minor FROM running r OFFSET 0) m
    ), moved AS (
        SELECT r.*, due - lag(due, 1, posted_before::bigint) OVER (
                   PARTITION BY period_id, campaign_id ORDER BY day) AS move
        FROM rounded r
    ), noted AS (
        INSERT INTO payouts_accrual
            (side, period_id, campaign_id, day, n, exact_added, exact_so_far, posted_minor,
             event_key, recorded_at)
        SELECT '{accrual_side}', period_id, campaign_id, day, n, exact_added, exact_so_far, move,
               CASE WHEN move = 0 THEN '' ELSE concat_ws(':', 'accrual', '{word}', party_id,
                   campaign_id, period_id, day, n) END, %(at)s
        FROM moved
        RETURNING period_id, day, posted_minor, event_key
    ), event AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY n.event_key) AS place, n.event_key, n.posted_minor,
               p.party_id, p.currency,
               least(%(at)s, (n.day + 1)::timestamp AT TIME ZONE p.timezone) AS effective_at
        FROM noted n JOIN period p ON p.id = n.period_id WHERE n.posted_minor <> 0
    ), leg AS (
        SELECT place, 0 AS second, {debit} AS code, posted_minor AS amount FROM event
        UNION ALL
        SELECT place, 1, {credit}, -posted_minor FROM event
    ), arrays AS (
        SELECT array_agg(event_key ORDER BY place) AS keys,
               array_agg('{posting}'::text) AS kinds,
               array_agg(effective_at ORDER BY place) AS ats,
               array_agg(NULL::bigint) AS reverses
        FROM event
    ), legs AS (
        SELECT array_agg(place::int ORDER BY place, second) AS places,
               array_agg(code ORDER BY place, second) AS codes,
               array_agg(amount ORDER BY place, second) AS amounts
        FROM leg
    )
    SELECT (SELECT count(*) FROM noted),
           (SELECT count(*) FROM arrays, legs,
                ledger_post(keys, kinds, ats, reverses, places, codes, amounts, %(at)s, NULL)
            WHERE keys IS NOT NULL)
"""

_SIDES = {
    AccrualSide.BRAND: _ACCRUE.format(
        kind=PeriodKind.BILLING,
        party="brand_id",
        side="billing",
        amount="charge_exact",
        accrual_side=AccrualSide.BRAND,
        word="brand",
        posting="CHARGE_ACCRUED",
        debit="concat_ws('/', 'BRAND_UNBILLED', currency, party_id)",
        credit="concat_ws('/', 'REVENUE', currency)",
    ),
    AccrualSide.AGENT: _ACCRUE.format(
        kind=PeriodKind.PAY,
        party="agent_id",
        side="pay",
        amount="pay_exact",
        accrual_side=AccrualSide.AGENT,
        word="agent",
        posting="PAY_ACCRUED",
        debit="concat_ws('/', 'AGENT_COST', currency)",
        credit="concat_ws('/', 'AGENT_PENDING', currency, party_id)",
    ),
}


def accrue(*, at: datetime) -> int:
    """Move the books to the rounded exact total of every party's work; return the accruals made.

    Accruing again without new work changes nothing. Works through windows of periods; many of
    them on two connections and a transaction each, unless the caller's own is open.
    """
    windows = list(windows_of_open_periods())
    if may_use_lanes(windows):
        with held(_LOCK):
            return work_in_lanes(windows, lambda first, last: _accrue(first, last, at))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        return sum(_accrue(first, last, at) for first, last in windows)


@transaction.atomic(savepoint=False)
def _accrue(first: int, last: int, at: datetime) -> int:
    accrued = 0
    with connection.cursor() as cursor:
        for statement in _SIDES.values():
            cursor.execute(statement, {"first": first, "last": last, "at": at})
            row = cursor.fetchone()
            assert row is not None
            accrued += row[0]
    return accrued


def close_periods(*, at: datetime) -> int:
    """Close every period whose end and grace are over, all its known work booked first.

    Returns how many were closed. What becomes known after ``at``, or after the latest work that
    a later call has put into them already, lands in an open period.
    """
    meter_revisions(at=at)
    rate_usage(at=at)
    return _close(due_to_close(at=at), at)


@transaction.atomic
def _close(periods: QuerySet[Period], at: datetime) -> int:
    hold_periods()
    accrue(at=at)
    return close(periods=periods, at=max([at, *_later_work(periods, at)]))


def _later_work(periods: QuerySet[Period], at: datetime) -> list[datetime]:
    """When the newest fact of ``periods`` became known, on either side, if that is after ``at``.

    Whoever rates beside a long close has read the clock later than the close did.
    """
    facts = [model.objects.filter(recorded_at__gt=at) for model in (RatedWork, Extra)]
    sides = [later.filter(billing_period__in=periods) for later in facts]
    sides += [later.filter(pay_period__in=periods) for later in facts]
    newest = [side.aggregate(known_at=Max("recorded_at"))["known_at"] for side in sides]
    return [known_at for known_at in newest if known_at]


_CLEAR = """
    WITH due AS MATERIALIZED (
        SELECT p.id, p.agent_id, p.currency,
               (coalesce(a.posted, 0) + coalesce(x.paid, 0))::bigint AS amount
        FROM payouts_period p
        LEFT JOIN (SELECT period_id, sum(posted_minor) AS posted FROM payouts_accrual
                   WHERE period_id = ANY(%(periods)s) GROUP BY 1) a ON a.period_id = p.id
        LEFT JOIN (SELECT pay_period_id, sum(pay_minor) AS paid FROM payouts_extra
                   WHERE pay_period_id = ANY(%(periods)s) GROUP BY 1) x ON x.pay_period_id = p.id
        WHERE p.id = ANY(%(periods)s)
          AND NOT EXISTS (SELECT FROM payouts_clearing c WHERE c.period_id = p.id)
    ), event AS MATERIALIZED (
        SELECT row_number() OVER (ORDER BY id) AS place, due.*,
               concat_ws(':', 'clear', agent_id, id, %(day)s::text) AS event_key
        FROM due WHERE amount <> 0
    ), arrays AS (
        SELECT array_agg(event_key ORDER BY place) AS keys,
               array_agg('PAY_CLEARED'::text) AS kinds,
               array_agg(%(at)s::timestamptz) AS ats,
               array_agg(NULL::bigint) AS reverses
        FROM event
    ), legs AS (
        SELECT array_agg(place::int ORDER BY place, second) AS places,
               array_agg(code ORDER BY place, second) AS codes,
               array_agg(amount ORDER BY place, second) AS amounts
        FROM (
            SELECT place, 0 AS second, concat_ws('/', 'AGENT_PENDING', currency, agent_id) AS code,
                   amount FROM event
            UNION ALL
            SELECT place, 1, concat_ws('/', 'AGENT_PAYABLE', currency, agent_id), -amount FROM event
        ) leg
    ), posted AS (
        SELECT p.* FROM arrays, legs,
            ledger_post(keys, kinds, ats, reverses, places, codes, amounts, %(at)s, NULL) p
        WHERE keys IS NOT NULL
    )
    INSERT INTO payouts_clearing (period_id, amount_minor, transaction_id, cleared_at)
    SELECT due.id, due.amount, posted.transaction_id, %(at)s
    FROM due
    LEFT JOIN event ON event.id = due.id
    LEFT JOIN posted ON posted.place = event.place
"""


@transaction.atomic
def clear(*, at: datetime) -> int:
    """Make payable what is pending of closed pay periods whose dispute window is over.

    The window runs from the cut-off, when the statement appears: five business days, the
    day itself not counted. Returns how many periods were cleared.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        waiting = Period.objects.filter(
            kind=PeriodKind.PAY, status=PeriodStatus.CLOSED, clearing__isnull=True
        ).annotate(closed_on=TruncDate("cutoff_at"))
        days = [
            day
            for day in waiting.order_by().values_list("closed_on", flat=True).distinct()
            if day and _window_is_over(day, at)
        ]
        periods = list(waiting.filter(closed_on__in=days).values_list("pk", flat=True))
        if not periods:
            return 0
        cursor.execute(_CLEAR, {"periods": periods, "at": at, "day": at.date().isoformat()})
        return int(cursor.rowcount)


def clears_on(closed_on: date) -> date:
    """The first day on which pay of a statement of ``closed_on`` may be paid out."""
    return business_days_after(closed_on, DISPUTE_WINDOW_DAYS + 1, bank_holidays())


def _window_is_over(closed_on: date, at: datetime) -> bool:
    return at.date() >= clears_on(closed_on)
