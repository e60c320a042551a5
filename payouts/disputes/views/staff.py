"""One case on one page, and what a person decides of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from marketplace.campaigns.models import Campaign
from onboarding.errors import DomainError
from onboarding.users.models import User
from onboarding.users.permissions import SignedInRequest, permit
from payouts.disputes import deciding, giving, selectors
from payouts.disputes.choices import DisputeSide, DisputeStatus, Ground
from payouts.disputes.deciding import standing_price
from payouts.disputes.forms_of_desk import (
    DecisionForm,
    GiveCampaignForm,
    GiveForm,
    ReasonForm,
)
from payouts.disputes.models import Dispute
from payouts.disputes.policies import can_decide_disputes, can_see_disputes
from payouts.disputes.views import cases
from payouts.money import Money
from payouts.rating.models import RatedWork
from payouts.rating.receipts import charge_receipt_of, pay_receipt_of


@require_GET
@permit(can_see_disputes)
def dispute(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One case: the receipts with their working, both sides, and what each has won before."""
    return _page(request, _dispute(public_id))


@require_POST
@permit(can_decide_disputes)
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Decide one dispute. A claim that names no contact has no price: it can only be declined."""
    found = _dispute(public_id)
    form = _decision_form(found, request.POST)
    if form.is_valid():
        try:
            deciding.decide_disputes(
                dispute_ids=[found.pk], decision=form.decision(), actor=request.user, at=now()
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            found.refresh_from_db()
        else:
            messages.success(request, _("It is decided, and both sides are told."))
            return redirect("finance:dispute", public_id)
    return _page(request, found, form=form)


@require_POST
@permit(can_decide_disputes)
def give(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Give a contact to the agent who missed it, or to the campaign it was for."""
    found = _dispute(public_id)
    form = _give_form(found, request.POST)
    if form.is_valid():
        try:
            _give(found, form, request.user)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            found.refresh_from_db()
        else:
            messages.success(request, _("The contact is given, and both are told."))
            return redirect("finance:dispute", public_id)
    return _page(request, found, give_form=form)


def _give(found: Dispute, form: GiveForm, actor: User) -> None:
    """A sum in the contact's place if one is stated; else the contact itself."""
    asked = form.cleaned_data
    if asked.get("goodwill"):
        giving.give_goodwill(
            dispute_id=found.pk,
            amount=Money.of_exact(asked["goodwill"], found.currency),
            decision=form.decision(),
            actor=actor,
            at=now(),
        )
        return
    giving.give_contact(
        dispute_id=found.pk,
        interaction_id=int(asked.get("contact") or found.interaction_id or 0),
        campaign=Campaign.objects.filter(pk=asked["campaign"] or 0).first(),
        decision=form.decision(),
        actor=actor,
        at=now(),
    )


@require_GET
@permit(can_see_disputes)
def evidence_file(request: SignedInRequest, public_id: UUID, pk: int) -> HttpResponse:
    """A file that was shown in a dispute."""
    return cases.file_of(_dispute(public_id), pk)


def _receipts(dispute: Dispute) -> dict[str, Any]:
    if dispute.interaction_id is None:
        return {}
    return {
        "charge": charge_receipt_of(
            interaction_id=dispute.interaction_id, brand_id=dispute.brand_id
        ),
        "pay": pay_receipt_of(interaction_id=dispute.interaction_id, agent_id=dispute.agent_id),
    }


def _decision_form(dispute: Dispute, data: Any = None) -> ReasonForm:
    if dispute.ground == Ground.MISSING:
        return ReasonForm(data)
    work = standing_price(dispute)
    read = {"work": work.pk if work else None, "charge": "KEEP", "pay": "KEEP"}
    return DecisionForm(data, initial=read)


def _give_form(dispute: Dispute, data: Any = None) -> GiveForm:
    campaigns = [
        (one.pk, one.name)
        for one in Campaign.objects.filter(brand=dispute.brand_id).order_by("name", "pk")
    ]
    if dispute.ground != Ground.MISSING:
        return GiveCampaignForm(data, contacts=(), campaigns=campaigns)
    candidates = list(selectors.candidates_for(dispute))
    contacts = [
        (one.pk, f"{one.external_id} · {one.ended_at:%Y-%m-%d %H:%M} UTC") for one in candidates
    ]
    named = [one.pk for one in candidates if one.external_id == dispute.contact_ref]
    chosen = {"contact": named[0]} if len(named) == 1 else {}
    return GiveForm(data, contacts=contacts, campaigns=campaigns, initial=chosen)


def _dispute(public_id: UUID) -> Dispute:
    return cases.dispute_in(selectors.disputes_of(), public_id)


def _page(
    request: SignedInRequest,
    found: Dispute,
    *,
    form: ReasonForm | None = None,
    give_form: GiveForm | None = None,
) -> HttpResponse:
    may_decide = (
        can_decide_disputes(request.user)
        and found.is_live
        and (found.status == DisputeStatus.ANSWERED or found.answer_due_at <= now())
    )
    work = standing_price(found)
    context = cases.case_page(found, portal="finance", zone=request.user.timezone)
    context |= _receipts(found) | {
        "records": [
            (found.brand.name, selectors.record_of(DisputeSide.BRAND, found.brand_id)),
            (found.agent.name, selectors.record_of(DisputeSide.AGENT, found.agent_id)),
        ],
        "may_decide": may_decide,
        "has_changed": found.is_live and (work.pk if work else None) != found.work_id,
        "decide_by": cases.decide_by(found),
        "now": now(),
        "refused": [error for one in (form, give_form) if one for error in one.non_field_errors()],
    }
    if may_decide:
        context["form"] = _read_now(form, work) if form else _decision_form(found)
        if found.ground in {Ground.MISSING, Ground.WRONG_CAMPAIGN}:
            context["give"] = give_form or _give_form(found)
    return render(request, "payouts/disputes/case.html", context)


def _read_now(form: ReasonForm, work: RatedWork | None) -> ReasonForm:
    """The same form, about the price that this page shows: it is the one that was read."""
    form.data = {**form.data, "work": work.pk if work else ""}
    return form
