"""What whoever manages payees does and asks for: holds, other details, balances."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.errors import DomainError
from onboarding.users.permissions import SignedInRequest, permit, second_factor_required
from payouts.payees import balances, details, lists, services
from payouts.payees.bank_accounts import AccountRefused
from payouts.payees.forms import BankDetailsForm, blame
from payouts.payees.forms_of_staff import DecisionForm, HoldForm, ReasonForm
from payouts.payees.models import DecisionKind, Payee, PayoutHold
from payouts.payees.policies import can_manage_payees
from payouts.payees.rails import Rail
from payouts.payees.views import answers


@require_POST
@permit(can_manage_payees)
def place_hold(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Keep money back: everything, or an amount."""
    found = get_object_or_404(Payee, public_id=public_id)
    form = HoldForm(request.POST, currencies=list(lists.balances_by_currency(found.agent_id)))
    if not form.is_valid():
        return answers.told_why_not(request, form.errors, found)
    amount, reason, at = form.money, form.cleaned_data["reason"], now()

    def deed() -> object:
        if amount is None:
            return services.place_hold(payee_id=found.pk, reason=reason, actor=request.user, at=at)
        return services.hold_amount(
            payee_id=found.pk, amount=amount, reason=reason, actor=request.user, at=at
        )

    return answers.do(request, found, deed, _("It is held. The agent reads why."))


@require_POST
@permit(can_manage_payees)
def release_hold(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Lift one hold, with a reason."""
    hold = get_object_or_404(PayoutHold.objects.select_related("payee"), public_id=public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return answers.told_why_not(request, form.errors, hold.payee)
    return answers.do(
        request,
        hold.payee,
        lambda: services.release_hold(
            hold_id=hold.pk,
            actor=request.user,
            at=now(),
            because=form.cleaned_data["reason"],
        ),
        _("The hold is lifted."),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@permit(can_manage_payees)
@second_factor_required
def propose_details(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask that a payee be paid to another account; another person decides."""
    found = get_object_or_404(Payee.objects.select_related("agent"), public_id=public_id)
    form = BankDetailsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            details.propose_details(
                payee_id=found.pk, account=form.account(), actor=request.user, at=now()
            )
        except (AccountRefused, DomainError) as refusal:
            blame(form, refusal)
        else:
            messages.success(
                request, _("Asked for. Another person decides, and the agent is told.")
            )
            return redirect("finance:payee", public_id)
    return render(
        request,
        "payouts/payees/propose_details.html",
        {"payee": found, "form": form, "is_by_bank_file": found.rail == Rail.BANK_FILE},
        status=400 if form.errors else 200,
    )


@require_POST
@permit(can_manage_payees)
def propose_decision(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask that what an agent owes be written off, or that pay be taken back."""
    found = get_object_or_404(Payee, public_id=public_id)
    form = DecisionForm(request.POST, currencies=list(lists.balances_by_currency(found.agent_id)))
    amount = form.money if form.is_valid() else None
    if amount is None:
        form.add_error("amount", _("Please give an amount."))
        return answers.told_why_not(request, form.errors, found)
    return answers.do(
        request,
        found,
        lambda: balances.propose_decision(
            payee_id=found.pk,
            kind=DecisionKind(form.cleaned_data["kind"]),
            amount=amount,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=now(),
        ),
        _("Asked for. Another person books it."),
    )
