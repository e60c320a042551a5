"""Our bank accounts, and how each bank writes its CSV."""

from dataclasses import asdict
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onboarding.errors import DomainError
from onboarding.users.permissions import SignedInRequest, permit
from payouts.incoming import selectors
from payouts.incoming.accounts import layout_of, open_bank_account, set_layout
from payouts.incoming.forms import AccountForm, LayoutForm
from payouts.incoming.policies import can_handle_receipts, can_see_receipts


@require_http_methods(["GET", "POST"])
@permit(can_see_receipts)
def accounts(request: SignedInRequest) -> HttpResponse:
    """Every account of ours, and the way to add one."""
    is_sent = _is_sent(request)
    form = AccountForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            added = open_bank_account(**form.cleaned_data, actor=request.user, at=now())
        except DomainError as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, _("The account is there. Its files can be taken in."))
            return redirect("finance:bank_account", added.public_id)
    context = {
        "accounts": selectors.accounts(),
        "form": form,
        "may_handle": can_handle_receipts(request.user),
    }
    status = 422 if is_sent else 200
    return render(request, "payouts/incoming/accounts.html", context, status=status)


@require_http_methods(["GET", "POST"])
@permit(can_see_receipts)
def account(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One account, and the layout of its CSV."""
    found = get_object_or_404(selectors.accounts(), public_id=public_id)
    is_sent = _is_sent(request)
    layout = layout_of(found)
    form = LayoutForm(request.POST if is_sent else None, initial=asdict(layout) if layout else {})
    if is_sent and form.is_valid():
        try:
            set_layout(account_id=found.pk, layout=form.layout(), actor=request.user, at=now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("CSV files of this account are read so from now on."))
            return redirect("finance:bank_account", public_id)
    context = {"account": found, "form": form, "may_handle": can_handle_receipts(request.user)}
    status = 422 if is_sent else 200
    return render(request, "payouts/incoming/account.html", context, status=status)


def _is_sent(request: SignedInRequest) -> bool:
    is_sent = request.method == "POST"
    if is_sent and not can_handle_receipts(request.user):
        raise PermissionDenied("Your login does not include this page.")
    return is_sent
