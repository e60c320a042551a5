"""Every brand's payments for finance: lists, one payment, card disputes, refunds."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from payouts.billing.selectors import invoices_of
from payouts.gateway.processor import processor
from payouts.gateway.selectors import attempts_of
from payouts.receivables import chargebacks as disputes
from payouts.receivables import refunds, selectors
from payouts.receivables.forms import EvidenceForm, PaymentFilter, RefundForm, ResolveForm
from payouts.receivables.models import BrandPayment, BrandRefund, Chargeback, Resolution
from payouts.receivables.outcomes import subject_of
from payouts.receivables.policies import (
    can_answer_chargebacks,
    can_handle_receipts,
    can_see_payments,
)
from payouts.receivables.views.brand import invoice_context, panel


@require_GET
@permit(can_see_payments)
def payments(request: SignedInRequest) -> HttpResponse:
    """Payments of every brand, newest first, with filters."""
    form = PaymentFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        selectors.payments_of().filter(**asked),
        by="asked_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/receivables/payments.html",
        {"form": form, "page": page, "is_filtered": bool(asked)},
    )


@require_GET
@permit(can_see_payments)
def payment(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One payment: what it paid, every attempt, its history, disputes and refunds."""
    return _payment(request, public_id)


@require_GET
@permit(can_see_payments)
def invoice_payments(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What was paid of an invoice and by what, and what is open."""
    invoice = get_object_or_404(invoices_of(), public_id=public_id)
    return panel(request, "finance", invoice_context(invoice))


@require_GET
@permit(can_see_payments)
def chargebacks(request: SignedInRequest) -> HttpResponse:
    """Card disputes: those that wait for a person, and all of them, newest first."""
    page = newest_first(
        selectors.chargebacks(), by="opened_at", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/receivables/chargebacks.html",
        {"page": page, "waiting": list(selectors.chargebacks_to_answer()[:50])},
    )


@require_GET
@permit(can_see_payments)
def chargeback(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One card dispute, with what is to be done about it."""
    return _chargeback(request, public_id, EvidenceForm(), ResolveForm())


@require_POST
@permit(can_answer_chargebacks)
def submit_evidence(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Answer a card dispute, once."""
    case = get_object_or_404(Chargeback, public_id=public_id)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return _chargeback(request, public_id, form, ResolveForm(), status=422)
    return _do(
        request,
        lambda: disputes.submit_evidence(
            chargeback_id=case.pk,
            text=form.cleaned_data["text"],
            actor=request.user,
            gateway=processor(),
            at=now(),
        ),
        _("The evidence is on its way to the card's bank."),
        ("finance:chargeback", public_id),
    )


@require_POST
@permit(can_answer_chargebacks)
def resolve_chargeback(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Decide who bears a lost dispute."""
    case = get_object_or_404(Chargeback, public_id=public_id)
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return _chargeback(request, public_id, EvidenceForm(), form, status=422)
    return _do(
        request,
        lambda: disputes.resolve_lost(
            chargeback_id=case.pk,
            resolution=Resolution(form.cleaned_data["resolution"]),
            why=form.cleaned_data["why"],
            actor=request.user,
            at=now(),
        ),
        _("The decision is booked."),
        ("finance:chargeback", public_id),
    )


@require_POST
@permit(can_handle_receipts)
def propose_refund(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Propose to send a part of a payment back."""
    paid = get_object_or_404(BrandPayment, public_id=public_id)
    form = RefundForm(request.POST, currency=paid.currency)
    if not form.is_valid():
        return _payment(request, public_id, form, status=422)
    return _do(
        request,
        lambda: refunds.propose_refund(
            payment_id=paid.pk,
            amount=form.cleaned_data["amount"],
            why=form.cleaned_data["why"],
            actor=request.user,
            at=now(),
        ),
        _("The refund waits for somebody else to approve it."),
        ("finance:payment", public_id),
    )


@require_POST
@permit(can_handle_receipts)
def approve_refund(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Approve a refund that somebody else proposed."""
    return _decide(request, public_id, refunds.approve_refund, _("The refund is under way."))


@require_POST
@permit(can_handle_receipts)
def withdraw_refund(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take the proposal of a refund back."""
    return _decide(request, public_id, refunds.withdraw_refund, _("The proposal is withdrawn."))


def _decide(
    request: SignedInRequest, public_id: UUID, deed: Callable[..., BrandRefund], done: str
) -> HttpResponse:
    refund = get_object_or_404(BrandRefund.objects.select_related("payment"), public_id=public_id)
    return _do(
        request,
        lambda: deed(refund_id=refund.pk, actor=request.user, at=now()),
        done,
        ("finance:payment", refund.payment.public_id),
    )


def _do(
    request: SignedInRequest, deed: Callable[[], Any], done: str, back: tuple[str, UUID]
) -> HttpResponse:
    try_to(request, deed, done)
    return redirect(*back)


def _payment(
    request: SignedInRequest, public_id: UUID, form: RefundForm | None = None, status: int = 200
) -> HttpResponse:
    paid = get_object_or_404(selectors.payments_of(), public_id=public_id)
    history = paid.events.select_related("pgh_context").order_by("pgh_id")  # type: ignore[attr-defined]
    context = {
        "payment": paid,
        "allocations": selectors.allocations_of(payment=paid),
        "attempts": attempts_of(subject_of(paid.pk)),
        "history": history,
        "chargebacks": selectors.chargebacks().filter(payment=paid).order_by("pk"),
        "refunds": paid.refunds.select_related("proposed_by", "approved_by").order_by("pk"),
        "refundable": selectors.refundable_of(paid),
        "form": form or RefundForm(currency=paid.currency),
        "may_refund": can_handle_receipts(request.user),
    }
    return render(request, "payouts/receivables/payment.html", context, status=status)


def _chargeback(
    request: SignedInRequest,
    public_id: UUID,
    evidence: EvidenceForm,
    decision: ResolveForm,
    status: int = 200,
) -> HttpResponse:
    case = get_object_or_404(selectors.chargebacks(), public_id=public_id)
    may = can_answer_chargebacks(request.user)
    is_on_time = case.due_at is None or case.due_at > now()
    context = {
        "case": case,
        "evidence_form": evidence,
        "resolve_form": decision,
        "may_answer": may and case.status == "OPENED" and is_on_time,
        "may_resolve": may and case.status == "LOST" and not case.resolution,
        "is_late": case.status == "OPENED" and not is_on_time,
    }
    return render(request, "payouts/receivables/chargeback.html", context, status=status)
