"""What an agent does to be paid: account, bank details, tax form, minimum. Each scoped to them."""

from decimal import Decimal

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.errors import DomainError
from payouts.gateway.base import ProcessorUnavailable
from payouts.gateway.processor import processor
from payouts.money import Money, UnknownCurrency
from payouts.payees import accounts, details, services, tax_forms
from payouts.payees.bank_accounts import AccountRefused
from payouts.payees.forms import BankDetailsForm, MinimumForm, TaxFormForm
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.payees.selectors import rail_of_agent
from payouts.payees.statements import statement_for
from payouts.payees.tax_rules import FormRefused


@require_POST
@for_agent
def account_setup(request: AgentRequest) -> HttpResponse:
    """Lead the agent to the processor, by a link that is made for this one visit."""
    payee = _payee_of(request)
    here = f"{settings.SITE_URL}{reverse('agent:getting_paid')}"
    try:
        accounts.open_account(payee_id=payee.pk, gateway=processor(), at=now())
        link = accounts.onboarding_link(
            payee_id=payee.pk,
            gateway=processor(),
            return_url=f"{here}?back=1",
            refresh_url=f"{here}?expired=1",
        )
    except (DomainError, ProcessorUnavailable):
        messages.error(request, _("Our payment processor does not answer. Try again in a minute."))
        return redirect("agent:getting_paid")
    # Not a redirect: the content policy lets forms of ours lead nowhere else.
    return render(request, "payouts/payees/leave.html", {"link": link})


@require_http_methods(["GET", "POST"])
@for_agent
def bank_details(request: AgentRequest) -> HttpResponse:
    """Ask for a bank account. What is typed is never kept aside while somebody signs in again."""
    rail = rail_of_agent(request.agent)
    is_fresh = did_recently_reauthenticate(request)
    form = BankDetailsForm(request.POST if request.method == "POST" and is_fresh else None)
    if request.method == "POST" and is_fresh and form.is_valid():
        try:
            proposed = details.propose_details(
                payee_id=_payee_of(request).pk, account=form.account(), actor=request.user, at=now()
            )
        except AccountRefused as wrong:
            form.add_error(wrong.part if wrong.part in form.fields else None, str(wrong))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            waits = _("Thank you. A person looks at these details first; you hear from us.")
            done = _("Thank you. Your details are in use, after the days of safety if any.")
            messages.success(request, waits if proposed.risks else done)
            return redirect("agent:getting_paid")
    return render(
        request,
        "payouts/payees/bank_details.html",
        {
            "form": form,
            "is_fresh": is_fresh,
            "is_by_bank_file": rail == Rail.BANK_FILE,
        },
        status=400 if form.errors else 200,
    )


@require_POST
@for_agent
def confirm_details(request: AgentRequest) -> HttpResponse:
    """The agent says that the details in use are right, after a payout came back."""
    payee = _payee_of(request)
    if not did_recently_reauthenticate(request):
        return redirect("agent:bank_details")
    try:
        details.confirm_anew(payee_id=payee.pk, actor=request.user, at=now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Payouts go on."))
    return redirect("agent:getting_paid")


@require_http_methods(["GET", "POST"])
@for_agent
def tax_form(request: AgentRequest) -> HttpResponse:
    """Have the agent's tax form signed, under the words that are shown."""
    form = TaxFormForm(request.POST or None, residence=request.agent.country)
    words = statement_for(form.kind)
    if request.method == "POST" and form.is_valid():
        try:
            tax_forms.sign_form(
                payee_id=_payee_of(request).pk,
                given=form.given(),
                statement_hash=request.POST.get("statement_hash", ""),
                signed_from=request.META.get("REMOTE_ADDR") or None,
                actor=request.user,
                at=now(),
            )
        except FormRefused as wrong:
            form.add_error(wrong.part if wrong.part in form.fields else None, str(wrong))
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. We look at your form and tell you."))
            return redirect("agent:getting_paid")
    return render(
        request,
        "payouts/payees/tax_form.html",
        {"form": form, "words": words, "lines": words.words.splitlines()},
        status=400 if form.errors else 200,
    )


@require_POST
@for_agent
def minimum(request: AgentRequest) -> HttpResponse:
    """Set the agent's own minimum in one currency."""
    payee = _payee_of(request)
    form = MinimumForm(request.POST)
    try:
        if not form.is_valid():
            raise ValueError
        least: Decimal = form.cleaned_data["minimum"]
        amount = Money.of_exact(least, form.cleaned_data["currency"])
    except (ValueError, UnknownCurrency):
        messages.error(request, _("Please give an amount such as 50."))
    else:
        services.set_minimum(payee_id=payee.pk, minimum=amount, at=now())
        messages.success(request, _("Your minimum is set. It holds from the next run on."))
    return redirect("agent:getting_paid")


def _payee_of(request: AgentRequest) -> Payee:
    services.become_payees(agent_ids=[request.agent.pk])
    return Payee.objects.select_related("agent").get(agent=request.agent)
