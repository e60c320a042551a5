"""Which periods are over."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from payouts.periods.models import Period, PeriodKind, PeriodStatus

# After a period's end its late records still find it open.
GRACE = timedelta(hours=24)


def due_to_close(*, at: datetime) -> QuerySet[Period]:
    """Open periods whose end and grace lie behind ``at``."""
    return Period.objects.filter(status=PeriodStatus.OPEN, to_at__lte=at - GRACE)


def pay_periods_still_open(*, currency: str, cutoff_at: datetime) -> QuerySet[Period]:
    """Pay periods that ended before ``cutoff_at`` and are not closed."""
    return Period.objects.filter(
        kind=PeriodKind.PAY, currency=currency, to_at__lte=cutoff_at
    ).exclude(status=PeriodStatus.CLOSED)
