"""Billing details for the brand itself: who it is, its purchase orders, how it is taxed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onboarding.brands.models import BrandRole
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from payouts.buyers import selectors, services
from payouts.buyers.forms import DetailsForm, OrderForm
from payouts.buyers.vat_numbers import verdict_on
from payouts.buyers.views.shared import details_page, initial_of
from payouts.buyers.wording import fault_in_words, valid_number

_WHO = (BrandRole.OWNER, BrandRole.FINANCE)
_LONGEST_NUMBER = 32


@require_http_methods(["GET", "POST"])
@for_brand(*_WHO)
def billing_details(request: BrandRequest) -> HttpResponse:
    """The brand's particulars, to read and to change."""
    form = DetailsForm(
        request.POST if request.method == "POST" else None, initial=initial_of(request.brand)
    )
    if request.method == "POST" and form.is_valid():
        services.state_particulars(
            brand_id=request.brand.pk, details=form.details(), actor=request.user, at=now()
        )
        messages.success(request, _("Your next invoice will bear these details."))
        return redirect("brand:billing_details")
    return _page(request, form=form)


@require_GET
@for_brand(*_WHO)
def check_vat_number(request: BrandRequest) -> HttpResponse:
    """Whether a VAT number is right, while it is typed."""
    number = request.GET.get("vat_number", "")[:_LONGEST_NUMBER]
    verdict = verdict_on(number, request.GET.get("country", "")[:2])
    context = {
        "is_empty": not number.strip(),
        "verdict": verdict,
        "fault": fault_in_words(verdict),
        "praise": valid_number(),
    }
    is_part = request.headers.get("HX-Request") == "true"
    name = f"payouts/buyers/{'_' if is_part else ''}vat_number.html"
    return render(request, name, context)


@require_POST
@for_brand(*_WHO)
def add_purchase_order(request: BrandRequest) -> HttpResponse:
    """Add a purchase order; what is wrong with it is said on the page."""
    form = OrderForm(request.POST, currency=request.brand.currency)
    if form.is_valid():
        try:
            services.add_purchase_order(
                brand_id=request.brand.pk, order=form.order(), actor=request.user, at=now()
            )
        except DomainError as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("The purchase order is added."))
            return redirect("brand:billing_details")
    return _page(request, order_form=form, status=422)


@require_POST
@for_brand(*_WHO)
def close_purchase_order(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Use a purchase order no more."""
    order = get_object_or_404(selectors.purchase_orders_of(request.brand), public_id=public_id)
    services.close_purchase_order(order_id=order.pk, actor=request.user, at=now())
    messages.success(request, _("The purchase order is closed."))
    return redirect("brand:billing_details")


def _page(
    request: BrandRequest,
    *,
    form: DetailsForm | None = None,
    order_form: OrderForm | None = None,
    status: int = 200,
) -> HttpResponse:
    brand = request.brand
    context: dict[str, Any] = details_page(brand) | {
        "form": form or DetailsForm(initial=initial_of(brand)),
        "order_form": order_form or OrderForm(currency=brand.currency),
    }
    return render(request, "payouts/buyers/billing_details.html", context, status=status)
