"""Where work that is not yet booked may stand."""

from collections.abc import Iterator

from django.db.models import Max, Min

from payouts.periods.models import Period, PeriodStatus

WINDOW = 2_000


def windows_of_open_periods() -> Iterator[tuple[int, int]]:
    """Windows of period ids, first and last, that cover every period that is not closed."""
    periods = Period.objects.exclude(status=PeriodStatus.CLOSED)
    ends = periods.aggregate(first=Min("id"), last=Max("id"))
    if ends["first"] is None:
        return
    for first in range(ends["first"], ends["last"] + 1, WINDOW):
        yield first, min(first + WINDOW - 1, ends["last"])
