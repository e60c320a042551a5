"""Attempts and messages, as others ask for them."""

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KT

from payouts.gateway.models import Attempt, AttemptStatus, AttemptStep, GatewayEvent


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


def steps_of(subject: str) -> QuerySet[AttemptStep]:
    """Everything that was done with the attempts for ``subject``, in order."""
    steps = AttemptStep.objects.filter(attempt__subject=subject).select_related("attempt")
    return steps.order_by("at", "pk")


def events_of(group: str) -> QuerySet[GatewayEvent]:
    """What the processor has said of ``group``, our own name for what is paid, in order."""
    events = GatewayEvent.objects.alias(group=KT("payload__data__object__transfer_group"))
    return events.filter(group=group).order_by("received_at", "pk")


def unhandled_events(*kinds: str) -> QuerySet[GatewayEvent]:
    """Messages that nobody has handled, oldest first; ``transfer.`` means all of that family."""
    wanted = Q()
    for kind in kinds:
        wanted |= Q(type__startswith=kind) if kind.endswith(".") else Q(type=kind)
    return GatewayEvent.objects.filter(wanted, handled_at__isnull=True).order_by("pk")
