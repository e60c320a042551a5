"""A brand's campaigns and what they cost; the desk where Tallyline publishes proposed rates."""

from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from marketplace.campaigns.forms import ProposalForm
from marketplace.campaigns.models import Campaign, RateProposal
from marketplace.campaigns.policies import PROPOSERS, can_publish_rates
from marketplace.campaigns.rate_cards import propose_rates, publish_rates, withdraw_rates
from marketplace.campaigns.selectors import (
    campaigns_with_rates,
    last_versions,
    open_proposals,
    versions_with_spans,
)
from marketplace.campaigns.terms import terms_of
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from onboarding.users.permissions import SignedInRequest, permit


@require_GET
@for_brand()
def campaigns(request: BrandRequest) -> HttpResponse:
    found = campaigns_with_rates(brand_id=request.brand.pk, at=now())
    return render(
        request,
        "marketplace/campaigns/campaigns.html",
        {"brand": request.brand, "campaigns": found},
    )


@require_GET
@for_brand()
def campaign(request: BrandRequest, public_id: UUID) -> HttpResponse:
    return _campaign_page(request, _campaign(request, public_id), None)


@require_POST
@for_brand(*PROPOSERS)
def propose(request: BrandRequest, public_id: UUID) -> HttpResponse:
    found = _campaign(request, public_id)
    form = _form(found, request)
    last = last_versions(campaign_ids=[found.pk]).get(found.pk)
    if last is None or not form.is_valid():
        return _campaign_page(request, found, form)
    try:
        propose_rates(
            campaign_id=found.pk,
            terms=replace(terms_of(last), **form.billed),
            effective_from=form.cleaned_data["effective_from"],
            actor=request.user,
            at=now(),
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return _campaign_page(request, found, form)
    messages.success(request, "Your rates are proposed. Tallyline publishes or answers them.")
    return redirect("brand:campaign", public_id=found.public_id)


@require_POST
@for_brand(*PROPOSERS)
def decide(request: BrandRequest, public_id: UUID, proposal_id: UUID) -> HttpResponse:
    found = _campaign(request, public_id)
    proposal = _proposal(proposal_id, campaign=found)
    deed = publish_rates if request.POST.get("deed") == "publish" else withdraw_rates
    try:
        deed(proposal_id=proposal.pk, actor=request.user, at=now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        done = "published" if deed is publish_rates else "withdrawn"
        messages.success(request, f"The proposed rates are {done}.")
    return redirect("brand:campaign", public_id=found.public_id)


@require_GET
@permit(can_publish_rates)
def rates_desk(request: SignedInRequest) -> HttpResponse:
    return render(request, "marketplace/campaigns/rates_desk.html", {"proposals": open_proposals()})


@require_POST
@permit(can_publish_rates)
def publish(request: SignedInRequest, proposal_id: UUID) -> HttpResponse:
    try:
        version = publish_rates(proposal_id=_proposal(proposal_id).pk, actor=request.user, at=now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Published as version {version.number}.")
    return redirect("finance:rates")


def _campaign(request: BrandRequest, public_id: UUID) -> Campaign:
    found = Campaign.objects.filter(brand=request.brand, public_id=public_id).order_by("pk").first()
    if found is None:
        raise Http404("There is no such campaign among yours.")
    return found


def _proposal(public_id: UUID, *, campaign: Campaign | None = None) -> RateProposal:
    proposals = RateProposal.objects.filter(public_id=public_id)
    if campaign is not None:
        proposals = proposals.filter(campaign=campaign)
    found = proposals.order_by("pk").first()
    if found is None:
        raise Http404("There is no such proposal.")
    return found


def _form(campaign: Campaign, request: BrandRequest | None) -> ProposalForm:
    last = last_versions(campaign_ids=[campaign.pk]).get(campaign.pk)
    data = request.POST if request is not None else None
    return ProposalForm(data, zone=ZoneInfo(campaign.timezone), last=last)


def _campaign_page(
    request: BrandRequest, campaign: Campaign, form: ProposalForm | None
) -> HttpResponse:
    may_propose = request.brand_role in PROPOSERS
    return render(
        request,
        "marketplace/campaigns/campaign.html",
        {
            "brand": request.brand,
            "campaign": campaign,
            "versions": versions_with_spans(campaign_id=campaign.pk),
            "proposals": open_proposals(campaign_id=campaign.pk),
            "form": (form or _form(campaign, None)) if may_propose else None,
            "now": now(),
        },
        status=422 if form is not None else 200,
    )
