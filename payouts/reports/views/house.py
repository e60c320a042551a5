"""Finance's first page, and the proof of the books."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onboarding.jobs import enqueue
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.money import Money
from payouts.reports import selectors
from payouts.reports.forms import MonthFilter
from payouts.reports.models import Proof
from payouts.reports.proof import prove

# A proof that takes longer than a reader waits is made by a job.
_AT_ONCE = Decimal(3)
_LONGEST_NUMBER = 19


@require_GET
@permit(is_finance)
def overview(request: SignedInRequest) -> HttpResponse:
    """Where the money stands, the month so far, and what needs somebody."""
    at = timezone.now()
    context = {
        "concerns": [
            {"concern": concern, "url": reverse(f"finance:{concern.page}")}
            for concern in selectors.concerns(at=at)
        ],
        "runs": [(run, Money(run.total_minor, run.currency)) for run in selectors.latest_runs()],
        "invoices": [
            (invoice, Money(invoice.total_minor, invoice.currency))
            for invoice in selectors.latest_invoices()
        ],
        "proof": selectors.last_proof(),
        "today": at.date(),
    }
    currencies, months = selectors.currencies_in_use(), selectors.months_with_work()
    if currencies and months:
        form = MonthFilter(request.GET, currencies=currencies, months=months)
        currency, begins_on = form.chosen()
        month = selectors.month_of_work(begins_on, currency=currency)
        context |= {"form": form, "currency": currency, "query": f"?currency={currency}"}
        context |= {"standing": selectors.standing(currency), "month": month}
        context |= _courses(month, today=at.date())
    return render(request, "payouts/reports/overview.html", context)


@require_GET
@permit(is_finance)
def proof(request: SignedInRequest, pk: int | None = None) -> HttpResponse:
    """One proof, or the last: each law with what broke it."""
    shown = get_object_or_404(Proof, pk=pk) if pk else selectors.last_proof()
    history = newest_first(
        selectors.proofs(), by="id", cursor=request.GET.get("cursor", ""), size=20
    )
    return render(
        request,
        "payouts/reports/proof.html",
        {
            "proof": shown,
            "results": selectors.results_of(shown) if shown else [],
            "history": history,
            "is_latest": pk is None,
            "waits_after": _number(request.GET.get("waits_after", "")),
        }
        | _verdict(shown),
    )


@require_POST
@permit(is_finance)
def run_proof(request: SignedInRequest) -> HttpResponse:
    """Prove the books now, or by a job where that takes longer than a reader waits."""
    last = selectors.last_proof()
    if last is not None and last.seconds > _AT_ONCE:
        enqueue("payouts.prove_books")
        return redirect(f"{reverse('finance:proof')}?waits_after={last.pk}")
    made = prove(at=timezone.now())
    if made.violation_count:
        messages.error(request, f"{made.violation_count} rows break a law of the books.")
    else:
        messages.success(request, f"All {made.law_count} laws hold.")
    return redirect("finance:proof")


@require_GET
@permit(is_finance)
def proof_progress(request: SignedInRequest, after: int) -> HttpResponse:
    """The panel that waits for a proof newer than ``after``; once it is there, the page reloads."""
    if Proof.objects.filter(pk__gt=after).exists():
        response = HttpResponse(status=204)
        response["HX-Redirect"] = reverse("finance:proof")
        return response
    return render(request, "payouts/reports/_waiting.html", {"after": after})


def _courses(month: selectors.Month, *, today: date) -> dict[str, Any]:
    # Days to come are not days on which nothing was earned.
    days = [one for one in month.days if one.day <= today or one.revenue or one.cost]
    revenue = [(f"{one.day:%-d}", one.revenue.exact) for one in days]
    cost = [(f"{one.day:%-d}", one.cost.exact) for one in days]
    share = month.margin_share
    return {
        "series": [(gettext("Revenue"), revenue), (gettext("Cost of agents"), cost)],
        "sparklines": {
            "revenue": revenue,
            "cost": cost,
            "margin": [(one.revenue - one.cost).exact for one in days],
        },
        "margin_share": "" if share is None else f"{share} %",
    }


def _verdict(shown: Proof | None) -> dict[str, str]:
    if shown is None:
        return {}
    is_kept = shown.violation_count == 0
    return {
        "verdict": gettext("All hold") if is_kept else gettext("Broken"),
        "verdict_trend": "success" if is_kept else "danger",
        "verdict_tone": "1" if is_kept else "4",
        "took": f"{shown.seconds:.1f} s",
    }


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < _LONGEST_NUMBER else None
