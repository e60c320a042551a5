"""How near a brand is to its limits, and what its campaigns may cost."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.campaigns.models import Campaign
from marketplace.campaigns.selectors import campaigns_of
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from payouts.money import Money
from payouts.receivables.budgets import MAY_SET_BUDGETS, set_budget
from payouts.receivables.credit import BudgetSpan, CampaignBudget
from payouts.receivables.forms_of_credit import BudgetForm
from payouts.receivables.standing import budgets_of, limits_of


@require_GET
@for_brand()
def limits(request: BrandRequest) -> HttpResponse:
    """The brand's limit and its campaigns' budgets, with what happens next."""
    own, rows = limits_of(brand=request.brand, at=now())
    return render(
        request,
        "payouts/receivables/limits.html",
        {
            "brand": request.brand,
            "own": own,
            "rows": rows,
            "may_set": request.brand_role in MAY_SET_BUDGETS,
        },
    )


@require_http_methods(["GET", "POST"])
@for_brand(*MAY_SET_BUDGETS)
def budget(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """One campaign's budget: its history, and the form that changes it."""
    campaign = get_object_or_404(campaigns_of(brand_id=request.brand.pk), public_id=public_id)
    history = list(budgets_of(campaign))
    form = BudgetForm(
        request.POST if request.method == "POST" else None,
        currency=campaign.currency,
        initial=_standing(campaign, history[0] if history else None),
    )
    if form.is_valid():
        try:
            set_budget(
                campaign_id=campaign.pk,
                span=BudgetSpan(form.cleaned_data["span"]),
                amount_minor=form.cleaned_data["amount"],
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The budget is set. What follows from it happens now."))
            return redirect("brand:limits")
    return render(
        request,
        "payouts/receivables/budget.html",
        {"campaign": campaign, "history": history, "form": form, "zone": request.brand.timezone},
    )


def _standing(campaign: Campaign, newest: CampaignBudget | None) -> dict[str, object]:
    if newest is None:
        return {}
    minor = newest.amount_minor
    return {
        "span": newest.span,
        "amount": None if minor is None else Money(minor, campaign.currency).exact,
    }
