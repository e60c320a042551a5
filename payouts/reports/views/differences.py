"""Reconciliation: both sides, every difference, and what a person makes of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.gateway.base import ProcessorUnavailable
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.reports import explaining
from payouts.reports.forms import DifferenceFilter
from payouts.reports.models import Difference, DifferenceStatus
from payouts.reports.policies import can_reconcile
from payouts.reports.reconciliation import reconcile
from payouts.reports.sides import Side, sides, sides_at_the_bank


@require_GET
@permit(is_finance)
def differences(request: SignedInRequest) -> HttpResponse:
    """All sides for each currency, and the differences, the newest first."""
    form = DifferenceFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        Difference.objects.filter(**asked).select_related("explained_by", "accepted_by"),
        by="found_at",
        cursor=request.GET.get("cursor", ""),
    )
    at_the_processor = [_shown(side) for side in sides()]
    at_the_bank = [_shown(side) for side in sides_at_the_bank()]
    return render(
        request,
        "payouts/reports/reconciliation.html",
        {
            "form": form,
            "is_filtered": bool(asked),
            "page": page,
            "sides": at_the_processor,
            "sides_at_the_bank": at_the_bank,
            "is_apart": any(side["difference"] for side in at_the_processor + at_the_bank),
            "may_reconcile": can_reconcile(request.user),
        },
    )


def _shown(side: Side) -> dict[str, Any]:
    return {
        "side": side,
        "ours": Money(side.ours_minor, side.currency),
        "theirs": Money(side.theirs_minor, side.currency),
        "difference": Money(side.ours_minor - side.theirs_minor, side.currency),
    }


@require_GET
@permit(is_finance)
def difference(request: SignedInRequest, pk: int) -> HttpResponse:
    """One difference: both amounts, its cause, and who explained and accepted it."""
    shown = get_object_or_404(
        Difference.objects.select_related("explained_by", "accepted_by"), pk=pk
    )
    may = can_reconcile(request.user)
    return render(
        request,
        "payouts/reports/difference.html",
        {
            "difference": shown,
            "ours": Money(shown.ours_minor, shown.currency),
            "theirs": Money(shown.theirs_minor, shown.currency),
            "between": Money(shown.minor, shown.currency),
            "may_explain": may and shown.status == DifferenceStatus.NEW,
            "may_accept": may
            and shown.status == DifferenceStatus.EXPLAINED
            and shown.explained_by_id != request.user.pk,
        },
    )


@require_POST
@permit(can_reconcile)
def run(request: SignedInRequest) -> HttpResponse:
    """Compare now."""
    try:
        done = reconcile(gateway=processor(), at=timezone.now())
    except ProcessorUnavailable:
        messages.error(request, _("The processor does not answer now. Please try again later."))
    else:
        messages.success(
            request,
            _("%(movements)s new movements; %(standing)s differences stand.")
            % {"movements": done.movements, "standing": done.standing},
        )
    return redirect("finance:reconciliation")


@require_POST
@permit(can_reconcile)
def explain(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say where a difference comes from."""
    get_object_or_404(Difference, pk=pk)
    try:
        explaining.explain(
            difference_id=pk,
            words=request.POST.get("words", "").replace("\x00", ""),
            actor=request.user,
            at=timezone.now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("finance:difference", pk)


@require_POST
@permit(can_reconcile)
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Accept somebody else's explanation."""
    get_object_or_404(Difference, pk=pk)
    try:
        explaining.accept(difference_id=pk, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("finance:difference", pk)
