"""Getting paid, on one page: what is in order, what is missing, and when money comes next."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from onboarding.agents.models import Agent
from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.errors import DomainError
from payouts.earnings import selectors
from payouts.earnings.next_payout import NextPayout, next_payout
from payouts.earnings.selectors import Balances
from payouts.earnings.wording import HINDRANCES
from payouts.gateway.base import ProcessorUnavailable, UnknownReference
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.payees.accounts import sync_account
from payouts.payees.models import Payee
from payouts.payees.selectors import NegativeBalance
from payouts.payees.standing import PaidHow, paid_how
from payouts.payees.wording import way_in_words, what_took_below
from payouts.runs.payability import minimum_minor


@dataclass(frozen=True, slots=True)
class Expected:
    """One currency: what is due next, from which amount on, and what stands in the way."""

    currency: str
    way: str
    standing: Balances
    next: NextPayout
    why: str
    own_minimum: Money | None
    platforms_minimum: Money
    below: NegativeBalance | None
    took_below: str


@require_GET
@for_agent
def getting_paid(request: AgentRequest) -> HttpResponse:
    """The checklist. Coming back from the processor proves nothing: it is asked again."""
    agent, at = request.agent, now()
    if request.GET.get("expired"):
        messages.info(request, _("That link was used or too old. Press the button for a new one."))
    if request.GET.get("back"):
        _ask_again(agent.pk)
    how = paid_how(agent=agent, at=at)
    return render(
        request,
        "payouts/payees/getting_paid.html",
        {
            "agent": agent,
            "how": how,
            "expected": [
                _expected(agent, currency, how, at) for currency in selectors.currencies_of(agent)
            ],
        },
    )


def _expected(agent: Agent, currency: str, how: PaidHow, at: datetime) -> Expected:
    standing = selectors.balances(agent=agent, currency=currency)
    payout = next_payout(agent=agent, standing=standing, at=at)
    below = how.below_zero.get(currency)
    return Expected(
        currency=currency,
        way=way_in_words(how.rail, how.format_of(currency)),
        standing=standing,
        next=payout,
        why=str(HINDRANCES[payout.hindrance]) if payout.hindrance else "",
        own_minimum=how.minimums.get(currency),
        platforms_minimum=Money(minimum_minor(currency), currency),
        below=below,
        took_below=what_took_below(below.cause) if below else "",
    )


def _ask_again(agent_id: int) -> None:
    payee = Payee.objects.filter(agent=agent_id).order_by("pk").first()
    if payee is None:
        return
    try:
        sync_account(payee_id=payee.pk, gateway=processor(), at=now())
    except (DomainError, ProcessorUnavailable, UnknownReference):
        return  # The page shows what was known before, and a job asks again.
