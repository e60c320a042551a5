from hypothesis import given
from hypothesis import strategies as st

from payouts.receivables.limits import (
    Level,
    Measure,
    Meter,
    at_this_pace,
    level_of,
    percent_of,
    raises_credit,
)

MINOR = st.integers(min_value=-(10**12), max_value=10**12)


def test_the_last_cent_is_room_and_the_limit_itself_is_none():
    assert [level_of(used, 10_000) for used in (7_999, 8_000, 9_999, 10_000, 10_001)] == [
        Level.FREE,
        Level.WARNED,
        Level.WARNED,
        Level.STOPPED,
        Level.STOPPED,
    ]


def test_four_fifths_of_an_odd_limit_are_not_rounded_down():
    # 80 % of 101 is 80.8: 80 is still under it.
    assert (level_of(80, 101), level_of(81, 101)) == (Level.FREE, Level.WARNED)


def test_who_has_paid_nothing_ahead_may_start_nothing():
    meter = Meter(Measure.PREPAID, 1, None, 0, 0, "USD")

    assert (meter.level, meter.room_minor, meter.percent) == (Level.STOPPED, 0, 100)


@given(MINOR, st.integers(min_value=1, max_value=10**12))
def test_more_use_never_means_more_room(used, limit):
    order = list(Level)

    assert order.index(level_of(used, limit)) <= order.index(level_of(used + 1, limit))
    assert (level_of(used, limit) is Level.STOPPED) == (used >= limit)
    assert (percent_of(used, limit) >= 100) == (used >= limit)


def test_a_month_goes_on_as_it_began():
    assert at_this_pace(spent_minor=1_000, days_gone=10, days=31) == 3_100
    assert at_this_pace(spent_minor=999, days_gone=30, days=30) == 999


def test_credit_is_raised_by_a_higher_limit_no_limit_and_paying_later():
    assert raises_credit((False, 100), (False, 101))
    assert raises_credit((False, 100), (False, None))
    assert raises_credit((True, None), (False, 1))
    assert not raises_credit((True, None), (False, 0))
    assert not raises_credit((False, 100), (False, 100))
    assert not raises_credit(None, (False, 100))
