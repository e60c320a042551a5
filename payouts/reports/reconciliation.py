"""The books against the processor, our bank and themselves, difference by difference.

What the processor says is taken in as it came; what our bank says came in with its files. Then
both sides are compared by the other side's own name for what happened; each thing on which they
disagree is one row, with its cause and a state. A row whose sides agree again is settled by
itself, one that changes is new again.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from onboarding.audit.services import advance, advance_many
from payouts.gateway.base import Gateway
from payouts.reports.bank_lines import AT_THE_BANK
from payouts.reports.models import Difference, DifferenceStatus, ProcessorMovement
from payouts.reports.movements import take_in
from payouts.reports.sides import standing
from payouts.reports.two_sides import CHANGED, COMPARED, GONE, KEEP, SEEN

# Movements appear at the processor a little after they happened, and are asked for again.
_OVERLAP = timedelta(days=3)
_BEGINNING = datetime(2020, 1, 1, tzinfo=UTC)
# What is younger may still be on its way to the other side.
SETTLING = timedelta(hours=1)
_LOCK = 7_211


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one comparison did: movements that were new, and differences by what became of them."""

    movements: int
    found: int
    settled: int
    standing: int


def reconcile(*, gateway: Gateway, at: datetime) -> Reconciled:
    """Take in what the processor moved since the last time, and compare. Twice changes nothing.

    Raises:
        ProcessorUnavailable: it could not be asked now; what was taken in stays.
    """
    last = ProcessorMovement.objects.aggregate(at=Max("created_at"))["at"]
    since = last - _OVERLAP if last else _BEGINNING
    movements = take_in(gateway.balance_transactions(since=since), at=at)
    found, settled = compare(at=at)
    return Reconciled(movements, found, settled, standing().count())


@transaction.atomic
def compare(*, at: datetime) -> tuple[int, int]:
    """Compare all sides as they stand; return how many differences were found and settled."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        cursor.execute(
            "CREATE TEMPORARY TABLE compared (cause, subject, currency, ours, theirs, happened_at)"
            f" ON COMMIT DROP AS {COMPARED} UNION ALL {AT_THE_BANK}",
            {"settled_before": at - SETTLING},
        )
        cursor.execute(SEEN, {"at": at})
        cursor.execute(CHANGED)
        changed = cursor.fetchall()
        cursor.execute(GONE)
        gone = [pk for (pk,) in cursor.fetchall()]
        cursor.execute(KEEP, {"at": at})
        found = cursor.rowcount
        cursor.execute("DROP TABLE compared")
    for pk, cause, ours, theirs in changed:
        _renew(Difference.objects.get(pk=pk), cause, ours, theirs, at)
    advance_many(
        Difference.objects.filter(pk__in=gone), to=DifferenceStatus.SETTLED, actor=None, at=at
    )
    return found + len(changed), len(gone)


def _renew(difference: Difference, cause: str, ours: int, theirs: int, at: datetime) -> None:
    """A difference that came back, or is another one now, has to be explained anew."""
    changes: dict[str, Any] = {
        "cause": cause,
        "ours_minor": ours,
        "theirs_minor": theirs,
        "found_at": at,
        "seen_at": at,
        "explanation": "",
        "explained_by": None,
        "explained_at": None,
        "accepted_by": None,
        "accepted_at": None,
    }
    if difference.status == DifferenceStatus.NEW:
        Difference.objects.filter(pk=difference.pk).update(**changes)
    else:
        advance(difference, to=DifferenceStatus.NEW, actor=None, at=at, **changes)
