"""Payout runs for finance: the list, the preview, one run and what it holds."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onboarding.errors import DomainError
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.gateway.base import ProcessorUnavailable
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.runs import lists
from payouts.runs.computing import compute_run
from payouts.runs.doubting import doubts_of
from payouts.runs.forms import ComputeForm, PayoutFilter, RunFilter, SkipFilter
from payouts.runs.models import PayoutRun, RunStatus
from payouts.runs.policies import can_approve_runs, can_prepare_runs, can_stop_runs
from payouts.runs.preview import preview_of
from payouts.runs.selectors import progress_by_rail, progress_of

_MOVING = (RunStatus.APPROVED, RunStatus.EXECUTING)


@require_GET
@permit(is_finance)
def runs(request: SignedInRequest) -> HttpResponse:
    """Every run, by status and currency."""
    form = RunFilter(request.GET, currencies=lists.currencies_of_runs())
    asked = form.asked()
    page = newest_first(
        lists.runs_for_the_list(**asked), by="prepared_at", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/runs/runs.html",
        {"page": page, "form": form, "is_filtered": any(asked.values())}
        | {"may_prepare": can_prepare_runs(request.user)},
    )


@require_http_methods(["GET", "POST"])
@permit(can_prepare_runs)
def compute(request: SignedInRequest) -> HttpResponse:
    """Look at what a run would be, then compute it: the same form, asked by GET and by POST."""
    now = timezone.now()
    given = request.POST if request.method == "POST" else request.GET if request.GET else None
    form = ComputeForm(
        given,
        currencies=lists.currencies_payable(),
        initial={"cutoff_at": timezone.localtime(now).replace(second=0, microsecond=0)},
    )
    preview = None
    if form.is_valid():
        if request.method == "POST":
            try:
                run = compute_run(**form.cleaned_data, actor=request.user, at=now)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The run is computed. Somebody else approves it."))
                return redirect("finance:run", run.public_id)
        else:
            preview = preview_of(**form.cleaned_data, at=now)
    return render(request, "payouts/runs/compute.html", {"form": form, "preview": preview})


@require_GET
@permit(is_finance)
def run(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One run: how far it is, who is in it, who is not, and who did what."""
    found = get_object_or_404(lists.runs_for_the_list(), public_id=public_id)
    form = PayoutFilter(request.GET)
    status = form.cleaned_data["status"] if form.is_valid() else ""
    page = newest_first(
        lists.payouts_for_the_list(found, status=status),
        by="id",
        cursor=request.GET.get("cursor", ""),
    )
    attempts = lists.latest_attempts(page.rows)
    return render(
        request,
        "payouts/runs/run.html",
        {
            "run": found,
            "total": Money(found.total_minor, found.currency),
            "progress": progress_of(found),
            "rails": progress_by_rail(found),
            "is_moving": found.status in _MOVING,
            "skips": lists.skips_by_reason(found),
            "history": lists.history_of(found),
            "warnings": lists.warnings_for_the_page(found),
            "doubts": list(doubts_of(run_id=found.pk)[:20]),
            "form": form,
            "page": page,
            "rows": [(payout, attempts.get(payout.pk)) for payout in page.rows],
            "is_filtered": bool(status),
            "may_approve": can_approve_runs(request.user),
            "may_stop": can_stop_runs(request.user),
            "is_preparer": found.prepared_by_id == request.user.pk,
        },
    )


@require_GET
@permit(is_finance)
def skips(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Who was left out of a run, by reason."""
    found = get_object_or_404(PayoutRun, public_id=public_id)
    form = SkipFilter(request.GET)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    page = newest_first(
        lists.skips_for_the_list(found, reason=reason),
        by="id",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/runs/skips.html",
        {"run": found, "form": form, "page": page, "is_filtered": bool(reason)},
    )


@require_GET
@permit(is_finance)
def progress(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """How far a run has come, asked again every two seconds while it is being paid."""
    found = get_object_or_404(PayoutRun, public_id=public_id)
    is_moving = found.status in _MOVING
    response = render(
        request,
        "payouts/runs/_progress.html",
        {"run": found, "progress": progress_of(found), "is_moving": is_moving},
    )
    if not is_moving:
        # What may be done now, and every figure, has changed with the status.
        response["HX-Refresh"] = "true"
    return response


@require_GET
@permit(is_finance)
def funds(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Whether the processor's balance covers what is still to leave."""
    found = get_object_or_404(PayoutRun, public_id=public_id)
    needed = lists.still_to_leave(found)
    try:
        available = Money(processor().balance(found.currency), found.currency)
    except ProcessorUnavailable:
        return render(request, "payouts/runs/_funds.html", {"needed": needed, "is_silent": True})
    return render(
        request,
        "payouts/runs/_funds.html",
        {"needed": needed, "available": available, "is_covered": not available < needed}
        | {"missing": needed - available},
    )


@require_GET
@permit(is_finance)
def payouts_csv(request: SignedInRequest, public_id: UUID) -> StreamingHttpResponse:
    """The payouts of a run as a spreadsheet takes them."""
    found = get_object_or_404(PayoutRun, public_id=public_id)
    return csv_response(
        filename=f"payout-run-{found.cutoff_at:%Y-%m-%d}-{found.currency}.csv",
        header=lists.EXPORTED,
        rows=lists.export_of(found),
    )
