"""One payout: every attempt of it, what happened, what comes next; and taking it out of its run."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.gateway.selectors import attempts_of
from payouts.money import Money
from payouts.runs import lists, reserving
from payouts.runs.models import Payout, PayoutStatus, RunStatus
from payouts.runs.policies import can_stop_runs
from payouts.runs.story import next_of, story_of, subjects_of
from payouts.runs.views.answers import reason_in

_WITHDRAWABLE = (PayoutStatus.PLANNED, PayoutStatus.RESERVED)


@require_GET
@permit(is_finance)
def payout(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One payout: how it stands, why, and everything that happened to it."""
    found = get_object_or_404(lists.payout_for_the_page(), public_id=public_id)
    return render(
        request,
        "payouts/runs/payout.html",
        {
            "payout": found,
            "amount": Money(found.amount_minor, found.currency),
            "attempts": [one for subject in subjects_of(found) for one in attempts_of(subject)],
            "moments": story_of(found),
            "doubts": list(found.doubts.order_by("pk")),
            "next": next_of(found, at=timezone.now()),
            "may_cancel": found.status in _WITHDRAWABLE
            and found.run.status in (RunStatus.EXECUTING, RunStatus.PAUSED)
            and can_stop_runs(request.user),
        },
    )


@require_POST
@permit(can_stop_runs)
def cancel_payout(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take one payout out of its run while nothing of it is on its way."""
    found = get_object_or_404(Payout, public_id=public_id)
    reason = reason_in(request)
    if reason:
        try_to(
            request,
            lambda: reserving.cancel_payout(
                payout_id=found.pk, actor=request.user, at=timezone.now(), reason=reason
            ),
            "The payout is cancelled; its money stays payable.",
        )
    return redirect("finance:payout", public_id)
