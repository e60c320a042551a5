"""Before money leaves: a run beside the last one, and the page on which it is approved."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onboarding.errors import DomainError
from onboarding.users.permissions import SignedInRequest, permit, second_factor_required
from onboarding.users.selectors import is_finance
from payouts.money import Money
from payouts.runs import lists
from payouts.runs.approval import approve_with_code
from payouts.runs.comparison import (
    MOVED_MAJOR,
    MOVED_PERCENT,
    SHOWN,
    differences,
    last_run_before,
    spread_of,
)
from payouts.runs.forms import ApprovalForm
from payouts.runs.models import PayoutRun, RunStatus, WarningKind
from payouts.runs.policies import can_approve_runs


@require_http_methods(["GET", "POST"])
@permit(can_approve_runs)
@second_factor_required
def approve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Read the warnings, tick each, type a code: the run is approved as it was shown."""
    run = get_object_or_404(lists.runs_for_the_list(), public_id=public_id)
    warnings = list(run.warnings.order_by("pk"))
    form = ApprovalForm(request.POST or None, warnings=warnings, content_hash=run.content_hash)
    if request.method == "POST" and form.is_valid():
        try:
            approve_with_code(
                run_id=run.pk,
                **form.cleaned_data,
                actor=request.user,
                at=timezone.now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The run is approved and will be paid within a minute."))
            return redirect("finance:run", public_id)
    return render(
        request,
        "payouts/runs/approve.html",
        {
            "run": run,
            "total": Money(run.total_minor, run.currency),
            "form": form,
            "warnings": warnings,
            "is_waiting": run.status == RunStatus.COMPUTED,
            "is_preparer": run.prepared_by_id == request.user.pk,
        },
    )


@require_GET
@permit(is_finance)
def comparison(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What is new, gone, moved or paid elsewhere, and how the amounts are spread."""
    run = get_object_or_404(lists.runs_for_the_list(), public_id=public_id)
    last = last_run_before(run)
    largest = lists.largest_payouts(run)
    return render(
        request,
        "payouts/runs/comparison.html",
        {
            "run": run,
            "last": last,
            "total": Money(run.total_minor, run.currency),
            "change": Money(run.total_minor - last.total_minor, run.currency) if last else None,
            "largest": [
                (str(payout.agent), Money(payout.amount_minor, run.currency).exact)
                for payout in largest
            ],
            "spread": spread_of(run, largest_minor=largest[0].amount_minor) if largest else [],
            "groups": _groups(run, last),
            "shown": SHOWN,
            "moved_percent": MOVED_PERCENT,
            "moved_major": MOVED_MAJOR,
        },
    )


def _groups(run: PayoutRun, last: PayoutRun | None) -> list[tuple[WarningKind, Any, Any]]:
    """Kind, its warning and the agents behind it, for each kind that occurs."""
    found = differences(run, last)
    raised = {warning.kind: warning for warning in run.warnings.order_by("pk")}
    return [(kind, raised.get(kind), found[kind]) for kind in WarningKind if kind in found]
