"""Sums that no contact made, with their working: for the agent, the brand and finance."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.errors import DomainError
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.extras import selectors, services
from payouts.extras.forms import ExtraFilter, ReasonForm
from payouts.extras.models import Extra
from payouts.extras.policies import can_see_extras, can_take_back
from payouts.extras.wording import charge_lines, working_lines
from payouts.money import Money

_COLUMNS = (
    "extra",
    "kind",
    "what for",
    "agent",
    "brand",
    "campaign",
    "work day",
    "known at",
    "pay",
    "charge",
    "currency",
    "takes back",
    "working",
)


@require_GET
@permit(can_see_extras)
def extras(request: SignedInRequest) -> HttpResponse:
    form = ExtraFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        selectors.extras().filter(*asked), by="recorded_at", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/extras/extras.html",
        {
            "form": form,
            "page": page,
            "rows": [_shown(extra) for extra in page.rows],
            "is_filtered": bool(asked),
            "query": request.GET.urlencode(),
        },
    )


@require_GET
@permit(can_see_extras)
def extras_csv(request: SignedInRequest) -> HttpResponseBase:
    found = selectors.extras().filter(*ExtraFilter(request.GET).asked()).order_by("pk")
    return csv_response(
        filename="extras.csv", header=_COLUMNS, rows=_cells(found.iterator(chunk_size=2_000))
    )


@require_GET
@permit(can_see_extras)
def staff_extra(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    extra = get_object_or_404(selectors.complete_extras(), public_id=public_id)
    is_final = extra.corrects_id is not None or hasattr(extra, "corrected_by")
    return render(
        request,
        "payouts/extras/staff_extra.html",
        _page(extra)
        | {"may_take_back": can_take_back(request.user) and not is_final, "form": ReasonForm()},
    )


@require_POST
@permit(can_take_back)
def take_back(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    extra = get_object_or_404(Extra, public_id=public_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why it is taken back."))
        return redirect("finance:extra", public_id)
    try:
        back = services.take_back(
            extra_id=extra.pk, reason=form.cleaned_data["reason"], actor=request.user, at=now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("finance:extra", public_id)
    messages.success(request, _("The sum is taken back by a further row."))
    return redirect("finance:extra", back.public_id)


@require_GET
@for_agent
def agent_extra(request: AgentRequest, public_id: UUID) -> HttpResponse:
    paid = selectors.complete_extras().filter(agent=request.agent).exclude(pay_minor=0)
    return render(
        request,
        "payouts/extras/agent_extra.html",
        _page(get_object_or_404(paid, public_id=public_id)) | {"agent": request.agent},
    )


@require_GET
@for_brand()
def brand_extra(request: BrandRequest, public_id: UUID) -> HttpResponse:
    charged = selectors.complete_extras().filter(brand=request.brand).exclude(charge_minor=0)
    return render(
        request,
        "payouts/extras/brand_extra.html",
        (page := _page(get_object_or_404(charged, public_id=public_id)))
        | {"brand": request.brand, "lines": charge_lines(page["extra"])},
    )


def _page(extra: Extra) -> dict[str, Any]:
    return _shown(extra) | {
        "lines": working_lines(extra),
        "facts": extra.working.get("facts", {}),
        "reason": extra.working.get("reason", ""),
        "taken_back_by": getattr(extra, "corrected_by", None),
    }


def _shown(extra: Extra) -> dict[str, Any]:
    return {
        "extra": extra,
        "pay": Money(extra.pay_minor, extra.currency),
        "charge": Money(extra.charge_minor, extra.currency),
    }


def _cells(found: Iterator[Extra]) -> Iterator[tuple[object, ...]]:
    for extra in found:
        yield (
            str(extra.public_id),
            extra.kind,
            extra.description,
            extra.agent.name if extra.agent else "",
            extra.brand.name if extra.brand else "",
            extra.campaign.name if extra.campaign else "",
            extra.work_day.isoformat(),
            extra.recorded_at.isoformat(),
            Money(extra.pay_minor, extra.currency).exact,
            Money(extra.charge_minor, extra.currency).exact,
            extra.currency,
            extra.corrects_id or "",
            json.dumps(extra.working),
        )
