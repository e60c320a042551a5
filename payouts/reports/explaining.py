"""A person says where a difference comes from, and another one accepts that."""

from datetime import datetime

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.reports.models import Difference, DifferenceStatus

_LONGEST_EXPLANATION = 300


class ExplanationMissing(Refused):
    """A difference is explained in words."""

    code = "explanation_missing"


class ExplainerMayNotAccept(NotPermitted):
    """Four eyes."""

    code = "explainer_may_not_accept"


@transaction.atomic
def explain(*, difference_id: int, words: str, actor: User, at: datetime) -> Difference:
    """Say why a difference is there. Somebody else accepts that.

    Raises:
        ExplanationMissing: no words.
        TransitionRefused: it is explained already, or gone.
    """
    if not words.strip():
        raise ExplanationMissing("Please say where this difference comes from.")
    difference = Difference.objects.select_for_update(no_key=True).get(pk=difference_id)
    advance(
        difference,
        to=DifferenceStatus.EXPLAINED,
        actor=actor,
        at=at,
        reason=words.strip()[:_LONGEST_EXPLANATION],
        explanation=words.strip()[:_LONGEST_EXPLANATION],
        explained_by=actor,
        explained_at=at,
    )
    return difference


@transaction.atomic
def accept(*, difference_id: int, actor: User, at: datetime) -> Difference:
    """Accept somebody else's explanation.

    Raises:
        ExplainerMayNotAccept: ``actor`` explained it.
        TransitionRefused: it is not explained.
    """
    difference = Difference.objects.select_for_update(no_key=True).get(pk=difference_id)
    if difference.explained_by_id == actor.pk:
        raise ExplainerMayNotAccept("A difference is accepted by somebody other than explained it.")
    advance(
        difference,
        to=DifferenceStatus.ACCEPTED,
        actor=actor,
        at=at,
        accepted_by=actor,
        accepted_at=at,
    )
    return difference
