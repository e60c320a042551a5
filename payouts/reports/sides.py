"""Where both sides stand, and which differences do."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from payouts.ledger.models import JournalEntry
from payouts.reports.models import Cause, Difference, DifferenceStatus, ProcessorMovement

# Where the books disagree with themselves, and not with the processor.
_OF_OURSELVES = (Cause.AGENT, Cause.STATEMENT)


@dataclass(frozen=True, slots=True)
class Side:
    """One currency on both sides, in minor units, as far as movements were taken in."""

    currency: str
    ours_minor: int
    theirs_minor: int
    unexplained: int


def standing() -> QuerySet[Difference]:
    """Differences that nobody has accepted and that are still there."""
    return Difference.objects.filter(status__in=[DifferenceStatus.NEW, DifferenceStatus.EXPLAINED])


def sides() -> list[Side]:
    """Both sides of the balance at the processor for each currency, in three queries."""
    ours = dict(
        JournalEntry.objects.filter(account__kind="PROCESSOR_BALANCE")
        .values_list("currency")
        .annotate(minor=Sum("amount_minor"))
    )
    theirs = dict(ProcessorMovement.objects.values_list("currency").annotate(Sum("net_minor")))
    unexplained = dict(
        Difference.objects.filter(
            ~Q(cause__in=[Cause.AGENT, Cause.STATEMENT]), status=DifferenceStatus.NEW
        )
        .values_list("currency")
        .annotate(Count("pk"))
    )
    return [
        Side(
            currency,
            int(ours.get(currency, 0)),
            int(theirs.get(currency, 0)),
            unexplained.get(currency, 0),
        )
        for currency in sorted(ours.keys() | theirs.keys())
    ]
