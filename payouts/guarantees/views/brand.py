"""What a brand promises its agents: surge offers, bonuses, floors; what its cancellations cost."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.campaigns.selectors import campaigns_of
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from payouts.guarantees import standing
from payouts.guarantees.costs import cost_of
from payouts.guarantees.forms import BonusForm, SurgeForm
from payouts.guarantees.models import Funding
from payouts.guarantees.offers import EndReason, SurgeBonus, SurgeOffer
from payouts.guarantees.policies import MAY_OFFER
from payouts.guarantees.rewarding import set_bonus
from payouts.guarantees.rewards import BonusKind
from payouts.guarantees.surging import check_offer, end_offer, publish_offer
from payouts.guarantees.wording import rate_in_words
from payouts.guarantees.worked import surges_of_offer
from payouts.money import Money

_COLUMNS = ("offer", "agent", "week", "hours", "pay", "charge", "currency", "taken back")
_LONGEST = 200


@require_GET
@for_brand()
def guarantees(request: BrandRequest) -> HttpResponse:
    """The brand's offers, the newest first, and what else holds on its campaigns."""
    at = now()
    page = newest_first(
        standing.offers().filter(campaign__brand=request.brand),
        by="from_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/guarantees/brand.html",
        {
            "brand": request.brand,
            "page": page,
            "rows": [_shown(offer, at=at) for offer in page.rows],
            "floors": standing.floors_in_force(at=at, brand=request.brand)[:_LONGEST],
            "floors_to_come": standing.floors_to_come(at=at, brand=request.brand)[:_LONGEST],
            "bonuses": standing.bonuses_in_force(at=at, brand=request.brand)[:_LONGEST],
            "bonuses_to_come": standing.bonuses_to_come(at=at, brand=request.brand)[:_LONGEST],
            "may_offer": request.brand_role in MAY_OFFER,
        },
    )


@require_GET
@for_brand()
def surge_offer(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """One offer: its conditions, what it costs, who has won how much, what was booked."""
    at = now()
    offer = _offer(request, public_id)
    end = getattr(offer, "end", None)
    cost = cost_of(
        campaign=offer.campaign, offer=offer, ended_at=end.ended_at if end else None, at=at
    )
    shown = _shown(offer, at=at)
    page = newest_first(standing.bonuses_of(offer), by="id", cursor=request.GET.get("cursor", ""))
    return render(
        request,
        "payouts/guarantees/offer.html",
        shown
        | {
            "zone": offer.campaign.timezone,
            "cost": cost,
            "budget": None
            if offer.budget_minor is None
            else Money(offer.budget_minor, offer.campaign.currency),
            "page": page,
            "agent_count": len({won.agent_id for won in surges_of_offer(offer)}),
            "may_end": request.brand_role in MAY_OFFER
            and offer.funded_by == Funding.BRAND
            and shown["state"] in (standing.OfferState.COMING, standing.OfferState.RUNNING),
        },
    )


@require_GET
@for_brand()
def surge_csv(request: BrandRequest, public_id: UUID) -> HttpResponseBase:
    """Every bonus of an offer, a line each."""
    offer = _offer(request, public_id)
    rows = standing.bonuses_of(offer).order_by("pk").iterator(chunk_size=2_000)
    return csv_response(filename="surge.csv", header=_COLUMNS, rows=_cells(offer, rows))


@require_http_methods(["GET", "POST"])
@for_brand(*MAY_OFFER)
def new_surge(request: BrandRequest) -> HttpResponse:
    """Make an offer: what it would cost first, then for good."""
    form = SurgeForm(
        request.POST if request.method == "POST" else None,
        campaigns=campaigns_of(brand_id=request.brand.pk),
    )
    context: dict[str, Any] = {"form": form, "brand": request.brand}
    if form.is_valid():
        offer, campaign = form.offer(funded_by=Funding.BRAND), form.cleaned_data["campaign"]
        try:
            if "publish" in request.POST:
                made = publish_offer(
                    campaign_id=campaign.pk, offer=offer, actor=request.user, at=now()
                )
                messages.success(request, _("The offer stands. Agents see it now."))
                return redirect("brand:surge_offer", made.public_id)
            context["cost"] = cost_of(campaign=campaign, offer=offer)
            check_offer(campaign, offer, at=now())
            context["may_publish"] = True
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "payouts/guarantees/new_surge.html", context)


@require_POST
@for_brand(*MAY_OFFER)
def end_surge(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Take no more bookings for an offer."""
    offer = _offer(request, public_id)
    try_to(
        request,
        lambda: end_offer(
            offer_id=offer.pk, reason=EndReason.BY_PERSON, actor=request.user, at=now()
        ),
        _("Hours booked from now on do not count. Earlier ones do."),
    )
    return redirect("brand:surge_offer", public_id)


@require_http_methods(["GET", "POST"])
@for_brand(*MAY_OFFER)
def bonus(request: BrandRequest) -> HttpResponse:
    """Say what referrals, certificates or training pay on a campaign."""
    form = BonusForm(
        request.POST if request.method == "POST" else None,
        campaigns=campaigns_of(brand_id=request.brand.pk),
    )
    if form.is_valid():
        try:
            set_bonus(
                campaign_id=form.cleaned_data["campaign"].pk,
                kind=BonusKind(form.cleaned_data["kind"]),
                reward=form.reward(funded_by=Funding.BRAND),
                effective_from=form.cleaned_data["effective_from"],
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The bonus holds from then on."))
            return redirect("brand:guarantees")
    return render(request, "payouts/guarantees/bonus.html", {"form": form, "brand": request.brand})


@require_GET
@for_brand()
def cancelled_hours(request: BrandRequest) -> HttpResponse:
    """What the brand's own late cancellations cost, and by which rule."""
    page = newest_first(
        standing.cancelled_hours(brand=request.brand),
        by="starts_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request, "payouts/guarantees/cancelled.html", {"page": page, "brand": request.brand}
    )


def _offer(request: BrandRequest, public_id: UUID) -> SurgeOffer:
    found = standing.offers().filter(campaign__brand=request.brand)
    return get_object_or_404(found, public_id=public_id)


def _shown(offer: SurgeOffer, *, at: Any) -> dict[str, Any]:
    currency = offer.campaign.currency
    return {
        "offer": offer,
        "state": standing.state_of(offer, at=at),
        "rate": rate_in_words(offer.measure, offer.pay_rate, currency),
        "charge_rate": rate_in_words(offer.measure, offer.charge_rate, currency),
        "paid": Money(offer.paid_minor, currency),  # type: ignore[attr-defined]
        "charged": Money(offer.charged_minor, currency),  # type: ignore[attr-defined]
    }


def _cells(offer: SurgeOffer, rows: Iterator[SurgeBonus]) -> Iterator[tuple[object, ...]]:
    currency = offer.campaign.currency
    zone = ZoneInfo(offer.campaign.timezone)
    for row in rows:
        steps = row.extra.working.get("steps", ())
        yield (
            f"{offer.name}, {offer.from_at.astimezone(zone):%Y-%m-%d}",
            row.agent.name,
            row.period.from_on.isoformat(),
            sum(step.get("seconds", 0) for step in steps) / 3_600,
            Money(row.extra.pay_minor, currency).exact,
            Money(row.extra.charge_minor, currency).exact,
            currency,
            "yes" if hasattr(row.extra, "corrected_by") else "",
        )
