"""What waits to be booked before a month is replayed: it is known now, and not by that month."""

from datetime import datetime

from marketplace.interactions.models import ImportFile, Source
from payouts.accruals.services import accrue
from payouts.management.main_job.calendar import Timeline
from payouts.metering.services import meter_revisions
from payouts.periods.models import Period, PeriodStatus
from payouts.rating.services import rate_usage


def book_what_waits(source: Source, timeline: Timeline, *, at: datetime) -> None:
    """Book by today's clock what came in beside the main job, such as a correction.

    By the replayed month's clock it would change what was payable before payouts that have been
    made since. A replay that was interrupted goes on by its own clock.
    """
    if _is_interrupted(source, timeline):
        return
    meter_revisions(at=at)
    rate_usage(at=at)
    accrue(at=at)


def _is_interrupted(source: Source, timeline: Timeline) -> bool:
    is_begun = ImportFile.objects.filter(source=source, started_at=timeline.known_at).exists()
    month = Period.objects.filter(brand=source.brand_id, from_on=timeline.month)
    return is_begun and not month.filter(status=PeriodStatus.CLOSED).exists()
