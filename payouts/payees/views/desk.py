"""Payees for finance: the list, what waits for a second person, balances below zero."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.payees import lists
from payouts.payees.forms_of_staff import PayeeFilter
from payouts.payees.policies import can_see_payees
from payouts.payees.selectors import negative_balances
from payouts.payees.wording import risks_in_words, what_took_below

_QUEUES: dict[str, tuple[Any, Any]] = {
    "details": (_("Payout details"), lists.details_waiting),
    "forms": (_("Tax forms"), lists.forms_waiting),
    "balances": (_("Balances"), lists.decisions_waiting),
}


@require_GET
@permit(can_see_payees)
def payees(request: SignedInRequest) -> HttpResponse:
    """Everybody who can be paid, and what stands in the way."""
    at = now()
    form = PayeeFilter(request.GET, countries=lists.countries())
    asked = form.asked()
    page = newest_first(
        lists.payees_for_the_list(at=at, asked=asked),
        by="pk",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/payees/payees.html",
        {
            "form": form,
            "is_filtered": bool(asked),
            "page": page,
            "rows": lists.describe(page.rows, at=at),
            "counts": lists.counts(at=at),
            "waiting": lists.waiting(),
            "below_zero": len(negative_balances()),
        },
    )


@require_GET
@permit(can_see_payees)
def approvals(request: SignedInRequest) -> HttpResponse:
    """What one person asked for and another decides, by kind."""
    chosen = request.GET.get("kind", "")
    waiting = lists.waiting()
    counted = {"details": waiting.details, "forms": waiting.forms, "balances": waiting.decisions}
    if chosen not in _QUEUES:
        # Whoever opens the queue sees the first kind of which anything waits.
        chosen = next((kind for kind, count in counted.items() if count), "details")
    rows: Any = _QUEUES[chosen][1]()
    page = newest_first(rows, by="pk", cursor=request.GET.get("cursor", ""))
    return render(
        request,
        "payouts/payees/approvals.html",
        {
            "kind": chosen,
            "kinds": [(kind, label, counted[kind]) for kind, (label, _rows) in _QUEUES.items()],
            "page": page,
            "rows": [(row, risks_in_words(getattr(row, "risks", ""))) for row in page.rows],
        },
    )


@require_GET
@permit(can_see_payees)
def below_zero(request: SignedInRequest) -> HttpResponse:
    """Agents who owe us, the longest first: few, so on one page."""
    return render(
        request,
        "payouts/payees/below_zero.html",
        {"rows": [(one, what_took_below(one.cause)) for one in negative_balances()]},
    )
