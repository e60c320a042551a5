"""Count business days over given holidays."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, timedelta

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days on which a country does not work: its own weekend, Monday being 0, and holidays."""

    weekend: frozenset[int]
    holidays: Container[date]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day.weekday() in self.weekend or day in self.holidays)


def is_business_day(day: date, holidays: Container[date]) -> bool:
    """Monday to Friday, and no holiday; of a country's days off, what is none of them.

    >>> is_business_day(date(2026, 11, 22), DaysOff(frozenset({4, 5}), set()))
    True
    """
    if isinstance(holidays, DaysOff):
        return day not in holidays
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
