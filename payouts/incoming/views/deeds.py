"""Say whose a receipt is, split it, put it aside, or book that it went back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from payouts.incoming import parting, selectors
from payouts.incoming.booking import book_receipt, take_back_booking
from payouts.incoming.forms import DecideForm, SplitForm
from payouts.incoming.models import BankReceipt
from payouts.incoming.policies import can_handle_receipts
from payouts.incoming.views.receipts import book_form, page_of

_DECISIONS: dict[str, Callable[..., BankReceipt]] = {
    "park": parting.park,
    "send_back": parting.send_back,
    "look_again": parting.look_again,
    "take_back": take_back_booking,
}


@require_POST
@permit(can_handle_receipts)
def book(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Book a receipt as a brand's payment."""
    receipt = get_object_or_404(BankReceipt, public_id=public_id)
    form = book_form(receipt, request.POST)
    if not form.is_valid():
        return page_of(request, public_id, status=422, book_form=form)
    return _do(
        request,
        public_id,
        lambda: book_receipt(
            receipt_id=receipt.pk,
            brand_id=form.cleaned_data["brand"].pk,
            parts=form.cleaned_data["read"],
            why=_("Matched by hand."),
            actor=request.user,
            at=now(),
        ),
        _("The receipt is booked."),
    )


@require_POST
@permit(can_handle_receipts)
def split(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Split a receipt into parts that are decided one by one."""
    receipt = get_object_or_404(BankReceipt, public_id=public_id)
    form = SplitForm(request.POST, currency=receipt.currency)
    if not form.is_valid():
        return page_of(request, public_id, status=422, split_form=form)
    return _do(
        request,
        public_id,
        lambda: parting.split(
            receipt_id=receipt.pk,
            amounts=form.cleaned_data["amounts"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=now(),
        ),
        _("The receipt is split."),
    )


@require_POST
@permit(can_handle_receipts)
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Park a receipt, have it sent back, take a booking back, or let it wait again."""
    receipt = get_object_or_404(BankReceipt, public_id=public_id)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return page_of(request, public_id, status=422, decide_form=form)
    deed = _DECISIONS[form.cleaned_data["deed"]]
    return _do(
        request,
        public_id,
        lambda: deed(
            receipt_id=receipt.pk,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=now(),
        ),
        _("It is done."),
    )


@require_POST
@permit(can_handle_receipts)
def went_back(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Book that a receipt left our account with one of the lines that may have sent it back."""
    receipt = get_object_or_404(selectors.receipts(), public_id=public_id)
    sent = request.POST.get("line", "")
    known = {str(one.pk): one.pk for one in selectors.lines_back_of(receipt)}
    if sent not in known:
        messages.error(request, _("That line does not send back what came in."))
        return redirect("finance:bank_receipt", public_id)
    return _do(
        request,
        public_id,
        lambda: parting.went_back(
            receipt_id=receipt.pk,
            line_id=known[sent],
            reason=_("Placed by hand."),
            actor=request.user,
            at=now(),
        ),
        _("The receipt went back."),
    )


def _do(
    request: SignedInRequest, public_id: UUID, deed: Callable[[], Any], done: str
) -> HttpResponse:
    try_to(request, deed, done)
    return redirect("finance:bank_receipt", public_id)
