"""When each step of the main job happens, as it would have in its own month.

A month of calls is replayed: records become known at its end, periods close after their
grace, pay clears after the dispute window. Paying itself happens now, because the processor
lives now: how old a key is must be true.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onboarding.calendars.periods import month_of, week_of
from onboarding.errors import Refused
from payouts.accruals.services import clears_on
from payouts.periods.selectors import GRACE

_LATE_RECORDS = timedelta(hours=6)
_NEXT_JOB = timedelta(hours=1)


class MonthNotPayable(Refused):
    """The month's pay has not cleared: closing and paying it would run ahead of the clock."""

    code = "month_not_payable"


@dataclass(frozen=True, slots=True)
class Timeline:
    """The instants of one month's job."""

    month: date
    known_at: datetime
    closes_at: datetime
    clears_at: datetime


def timeline_of(day: date, zone: ZoneInfo) -> Timeline:
    """The timeline of the month that holds ``day``; its last week reaches into the next one."""
    month = month_of(day, zone)
    closes_at = week_of(month.to_on, zone).to_at + GRACE + _NEXT_JOB
    clears_at = datetime.combine(clears_on(closes_at.date()), time(12), tzinfo=UTC)
    return Timeline(month.from_on, month.to_at + _LATE_RECORDS, closes_at, clears_at)


def payable_month_of(day: date, zone: ZoneInfo, *, now: datetime) -> Timeline:
    """The timeline of the month that holds ``day``.

    Raises:
        MonthNotPayable: its pay has not cleared by ``now``.
    """
    timeline = timeline_of(day, zone)
    if timeline.clears_at > now:
        raise MonthNotPayable(
            f"The calls are of {timeline.month:%B %Y}, whose pay clears on "
            f"{timeline.clears_at:%d %B %Y}. Without their dates kept, they are moved to a month "
            "that is over."
        )
    return timeline


def latest_payable_month(zone: ZoneInfo, *, now: datetime) -> Timeline:
    """The last month whose pay has cleared by ``now``."""
    timeline = timeline_of(now.astimezone(zone).date(), zone)
    while timeline.clears_at > now:
        timeline = timeline_of(timeline.month - timedelta(days=1), zone)
    return timeline


def whole_weeks_between(recorded: date, target: date, zone: ZoneInfo) -> timedelta:
    """How far a month's calls move so that they end with ``target``'s month, weekdays kept."""
    days = (month_of(target, zone).to_on - month_of(recorded, zone).to_on).days
    return timedelta(weeks=days // 7)
