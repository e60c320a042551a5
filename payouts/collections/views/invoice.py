"""One invoice's collection: what was sent and promised, pauses, and giving it up."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from payouts.billing.models import InvoiceStatus
from payouts.billing.selectors import invoices_of
from payouts.collections import selectors, services
from payouts.collections.forms import PauseForm, PromiseForm, WriteOffForm
from payouts.collections.models import DunningPause
from payouts.collections.overdue import overdue_invoices
from payouts.collections.policies import can_pursue_debts, can_see_debts
from payouts.receivables import writing_off
from payouts.receivables.bad_debt import WriteOff
from payouts.receivables.contested import contested_minor_of

_DECISIONS: dict[str, Callable[..., WriteOff]] = {
    "approve": writing_off.approve_write_off,
    "withdraw": writing_off.withdraw_write_off,
    "reinstate": writing_off.reinstate,
    "recover": writing_off.recover,
}


@require_GET
@permit(can_see_debts)
def collection(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What was done to collect one invoice, and what may be done."""
    return _page(request, public_id)


@require_POST
@permit(can_pursue_debts)
def pause(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Have nobody reminded of it, or its whole brand."""
    form = PauseForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, status=422, pause_form=form)
    return _do(
        request,
        public_id,
        lambda invoice_id: services.pause_dunning(
            invoice_id=invoice_id, **form.cleaned_data, actor=request.user, at=now()
        ),
        _("Nobody reminds until the pause is over."),
    )


@require_POST
@permit(can_pursue_debts)
def lift_pause(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Have reminders go out again."""
    found = get_object_or_404(DunningPause.objects.select_related("invoice"), public_id=public_id)
    try_to(
        request,
        lambda: services.lift_dunning_pause(pause_id=found.pk, actor=request.user, at=now()),
        _("Reminders go out again."),
    )
    if found.invoice is None:
        return redirect("finance:overdue")
    return redirect("finance:collection", found.invoice.public_id)


@require_POST
@permit(can_pursue_debts)
def promise(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Note by when the brand pays."""
    form = PromiseForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, status=422, promise_form=form)
    return _do(
        request,
        public_id,
        lambda invoice_id: services.note_promise(
            invoice_id=invoice_id, **form.cleaned_data, actor=request.user, at=now()
        ),
        _("The promise is noted. Nobody reminds until that day is over."),
    )


@require_POST
@permit(can_pursue_debts)
def give_up(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Write off what is open, or propose it."""
    form = WriteOffForm(request.POST)
    if not form.is_valid():
        return _page(request, public_id, status=422, write_off_form=form)
    return _do(
        request,
        public_id,
        lambda invoice_id: writing_off.write_off(
            invoice_id=invoice_id,
            reason=form.cleaned_data["reason"],
            actor=request.user,
            at=now(),
        ),
        _("It is written off, or waits for a second person where it is a larger sum."),
    )


@require_POST
@permit(can_pursue_debts)
def decide_write_off(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Approve or withdraw a write-off, have it owed again, or recover it."""
    found = get_object_or_404(WriteOff.objects.select_related("invoice"), public_id=public_id)
    deed = _DECISIONS.get(request.POST.get("deed", ""))
    if deed is None:
        messages.error(request, _("Choose what to do."))
        return redirect("finance:collection", found.invoice.public_id)
    return _do(
        request,
        found.invoice.public_id,
        lambda _invoice_id: deed(write_off_id=found.pk, actor=request.user, at=now()),
        _("It is done."),
    )


def _do(
    request: SignedInRequest, public_id: UUID, deed: Callable[[int], Any], done: str
) -> HttpResponse:
    invoice = get_object_or_404(invoices_of(), public_id=public_id)
    try_to(request, lambda: deed(invoice.pk), done)
    return redirect("finance:collection", public_id)


def _page(
    request: SignedInRequest, public_id: UUID, *, status: int = 200, **forms: Any
) -> HttpResponse:
    invoice = get_object_or_404(invoices_of(), public_id=public_id)
    found = overdue_invoices(at=now(), brand_id=invoice.brand_id, invoice_id=invoice.pk)
    context = {
        "invoice": invoice,
        "row": found[0] if found else None,
        "notices": selectors.notices().filter(invoice=invoice).order_by("sent_at", "pk"),
        "pauses": selectors.pauses_of(invoice),
        "promises": selectors.promises_of(invoice),
        "write_offs": selectors.write_offs_of(invoice),
        "may_pursue": can_pursue_debts(request.user),
        "is_owed": invoice.status in InvoiceStatus.owed(),
        "is_contested": invoice.pk in contested_minor_of(brand_id=invoice.brand_id),
        "alone_up_to": writing_off.alone_up_to(invoice.currency),
        "pause_form": PauseForm(),
        "promise_form": PromiseForm(),
        "write_off_form": WriteOffForm(),
    }
    return render(request, "payouts/collections/collection.html", context | forms, status=status)
