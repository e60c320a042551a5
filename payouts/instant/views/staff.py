"""Payouts on request for finance: every one of them, and what they cost from when on."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.instant.forms import InstantFilter, TariffForm
from payouts.instant.policies import can_set_tariffs
from payouts.instant.selectors import instant_payouts, tariffs
from payouts.instant.services import set_tariff

_SHOWN = 50


@require_GET
@permit(is_finance)
def instants(request: SignedInRequest) -> HttpResponse:
    """Every payout on request: what it cost, and how far it is on its last leg."""
    form = InstantFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        instant_payouts(**asked), by="requested_at", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/instant/instants.html",
        {"page": page, "form": form, "is_filtered": any(asked.values())},
    )


@require_http_methods(["GET", "POST"])
@permit(is_finance)
def tariff(request: SignedInRequest) -> HttpResponse:
    """What instant payouts cost, have cost and will cost; and a new tariff by who may set it."""
    may_set = can_set_tariffs(request.user)
    if request.method == "POST" and not may_set:
        raise PermissionDenied("Your login does not include setting terms.")
    form = TariffForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            at = now()
            set_tariff(
                tariff=form.tariff(),
                effective_from=form.cleaned_data["effective_from"] or at,
                actor=request.user,
                at=at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The tariff is published."))
            return redirect("finance:instant_tariff")
    return render(
        request,
        "payouts/instant/tariff.html",
        {"form": form, "may_set": may_set, "tariffs": tariffs()[:_SHOWN], "now": now()},
        status=400 if form.errors else 200,
    )
