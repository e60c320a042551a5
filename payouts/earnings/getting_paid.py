"""Getting paid, on one page: what is in order, what is missing, and when money comes next."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.errors import DomainError
from payouts.earnings import selectors
from payouts.earnings.next_payout import next_payout
from payouts.earnings.wording import HINDRANCES
from payouts.gateway.base import ProcessorUnavailable, UnknownReference
from payouts.gateway.processor import processor
from payouts.payees.accounts import sync_account
from payouts.payees.models import Payee
from payouts.payees.selectors import paid_how


@require_GET
@for_agent
def getting_paid(request: AgentRequest) -> HttpResponse:
    """The checklist. Coming back from the processor proves nothing: it is asked again."""
    agent, at = request.agent, now()
    if request.GET.get("expired"):
        messages.info(request, _("That link was used or too old. Press the button for a new one."))
    if request.GET.get("back"):
        _ask_again(agent.pk)
    how = paid_how(agent_id=agent.pk, at=at)
    currencies = selectors.currencies_of(agent)
    expected: list[dict[str, Any]] = []
    for currency in currencies:
        standing = selectors.balances(agent=agent, currency=currency)
        payout = next_payout(agent=agent, standing=standing, at=at)
        why = HINDRANCES[payout.hindrance] if payout.hindrance else ""
        own = how.minimums.get(currency)
        expected.append(
            {"currency": currency, "next": payout, "why": why, "standing": standing}
            | {"least": own.exact if own else ""}
        )
    return render(
        request,
        "payouts/payees/getting_paid.html",
        {"agent": agent, "how": how, "expected": expected},
    )


def _ask_again(agent_id: int) -> None:
    payee = Payee.objects.filter(agent=agent_id).order_by("pk").first()
    if payee is None:
        return
    try:
        sync_account(payee_id=payee.pk, gateway=processor(), at=now())
    except (DomainError, ProcessorUnavailable, UnknownReference):
        return  # The page shows what was known before, and a job asks again.
