"""Clocks in business days of a zone, and what silence means."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.calendars.business_days import is_business_day
from onboarding.calendars.periods import local_day
from payouts.disputes.clock import Side, Silence, ends_after, meaning_of_silence, reminder_of

NEW_YORK = ZoneInfo("America/New_York")
THANKSGIVING = {date(2026, 11, 26)}


def wall(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("opened", "days", "ends"),
    [
        # A Wednesday: Thursday, Friday, Monday.
        ("2026-09-16T09:00", 3, "2026-09-22T00:00"),
        # The last minute of a day starts the clock no later than its first.
        ("2026-09-16T23:59", 3, "2026-09-22T00:00"),
        ("2026-09-16T00:00", 3, "2026-09-22T00:00"),
        # On a Saturday: Monday to Wednesday.
        ("2026-09-19T12:00", 3, "2026-09-24T00:00"),
        # Thanksgiving does not count: Wednesday, Friday, Monday.
        ("2026-11-24T12:00", 3, "2026-12-01T00:00"),
        # The clocks go back on the first of November: a day of 25 hours is one day.
        ("2026-10-29T23:59", 5, "2026-11-06T00:00"),
        # They go forward on the eighth of March: one of 23 as well.
        ("2026-03-05T12:00", 5, "2026-03-13T00:00"),
    ],
)
def test_a_clock_ends_with_its_last_business_day(opened, days, ends):
    ended = ends_after(wall(opened), days=days, zone=NEW_YORK, holidays=THANKSGIVING)

    assert ended == wall(ends)


def test_the_day_is_that_of_the_zone_and_not_of_greenwich():
    opened = datetime(2026, 9, 17, 2, 0, tzinfo=UTC)

    in_new_york = ends_after(opened, days=3, zone=NEW_YORK, holidays=set())
    in_london = ends_after(opened, days=3, zone=ZoneInfo("Europe/London"), holidays=set())

    assert in_new_york == wall("2026-09-22T00:00")
    assert in_london == datetime(2026, 9, 22, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ends", "reminder"),
    [
        ("2026-09-22T00:00", "2026-09-19T00:00"),
        ("2026-09-24T00:00", "2026-09-23T00:00"),
        ("2026-11-28T00:00", "2026-11-26T00:00"),
    ],
)
def test_a_reminder_leaves_one_business_day(ends, reminder):
    due = reminder_of(wall(ends), zone=NEW_YORK, holidays=THANKSGIVING)

    assert due == wall(reminder)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),
    st.integers(1, 10),
    st.sampled_from(["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]),
)
def test_a_clock_holds_exactly_its_business_days_and_reminds_within_them(at, days, name):
    zone = ZoneInfo(name)

    ends = ends_after(at, days=days, zone=zone, holidays=THANKSGIVING)

    first, last = local_day(at, zone), local_day(ends - timedelta(microseconds=1), zone)
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(is_business_day(day, THANKSGIVING) for day in between) == days
    assert is_business_day(last, THANKSGIVING)
    assert reminder_of(ends, zone=zone, holidays=THANKSGIVING) < ends


@pytest.mark.parametrize(
    ("opener", "has_evidence", "borne_out", "meaning"),
    [
        (Side.BRAND, False, False, Silence.STANDS),
        (Side.BRAND, True, False, Silence.TO_A_PERSON),
        (Side.AGENT, True, True, Silence.GRANTED),
        (Side.AGENT, True, False, Silence.TO_A_PERSON),
        (Side.AGENT, False, True, Silence.TO_A_PERSON),
        (Side.AGENT, False, False, Silence.TO_A_PERSON),
    ],
)
def test_silence_favours_the_side_that_did_the_work_and_showed_it(
    opener, has_evidence, borne_out, meaning
):
    heard = meaning_of_silence(opener, opener_has_evidence=has_evidence, is_borne_out=borne_out)

    assert heard is meaning
