"""Who can be paid, and what stands in the way."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from payouts.gateway.models import Attempt, AttemptStatus
from payouts.payees.models import Payee, PayoutHold

_SOON = timedelta(minutes=10)
_DAILY = timedelta(days=1)
# A minute's worth of questions, well within the processor's rate.
_AT_ONCE = 500


def with_obstacles() -> QuerySet[Payee]:
    """Payees with their agents, each with ``is_on_hold``."""
    standing = PayoutHold.objects.filter(payee=OuterRef("pk"), released_at__isnull=True)
    return Payee.objects.select_related("agent").annotate(is_on_hold=Exists(standing))


def unpayable(*, at: datetime) -> QuerySet[Payee]:
    """Payees to whom nothing can be sent ``at`` an instant, by agent, each with ``is_on_hold``."""
    return (
        with_obstacles()
        .filter(Q(is_on_hold=True) | Q(transfers_enabled=False) | Q(cooling_until__gt=at))
        .order_by("agent__name", "pk")
    )


def on_hold(payee_ids: Collection[int]) -> set[int]:
    """Which of these payees are on hold."""
    return set(
        PayoutHold.objects.filter(payee__in=payee_ids, released_at__isnull=True).values_list(
            "payee", flat=True
        )
    )


def holds_of(payee: Payee) -> QuerySet[PayoutHold]:
    """Every hold of a payee with who placed and released it, the newest first."""
    return (
        PayoutHold.objects.filter(payee=payee)
        .select_related("placed_by", "released_by")
        .order_by("-placed_at", "-pk")
    )


def payees_to_open(agent_ids: Collection[int]) -> list[int]:
    """Payees among these agents who have no account at the processor yet, by id."""
    payees = Payee.objects.filter(agent__in=agent_ids, account="")
    return list(payees.order_by("pk").values_list("pk", flat=True))


def payees_to_sync(*, accounts: Collection[str], at: datetime) -> list[int]:
    """Payees of these accounts, and those whose account was not looked at lately, by id."""
    is_due = (
        Q(account__in=accounts)
        | Q(synced_at__isnull=True)
        | Q(transfers_enabled=False, synced_at__lte=at - _SOON)
        | Q(synced_at__lte=at - _DAILY)
    )
    payees = Payee.objects.filter(is_due).exclude(account="")
    return list(payees.order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])


def payees_being_opened(*, at: datetime) -> list[int]:
    """Payees whose account was asked for, with no answer yet, and may be asked for again."""
    subjects = Attempt.objects.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=at),
        subject__startswith="payee_",
        status=AttemptStatus.OPEN,
    ).values_list("subject", flat=True)
    return [int(subject.partition("_")[2]) for subject in subjects.order_by("pk")]
