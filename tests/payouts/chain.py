"""The chain as the timetable would run it."""

from datetime import datetime, timedelta

from payouts.accruals.models import Accrual
from payouts.accruals.services import accrue, close_periods
from payouts.metering.services import meter_revisions
from payouts.rating.services import rate_usage
from tests.times import NOON

WEEKS_LATER = NOON + timedelta(days=40)


def book(at: datetime = NOON) -> None:
    meter_revisions(at=at)
    rate_usage(at=at)
    accrue(at=at)


def close(at: datetime = WEEKS_LATER) -> None:
    book(at)
    close_periods(at=at)


def posted(side: str) -> list[int]:
    return list(
        Accrual.objects.filter(side=side).order_by("id").values_list("posted_minor", flat=True)
    )
