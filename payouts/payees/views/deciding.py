"""What a second person decides: payout details, tax forms, balances."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onboarding.users.permissions import SignedInRequest, permit, second_factor_required
from payouts.payees import balances, details, tax_forms
from payouts.payees.forms_of_staff import VerdictForm
from payouts.payees.models import BalanceDecision, Payee, PayoutDetails, TaxForm
from payouts.payees.policies import can_approve_payees
from payouts.payees.views import answers


@require_POST
@permit(can_approve_payees)
@second_factor_required
def decide_details(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Approve a change of details, or do not accept it."""
    row = get_object_or_404(PayoutDetails.objects.select_related("payee"), public_id=public_id)

    def deed(form: VerdictForm) -> object:
        who: dict[str, Any] = {"details_id": row.pk, "actor": request.user, "at": now()}
        if form.is_yes:
            return details.approve_details(**who)
        return details.reject_details(**who, reason=form.cleaned_data["reason"])

    return _decide(request, row.payee, deed)


@require_POST
@permit(can_approve_payees)
@second_factor_required
def decide_form(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Rely on a signed tax form, or do not accept it."""
    row = get_object_or_404(TaxForm.objects.select_related("payee"), public_id=public_id)

    def deed(form: VerdictForm) -> object:
        who: dict[str, Any] = {"form_id": row.pk, "actor": request.user, "at": now()}
        if form.is_yes:
            return tax_forms.approve_form(**who)
        return tax_forms.reject_form(**who, reason=form.cleaned_data["reason"])

    return _decide(request, row.payee, deed)


@require_POST
@permit(can_approve_payees)
@second_factor_required
def decide_balance(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Book what another person proposed about a balance, or do not."""
    row = get_object_or_404(BalanceDecision.objects.select_related("payee"), public_id=public_id)

    def deed(form: VerdictForm) -> object:
        who: dict[str, Any] = {"decision_id": row.pk, "actor": request.user, "at": now()}
        if form.is_yes:
            return balances.approve_decision(**who)
        return balances.reject_decision(**who, reason=form.cleaned_data["reason"])

    return _decide(request, row.payee, deed)


def _decide(
    request: SignedInRequest, payee: Payee, deed: Callable[[VerdictForm], object]
) -> HttpResponse:
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return answers.told_why_not(request, form.errors, payee)
    done = _("Approved.") if form.is_yes else _("Not accepted. The agent is told why.")
    return answers.do(request, payee, lambda: deed(form), done)
