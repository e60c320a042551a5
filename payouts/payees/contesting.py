"""“This was not me”: the one page about money that needs no login, because it can only stop it."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from onboarding.errors import DomainError
from payouts.payees.details import contest_details
from payouts.payees.versions import details_named_by


@login_not_required
@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether a change was somebody else's (GET), and stop it (POST).

    A question first: mail programs open links by themselves.
    """
    public_id = details_named_by(token)
    if public_id is None:
        raise Http404("This link is not valid any more.")
    if request.method == "GET":
        return render(request, "payouts/payees/contest.html", {"token": token})
    try:
        contest_details(public_id=public_id, at=timezone.now())
    except DomainError as refusal:
        return render(request, "payouts/payees/contest.html", {"refusal": str(refusal)}, status=409)
    return render(request, "payouts/payees/contest.html", {"is_stopped": True})
