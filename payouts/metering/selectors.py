"""Where unmetered revisions may stand."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Max, Min

from marketplace.interactions.models import InteractionRevision

WINDOW = 100_000


def windows_of_revisions(*, since: datetime | None) -> Iterator[tuple[int, int]]:
    """Windows of revision ids, first and last, that cover what was recorded from ``since`` on.

    Within a window the work is found by an anti-join and never by a remembered id: rows
    commit out of id order, so a remembered id could step past one that is not visible yet.
    """
    revisions = InteractionRevision.objects.all()
    if since is not None:
        revisions = revisions.filter(recorded_at__gte=since)
    ends = revisions.aggregate(first=Min("id"), last=Max("id"))
    if ends["first"] is None:
        return
    for first in range(ends["first"], ends["last"] + 1, WINDOW):
        yield first, min(first + WINDOW - 1, ends["last"])
