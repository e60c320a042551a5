"""A brand contests what it is charged: one contact, or many by a filter."""

from decimal import Decimal
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.interactions.models import Interaction
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from payouts.billing.models import Invoice
from payouts.disputes import opening, selectors
from payouts.disputes.choices import DisputeSide, Ground
from payouts.disputes.forms import ContestChargeForm, ManyForm
from payouts.disputes.forms_of_lists import ChargesFilter
from payouts.disputes.policies import CONTESTING_ROLES
from payouts.disputes.rows import Grounds
from payouts.disputes.windows import windows_of_brand
from payouts.money import Money
from payouts.rating.receipts import charge_receipt_of


@require_http_methods(["GET", "POST"])
@for_brand(*CONTESTING_ROLES)
def contest(request: BrandRequest, pk: int) -> HttpResponse:
    """Contest what one contact costs."""
    contact = get_object_or_404(Interaction, pk=pk, brand=request.brand)
    sent = request.method == "POST"
    form = ContestChargeForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        try:
            opened = opening.contest_charge(
                brand=request.brand,
                interaction_id=contact.pk,
                grounds=_grounds(form),
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The charge is contested. The agent is asked to answer."))
            return redirect("brand:dispute", opened.public_id)
    windows = {window.period_id: window for window in windows_of_brand(request.brand, at=now())}
    receipt = charge_receipt_of(interaction_id=contact.pk, brand_id=request.brand.pk)
    price = receipt.standing
    window = windows.get(price.period_id) if price else None
    before = selectors.standing_dispute(
        opener=DisputeSide.BRAND,
        party_id=request.brand.pk,
        interaction_id=contact.pk,
        work_id=price.work_id if price else None,
    )
    return render(
        request,
        "payouts/disputes/contest.html",
        {
            "base": "base_brand.html",
            "portal": "brand",
            "form": form,
            "contact": contact,
            "receipt": receipt,
            "price": price,
            "window": window,
            "before": before,
            "may_contest": window is not None and not before,
            "zone": request.brand.timezone,
        },
    )


@require_http_methods(["GET", "POST"])
@for_brand(*CONTESTING_ROLES)
def contest_many(request: BrandRequest) -> HttpResponse:
    """Contest every charge that answers a filter; before that, what it comes to."""
    brand, at = request.brand, now()
    sent = request.method == "POST"
    charges = opening.contestable_charges(brand, asked={}, at=at)
    wanted = ChargesFilter(
        request.POST if sent else request.GET,
        brand=brand,
        campaigns=charges.order_by("campaign__name")
        .values_list("campaign", "campaign__name")
        .distinct(),
        agents=charges.order_by("agent__name").values_list("agent", "agent__name").distinct(),
    )
    form = ManyForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial={"key": uuid4(), "ground": Ground.NOT_SERVED},
    )
    asked = wanted.asked()
    if sent and wanted.is_valid() and form.is_valid():
        try:
            batch = opening.contest_many(
                brand=brand,
                key=form.cleaned_data["key"],
                asked=asked,
                grounds=_grounds(form),
                actor=request.user,
                at=at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("%(count)s charges are contested. The agents are asked to answer.")
                % {"count": batch.dispute_count},
            )
            return redirect("brand:disputes")
    found = charges.filter(**asked)
    totals = found.aggregate(count=Count("pk"), exact=Sum("charge_exact"))
    page = newest_first(
        found.select_related("interaction", "agent", "campaign"),
        by="occurred_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/disputes/contest_many.html",
        {
            "wanted": wanted,
            "form": form,
            "page": page,
            "count": totals["count"],
            "amount": Money.of_exact(totals["exact"] or Decimal(0), brand.currency),
            "most": opening.MOST_AT_ONCE,
            "is_filtered": bool(asked),
            "brand": brand,
        },
    )


@require_GET
@for_brand()
def invoice_disputes(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """What of an invoice is contested: a part of its page; without script, a page of its own."""
    invoice = get_object_or_404(
        Invoice, public_id=public_id, brand=request.brand, number__isnull=False
    )
    page = newest_first(
        selectors.live_of_invoice(invoice.pk),
        by="opened_at",
        cursor=request.GET.get("cursor", ""),
        size=10,
    )
    disputed = selectors.disputed_minor_by_invoice(brand_id=request.brand.pk)
    is_part = request.headers.get("HX-Request") == "true"
    return render(
        request,
        f"payouts/disputes/{'_' if is_part else ''}on_invoice.html",
        {
            "invoice": invoice,
            "page": page,
            "portal": "brand",
            "zone": request.brand.timezone,
            "disputed": Money(disputed.get(invoice.pk, 0), invoice.currency),
        },
    )


def _grounds(form: ContestChargeForm) -> Grounds:
    asked = form.cleaned_data
    return Grounds(Ground(asked["ground"]), asked["claimed_seconds"], form.said())
