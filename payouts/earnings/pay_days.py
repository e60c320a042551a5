"""When agents are paid: Friday of every week, or the business day before a holiday."""

from collections.abc import Container
from datetime import date, timedelta

from onboarding.calendars.business_days import on_or_before

_FRIDAY = 4


def pay_day_from(day: date, holidays: Container[date]) -> date:
    """The first pay day on ``day`` or after it.

    >>> pay_day_from(date(2026, 12, 21), {date(2026, 12, 25)})
    datetime.date(2026, 12, 24)
    >>> pay_day_from(date(2026, 12, 25), {date(2026, 12, 25)})
    datetime.date(2027, 1, 1)
    """
    friday = day + timedelta(days=_FRIDAY - day.weekday())
    while (paid_on := on_or_before(friday, holidays)) < day:
        friday += timedelta(weeks=1)
    return paid_on
