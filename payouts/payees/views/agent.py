"""What an agent does to be paid: account, bank details, tax form, minimum. Each scoped to them."""

from urllib.parse import urlencode

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.errors import DomainError
from onboarding.users.deeds import try_to
from payouts.gateway.base import ProcessorUnavailable
from payouts.gateway.processor import processor
from payouts.payees import accounts, details, minimums, services, tax_forms
from payouts.payees.bank_accounts import AccountRefused
from payouts.payees.forms import BankDetailsForm, MinimumForm, TaxFormForm, blame
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.payees.selectors import rail_of_agent
from payouts.payees.statements import statement_for
from payouts.payees.tax_rules import FormRefused


@require_POST
@for_agent
def account_setup(request: AgentRequest) -> HttpResponse:
    """Lead the agent to the processor, by a link that is made for this one visit."""
    here = f"{settings.SITE_URL}{reverse('agent:getting_paid')}"
    try:
        link = accounts.begin_onboarding(
            payee_id=_payee_of(request).pk,
            gateway=processor(),
            return_url=f"{here}?back=1",
            refresh_url=f"{here}?expired=1",
            at=now(),
        )
    except ProcessorUnavailable:
        messages.error(request, _("Our payment processor does not answer. Try again in a minute."))
        return redirect("agent:getting_paid")
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("agent:getting_paid")
    # Not a redirect: the content policy lets forms of ours lead nowhere else.
    return render(request, "payouts/payees/leave.html", {"link": link})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@for_agent
def bank_details(request: AgentRequest) -> HttpResponse:
    """Ask for a bank account. What is typed is never kept aside while somebody signs in again."""
    is_fresh = did_recently_reauthenticate(request)
    form = BankDetailsForm(request.POST if request.method == "POST" and is_fresh else None)
    if request.method == "POST" and is_fresh and form.is_valid():
        try:
            proposed = details.propose_details(
                payee_id=_payee_of(request).pk, account=form.account(), actor=request.user, at=now()
            )
        except (AccountRefused, DomainError) as refusal:
            blame(form, refusal)
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
            "again": _sign_in_again("agent:bank_details"),
            "is_by_bank_file": rail_of_agent(request.agent) == Rail.BANK_FILE,
        },
        status=400 if form.errors else 200,
    )


@require_POST
@for_agent
def confirm_details(request: AgentRequest) -> HttpResponse:
    """The agent says that the details in use are right, after a payout came back."""
    if not did_recently_reauthenticate(request):
        messages.info(request, _("Please give your password once more, then confirm again."))
        return redirect(_sign_in_again("agent:getting_paid"))
    payee = _payee_of(request)
    try_to(
        request,
        lambda: details.confirm_anew(payee_id=payee.pk, actor=request.user, at=now()),
        _("Thank you. Payouts go on."),
    )
    return redirect("agent:getting_paid")


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@for_agent
def tax_form(request: AgentRequest) -> HttpResponse:
    """Have the agent's tax form signed, under the words that are shown.

    Who is a US person for tax signs a W-9 wherever they live; ``?as=us`` asks for that one.
    """
    home = request.agent.country
    form = TaxFormForm(
        request.POST or None, residence="US" if request.GET.get("as") == "us" else home
    )
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
        except (FormRefused, DomainError) as refusal:
            blame(form, refusal)
        else:
            messages.success(request, _("Thank you. We look at your form and tell you."))
            return redirect("agent:getting_paid")
    return render(
        request,
        "payouts/payees/tax_form.html",
        {
            "form": form,
            "words": words,
            "lives_abroad": home != "US",
        },
        status=400 if form.errors else 200,
    )


@require_POST
@for_agent
def minimum(request: AgentRequest) -> HttpResponse:
    """Set the agent's own minimum in one currency."""
    form = MinimumForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please give an amount such as 50."))
    else:
        minimums.set_minimum(payee_id=_payee_of(request).pk, minimum=form.amount, at=now())
        messages.success(request, _("Your minimum is set. It holds from the next run on."))
    return redirect("agent:getting_paid")


def _payee_of(request: AgentRequest) -> Payee:
    return services.become_payee(agent_id=request.agent.pk)


def _sign_in_again(name: str) -> str:
    """Where the password is asked for once more, and from where it leads to the page ``name``."""
    return f"{reverse('account_reauthenticate')}?{urlencode({'next': reverse(name)})}"
