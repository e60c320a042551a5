"""Days, weeks and months of a zone as half-open UTC ranges. Clock changes included."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Span:
    """The instants ``[from_at, to_at)`` of the local dates ``[from_on, to_on)``."""

    from_on: date
    to_on: date
    from_at: datetime
    to_at: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.from_at <= at < self.to_at


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of ``day`` in ``zone``, as UTC.

    Where the clocks skip midnight the day begins when the skipped hour ends.

    >>> midnight(date(2026, 7, 1), ZoneInfo("Asia/Jerusalem")).isoformat()
    '2026-06-30T21:00:00+00:00'
    """
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def span(from_on: date, to_on: date, zone: ZoneInfo) -> Span:
    """The span of the local dates ``[from_on, to_on)``."""
    return Span(from_on, to_on, midnight(from_on, zone), midnight(to_on, zone))


def month_of(day: date, zone: ZoneInfo) -> Span:
    """The calendar month that holds ``day``.

    >>> month_of(date(2026, 12, 31), ZoneInfo("UTC")).to_on
    datetime.date(2027, 1, 1)
    """
    first = day.replace(day=1)
    return span(first, (first + timedelta(days=32)).replace(day=1), zone)


def week_of(day: date, zone: ZoneInfo) -> Span:
    """The week, Monday to Sunday, that holds ``day``.

    >>> week_of(date(2026, 11, 22), ZoneInfo("UTC")).from_on
    datetime.date(2026, 11, 16)
    """
    monday = day - timedelta(days=day.weekday())
    return span(monday, monday + timedelta(days=7), zone)


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The date on the wall in ``zone`` at the instant ``at``."""
    return at.astimezone(zone).date()
