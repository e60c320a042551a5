"""Open what is sealed: asked why and for a code, shown once, never kept by a browser."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from onboarding.errors import DomainError
from onboarding.users.permissions import SignedInRequest, permit, second_factor_required
from payouts.payees.forms_of_staff import RevealForm
from payouts.payees.models import DetailsKind, PayoutDetails, TaxForm
from payouts.payees.policies import can_reveal
from payouts.payees.revealing import reveal_with_code

_PARTS: Final[dict[str, Any]] = {
    "holder": _("Name on the account"),
    "number": _("IBAN or account number"),
    "name": _("Name"),
    "tin": _("Tax number"),
    "born_on": _("Date of birth"),
    "address": _("Permanent address"),
    "signed_name": _("Signed as"),
}


@never_cache
@require_http_methods(["GET", "POST"])
@permit(can_reveal)
@second_factor_required
def reveal_details(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The account behind a version of payout details."""
    # A connected account is the processor's to show: nothing of it is sealed here.
    rows = PayoutDetails.objects.exclude(kind=DetailsKind.CONNECTED).select_related("payee__agent")
    row = get_object_or_404(rows, public_id=public_id)
    return _reveal(request, row, masked=row.masked)


@never_cache
@require_http_methods(["GET", "POST"])
@permit(can_reveal)
@second_factor_required
def reveal_form(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """What a signer wrote on a tax form."""
    rows = TaxForm.objects.select_related("payee__agent")
    row = get_object_or_404(rows, public_id=public_id)
    return _reveal(request, row, masked=row.tin_masked)


def _reveal(request: SignedInRequest, row: PayoutDetails | TaxForm, *, masked: str) -> HttpResponse:
    form = RevealForm(request.POST or None)
    opened: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            opened = reveal_with_code(row, **form.cleaned_data, actor=request.user, at=now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
    return render(
        request,
        "payouts/payees/reveal.html",
        {
            "row": row,
            "payee": row.payee,
            "form": form,
            "is_account": isinstance(row, PayoutDetails),
            "masked": masked,
            "opened": [(_PARTS[part], value) for part, value in opened.items() if value],
        },
        status=400 if form.errors else 200,
    )
