"""An agent asks to be paid now: sees the fee and what arrives, and only then confirms."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.errors import DomainError, NotFound
from payouts.instant.forms import AskForm, ConfirmForm
from payouts.instant.selectors import currencies_offered, payable_minor, tariff_in_force
from payouts.instant.services import quote, request_instant, withdraw
from payouts.money import Money
from payouts.runs.payability import carried_minor


@require_http_methods(["GET", "POST"])
@for_agent
def ask(request: AgentRequest) -> HttpResponse:
    """Show what asking for an amount would cost; take what was confirmed, once for each page."""
    if request.method == "POST":
        confirmed = ConfirmForm(request.POST)
        if not confirmed.is_valid():
            messages.error(request, _("Please look at the fee and confirm again."))
            return redirect("agent:instant")
        try:
            instant = request_instant(
                agent=request.agent, ask=confirmed.ask(), actor=request.user, at=now()
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("agent:instant")
        messages.success(request, _("It is being sent. It usually arrives within half an hour."))
        return redirect("agent:payout", instant.payout.public_id)
    return _page(request)


@require_POST
@for_agent
def take_back(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """Take back what has not left."""
    try:
        instant = withdraw(agent=request.agent, public_id=public_id, actor=request.user, at=now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("agent:payouts")
    messages.success(request, _("It was taken back. Amount and fee are yours to ask for again."))
    return redirect("agent:payout", instant.payout.public_id)


def _page(request: AgentRequest) -> HttpResponse:
    agent, at = request.agent, now()
    offered = currencies_offered(at=at)
    payable = {
        one: carried_minor(payable_minor(agent_id=agent.pk, currency=one, at=at), one)
        for one in offered
    }
    wanted = request.GET.get("currency", "")
    owed = [one for one in offered if payable[one] > 0]
    currency = wanted if wanted in offered else next(iter(owed or offered), "")
    context = {"agent": agent, "currencies": owed, "currency": currency}
    if currency:
        context |= _quoted(request, currency, payable[currency])
    return render(request, "payouts/instant/ask.html", context)


def _quoted(request: AgentRequest, currency: str, payable: int) -> dict[str, object]:
    """The form, and what the amount in it comes to, or why it cannot be had."""
    at = now()
    everything = Money(max(payable, 0), currency)
    form = AskForm(
        request.GET if "amount" in request.GET else None,
        currency=currency,
        initial={"amount": everything.exact},
    )
    context: dict[str, object] = {
        "form": form,
        "everything": everything,
        "tariff": tariff_in_force(currency=currency, at=at),
        "key": uuid4(),
    }
    asked = form.cleaned_data["amount"] if form.is_bound and form.is_valid() else None
    try:
        found, _tariff = quote(
            agent=request.agent, currency=currency, asked_minor=asked or max(payable, 1), at=at
        )
    except DomainError as refusal:
        return context | {"refusal": str(refusal)}
    if asked is None:
        return context
    return context | {
        "quote": found,
        "asked": Money(found.asked_minor, currency),
        "fee": Money(found.fee_minor, currency),
        "net": Money(found.net_minor, currency),
    }
