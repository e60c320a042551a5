"""The deciding desk: what waits, many decided alike, and what disputes have come to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.disputes import deciding, selectors
from payouts.disputes.forms_of_desk import (
    AlikeForm,
)
from payouts.disputes.forms_of_lists import DeskFilter
from payouts.disputes.models import Dispute
from payouts.disputes.policies import can_decide_disputes, can_see_disputes
from payouts.disputes.views import cases
from payouts.disputes.wording import FAVOURS

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
    rows = [(one, cases.decide_by(one)) for one in page.rows]
    return render(
        request,
        "payouts/disputes/desk.html",
        {
            "form": form,
            "page": page,
            "rows": rows,
            "is_filtered": bool(asked),
            "portal": "finance",
            "zone": request.user.timezone,
            "counts": selectors.waiting_counts(at=at),
            "alike": AlikeForm(),
            "may_decide": can_decide_disputes(request.user),
            "now": at,
        },
    )


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


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
