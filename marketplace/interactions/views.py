"""A brand's overview and its contacts. What they cost is shown by panels of the floor above."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from marketplace.campaigns.selectors import campaigns_of
from marketplace.interactions import selectors
from marketplace.interactions.changes import history_of
from marketplace.interactions.forms import ContactFilter, MonthFilter
from marketplace.interactions.service import TARGET_SECONDS, change_in_percent
from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.calendars.periods import Span
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first

_HOURS = range(24)
_COLUMNS = (
    "contact",
    "revision",
    "campaign",
    "agent",
    "outcome",
    "arrived_at",
    "answered_at",
    "ended_at",
    "wait_seconds",
    "talk_seconds",
    "hold_seconds",
    "wrap_seconds",
)


@require_GET
@for_brand()
def overview(request: BrandRequest) -> HttpResponse:
    """How a month's contacts were answered; spend and invoices arrive as panels."""
    brand = request.brand
    zone = ZoneInfo(brand.timezone)
    months = selectors.months_of(brand)
    if months is None:
        return render(request, "marketplace/interactions/nothing_yet.html", {"brand": brand})
    form = MonthFilter(request.GET, months=months)
    month = form.chosen()
    context: dict[str, Any] = {"brand": brand, "form": form, "month": month}
    if month is not None:
        figures = selectors.service_figures(brand_id=brand.pk, within=month)
        before = selectors.service_figures(
            brand_id=brand.pk, within=selectors.month_before(month, zone)
        )
        days = selectors.contacts_by_day(brand_id=brand.pk, within=month, zone=zone)
        hours = selectors.arrivals_by_hour(brand_id=brand.pk, within=month, zone=zone)
        context |= {
            "month_name": f"{month.from_on:%Y-%m}",
            "last_day": month.to_on - timedelta(days=1),
            "figures": figures,
            "before": before,
            "change": change_in_percent(figures.handled, before.handled),
            "target_seconds": TARGET_SECONDS,
            "course": [handled for _, handled, _ in days],
            "days": _every_day(month, days),
            "hours": [(f"{hour}:00", hours.get(hour, 0)) for hour in _HOURS],
        }
    return render(request, "marketplace/interactions/overview.html", context)


@require_GET
@for_brand()
def contacts(request: BrandRequest) -> HttpResponse:
    """The brand's contacts, newest first, with filters."""
    form = _filter(request)
    page = newest_first(
        selectors.contacts(brand_id=request.brand.pk, question=form.question()),
        by="ended_at",
        cursor=request.GET.get("cursor", ""),
    )
    query = request.GET.copy()
    query.pop("cursor", None)
    return render(
        request,
        "marketplace/interactions/contacts.html",
        {
            "brand": request.brand,
            "form": form,
            "page": page,
            "timezone": form.timezone,
            "is_filtered": any(query.values()),
            "query": query.urlencode(),
        },
    )


@require_GET
@for_brand()
def contacts_csv(request: BrandRequest) -> HttpResponseBase:
    """The same contacts as a CSV, streamed; a question that makes no sense is shown as such."""
    form = _filter(request)
    if not form.is_valid():
        return contacts(request)
    found = selectors.contacts(brand_id=request.brand.pk, question=form.question())
    return csv_response(
        filename=f"contacts-{request.brand.slug}.csv",
        header=_COLUMNS,
        rows=_rows(selectors.plain(found).iterator(chunk_size=2_000)),
    )


@require_GET
@for_brand()
def contact(request: BrandRequest, pk: int) -> HttpResponse:
    """One contact: what was reported of it, and every revision with what it changed."""
    brand = request.brand
    found = selectors.contact_of(brand_id=brand.pk, pk=pk)
    return render(
        request,
        "marketplace/interactions/contact.html",
        {
            "brand": brand,
            "contact": found,
            "timezone": found.campaign.timezone if found.campaign else brand.timezone,
            "history": history_of(list(selectors.revisions_of(found)))[::-1],
        },
    )


def _filter(request: BrandRequest) -> ContactFilter:
    brand = request.brand
    return ContactFilter(
        request.GET,
        brand=brand,
        campaigns=campaigns_of(brand_id=brand.pk),
        agents=selectors.agents_of(brand_id=brand.pk),
    )


def _every_day(month: Span, days: list[tuple[date, int, int]]) -> list[tuple[str, Any]]:
    """Two series over every day of the month, those without contacts included."""
    known = {day: (handled, abandoned) for day, handled, abandoned in days}
    count = (month.to_on - month.from_on).days
    all_days = [month.from_on + timedelta(days=place) for place in range(count)]
    return [
        (label, [(day, known.get(day, (0, 0))[place]) for day in all_days])
        for place, label in enumerate(("Handled", "Abandoned"))
    ]


def _rows(found: Iterable[Sequence[Any]]) -> Iterator[tuple[object, ...]]:
    for contact, revision, campaign, agent, outcome, *instants_and_seconds in found:
        instants, seconds = instants_and_seconds[:3], instants_and_seconds[3:]
        yield contact, revision, campaign, agent, outcome, *map(_utc, instants), *seconds


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
