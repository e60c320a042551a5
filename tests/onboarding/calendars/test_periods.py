from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.calendars.periods import local_day, midnight, month_of, span, week_of

ZONES = ["UTC", "Asia/Jerusalem", "America/New_York", "America/Havana", "Pacific/Apia"]
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(min_value=date(1970, 1, 2), max_value=date(2060, 12, 31))


@given(days, zones)
def test_months_follow_one_another_without_gap_or_overlap(day, zone):
    month = month_of(day, zone)

    assert month_of(month.to_on, zone).from_at == month.to_at
    assert month.from_on <= day < month.to_on


@given(days, zones)
def test_a_week_is_seven_dates_from_a_monday(day, zone):
    week = week_of(day, zone)

    assert week.from_on.weekday() == 0
    assert week.to_on - week.from_on == timedelta(days=7)
    assert week_of(week.to_on, zone).from_at == week.to_at


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2026, 3, 8), 23), (date(2026, 11, 1), 25), (date(2026, 7, 1), 24)]
)
def test_a_day_of_clock_change_has_its_own_length(day, hours):
    found = span(day, day + timedelta(days=1), ZoneInfo("America/New_York"))

    assert found.to_at - found.from_at == timedelta(hours=hours)


def test_a_day_whose_midnight_is_skipped_begins_when_the_clocks_have_moved():
    # Havana moves from 0:00 to 1:00.
    begins = midnight(date(2026, 3, 8), ZoneInfo("America/Havana"))

    assert begins == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)


def test_an_instant_belongs_to_the_span_that_begins_with_it():
    week = week_of(date(2026, 9, 16), ZoneInfo("UTC"))

    assert week.from_at in week
    assert week.to_at not in week
    assert local_day(week.from_at, ZoneInfo("UTC")) == week.from_on
