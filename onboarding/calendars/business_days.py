"""Count business days over given holidays."""

from collections.abc import Container
from datetime import date, timedelta

_SATURDAY = 5


def is_business_day(day: date, holidays: Container[date]) -> bool:
    """Monday to Friday, and no holiday."""
    return day.weekday() < _SATURDAY and day not in holidays


def business_days_after(day: date, count: int, holidays: Container[date]) -> date:
    """The ``count``-th business day after ``day``.

    >>> business_days_after(date(2026, 11, 20), 5, set())
    datetime.date(2026, 11, 27)
    """
    assert count >= 0
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, holidays)
    return day


def on_or_before(day: date, holidays: Container[date]) -> date:
    """``day`` itself, or the last business day before it.

    >>> on_or_before(date(2026, 12, 25), {date(2026, 12, 25)})
    datetime.date(2026, 12, 24)
    """
    while not is_business_day(day, holidays):
        day -= timedelta(days=1)
    return day
