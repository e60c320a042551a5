"""A brand contests what it is charged, and answers what agents contest."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.tables.keyset import newest_first
from payouts.disputes import selectors, services
from payouts.disputes.choices import DisputeSide
from payouts.disputes.clock import Side
from payouts.disputes.forms import SaidForm
from payouts.disputes.forms_of_lists import DisputeFilter
from payouts.disputes.models import Dispute
from payouts.disputes.policies import CONTESTING_ROLES
from payouts.disputes.services import Said
from payouts.disputes.views import cases
from payouts.disputes.windows import windows_of_brand


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
            "windows": cases.named(windows_of_brand(request.brand, at=now())),
            "may_contest": request.brand_role in CONTESTING_ROLES,
        },
    )


@require_GET
@for_brand()
def dispute(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """One dispute. What the agent is paid stands on no page of a brand."""
    return _page(request, _dispute(request, public_id))


@require_POST
@for_brand(*CONTESTING_ROLES)
def answer(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Answer what an agent contests."""
    found = _dispute(request, public_id)

    def deed(said: Said) -> object:
        return services.answer_disputes(
            dispute_ids=[found.pk], side=Side.BRAND, said=said, actor=request.user, at=now()
        )

    return cases.say(
        request,
        deed,
        done=_("Your answer is in. A person decides next."),
        back=reverse("brand:dispute", args=[public_id]),
        page=partial(_page, request, found),
    )


@require_POST
@for_brand(*CONTESTING_ROLES)
def add_evidence(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """Say or show more."""
    found = _dispute(request, public_id)

    def deed(said: Said) -> object:
        return services.add_evidence(
            dispute_id=found.pk, side=Side.BRAND, said=said, actor=request.user, at=now()
        )

    return cases.say(
        request,
        deed,
        done=_("It is added to the case."),
        back=reverse("brand:dispute", args=[public_id]),
        page=partial(_page, request, found),
    )


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


def _dispute(request: BrandRequest, public_id: UUID) -> Dispute:
    return cases.dispute_in(selectors.disputes_of(brand_id=request.brand.pk), public_id)


def _page(request: BrandRequest, found: Dispute, form: SaidForm | None = None) -> HttpResponse:
    context = cases.case_page(found, portal="brand", zone=request.brand.timezone, form=form)
    if request.brand_role not in CONTESTING_ROLES:
        context |= {"may_answer": False, "may_add": False, "may_withdraw": False}
    return render(request, "payouts/disputes/dispute.html", context)
