"""Who can be paid, and what stands in the way."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from onboarding.agents.models import Agent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.payees.models import Payee, PayoutHold


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


def agents_without_payee() -> QuerySet[Agent]:
    """Agents whom nobody has made a payee yet, by id."""
    return Agent.objects.filter(payee__isnull=True).order_by("pk")


def payees_without_account() -> QuerySet[Payee]:
    """Payees with no account at the processor yet, by id."""
    return Payee.objects.filter(account="").select_related("agent").order_by("pk")


def payees_being_opened(*, at: datetime) -> list[int]:
    """Payees whose account was asked for, with no answer yet, and may be asked for again."""
    subjects = Attempt.objects.filter(
        Q(not_before__isnull=True) | Q(not_before__lte=at),
        subject__startswith="payee_",
        status=AttemptStatus.OPEN,
    ).values_list("subject", flat=True)
    return [int(subject.partition("_")[2]) for subject in subjects.order_by("pk")]
