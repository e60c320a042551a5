"""Attempts and messages, as others ask for them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet

from payouts.gateway.models import Attempt, AttemptStatus, GatewayEvent


def open_attempt_of(subject: str) -> Attempt | None:
    """The one attempt for ``subject`` whose outcome is open, if there is one."""
    return Attempt.objects.filter(subject=subject, status=AttemptStatus.OPEN).order_by("pk").first()


def open_attempts_of(subjects: Collection[str]) -> dict[str, Attempt]:
    """The open attempt of each subject that has one, in one query."""
    attempts = Attempt.objects.filter(subject__in=subjects, status=AttemptStatus.OPEN)
    return {attempt.subject: attempt for attempt in attempts}


def attempts_of(subject: str) -> QuerySet[Attempt]:
    """Every attempt for ``subject``, the first one first."""
    return Attempt.objects.filter(subject=subject).order_by("number")


def unhandled_events(*kinds: str) -> QuerySet[GatewayEvent]:
    """Messages that nobody has handled, oldest first; ``transfer.`` means all of that family."""
    wanted = Q()
    for kind in kinds:
        wanted |= Q(type__startswith=kind) if kind.endswith(".") else Q(type=kind)
    return GatewayEvent.objects.filter(wanted, handled_at__isnull=True).order_by("pk")
