from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.earnings.pay_days import pay_day_from

CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("day", "paid_on"),
    [
        (date(2026, 9, 14), date(2026, 9, 18)),  # Monday
        (date(2026, 9, 18), date(2026, 9, 18)),  # Friday itself
        (date(2026, 9, 19), date(2026, 9, 25)),  # Saturday
        (date(2026, 12, 23), date(2026, 12, 24)),  # the Friday is Christmas
        (CHRISTMAS, date(2026, 12, 31)),  # and the next one is New Year's Day
    ],
)
def test_pay_day_is_friday_or_the_business_day_before_it(day, paid_on):
    assert pay_day_from(day, {CHRISTMAS, date(2027, 1, 1)}) == paid_on


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.sets(st.integers(0, 20)))
def test_a_pay_day_is_never_in_the_past_nor_on_a_holiday(day, offsets):
    holidays = {day + timedelta(days=offset) for offset in offsets}

    paid_on = pay_day_from(day, holidays)

    assert paid_on >= day
    assert paid_on not in holidays
    assert paid_on.weekday() < 5
