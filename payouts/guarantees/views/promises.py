"""What the platform promises agents with its own money: surge offers and bonuses."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from marketplace.campaigns.models import Campaign
from onboarding.errors import DomainError
from onboarding.users.permissions import SignedInRequest, permit
from payouts.guarantees.costs import cost_of
from payouts.guarantees.forms import BonusForm, SurgeForm
from payouts.guarantees.models import Funding
from payouts.guarantees.policies import can_see_guarantees, can_set_guarantees
from payouts.guarantees.rewarding import set_bonus
from payouts.guarantees.rewards import BonusKind
from payouts.guarantees.surging import check_offer, publish_offer


@require_http_methods(["GET", "POST"])
@permit(can_see_guarantees)
def new_surge(request: SignedInRequest) -> HttpResponse:
    """Make an offer that the platform pays: what it would cost first, then for good."""
    may_set = _may_set(request)
    form = SurgeForm(
        request.POST if request.method == "POST" else None,
        campaigns=Campaign.objects.order_by("name", "pk"),
    )
    context: dict[str, Any] = {"form": form, "may_set": may_set}
    if form.is_valid():
        offer, campaign = form.offer(funded_by=Funding.PLATFORM), form.cleaned_data["campaign"]
        try:
            if "publish" in request.POST:
                publish_offer(campaign_id=campaign.pk, offer=offer, actor=request.user, at=now())
                messages.success(request, _("The offer stands. Agents see it now."))
                return redirect("finance:guarantees")
            context["cost"] = cost_of(campaign=campaign, offer=offer)
            check_offer(campaign, offer, at=now())
            context["may_publish"] = True
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "payouts/guarantees/staff_surge.html", context)


@require_http_methods(["GET", "POST"])
@permit(can_see_guarantees)
def bonus(request: SignedInRequest) -> HttpResponse:
    """Say what referrals, certificates or training pay on a campaign, by the platform."""
    may_set = _may_set(request)
    form = BonusForm(
        request.POST if request.method == "POST" else None,
        campaigns=Campaign.objects.order_by("name", "pk"),
    )
    if form.is_valid():
        try:
            set_bonus(
                campaign_id=form.cleaned_data["campaign"].pk,
                kind=BonusKind(form.cleaned_data["kind"]),
                reward=form.reward(funded_by=Funding.PLATFORM),
                effective_from=form.cleaned_data["effective_from"],
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The bonus holds from then on."))
            return redirect("finance:guarantees")
    return render(
        request, "payouts/guarantees/staff_bonus.html", {"form": form, "may_set": may_set}
    )


def _may_set(request: SignedInRequest) -> bool:
    """Whether the page takes anything; who may only look is refused what they send."""
    may_set = can_set_guarantees(request.user)
    if request.method == "POST" and not may_set:
        raise PermissionDenied("Your login does not include setting terms.")
    return may_set
