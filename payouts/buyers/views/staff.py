"""Every brand's billing details for finance, and decisions on how a brand is taxed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onboarding.brands.models import Brand
from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from payouts.buyers import selectors, services
from payouts.buyers.forms import EndForm, RulingForm
from payouts.buyers.policies import can_decide_tax, can_see_buyers
from payouts.buyers.views.shared import details_page


@require_GET
@permit(can_see_buyers)
def buyers(request: SignedInRequest) -> HttpResponse:
    """Every brand with what stands on its invoices, newest first."""
    name = request.GET.get("q", "").replace("\x00", "")[:60]
    page = newest_first(
        selectors.buyers(named=name), by="created_at", cursor=request.GET.get("cursor", "")
    )
    return render(request, "payouts/buyers/buyers.html", {"page": page, "named": name})


@require_GET
@permit(can_see_buyers)
def buyer(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One brand's details, and what was decided of its tax."""
    return _page(request, _brand(public_id), RulingForm())


@require_http_methods(["POST"])
@permit(can_decide_tax)
def decide_tax(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Put a decision before the rules; what is wrong with it is said on the page."""
    brand = _brand(public_id)
    form = RulingForm(request.POST)
    if form.is_valid():
        try:
            services.decide_tax(
                brand_id=brand.pk, ruling=form.ruling(), actor=request.user, at=now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Work of these days is taxed as decided."))
            return redirect("finance:buyer", public_id)
    return _page(request, brand, form, status=422)


@require_POST
@permit(can_decide_tax)
def end_tax_decision(request: SignedInRequest, public_id: UUID, decision: UUID) -> HttpResponse:
    """Let the rules speak again after a day."""
    found = get_object_or_404(selectors.decisions_of(_brand(public_id)), public_id=decision)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please name the decision's last day."))
        return redirect("finance:buyer", public_id)
    try_to(
        request,
        lambda: services.end_tax_decision(
            decision_id=found.pk, to_on=form.to_on(), actor=request.user, at=now()
        ),
        _("The decision ends."),
    )
    return redirect("finance:buyer", public_id)


def _brand(public_id: UUID) -> Brand:
    return get_object_or_404(Brand, public_id=public_id)


def _page(
    request: SignedInRequest, brand: Brand, form: RulingForm, status: int = 200
) -> HttpResponse:
    context = details_page(brand) | {
        "form": form,
        "end_form": EndForm(),
        "decisions": selectors.decisions_of(brand),
        "may_decide": can_decide_tax(request.user),
    }
    return render(request, "payouts/buyers/buyer.html", context, status=status)
