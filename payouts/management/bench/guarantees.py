"""Topping a week up and paying its surge against one SQL that only adds up and books."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection, transaction

from payouts.guarantees.services import top_up_periods
from payouts.guarantees.surging import pay_surges
from payouts.guarantees.weeks import open_weeks
from payouts.management.bench.bare_books import lay_out_bare_books
from payouts.management.bench.cast import KNOWN_AT, MONTH_FROM, invite
from payouts.management.bench.measure import (
    Figure,
    Report,
    Say,
    alternating,
    at_most,
    peak_rss_mb,
    seconds_of,
)
from payouts.management.scratch import settle
from payouts.periods.models import Period

# The first of June 2026 is a Monday: all hours of an agent lie in one pay week.
_OVER = MONTH_FROM + timedelta(days=9)

_PERSON = """
    INSERT INTO onboarding_user
        (password, is_superuser, email, name, is_staff, is_active, joined_at, timezone, language)
    VALUES ('', false, 'bench@example.com', 'Bench', false, true, %(at)s, 'UTC', 'en')
    RETURNING id
"""
_FLOORS = """
    INSERT INTO payouts_floorterms
        (campaign_id, effective_from, per_hour, multiplier, per_contact, funded_by, set_by_id,
         set_at)
    SELECT id, %(at)s - interval '1 day', 15, 1.2, 0.35, 'BRAND', %(by)s, %(at)s - interval '1 day'
    FROM marketplace_campaign
"""
_OFFERS = """
    INSERT INTO payouts_surgeoffer
        (public_id, campaign_id, name, from_at, to_at, measure, pay_rate, charge_rate, funded_by,
         min_seconds, min_adherence, published_by_id, published_at)
    SELECT gen_random_uuid(), c.id, 'Offer', %(at)s + o.from_day * interval '1 day',
           %(at)s + o.to_day * interval '1 day', 'PER_HOUR', o.rate, o.rate, 'BRAND', 7200, 50,
           %(by)s, %(at)s
    FROM marketplace_campaign c, (VALUES (0, 7, 2), (2, 3, 5)) AS o (from_day, to_day, rate)
"""
# Half-hours, eight a day.
_HOURS = """
    INSERT INTO payouts_committedinterval
        (agent_id, campaign_id, starts_at, ends_at, staffed_seconds, booked_at, source,
         recorded_at)
    SELECT a.id, c.id, s.at, s.at + interval '30 minutes', 1800 - (a.place * 7 + n) %% 240,
           %(at)s, 'bench', %(at)s + interval '7 days'
    FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM onboarding_agent) a
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM marketplace_campaign) c
      ON c.place = a.place %% (SELECT count(*) FROM marketplace_campaign)
    CROSS JOIN generate_series(0, %(intervals)s - 1) n
    CROSS JOIN LATERAL (SELECT %(at)s::timestamptz + (n / 8 %% 7) * interval '1 day'
        + (n %% 8 + n / 56 * 8) * interval '30 minutes') AS s (at)
"""

# Adds the hours up at a rate and books two balanced transactions for each agent: no terms, no
# conditions, no offers inside one another, no contacts, no periods, no repeat and no working.
_LIMIT = """
    WITH line AS (
        SELECT i.agent_id, c.brand_id, s.side,
               round(sum(i.staffed_seconds) * 100 * s.rate / 3600)::bigint AS minor
        FROM payouts_committedinterval i
        JOIN marketplace_campaign c ON c.id = i.campaign_id
        CROSS JOIN (VALUES ('floor', 18), ('surge', 2)) AS s (side, rate)
        GROUP BY i.agent_id, c.brand_id, s.side, s.rate
    ), written AS (
        INSERT INTO bare_transaction (event_key, fingerprint, kind, effective_at, recorded_at)
        SELECT concat_ws(':', side, agent_id), '', 'LINE', %(at)s, %(at)s FROM line
        RETURNING id, event_key
    )
    INSERT INTO bare_entry (transaction_id, account_id, currency, amount_minor)
    SELECT w.id, leg.account_id, 'USD', leg.amount
    FROM line l
    JOIN written w ON w.event_key = concat_ws(':', side, agent_id)
    CROSS JOIN LATERAL (VALUES
        (1, l.minor), (1000000 + l.agent_id, -l.minor), (2000000 + l.brand_id, l.minor),
        (2, -l.minor)) AS leg (account_id, amount)
"""


def run(*, agents: int, intervals: int, rounds: int, say: Say) -> Report:
    """Measure top-ups and surge bonuses of a week, the limit, and a night in which nothing new."""
    say(f"making {agents * intervals:,} committed half-hours")
    _make(agents=agents, intervals=intervals)
    lay_out_bare_books()
    settle()
    paid: list[int] = []

    def ours(number: int) -> float:
        say(f"round {number + 1}: top-ups and surge")
        return _undone(lambda: paid.append(top_up_periods(at=_OVER) + pay_surges(at=_OVER)))

    def limit(number: int) -> float:
        say(f"round {number + 1}: the limit")
        with connection.cursor() as cursor:
            return _undone(lambda: cursor.execute(_LIMIT, {"at": KNOWN_AT}))

    seconds = alternating(rounds, ours=ours, limit=limit)
    top_up_periods(at=_OVER)
    pay_surges(at=_OVER)
    settle()
    again = alternating(rounds, ours=lambda _: seconds_of(lambda: top_up_periods(at=_OVER)))
    figures = (
        Figure(
            name="a week's guarantees",
            unit="s",
            ours=seconds["ours"],
            limit=seconds["limit"],
            limit_is="one SQL that adds the hours up and books two bare sums for each agent",
            target=at_most(12),
        ),
        Figure(name="sums booked", unit="1/s", ours=paid[0] / seconds["ours"]),
        Figure(name="top-ups with nothing new", unit="s", ours=again["ours"]),
        Figure(name="peak memory", unit="MB", ours=peak_rss_mb(), target=at_most(600)),
    )
    sizes = {"agents": agents, "intervals": intervals, "rounds": rounds}
    return Report("guarantees", sizes, figures)


def _make(*, agents: int, intervals: int) -> None:
    invite(agents=agents)
    with connection.cursor() as cursor:
        cursor.execute(_PERSON, {"at": MONTH_FROM})
        (by,) = cursor.fetchone()
        asked = {"at": MONTH_FROM, "by": by, "intervals": intervals}
        for statement in (_FLOORS, _OFFERS, _HOURS):
            cursor.execute(statement, asked)
    open_weeks(at=_OVER)
    assert Period.objects.count() == agents


def _undone(deed: Callable[[], object]) -> float:
    """How long a deed takes; what it did is undone."""
    with transaction.atomic():
        seconds = seconds_of(deed)
        transaction.set_rollback(True)
    return seconds
