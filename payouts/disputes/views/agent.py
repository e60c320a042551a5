"""An agent contests pay, claims a missing contact, and answers what brands contest."""

from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import Interaction
from onboarding.agents.permissions import AgentRequest, for_agent
from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from payouts.disputes import claiming, selectors, services
from payouts.disputes.choices import DisputeSide, Ground
from payouts.disputes.claiming import Missing
from payouts.disputes.clock import Side
from payouts.disputes.forms import ContestPayForm, MissingForm, SaidForm
from payouts.disputes.forms_of_lists import DisputeFilter
from payouts.disputes.models import Dispute
from payouts.disputes.services import Said
from payouts.disputes.views import cases
from payouts.disputes.windows import windows_of_agent
from payouts.rating.models import RatedWork
from payouts.rating.receipts import pay_receipt_of


@require_GET
@for_agent
def disputes(request: AgentRequest) -> HttpResponse:
    """What the agent contests and what is contested of them, newest first."""
    form = DisputeFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        selectors.disputes_of(agent_id=request.agent.pk).filter(**asked),
        by="opened_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/disputes/agent_list.html",
        {
            "form": form,
            "page": page,
            "is_filtered": bool(asked),
            "portal": "agent",
            "zone": request.agent.timezone,
            "record": selectors.record_of(DisputeSide.AGENT, request.agent.pk),
            "windows": cases.named(windows_of_agent(request.agent, at=now())),
        },
    )


@require_GET
@for_agent
def dispute(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """One dispute. What the brand is charged stands on no page of an agent."""
    return _page(request, _dispute(request, public_id))


@require_http_methods(["GET", "POST"])
@for_agent
def contest(request: AgentRequest, pk: int) -> HttpResponse:
    """Contest what one contact was paid."""
    contact = get_object_or_404(Interaction, pk=pk, agent=request.agent)
    sent = request.method == "POST"
    form = ContestPayForm(request.POST if sent else None, request.FILES if sent else None)
    if sent and form.is_valid():
        asked = form.cleaned_data
        try:
            opened = claiming.contest_pay(
                agent=request.agent,
                interaction_id=contact.pk,
                ground=Ground(asked["ground"]),
                claimed_seconds=asked["claimed_seconds"],
                said=form.said(),
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your pay is contested. The brand is asked to answer."))
            return redirect("agent:dispute", opened.public_id)
    windows = {window.period_id: window for window in windows_of_agent(request.agent, at=now())}
    receipt = pay_receipt_of(interaction_id=contact.pk, agent_id=request.agent.pk)
    price = receipt.standing
    window = windows.get(price.period_id) if price else None
    before = selectors.standing_dispute(
        opener=DisputeSide.AGENT,
        party_id=request.agent.pk,
        interaction_id=contact.pk,
        work_id=price.work_id if price else None,
    )
    return render(
        request,
        "payouts/disputes/contest.html",
        {
            "base": "base_agent.html",
            "portal": "agent",
            "form": form,
            "contact": contact,
            "receipt": receipt,
            "price": price,
            "window": window,
            "before": before,
            # What counts for nothing is on no line, and may be claimed in its week.
            "may_contest": not before and (window is not None or price is None),
            "zone": request.agent.timezone,
        },
    )


@require_http_methods(["GET", "POST"])
@for_agent
def claim_missing(request: AgentRequest) -> HttpResponse:
    """Claim a contact that is on no statement."""
    sent = request.method == "POST"
    worked = RatedWork.objects.filter(agent=request.agent).values("campaign")
    with timezone.override(ZoneInfo(request.agent.timezone)):
        form = MissingForm(
            request.POST if sent else None,
            request.FILES if sent else None,
            campaigns=Campaign.objects.filter(pk__in=worked)
            .select_related("brand")
            .order_by("name", "pk"),
        )
        is_good = sent and form.is_valid()
    if is_good:
        asked = form.cleaned_data
        missing = Missing(form.chosen(), asked["ended_at"], asked["external_id"])
        try:
            opened = claiming.claim_missing(
                agent=request.agent, missing=missing, said=form.said(), at=now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your claim is in. The brand is asked to answer."))
            return redirect("agent:dispute", opened.public_id)
    return render(request, "payouts/disputes/missing.html", {"form": form, "agent": request.agent})


@require_POST
@for_agent
def answer(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """Answer what a brand contests; if asked to, everything it contested at once."""
    found = _dispute(request, public_id)
    ids = [found.pk]
    if request.POST.get("for_all"):
        ids.extend(selectors.siblings_of(found).values_list("pk", flat=True))

    def deed(said: Said) -> object:
        return services.answer_disputes(
            dispute_ids=ids, side=Side.AGENT, said=said, actor=request.user, at=now()
        )

    return cases.say(
        request,
        deed,
        done=_("Your answer is in. A person decides next."),
        back=reverse("agent:dispute", args=[public_id]),
        page=partial(_page, request, found),
    )


@require_POST
@for_agent
def add_evidence(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """Say or show more."""
    found = _dispute(request, public_id)

    def deed(said: Said) -> object:
        return services.add_evidence(
            dispute_id=found.pk, side=Side.AGENT, said=said, actor=request.user, at=now()
        )

    return cases.say(
        request,
        deed,
        done=_("It is added to the case."),
        back=reverse("agent:dispute", args=[public_id]),
        page=partial(_page, request, found),
    )


@require_POST
@for_agent
def withdraw(request: AgentRequest, public_id: UUID) -> HttpResponse:
    """Take a dispute back."""
    found = _dispute(request, public_id)

    def deed() -> object:
        return services.withdraw_dispute(
            dispute_id=found.pk, side=Side.AGENT, actor=request.user, at=now()
        )

    return cases.do(request, found, deed, _("The dispute is taken back."), "agent")


@require_GET
@for_agent
def evidence_file(request: AgentRequest, public_id: UUID, pk: int) -> HttpResponse:
    """A file that was shown in a dispute of the agent's."""
    return cases.file_of(_dispute(request, public_id), pk)


def _dispute(request: AgentRequest, public_id: UUID) -> Dispute:
    return cases.dispute_in(selectors.disputes_of(agent_id=request.agent.pk), public_id)


def _page(request: AgentRequest, found: Dispute, form: SaidForm | None = None) -> HttpResponse:
    context = cases.case_page(found, portal="agent", zone=request.agent.timezone, form=form)
    siblings = selectors.siblings_of(found).count() if context["may_answer"] else 0
    return render(request, "payouts/disputes/dispute.html", context | {"siblings": siblings})
