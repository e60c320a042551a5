"""A brand's billing: how it pays, what it has paid in advance, and what became of each payment."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from payouts.billing.selectors import invoices_of
from payouts.gateway.base import ProcessorUnavailable, UnknownReference
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.receivables import methods, prepaid, requesting, selectors
from payouts.receivables.forms import RuleForm, TopUpForm
from payouts.receivables.models import BrandPayment, PaymentMethod, PaymentStatus, TopUpRule
from payouts.receivables.policies import PAYERS
from payouts.receivables.wording import days_of


@require_GET
@for_brand()
def billing(request: BrandRequest) -> HttpResponse:
    """Methods, the prepaid balance, automatic top-up, and every payment, newest first."""
    return _billing(request, TopUpForm(currency=request.brand.currency), _rule_form(request))


@require_POST
@for_brand(*PAYERS)
def add_method(request: BrandRequest) -> HttpResponse:
    """Send the reader to the processor's own page; nothing of a card ever passes here."""
    try:
        page = methods.method_page(
            brand=request.brand,
            email=request.user.email,
            gateway=processor(),
            return_url=request.build_absolute_uri(reverse("brand:method_stored")),
            at=now(),
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("brand:billing")
    return redirect(page)


@require_GET
@for_brand()
def method_stored(request: BrandRequest) -> HttpResponse:
    """Back from the processor's page: learn what is stored there."""
    try:
        methods.sync_methods(brand_id=request.brand.pk, gateway=processor(), at=now())
    except (ProcessorUnavailable, UnknownReference):
        messages.info(request, _("What you stored appears here within a minute."))
    return _billing(request, TopUpForm(currency=request.brand.currency), _rule_form(request))


@require_POST
@for_brand(*PAYERS)
def make_default(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Have due invoices charged to this method."""
    get_object_or_404(PaymentMethod, public_id=public_id, brand=request.brand)
    try:
        methods.make_default(
            brand_id=request.brand.pk, public_id=str(public_id), actor=request.user, at=now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect("brand:billing")


@require_POST
@for_brand(*PAYERS)
def remove_method(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Never charge this method again."""
    get_object_or_404(PaymentMethod, public_id=public_id, brand=request.brand)
    try_to(
        request,
        lambda: methods.remove_method(
            brand_id=request.brand.pk,
            public_id=str(public_id),
            actor=request.user,
            gateway=processor(),
            at=now(),
        ),
        _("It is removed and is never charged again."),
    )
    return redirect("brand:billing")


@require_POST
@for_brand(*PAYERS)
def top_up(request: BrandRequest) -> HttpResponse:
    """Charge an amount in advance to the default method."""
    form = TopUpForm(request.POST, currency=request.brand.currency)
    method = selectors.default_method_of(request.brand.pk)
    if not form.is_valid():
        return _billing(request, form, _rule_form(request), status=422)
    if method is None:
        messages.error(request, _("Please add a payment method first."))
        return redirect("brand:billing")
    try_to(
        request,
        lambda: requesting.request_top_up(
            brand_id=request.brand.pk,
            amount=form.cleaned_data["amount"],
            method_id=method.pk,
            actor=request.user,
            at=now(),
        ),
        _promise(method.kind),
    )
    return redirect("brand:billing")


@require_POST
@for_brand(*PAYERS)
def top_up_rule(request: BrandRequest) -> HttpResponse:
    """Set the automatic top-up, or switch it off."""
    form = RuleForm(request.POST, currency=request.brand.currency)
    if not form.is_valid():
        return _billing(request, TopUpForm(currency=request.brand.currency), form, status=422)
    asked = form.cleaned_data
    try_to(
        request,
        lambda: prepaid.set_rule(
            brand_id=request.brand.pk,
            is_on=asked["is_on"],
            threshold=asked["threshold"],
            amount=asked["amount"],
            actor=request.user,
            at=now(),
        ),
        _("Your automatic top-up is set."),
    )
    return redirect("brand:billing")


@require_POST
@for_brand(*PAYERS)
def pay_invoice(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Pay what is open of an invoice now, with the default method; twice is once."""
    invoice = get_object_or_404(invoices_of(brand_id=request.brand.pk), public_id=public_id)
    method = selectors.default_method_of(request.brand.pk)
    if method is None:
        messages.error(request, _("Please add a payment method first."))
        return redirect("brand:billing")
    try_to(
        request,
        lambda: requesting.request_invoice_payment(
            invoice_id=invoice.pk, method_id=method.pk, actor=request.user, at=now()
        ),
        _promise(method.kind),
    )
    return redirect("brand:invoice", public_id)


@require_POST
@for_brand(*PAYERS)
def confirm_payment(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Let the card's owner say that it is them, at the page of the card's bank."""
    payment = get_object_or_404(
        BrandPayment.objects.select_related("method"), public_id=public_id, brand=request.brand
    )
    if payment.status != PaymentStatus.NEEDS_BRAND or payment.method is None:
        messages.info(request, _("This payment does not wait for you any more."))
        return redirect("brand:billing")
    try:
        page = processor().confirmation_page(
            charge=payment.reference,
            method=payment.method.reference,
            return_url=request.build_absolute_uri(reverse("brand:billing")),
        )
    except (ProcessorUnavailable, UnknownReference):
        messages.error(request, _("The bank's page cannot be reached just now."))
        return redirect("brand:billing")
    return redirect(page or "brand:billing")


@require_GET
@for_brand()
def invoice_payments(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """What was paid of an invoice and by what, what is open, and a way to pay it now."""
    invoice = get_object_or_404(invoices_of(brand_id=request.brand.pk), public_id=public_id)
    context = invoice_context(invoice) | {
        "method": selectors.default_method_of(request.brand.pk),
        "may_pay": request.brand_role in PAYERS,
    }
    return _panel(request, "brand", context)


def invoice_context(invoice: Any) -> dict[str, Any]:
    """What both portals show of an invoice's payments."""
    live = selectors.live_payment_of(invoice.pk)
    return {
        "invoice": invoice,
        "allocations": selectors.allocations_of(invoice=invoice),
        "live": live,
        "days": days_of(live.rail) if live else 0,
    }


def _panel(request: Any, portal: str, context: dict[str, Any]) -> HttpResponse:
    """A part of another page; followed as a link, without script, a page of its own."""
    is_part = request.headers.get("HX-Request") == "true"
    name = "_invoice_payments" if is_part else "invoice_payments"
    base = "base_brand.html" if portal == "brand" else "base_staff.html"
    return render(
        request, f"payouts/receivables/{name}.html", context | {"portal": portal, "base": base}
    )


panel = _panel


def _billing(
    request: BrandRequest, top_up_form: TopUpForm, rule_form: RuleForm, status: int = 200
) -> HttpResponse:
    brand = request.brand
    page = newest_first(
        selectors.payments_of(brand_id=brand.pk),
        by="asked_at",
        cursor=request.GET.get("cursor", ""),
    )
    context = {
        "page": page,
        "methods": list(selectors.methods_of(brand_id=brand.pk)),
        "prepaid": selectors.prepaid_of(brand_id=brand.pk, currency=brand.currency),
        "rule": TopUpRule.objects.filter(brand=brand).first(),
        "top_up_form": top_up_form,
        "rule_form": rule_form,
        "may_pay": request.brand_role in PAYERS,
    }
    return render(request, "payouts/receivables/billing.html", context, status=status)


def _rule_form(request: BrandRequest) -> RuleForm:
    rule = TopUpRule.objects.filter(brand=request.brand).first()
    currency = request.brand.currency
    initial = rule and {
        "is_on": rule.is_on,
        "threshold": Money(rule.threshold_minor, currency).exact,
        "amount": Money(rule.amount_minor, currency).exact,
    }
    return RuleForm(initial=initial or {}, currency=currency)


def _promise(kind: str) -> str:
    days = days_of(kind)
    if not days:
        return _("We are charging it now. You see the outcome here within a minute.")
    return _("We are charging it now. The bank takes up to %(days)s business days.") % {
        "days": days
    }
