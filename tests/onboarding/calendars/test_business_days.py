from datetime import date

from onboarding.calendars.business_days import business_days_after, is_business_day, on_or_before
from onboarding.calendars.selectors import bank_holidays

CHRISTMAS = date(2026, 12, 25)


def test_a_weekend_and_a_holiday_are_no_business_days():
    assert not is_business_day(date(2026, 11, 22), set())
    assert not is_business_day(CHRISTMAS, {CHRISTMAS})
    assert is_business_day(CHRISTMAS, set())


def test_business_days_are_counted_over_weekends_and_holidays():
    assert business_days_after(date(2026, 12, 23), 2, {CHRISTMAS}) == date(2026, 12, 28)


def test_a_pay_day_on_a_holiday_moves_to_the_day_before():
    assert on_or_before(CHRISTMAS, {CHRISTMAS}) == date(2026, 12, 24)
    assert on_or_before(date(2026, 11, 22), set()) == date(2026, 11, 20)


def test_the_banks_holidays_are_known():
    assert date(2026, 7, 3) in bank_holidays() or date(2026, 7, 4) in bank_holidays()
    assert date(2026, 9, 16) not in bank_holidays()
