"""The deciding desk: what waits, one case on one page, what disputes have come to."""

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
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.disputes import deciding, giving, selectors
from payouts.disputes.deciding import Decision, standing_price
from payouts.disputes.forms import AlikeForm, DecisionForm, DeskFilter, GiveForm
from payouts.disputes.models import Dispute, DisputeSide, DisputeStatus, Ground, Reason
from payouts.disputes.policies import can_decide_disputes, can_see_disputes
from payouts.disputes.views import cases
from payouts.disputes.wording import FAVOURS
from payouts.money import Money
from payouts.rating.receipts import charge_receipt_of, pay_receipt_of

_MOST_AT_ONCE = 200


@require_GET
@permit(can_see_disputes)
def disputes(request: SignedInRequest) -> HttpResponse:
    """What waits for a person, the most urgent first; or, filtered, any disputes."""
    at = now()
    form = DeskFilter(request.GET, brands=selectors.brands_in_dispute())
    asked = form.asked()
    found = selectors.by_urgency(selectors.disputes_of()).filter(**asked)
    if "status" not in asked:
        found = selectors.to_decide(found, at=at)
    page = newest_first(found, by="urgency", cursor=request.GET.get("cursor", ""))
    return render(
        request,
        "payouts/disputes/desk.html",
        {
            "form": form,
            "page": page,
            "is_filtered": bool(asked),
            "portal": "finance",
            "zone": request.user.timezone,
            "counts": selectors.waiting_counts(at=at),
            "alike": AlikeForm(),
            "may_decide": can_decide_disputes(request.user),
            "now": at,
        },
    )


@require_GET
@permit(can_see_disputes)
def dispute(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One case: the receipts with their working, both sides, and what each has won before."""
    found = _dispute(public_id)
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
    }
    if may_decide:
        context["form"] = DecisionForm(
            initial={"work": work.pk if work else None, "charge": "KEEP", "pay": "KEEP"}
        )
        if found.ground in {Ground.MISSING, Ground.WRONG_CAMPAIGN}:
            context["give"] = _give_form(found, None)
    return render(request, "payouts/disputes/case.html", context)


@require_POST
@permit(can_decide_disputes)
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Decide one dispute."""
    found = _dispute(public_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _told_why_not(request, form.errors, public_id)

    def deed() -> object:
        return deciding.decide_disputes(
            dispute_ids=[found.pk], decision=form.decision(), actor=request.user, at=now()
        )

    return cases.do(request, found, deed, _("It is decided, and both sides are told."), "finance")


@require_POST
@permit(can_decide_disputes)
def give(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Give a contact to the agent who missed it, or to the campaign it was for."""
    found = _dispute(public_id)
    form = _give_form(found, request.POST)
    if not form.is_valid():
        return _told_why_not(request, form.errors, public_id)
    asked = form.cleaned_data
    contact = asked["contact"] or found.interaction_id or 0
    campaign = Campaign.objects.filter(pk=asked["campaign"] or 0).first()

    decision = Decision(Reason(asked["reason"]), asked["words"])

    def deed() -> object:
        if asked["goodwill"]:
            return giving.give_goodwill(
                dispute_id=found.pk,
                amount=Money.of_exact(asked["goodwill"], found.currency),
                decision=decision,
                actor=request.user,
                at=now(),
            )
        return giving.give_contact(
            dispute_id=found.pk,
            interaction_id=int(contact),
            campaign=campaign,
            decision=decision,
            actor=request.user,
            at=now(),
        )

    return cases.do(request, found, deed, _("The contact is given, and both are told."), "finance")


@require_POST
@permit(can_decide_disputes)
def decide_many(request: SignedInRequest) -> HttpResponse:
    """Decide the chosen disputes alike, for the same reason."""
    form = AlikeForm(request.POST)
    chosen = [UUID(one) for one in request.POST.getlist("chosen")[:_MOST_AT_ONCE] if _is_uuid(one)]
    ids = list(Dispute.objects.filter(public_id__in=chosen).values_list("pk", flat=True))
    if not ids:
        messages.error(request, _("Choose the disputes to decide."))
    elif not form.is_valid():
        messages.error(request, _("Say for what reason, and in a few words why."))
    else:
        try:
            verdicts = deciding.decide_disputes(
                dispute_ids=ids, decision=form.decision(), actor=request.user, at=now()
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _("%(count)s disputes are decided.") % {"count": len(verdicts)}
            )
    return redirect("finance:disputes")


@require_GET
@permit(can_see_disputes)
def measures(request: SignedInRequest) -> HttpResponse:
    """Ages, outcomes, and how often what was contested is reversed."""
    found = selectors.measures(at=now())
    outcomes = [(FAVOURS[favours], count) for favours, count in found.outcomes.items()]
    return render(
        request, "payouts/disputes/measures.html", {"measures": found, "outcomes": outcomes}
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


def _give_form(dispute: Dispute, data: Any) -> GiveForm:
    contacts = [
        (one.pk, f"{one.external_id} · {one.ended_at:%Y-%m-%d %H:%M} UTC")
        for one in selectors.candidates_for(dispute)
    ]
    campaigns = Campaign.objects.filter(brand=dispute.brand_id).order_by("name", "pk")
    return GiveForm(data, contacts=contacts, campaigns=[(one.pk, one.name) for one in campaigns])


def _told_why_not(request: SignedInRequest, errors: Any, public_id: UUID) -> HttpResponse:
    for told in errors.values():
        messages.error(request, " ".join(str(error) for error in told))
    return redirect("finance:dispute", public_id)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _dispute(public_id: UUID) -> Dispute:
    return cases.dispute_in(selectors.disputes_of(), public_id)
