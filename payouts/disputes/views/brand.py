"""A brand contests what it is charged, and answers what agents contest."""

from decimal import Decimal
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.interactions.models import Interaction
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from payouts.billing.models import Invoice
from payouts.disputes import opening, selectors, services
from payouts.disputes.clock import Side
from payouts.disputes.forms import ChargesFilter, ContestChargeForm, DisputeFilter, ManyForm
from payouts.disputes.models import Dispute, DisputeSide, Ground
from payouts.disputes.opening import Grounds
from payouts.disputes.policies import CONTESTING_ROLES
from payouts.disputes.views import cases
from payouts.disputes.windows import windows_of_brand
from payouts.money import Money
from payouts.rating.receipts import charge_receipt_of


@require_GET
@for_brand()
def disputes(request: BrandRequest) -> HttpResponse:
    """What the brand contests and what is contested of it, newest first."""
    form = DisputeFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        selectors.disputes_of(brand_id=request.brand.pk).filter(**asked),
        by="opened_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/disputes/brand_list.html",
        {
            "form": form,
            "page": page,
            "is_filtered": bool(asked),
            "portal": "brand",
            "zone": request.brand.timezone,
            "record": selectors.record_of(DisputeSide.BRAND, request.brand.pk),
            "may_contest": request.brand_role in CONTESTING_ROLES,
        },
    )


@require_GET
@for_brand()
def dispute(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """One dispute. What the agent is paid stands on no page of a brand."""
    found = _dispute(request, public_id)
    context = cases.case_page(found, portal="brand", zone=request.brand.timezone)
    if request.brand_role not in CONTESTING_ROLES:
        context |= {"may_answer": False, "may_add": False, "may_withdraw": False}
    return render(request, "payouts/disputes/dispute.html", context)


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
            "window": windows.get(price.period_id) if price else None,
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


@require_POST
@for_brand(*CONTESTING_ROLES)
def answer(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Answer what an agent contests."""
    found = _dispute(request, public_id)
    form = cases.said_in(request)
    if form is None:
        return redirect("brand:dispute", public_id)

    def deed() -> object:
        return services.answer_disputes(
            dispute_ids=[found.pk],
            side=Side.BRAND,
            said=form.said(),
            actor=request.user,
            at=now(),
        )

    return cases.do(request, found, deed, _("Your answer is in. A person decides next."), "brand")


@require_POST
@for_brand(*CONTESTING_ROLES)
def add_evidence(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Say or show more."""
    found = _dispute(request, public_id)
    form = cases.said_in(request)
    if form is None:
        return redirect("brand:dispute", public_id)

    def deed() -> object:
        return services.add_evidence(
            dispute_id=found.pk,
            side=Side.BRAND,
            said=form.said(),
            actor=request.user,
            at=now(),
        )

    return cases.do(request, found, deed, _("It is added to the case."), "brand")


@require_POST
@for_brand(*CONTESTING_ROLES)
def withdraw(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Take a dispute back."""
    found = _dispute(request, public_id)

    def deed() -> object:
        return services.withdraw_dispute(
            dispute_id=found.pk, side=Side.BRAND, actor=request.user, at=now()
        )

    return cases.do(request, found, deed, _("The dispute is taken back."), "brand")


@require_GET
@for_brand()
def evidence_file(request: BrandRequest, public_id: UUID, pk: int) -> HttpResponse:
    """A file that was shown in a dispute of the brand's."""
    return cases.file_of(_dispute(request, public_id), pk)


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


def _dispute(request: BrandRequest, public_id: UUID) -> Dispute:
    return cases.dispute_in(selectors.disputes_of(brand_id=request.brand.pk), public_id)
