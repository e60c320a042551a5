"""What a brand is told at the top of its pages: what is overdue, and what comes next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from onboarding.brands.permissions import BrandRequest, for_brand
from payouts.collections.overdue import overdue_invoices


@require_GET
@for_brand()
def overdue(request: BrandRequest) -> HttpResponse:
    """The brand's overdue invoices: a banner in a page, or a page of its own."""
    context = {
        "rows": overdue_invoices(at=now(), brand_id=request.brand.pk),
        "base": "base_brand.html",
    }
    is_part = request.headers.get("HX-Request") == "true"
    template = "payouts/collections/_banner.html" if is_part else "payouts/collections/banner.html"
    return render(request, template, context)
