"""Rating beside others: nobody waits for ever."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from payouts.metering.services import meter_revisions
from payouts.rating.services import rate_usage
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)

PERIODS, RATING = 7_201, 7_203


def ask(statement: str, *parameters: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchone()[0]


def rate() -> int:
    try:
        return rate_usage(at=NOON)
    finally:
        connection.close()


def test_who_waits_for_a_backlog_leaves_the_periods_to_a_close():
    # A backlog holds the rating for many windows, each of which shares the periods anew. If a
    # waiting call shared them all the while, a close would wait for that call, the backlog's
    # next window for the close, and the call for the backlog.
    contact(campaign(brand()), agent())
    meter_revisions(at=NOON)
    ask("SELECT pg_advisory_lock(%s)", RATING)
    with ThreadPoolExecutor(1) as threads:
        rated = threads.submit(rate)
        while not ask("SELECT count(*) FROM pg_locks WHERE objid = %s AND NOT granted", RATING):
            time.sleep(0.01)

        may_close = ask("SELECT pg_try_advisory_lock(%s)", PERIODS)
        ask("SELECT pg_advisory_unlock_all()")

        assert rated.result(timeout=20) == 1
    assert may_close
