"""One payee for finance: where the money goes, what stands in the way, what happened."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from onboarding.users.permissions import SignedInRequest, permit
from payouts.payees import lists
from payouts.payees.forms_of_staff import DecisionForm, HoldForm
from payouts.payees.models import DetailsStatus, TaxFormStatus
from payouts.payees.policies import (
    can_approve_payees,
    can_manage_payees,
    can_reveal,
    can_see_payees,
)
from payouts.payees.rails import Rail
from payouts.payees.timeline import timeline_of
from payouts.payees.wording import (
    asked_for,
    country_name,
    risks_in_words,
    why_disabled,
    why_this_rail,
)


@require_GET
@permit(can_see_payees)
def payee(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Where the money goes, what stands in the way, and what happened."""
    at = now()
    found = get_object_or_404(lists.payees_for_the_page(at=at), public_id=public_id)
    versions, forms = lists.versions_of(found), lists.forms_of(found)
    waiting = _first(versions, DetailsStatus.PROPOSED)
    country = country_name(found.agent.country)
    standing = lists.balances_by_currency(found.agent_id)
    state = lists.state_of(found, at=at)
    return render(
        request,
        "payouts/payees/payee.html",
        {
            "payee": found,
            "state": state,
            "state_label": lists.STATES[state],
            "country": country,
            "why_this_rail": why_this_rail(Rail(found.rail), country, to="the agent"),
            "asked_for": asked_for(found.requirements),
            "why_disabled": why_disabled(found.disabled_reason),
            "versions": versions,
            "waiting": waiting,
            "risks": risks_in_words(waiting.risks) if waiting else [],
            "forms": forms,
            "waiting_form": _first(forms, TaxFormStatus.SUBMITTED),
            "holds": lists.holds_that_stand(found),
            "balances": standing,
            "decisions": lists.decisions_of(found),
            "minimums": list(found.minimums.order_by("currency")),
            "reveals": lists.reveals_of(found)[:10],
            "timeline": timeline_of(found),
            "hold_form": HoldForm(currencies=list(standing), auto_id="hold-%s"),
            "decision_form": DecisionForm(currencies=list(standing), auto_id="decision-%s"),
            "is_theirs": found.agent.user_id == request.user.pk,
        }
        | _may(request),
    )


def _first(rows: list[Any], status: str) -> Any:
    return next((row for row in rows if row.status == status), None)


def _may(request: SignedInRequest) -> dict[str, bool]:
    return {
        "may_manage": can_manage_payees(request.user),
        "may_approve": can_approve_payees(request.user),
        "may_reveal": can_reveal(request.user),
    }
