"""What was sent to an agent and where it is, what comes next, and when nothing was sent."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.tables.keyset import newest_first
from payouts.earnings import selectors
from payouts.earnings.forms import EarningsFilter
from payouts.earnings.next_payout import next_payout
from payouts.earnings.views.asking import expected
from payouts.earnings.whereabouts import steps_of, whereabouts_of
from payouts.earnings.wording import HINDRANCES, PAYOUTS
from payouts.instant.models import InstantPayout
from payouts.money import Money
from payouts.runs.models import Payout, PayoutStatus


@require_GET
@for_agent
def payouts(request: AgentRequest) -> HttpResponse:
    """Every payout with what became of it."""
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
        context = {"standing": standing} | expected(
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


def _told(payout: Payout) -> tuple[Payout, Money, str]:
    return payout, Money(payout.amount_minor, payout.currency), str(PAYOUTS[payout.status])


@require_GET
@for_agent
def payout(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """One payout: where the money is, by which day it is expected, what failed and what to do."""
    found = get_object_or_404(selectors.payouts_of(request.agent), public_id=public_id)
    instant = InstantPayout.objects.filter(payout=found).first()
    return render(
        request,
        "payouts/earnings/payout.html",
        {
            "agent": request.agent,
            "payout": found,
            "amount": Money(found.amount_minor, found.currency),
            "fee": Money(found.fee_minor, found.currency),
            "where": whereabouts_of(found, instant),
            "steps": steps_of(found, instant),
            "instant": instant,
            "may_take_back": instant is not None and found.status == PayoutStatus.RESERVED,
        },
    )
