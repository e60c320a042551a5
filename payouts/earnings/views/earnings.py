"""An agent's weeks, days and receipts."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from onboarding.agents.models import Agent
from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.calendars.periods import local_day, span
from onboarding.tables.keyset import Page, newest_first
from payouts.earnings import selectors
from payouts.earnings.contacts import contacts_in, pay_by_campaign, pay_of, totals_of
from payouts.earnings.forms import DayFilter, EarningsFilter
from payouts.earnings.next_payout import next_payout
from payouts.earnings.receipts import pay_receipt
from payouts.earnings.views.asking import day_named, expected
from payouts.earnings.wording import EXCLUSIONS
from payouts.extras.selectors import extras_on
from payouts.periods.models import Period

_WEEKS = 8


@require_GET
@for_agent
def earnings(request: AgentRequest) -> HttpResponse:
    """A week day by day, what stands where, and the next payout."""
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
        | expected(next_payout(agent=agent, standing=standing, at=at)),
    )


@require_GET
@for_agent
def earnings_day(request: AgentRequest, day: str) -> HttpResponse:
    """The contacts of one day, at what they are worth now."""
    agent, on = request.agent, day_named(day)
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
    """What one contact paid, how that was worked out, and where the money is."""
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


def _chosen(form: EarningsFilter, weeks: Page[Period], agent: Agent, currency: str) -> Period:
    asked = form.cleaned_data.get("week")
    if asked:
        listed = next((week for week in weeks.rows if week.from_on == asked), None)
        found = listed or (
            selectors.pay_weeks(agent).filter(currency=currency, from_on=asked).first()
        )
        if found:
            return found
        form.add_error("week", _("You have no work in a week that begins on that day."))
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
