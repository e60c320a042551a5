"""Guarantees for finance: what holds on every campaign, exceptions, and files of hours."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from marketplace.campaigns.models import Campaign
from onboarding.errors import DomainError
from onboarding.tables.export import csv_response
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.guarantees import standing
from payouts.guarantees.files import FileUnreadable, take_in_file
from payouts.guarantees.forms import FloorForm, HoursForm
from payouts.guarantees.models import FloorTerms
from payouts.guarantees.policies import can_see_guarantees, can_set_guarantees
from payouts.guarantees.services import set_floor
from payouts.guarantees.wording import rate_in_words
from payouts.money import Money

_COLUMNS = (
    "brand",
    "campaign",
    "from",
    "an hour",
    "times",
    "for each contact",
    "currency",
    "paid by",
)
_LONGEST = 200


@require_GET
@permit(can_see_guarantees)
def guarantees(request: SignedInRequest) -> HttpResponse:
    """Floors and bonuses in force, every surge offer, and what was taken back or waits."""
    at = now()
    page = newest_first(standing.offers(), by="from_at", cursor=request.GET.get("cursor", ""))
    return render(
        request,
        "payouts/guarantees/staff.html",
        {
            "floors": standing.floors_in_force(at=at)[:_LONGEST],
            "floors_to_come": standing.floors_to_come(at=at)[:_LONGEST],
            "bonuses": standing.bonuses_in_force(at=at)[:_LONGEST],
            "bonuses_to_come": standing.bonuses_to_come(at=at)[:_LONGEST],
            "page": page,
            "rows": [
                {
                    "offer": offer,
                    "state": standing.state_of(offer, at=at),
                    "rate": rate_in_words(offer.measure, offer.pay_rate, offer.campaign.currency),
                    "paid": Money(offer.paid_minor, offer.campaign.currency),  # type: ignore[attr-defined]
                    "charged": Money(offer.charged_minor, offer.campaign.currency),  # type: ignore[attr-defined]
                }
                for offer in page.rows
            ],
            "waiting": standing.waiting_cases().order_by("-happened_at", "-pk")[:_LONGEST],
            "taken_back": standing.corrections().order_by("-recorded_at", "-pk")[:_LONGEST],
            "may_set": can_set_guarantees(request.user),
        },
    )


@require_GET
@permit(can_see_guarantees)
def floors_csv(request: SignedInRequest) -> HttpResponseBase:
    """Every floor in force, a line each."""
    rows = standing.floors_in_force(at=now()).iterator(chunk_size=2_000)
    return csv_response(filename="floors.csv", header=_COLUMNS, rows=_cells(rows))


@require_http_methods(["GET", "POST"])
@permit(can_see_guarantees)
def floor(request: SignedInRequest) -> HttpResponse:
    """Give a campaign a floor from an instant on."""
    may_set = can_set_guarantees(request.user)
    if request.method == "POST" and not may_set:
        raise PermissionDenied("Your login does not include setting terms.")
    form = FloorForm(
        request.POST if request.method == "POST" else None,
        campaigns=Campaign.objects.order_by("name", "pk"),
    )
    if form.is_valid():
        try:
            set_floor(
                campaign_id=form.cleaned_data["campaign"].pk,
                floor=form.floor(),
                effective_from=form.cleaned_data["effective_from"],
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The floor holds from then on."))
            return redirect("finance:guarantees")
    return render(request, "payouts/guarantees/floor.html", {"form": form, "may_set": may_set})


@require_http_methods(["GET", "POST"])
@permit(can_see_guarantees)
def hours(request: SignedInRequest) -> HttpResponse:
    """Take a file in; what can be read goes in, the rest is named by its line."""
    may_set = can_set_guarantees(request.user)
    if request.method == "POST" and not may_set:
        raise PermissionDenied("Your login does not include taking hours in.")
    context: dict[str, Any] = {"may_set": may_set}
    form = HoursForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            context["taken"] = take_in_file(
                lines=_lines(form.cleaned_data["file"]), actor=request.user, at=now()
            )
        except (FileUnreadable, UnicodeDecodeError) as wrong:
            is_text = isinstance(wrong, FileUnreadable)
            form.add_error("file", str(wrong) if is_text else _("The file is not text in UTF-8."))
    return render(request, "payouts/guarantees/hours.html", context | {"form": form})


def _lines(file: Any) -> Iterable[str]:
    return io.StringIO(file.read().decode("utf-8-sig"), newline="")


def _cells(rows: Iterator[FloorTerms]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield (
            row.campaign.brand.name,
            row.campaign.name,
            row.effective_from.isoformat(timespec="seconds"),
            f"{row.per_hour.normalize():f}",
            f"{row.multiplier.normalize():f}",
            f"{row.per_contact.normalize():f}",
            row.campaign.currency,
            row.funded_by,
        )
