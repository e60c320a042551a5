"""Pay periods for weeks in which somebody was there for us, and no contact came."""

from datetime import datetime

from payouts.guarantees.worked import weeks_without_period
from payouts.periods.services import open_periods, share_periods


def open_weeks(*, at: datetime, since: datetime | None = None) -> int:
    """Open the pay periods of staffed weeks that no contact opened; return how many.

    With ``since`` only for hours that came about or became known from then on.

    A guarantee is owed for time, so a week without a single contact is paid like any other.
    """
    missing = weeks_without_period(at=at, since=since)
    if missing:
        share_periods()
        open_periods(brands=[], agents=missing)
    return len(missing)
