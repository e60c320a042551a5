"""Overdue invoices: what would be sent, what waits for a second person, when which step comes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onboarding.errors import DomainError
from onboarding.jobs import enqueue
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.collections import selectors
from payouts.collections.forms import TermsForm
from payouts.collections.overdue import overdue_invoices
from payouts.collections.policies import can_pursue_debts, can_see_debts
from payouts.collections.services import set_dunning_terms

# The job that sends what is due; the timetable runs it each morning.
SEND = "payouts.send_reminders"
_MOST_SHOWN = 200


@require_GET
@permit(can_see_debts)
def overdue(request: SignedInRequest) -> HttpResponse:
    """Every overdue invoice with the step that is due today, or why none is."""
    rows = overdue_invoices(at=now())
    context = {
        "rows": rows[:_MOST_SHOWN],
        "count": len(rows),
        "due_count": sum(one.step is not None for one in rows),
        "write_offs": selectors.write_offs_to_approve()[:50],
        "may_pursue": can_pursue_debts(request.user),
    }
    return render(request, "payouts/collections/overdue.html", context)


@require_POST
@permit(can_pursue_debts)
def send(request: SignedInRequest) -> HttpResponse:
    """Have every step taken that is due now, and not wait for the morning."""
    count = sum(one.step is not None for one in overdue_invoices(at=now()))
    enqueue(SEND)
    said = ngettext(
        "%(count)s step is taken within a minute.",
        "%(count)s steps are taken within a minute.",
        count,
    )
    messages.success(request, said % {"count": count})
    return redirect("finance:overdue")


@require_GET
@permit(can_see_debts)
def history(request: SignedInRequest) -> HttpResponse:
    """Every step that was taken, newest first."""
    page = newest_first(selectors.notices(), by="sent_at", cursor=request.GET.get("cursor", ""))
    return render(request, "payouts/collections/history.html", {"page": page})


@require_http_methods(["GET", "POST"])
@permit(can_see_debts)
def terms(request: SignedInRequest) -> HttpResponse:
    """When which step is taken, for whom and since when."""
    is_sent = request.method == "POST"
    may_pursue = can_pursue_debts(request.user)
    if is_sent and not may_pursue:
        raise PermissionDenied("Your login does not include this page.")
    form = TermsForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        try:
            set_dunning_terms(
                scope=form.scope(),
                plan=form.plan(),
                from_on=form.cleaned_data["from_on"],
                reason=form.cleaned_data["reason"],
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("These steps are in force from that day on."))
            return redirect("finance:dunning_terms")
    context = {
        "form": form,
        "terms": selectors.dunning_terms()[:100],
        "may_pursue": may_pursue,
    }
    return render(
        request, "payouts/collections/terms.html", context, status=422 if is_sent else 200
    )
