"""The terms of every brand, for finance: who is near a limit, and more credit by four eyes."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onboarding.brands.models import Brand
from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from onboarding.users.models import Grant, User
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import has_grant, is_finance
from payouts.money import Money
from payouts.receivables import standing
from payouts.receivables.credit import TermsProposal
from payouts.receivables.forms_of_credit import TermsForm
from payouts.receivables.meters import meters_of
from payouts.receivables.terms import approve_terms, set_terms, terms_in_force, withdraw_terms


def can_set_terms(user: User) -> bool:
    """Whether ``user`` may set a brand's terms, and approve what somebody else proposed."""
    return has_grant(user, Grant.SET_TERMS)


@require_GET
@permit(is_finance)
def terms(request: SignedInRequest) -> HttpResponse:
    """Every brand with its terms and how much of its limit is used."""
    page = newest_first(
        standing.brands_with_terms(), by="created_at", cursor=request.GET.get("cursor", "")
    )
    own = {
        one.brand_id: standing.Shown(one)
        for one in meters_of(at=now(), brand_ids=[brand.pk for brand in page.rows])
        if one.campaign_id is None
    }
    return render(
        request,
        "payouts/receivables/terms.html",
        {"page": page, "rows": [(brand, own.get(brand.pk)) for brand in page.rows]},
    )


@require_http_methods(["GET", "POST"])
@permit(is_finance)
def brand_terms(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One brand's terms: what holds, what is asked for, how it came about."""
    brand = get_object_or_404(Brand, public_id=public_id)
    may_set = can_set_terms(request.user)
    is_sent = request.method == "POST"
    if is_sent and not may_set:
        raise PermissionDenied("Your login does not include setting terms.")
    form = TermsForm(
        request.POST if is_sent else None, currency=brand.currency, initial=_standing(brand)
    )
    if is_sent and form.is_valid():
        try:
            made = set_terms(
                brand_id=brand.pk,
                terms=form.agreed(),
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            waits = isinstance(made, TermsProposal)
            said = _("More credit waits for a second person.") if waits else _("The terms hold.")
            messages.success(request, said)
            return redirect("finance:brand_terms", public_id)
    own, rows = standing.limits_of(brand=brand, at=now())
    proposal = standing.open_proposal_of(brand)
    context = {
        "brand": brand,
        "own": own,
        "rows": rows,
        "form": form,
        "history": standing.terms_history(brand),
        "proposal": proposal,
        "may_set": may_set,
        "may_approve": may_set and proposal and proposal.proposed_by_id != request.user.pk,
    }
    return render(request, "payouts/receivables/brand_terms.html", context)


@require_POST
@permit(can_set_terms)
def approve(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Put proposed terms in force."""
    return _decide(request, public_id, approve_terms, _("The terms hold."))


@require_POST
@permit(can_set_terms)
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take proposed terms back."""
    return _decide(request, public_id, withdraw_terms, _("The proposal is withdrawn."))


def _decide(
    request: SignedInRequest, public_id: UUID, deed: Callable[..., object], done: str
) -> HttpResponse:
    proposal = get_object_or_404(TermsProposal.objects.select_related("brand"), public_id=public_id)
    try_to(request, lambda: deed(proposal_id=proposal.pk, actor=request.user, at=now()), done)
    return redirect("finance:brand_terms", proposal.brand.public_id)


def _standing(brand: Brand) -> dict[str, object]:
    found = terms_in_force(brand_id=brand.pk)
    if found is None:
        return {"payment_terms_days": brand.payment_terms_days, "is_dunned": True}
    limit = found.credit_limit_minor
    return {
        "mode": found.mode,
        "amount": None if limit is None else Money(limit, brand.currency).exact,
        "payment_terms_days": found.payment_terms_days,
        "is_dunned": found.is_dunned,
    }
