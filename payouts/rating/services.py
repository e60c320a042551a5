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
from payouts.rating import statements
from payouts.rating.models import Ruling

LOCK = 7_203
_BACKFILL = 5_000


def rate_usage(*, at: datetime, since: datetime | None = None) -> int:
    """Rate every usage record of revisions recorded from ``since`` on that has no price.

    Returns how many rows were written, corrections included. The rate is the one in force
    when the work ended. Work of a closed period lands in the period that holds ``at``, or, if
    that one is closed as well, in the first one after it that is open.
    Where a newer revision has been metered, the older price is reversed at its own rate, in
    the same transaction that prices the newer one. Usage before the first version of its
    campaign waits for one, and a law names it. A backlog is worked through on two connections.
    """
    windows = list(windows_of_revisions(since=since))
    if not may_use_lanes(windows):
        return sum(
            _rate_and_correct({"first": first, "last": last, "at": at, "since": since})
            for first, last in windows
        )
    # Contacts that were revised are left to one connection, and to the end: whoever prices a
    # newer revision has to see whether the older one was priced.
    with held(LOCK):
        written = work_in_lanes(
            windows,
            lambda first, last: _rate_unrevised({"first": first, "last": last, "at": at}),
        )
        for first, last in _windows_of_revised(windows, since=since):
            window = {"first": first, "last": last, "at": at, "since": since}
            written += _rate_and_correct(window)
    return written


def _windows_of_revised(windows: list[Window], *, since: datetime | None) -> list[Window]:
    with connection.cursor() as cursor:
        cursor.execute(statements.REVISED, {"since": since})
        lowest, highest = cursor.fetchone()
    return [
        (first, last)
        for first, last in windows
        if lowest is not None and first <= highest and last >= lowest
    ]


@transaction.atomic
def _rate_unrevised(window: dict[str, Any]) -> int:
    share_periods()
    with connection.cursor() as cursor:
        return _rate(cursor, _due() + statements.UNREVISED, window)


@transaction.atomic
def _rate_and_correct(window: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        # The caller may hold it already, for a whole backlog. Whoever waits for it must not
        # hold the periods meanwhile: a close would wait for them, and the backlog for the close.
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        share_periods()
        written = _rate(cursor, _due(), window)
        cursor.execute(statements.SUPERSEDED_PARTIES, window)
        superseded = cursor.fetchall()
        if superseded:
            open_periods(
                brands=[(brand, currency, at) for brand, at, _, _, currency in superseded],
                agents=[(agent, currency, at) for _, _, agent, at, currency in superseded],
            )
            cursor.execute(statements.CORRECT, window)
            written += int(cursor.rowcount)
    return written


def _due() -> str:
    return statements.DUE_OR_RULED if Ruling.objects.exists() else statements.DUE


def _rate(cursor: Any, due: str, window: dict[str, Any]) -> int:
    # A backfill runs before the tables' statistics follow it, and then the planner takes
    # them for a handful of rows and loops over them for each piece of work.
    is_backfill = window["last"] - window["first"] > _BACKFILL
    cursor.execute(f"SET LOCAL enable_nestloop = {'off' if is_backfill else 'on'}")
    written = rate_staged(cursor, due, window)
    cursor.execute("SET LOCAL enable_nestloop = on")
    return written


def rate_staged(cursor: Any, due: str, parameters: dict[str, Any]) -> int:
    """Rate what ``due`` finds; return how many rows were written. The caller holds ``LOCK``."""
    cursor.execute(statements.STAGE)
    # A transaction around this one may hold what an earlier window left.
    cursor.execute("DELETE FROM rating_due")
    cursor.execute(due, parameters)
    if not cursor.rowcount:
        return 0
    # For its size alone; every column's statistics take a tenth of the time of all this.
    cursor.execute("ANALYZE rating_due (revision_id)")
    cursor.execute(statements.MISSING, parameters)
    _open(cursor.fetchall())
    cursor.execute(
        statements.RATE.format(
            columns=statements.COLUMNS,
            current=statements.CURRENT,
            factor=statements.FACTOR if RateMultiplier.objects.exists() else statements.NO_FACTOR,
            ruling=statements.RULING if Ruling.objects.exists() else statements.NO_RULING,
        ),
        parameters,
    )
    return int(cursor.rowcount)


def _open(missing: list[tuple[str, int, str, datetime]]) -> None:
    open_periods(
        brands=[(party, cur, at) for kind, party, cur, at in missing if kind == "BILLING"],
        agents=[(party, cur, at) for kind, party, cur, at in missing if kind == "PAY"],
    )
