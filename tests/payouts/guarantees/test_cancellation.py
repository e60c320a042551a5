from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.guarantees.cancellation import fee_of, share_of
from payouts.money import Money
from tests.times import NOON

MICROSECOND = timedelta(microseconds=1)
HALF_AN_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("notice", "percent"),
    [
        (timedelta(hours=48) + MICROSECOND, 0),
        (timedelta(hours=48), 50),
        (timedelta(hours=2) + MICROSECOND, 50),
        (timedelta(hours=2), 100),
        (timedelta(0), 100),
        (-timedelta(minutes=10), 100),
    ],
)
def test_the_edges_resolve_for_the_agent(notice, percent):
    assert share_of(notice=notice) == percent


@pytest.mark.parametrize("day", [datetime(2026, 3, 29, 12), datetime(2026, 10, 25, 12)])
def test_notice_is_time_that_passed_though_clocks_change(day):
    starts_at = day.replace(tzinfo=ZoneInfo("Europe/Berlin"))
    instant = starts_at.astimezone(ZoneInfo("UTC"))
    terms = {"starts_at": instant, "ends_at": instant + HALF_AN_HOUR}
    terms |= {"per_hour": Decimal(18), "currency": "EUR"}

    at_48 = fee_of(cancelled_at=instant - timedelta(hours=48), **terms)
    before = fee_of(cancelled_at=instant - timedelta(hours=48) - MICROSECOND, **terms)

    assert (at_48, before) == (Money(450, "EUR"), Money(0, "EUR"))


@given(hours=st.integers(0, 100), less=st.integers(0, 100))
def test_shorter_notice_is_never_paid_less(hours, less):
    def fee(notice: int) -> int:
        return fee_of(
            starts_at=NOON,
            ends_at=NOON + HALF_AN_HOUR,
            cancelled_at=NOON - timedelta(hours=notice),
            per_hour=Decimal(18),
            currency="USD",
        ).minor

    assert fee(max(0, hours - less)) >= fee(hours)
