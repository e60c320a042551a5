"""What an agent is sure of: offers and how far they are, weeks under a floor, bonuses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first
from payouts.guarantees import standing
from payouts.guarantees.models import CommittedInterval
from payouts.guarantees.offers import Measure, SurgeOffer
from payouts.guarantees.surge import bonus_of
from payouts.guarantees.wording import rate_in_words
from payouts.guarantees.worked import Won, surges_of_agent
from payouts.money import Money

_COLUMNS = ("campaign", "begins", "ends", "committed hours", "staffed seconds", "booked at")
_LONGEST = 50
_DAY = timedelta(days=1)


@require_GET
@for_agent
def guarantees(request: AgentRequest) -> HttpResponse:
    """The agent's offers, weeks and bonuses."""
    at = now()
    page = newest_first(
        standing.guaranteed_weeks(request.agent),
        by="from_at",
        cursor=request.GET.get("cursor", ""),
        size=20,
    )
    won = surges_of_agent(agent_id=request.agent.pk, since=at)
    return render(
        request,
        "payouts/guarantees/agent.html",
        {
            "agent": request.agent,
            "offers": [
                _offered(offer, won)
                for offer in standing.offers_for(request.agent, at=at)[:_LONGEST]
            ],
            "page": page,
            "weeks": [
                (week, Money(week.topped_up_minor, week.currency))  # type: ignore[attr-defined]
                for week in page.rows
            ],
            "bonuses": standing.bonuses_paid_to(request.agent).order_by("-recorded_at", "-pk")[
                :_LONGEST
            ],
        },
    )


@require_GET
@for_agent
def week(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """Why a week's top-up is what it is: hours, floor, earned, and what was missing."""
    found = get_object_or_404(standing.guaranteed_weeks(request.agent), public_id=public_id)
    hours = list(standing.hours_in(request.agent, found))
    return render(
        request,
        "payouts/guarantees/week.html",
        {
            "agent": request.agent,
            "week": found,
            "last_day": found.to_on - _DAY,
            "is_over": found.to_at <= now(),
            "topped_up": Money(found.topped_up_minor, found.currency),  # type: ignore[attr-defined]
            "explained": standing.explained(found),
            "hours": hours,
            "staffed": standing.seconds_of(hours),
        },
    )


@require_GET
@for_agent
def hours_csv(request: AgentRequest, public_id: UUID) -> HttpResponseBase:
    """The hours of a week, a line each."""
    found = get_object_or_404(standing.guaranteed_weeks(request.agent), public_id=public_id)
    rows = standing.hours_in(request.agent, found).iterator(chunk_size=2_000)
    return csv_response(
        filename=f"hours-{found.from_on}.csv", header=_COLUMNS, rows=_cells(rows, found.timezone)
    )


def _offered(offer: SurgeOffer, won: list[Won]) -> dict[str, Any]:
    """An offer, how long the agent was there in it, and what that pays if its conditions hold."""
    mine = [one for one in won if one.offer_id == offer.pk]
    currency = offer.campaign.currency
    so_far = [
        bonus_of(
            per_hour=offer.measure == Measure.PER_HOUR,
            rate=offer.pay_rate,
            hours=one.pay,
            currency=currency,
        )
        for one in mine
    ]
    return {
        "offer": offer,
        "rate": rate_in_words(offer.measure, offer.pay_rate, currency),
        "seconds": sum(one.pay.staffed_seconds for one in mine),
        "so_far": sum(so_far, Money(0, currency)),
        "is_full": hasattr(offer, "end"),
    }


def _cells(rows: Iterator[CommittedInterval], zone: str) -> Iterator[tuple[object, ...]]:
    local = ZoneInfo(zone)
    for row in rows:
        yield (
            row.campaign.name,
            row.starts_at.astimezone(local).isoformat(timespec="minutes"),
            row.ends_at.astimezone(local).isoformat(timespec="minutes"),
            (row.ends_at - row.starts_at).total_seconds() / 3_600,
            row.staffed_seconds,
            row.booked_at.isoformat(timespec="seconds") if row.booked_at else "",
        )
