"""Every deed with a run: pay, pause, resume, cancel."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit, second_factor_required
from payouts.runs import services
from payouts.runs.models import PayoutRun
from payouts.runs.policies import can_approve_runs, can_stop_runs
from payouts.runs.views.answers import reason_in


@require_POST
@permit(can_approve_runs)
@second_factor_required
def execute(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Begin to pay an approved run now, and not with the next minute."""
    return _do(
        request,
        public_id,
        lambda pk: services.start_run(run_id=pk, actor=request.user, at=timezone.now()),
        "The run is being paid.",
    )


@require_POST
@permit(can_stop_runs)
def pause(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Send nothing more of a run until somebody resumes it."""
    return _stop(request, public_id, services.pause_run, "Nothing more is sent until you resume.")


@require_POST
@permit(can_approve_runs)
@second_factor_required
def resume(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Go on with a paused run."""
    return _do(
        request,
        public_id,
        lambda pk: services.resume_run(run_id=pk, actor=request.user, at=timezone.now()),
        "The run goes on.",
    )


@require_POST
@permit(can_stop_runs)
def cancel(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Give up a run before anything of it was begun."""
    return _stop(request, public_id, services.cancel_run, "The run is cancelled. Nobody was paid.")


def _stop(
    request: SignedInRequest, public_id: UUID, service: Callable[..., Any], done: str
) -> HttpResponse:
    reason = reason_in(request)
    if not reason:
        return redirect("finance:run", public_id)
    return _do(
        request,
        public_id,
        lambda pk: service(run_id=pk, actor=request.user, at=timezone.now(), reason=reason),
        done,
    )


def _do(
    request: SignedInRequest, public_id: UUID, deed: Callable[[int], Any], done: str
) -> HttpResponse:
    """Do one deed with a run; a refusal is shown where the reader was."""
    found = get_object_or_404(PayoutRun, public_id=public_id)
    try_to(request, lambda: deed(found.pk), done)
    return redirect("finance:run", public_id)
