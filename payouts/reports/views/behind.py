"""The contacts behind a number, one of them with both of its prices, and the same as a file."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import Interaction
from onboarding.agents.models import Agent
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.rating.receipts import ContactUnknown, Receipt, charge_receipt_of, pay_receipt_of
from payouts.reports import selectors
from payouts.reports.contacts import Behind, sums_behind, work_behind
from payouts.reports.forms import BehindFilter

_COLUMNS = (
    "contact",
    "brand",
    "campaign",
    "agent",
    "ended_at",
    "work_day",
    "productive_seconds",
    "payable_seconds",
    "billable_seconds",
    "charge_exact",
    "pay_exact",
    "currency",
    "is_correction",
    "billing_period_from",
    "pay_period_from",
)


@require_GET
@permit(is_finance)
def contacts(request: SignedInRequest) -> HttpResponse:
    """Contacts behind a number, the newest first, and how they become it."""
    form = _filter(request)
    asked = form.asked()
    context: dict[str, Any] = {"form": form}
    if asked:
        context |= {
            "asked": asked,
            "currency": asked.question.currency,
            "narrowed": _narrowed(asked),
            "sums": sums_behind(asked),
            "page": newest_first(
                work_behind(asked), by="occurred_at", cursor=request.GET.get("cursor", "")
            ),
            "query": _query(request),
        }
    return render(request, "payouts/reports/behind.html", context)


@require_GET
@permit(is_finance)
def contacts_csv(request: SignedInRequest) -> HttpResponseBase:
    """The same contacts, all of them, streamed."""
    form = _filter(request)
    asked = form.asked()
    if asked is None:
        return render(request, "payouts/reports/behind.html", {"form": form}, status=400)
    question = asked.question
    last = form.cleaned_data["to_on"]
    return csv_response(
        filename=f"contacts-{question.since}-{last}-{question.currency}.csv",
        header=_COLUMNS,
        rows=_rows(asked),
    )


@require_GET
@permit(is_finance)
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """One contact: what was reported, and both of its prices from seconds to money."""
    found = get_object_or_404(
        Interaction.objects.select_related("brand", "campaign", "agent", "source"), pk=pk
    )
    charge, pay = _receipts(found)
    return render(
        request,
        "payouts/reports/contact.html",
        {
            "contact": found,
            "charge": charge,
            "pay": pay,
            "zone": found.campaign.timezone if found.campaign else found.brand.timezone,
            "margin": charge.exact - pay.exact if charge and pay else None,
        },
    )


def _filter(request: SignedInRequest) -> BehindFilter:
    return BehindFilter(
        request.GET,
        currencies=selectors.currencies_in_use() or ["USD"],
        names=("brand", "campaign", "agent"),
        today=timezone.now().date(),
    )


def _narrowed(asked: Behind) -> list[str]:
    """Names of the one campaign, agent or half-hour that is asked for."""
    names = [
        name
        for model, public_id in ((Campaign, asked.campaign_id), (Agent, asked.agent_id))
        if public_id
        for name in model.objects.filter(public_id=public_id).values_list("name", flat=True)
    ]
    if asked.slot is not None:
        names.append(f"{asked.slot // 2:02}:{asked.slot % 2 * 30:02}")
    return names


def _receipts(found: Interaction) -> tuple[Receipt | None, Receipt | None]:
    charge = pay = None
    try:
        charge = charge_receipt_of(interaction_id=found.pk, brand_id=found.brand_id)
        if found.agent_id:
            pay = pay_receipt_of(interaction_id=found.pk, agent_id=found.agent_id)
    except ContactUnknown:  # Its record is there and nothing was made of it yet.
        pass
    return charge, pay


def _rows(asked: Behind) -> Iterator[tuple[object, ...]]:
    rows = work_behind(asked).select_related("billing_period", "pay_period").order_by("pk")
    for work in rows.iterator(chunk_size=2_000):
        yield (
            work.interaction.external_id,
            work.brand.name,
            work.campaign.name,
            work.agent.name,
            work.occurred_at.astimezone(UTC).isoformat(timespec="seconds"),
            work.work_day.isoformat(),
            work.productive_seconds,
            work.payable_seconds,
            work.billable_seconds,
            work.charge_exact,
            work.pay_exact,
            work.currency,
            "yes" if work.corrects_id else "no",
            work.billing_period.from_on.isoformat(),
            work.pay_period.from_on.isoformat(),
        )


def _query(request: SignedInRequest) -> str:
    kept = request.GET.copy()
    kept.pop("cursor", None)
    return kept.urlencode()
