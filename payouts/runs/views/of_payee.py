"""What one agent was paid, run by run: a part of the payee's page, and a page of its own."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.payees.models import Payee
from payouts.payees.policies import can_see_payees
from payouts.runs import lists

_IN_A_PART = 10
_ON_A_PAGE = 50


@require_GET
@permit(can_see_payees)
def payouts_of_payee(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Payouts and the latest skips of one payee."""
    payee = get_object_or_404(Payee.objects.select_related("agent"), public_id=public_id)
    is_part = request.headers.get("HX-Request") == "true"
    page = newest_first(
        lists.payouts_to(payee),
        by="pk",
        cursor=request.GET.get("cursor", ""),
        size=_IN_A_PART if is_part else _ON_A_PAGE,
    )
    return render(
        request,
        f"payouts/runs/{'_' if is_part else ''}of_payee.html",
        {
            "payee": payee,
            "page": page,
            "skips": lists.skips_of_agent(payee.agent_id),
            "is_part": is_part,
        },
    )
