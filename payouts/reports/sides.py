"""Where both sides stand, and which differences do."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from payouts.incoming.models import BankLine
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import JournalEntry
from payouts.reports.models import Cause, Difference, DifferenceStatus, ProcessorMovement


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
    theirs = dict(ProcessorMovement.objects.values_list("currency").annotate(Sum("net_minor")))
    of_others = [*Cause.of_ourselves(), *Cause.of_the_bank()]
    return _both(AccountKind.PROCESSOR_BALANCE, theirs, ~Q(cause__in=of_others))


def sides_at_the_bank() -> list[Side]:
    """What moved at our bank, by the books and by its lines, in each currency of an account.

    In three queries. What stood in an account before its first line is on neither side.
    """
    theirs = dict(BankLine.objects.values_list("currency").annotate(Sum("amount_minor")))
    both = _both(AccountKind.BANK, theirs, Q(cause__in=Cause.of_the_bank()))
    # Without a line there is nothing to compare with yet.
    return [side for side in both if side.currency in theirs]


def _both(kind: AccountKind, theirs: Mapping[str, int], causes: Q) -> list[Side]:
    ours = dict(
        JournalEntry.objects.filter(account__kind=kind)
        .values_list("currency")
        .annotate(minor=Sum("amount_minor"))
    )
    unexplained = dict(
        Difference.objects.filter(causes, status=DifferenceStatus.NEW)
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
