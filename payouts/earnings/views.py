"""An agent's pages: earnings, days, receipts, statements, payouts. Each scoped to the agent."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from onboarding.agents.models import Agent
from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.calendars.periods import local_day, span
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import Page, newest_first
from payouts.earnings import selectors
from payouts.earnings.contacts import contacts_in, pay_by_campaign, pay_of, totals_of
from payouts.earnings.forms import DayFilter, EarningsFilter
from payouts.earnings.next_payout import NextPayout, next_payout
from payouts.earnings.receipts import pay_receipt
from payouts.earnings.statements import ExtraLine, Line
from payouts.earnings.wording import EXCLUSIONS, HINDRANCES, PAYOUTS
from payouts.extras.selectors import extras_on
from payouts.money import Money
from payouts.periods.models import Period
from payouts.runs.models import Payout

_WEEKS = 8
_COLUMNS = (
    "day",
    "brand",
    "campaign",
    "contacts",
    "productive_seconds",
    "exact",
    "whole",
    "currency",
    "without_contact",
)


@require_GET
@for_agent
def earnings(request: AgentRequest) -> HttpResponse:
    agent, at = request.agent, now()
    currencies = selectors.currencies_of(agent)
    if not currencies:
        return render(request, "payouts/earnings/nothing_yet.html", {"agent": agent})
    form = EarningsFilter(request.GET, currencies=currencies)
    currency = (form.is_valid() and form.cleaned_data["currency"]) or currencies[0]
    weeks = newest_first(
        selectors.pay_weeks(agent).filter(currency=currency),
        by="from_at",
        cursor=request.GET.get("cursor", ""),
        size=_WEEKS,
    )
    week = _chosen(form, weeks, agent, currency)
    standing = selectors.balances(agent=agent, currency=currency)
    statement = selectors.statement_of(week)
    today = local_day(at, ZoneInfo(agent.timezone))
    return render(
        request,
        "payouts/earnings/earnings.html",
        {
            "agent": agent,
            "form": form,
            "currency": currency,
            "currencies": currencies,
            "weeks": weeks,
            "week": week,
            "older": _neighbour(weeks, week, 1),
            "newer": _neighbour(weeks, week, -1),
            "statement": statement,
            "today": statement.on(today) if week.from_on <= today < week.to_on else None,
            "days": statement.course(until=today),
            "standing": standing,
            "course": [week.booked_minor for week in reversed(weeks.rows)],  # type: ignore[attr-defined]
        }
        | _expected(next_payout(agent=agent, standing=standing, at=at)),
    )


@require_GET
@for_agent
def earnings_day(request: AgentRequest, day: str) -> HttpResponse:
    agent, on = request.agent, _date(day)
    within = span(on, on + timedelta(days=1), ZoneInfo(agent.timezone))
    parts = pay_by_campaign(agent=agent, within=within)
    form = DayFilter(request.GET, campaigns=[(part.campaign_id, part.campaign) for part in parts])
    campaign = form.cleaned_data["campaign"] if form.is_valid() else None
    page = newest_first(
        contacts_in(agent=agent, within=within, campaign_id=campaign),
        by="ended_at",
        cursor=request.GET.get("cursor", ""),
    )
    pays = pay_of(agent=agent, contacts=[contact.pk for contact in page.rows])
    return render(
        request,
        "payouts/earnings/day.html",
        {
            "agent": agent,
            "day": on,
            "before": on - timedelta(days=1),
            "after": on + timedelta(days=1),
            "form": form,
            "is_filtered": bool(campaign),
            "parts": parts,
            "totals": totals_of(parts),
            "extras": extras_on(agent=agent, within=within),
            "page": page,
            "rows": [(contact, pays.get(contact.pk)) for contact in page.rows],
        },
    )


@require_GET
@for_agent
def receipt(request: AgentRequest, pk: int) -> HttpResponse:
    agent = request.agent
    found = pay_receipt(agent=agent, interaction_id=pk)
    facts = found.receipt.facts
    return render(
        request,
        "payouts/earnings/receipt.html",
        {
            "agent": agent,
            "found": found,
            "receipt": found.receipt,
            "facts": facts,
            "price": found.receipt.standing,
            "day": local_day(facts.ended_at, ZoneInfo(agent.timezone)),
            "excluded_because": EXCLUSIONS.get(found.receipt.exclusion, ""),
        },
    )


@require_GET
@for_agent
def statement(request: AgentRequest, public_id: UUID) -> HttpResponse:
    found = selectors.statement(agent=request.agent, public_id=public_id)
    return render(
        request,
        "payouts/earnings/statement.html",
        {
            "agent": request.agent,
            "statement": found,
            "period": found.period,
            "payer": settings.PLATFORM_LEGAL_NAME,
            "payer_address": settings.PLATFORM_ADDRESS,
        },
    )


@require_GET
@for_agent
def statement_csv(request: AgentRequest, public_id: UUID) -> StreamingHttpResponse:
    found = selectors.statement(agent=request.agent, public_id=public_id)
    return csv_response(
        filename=f"statement-{found.period.from_on}-{found.currency}.csv",
        header=_COLUMNS,
        rows=[*map(_cells, found.lines), *map(_extra_cells, found.extras)],
    )


@require_GET
@for_agent
def payouts(request: AgentRequest) -> HttpResponse:
    agent, at = request.agent, now()
    currencies = selectors.currencies_of(agent)
    form = EarningsFilter(request.GET, currencies=currencies)
    currency = (form.is_valid() and form.cleaned_data["currency"]) or next(iter(currencies), "")
    page = newest_first(
        selectors.payouts_of(agent), by="pk", cursor=request.GET.get("cursor", ""), size=25
    )
    context: dict[str, Any] = {}
    if currency:
        standing = selectors.balances(agent=agent, currency=currency)
        context = {"standing": standing} | _expected(
            next_payout(agent=agent, standing=standing, at=at)
        )
    return render(
        request,
        "payouts/earnings/payouts.html",
        {
            "agent": agent,
            "form": form,
            "currency": currency,
            "currencies": currencies,
            "page": page,
            "rows": [_told(payout) for payout in page.rows],
            "skips": [
                (skip, Money(skip.amount_minor, skip.run.currency), HINDRANCES[skip.reason])
                for skip in selectors.skips_of(agent).order_by("-pk")[:5]
            ],
        }
        | context,
    )


def _chosen(form: EarningsFilter, weeks: Page[Period], agent: Agent, currency: str) -> Period:
    asked = form.cleaned_data.get("week")
    if asked:
        listed = next((week for week in weeks.rows if week.from_on == asked), None)
        found = listed or (
            selectors.pay_weeks(agent).filter(currency=currency, from_on=asked).first()
        )
        if found:
            return found
        form.add_error("week", "You have no work in a week that begins on that day.")
    if weeks.rows:
        return weeks.rows[0]
    # A cursor that points beyond the last week.
    newest = selectors.pay_weeks(agent).filter(currency=currency).order_by("-from_at", "-pk")
    return newest[0]


def _neighbour(weeks: Page[Period], week: Period, step: int) -> Period | None:
    """The week listed ``step`` rows further down, if the list reaches that far."""
    places = [place for place, row in enumerate(weeks.rows) if row.pk == week.pk]
    wanted = places[0] + step if places else -1
    return weeks.rows[wanted] if 0 <= wanted < len(weeks.rows) else None


def _expected(payout: NextPayout) -> dict[str, Any]:
    return {
        "next": payout,
        "hindered_because": HINDRANCES[payout.hindrance] if payout.hindrance else "",
    }


def _told(payout: Payout) -> tuple[Payout, Money, str]:
    return payout, Money(payout.amount_minor, payout.currency), PAYOUTS[payout.status]


def _cells(line: Line) -> tuple[object, ...]:
    return (
        line.day.isoformat(),
        line.brand,
        line.campaign,
        line.contacts,
        line.productive_seconds,
        line.exact,
        line.whole.exact,
        line.whole.currency,
        "",
    )


def _extra_cells(extra: ExtraLine) -> tuple[object, ...]:
    whole = extra.whole
    return (
        extra.day.isoformat(),
        "",
        extra.campaign,
        0,
        0,
        whole.exact,
        whole.exact,
        whole.currency,
        extra.description,
    )


def _date(text: str) -> date:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    # The last day has no day after it, and the first none before.
    if day is None or not date.min < day < date.max:
        raise Http404("There is no such day.")
    return day
