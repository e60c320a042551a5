"""Several transfers for one payout, side by side: one person picks, another decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from onboarding.errors import DomainError
from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit, second_factor_required
from onboarding.users.selectors import is_finance
from payouts.gateway.base import ProcessorUnavailable
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.runs.doubt import DoubtStatus, TransferDoubt
from payouts.runs.doubting import (
    decide_choice,
    doubts_for_the_page,
    evidence_of,
    is_on_terms,
    propose_choice,
    send_back,
)
from payouts.runs.forms import ChoiceForm
from payouts.runs.lists import history_of
from payouts.runs.policies import can_approve_runs, can_stop_runs
from payouts.runs.views.answers import reason_in


@require_http_methods(["GET", "POST"])
@permit(is_finance)
def doubt(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Each transfer beside what was approved; a proposal is made with what is seen now."""
    found = get_object_or_404(doubts_for_the_page(), public_id=public_id)
    evidence = _seen(found)
    form = ChoiceForm(request.POST or None, references=found.references)
    if request.method == "POST" and evidence is None:
        messages.error(request, _("The processor does not answer. Try again in a minute."))
    elif request.method == "POST" and form.is_valid():
        try:
            propose_choice(
                doubt_id=found.pk,
                **form.cleaned_data,
                evidence=evidence or [],
                actor=request.user,
                at=now(),
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Somebody else decides now."))
            return redirect("finance:doubt", public_id)
    return render(
        request,
        "payouts/runs/doubt.html",
        {
            "doubt": found,
            "payout": found.payout,
            "amount": Money(found.payout.amount_minor, found.payout.currency),
            "rows": _rows(found, evidence or []),
            "is_silent": evidence is None,
            "form": form,
            "history": history_of(found),
            "may_propose": can_stop_runs(request.user),
            "may_decide": can_approve_runs(request.user)
            and found.proposed_by_id != request.user.pk,
        },
        status=400 if form.errors else 200,
    )


@require_POST
@permit(can_approve_runs)
@second_factor_required
def decide(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Follow what another person proposed."""
    found = get_object_or_404(TransferDoubt, public_id=public_id)
    try_to(
        request,
        lambda: decide_choice(doubt_id=found.pk, actor=request.user, at=now()),
        _("It is decided. Resume the run when nothing else is in doubt."),
    )
    return redirect("finance:doubt", public_id)


@require_POST
@permit(can_stop_runs)
def reopen(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Do not follow what was proposed."""
    found = get_object_or_404(TransferDoubt, public_id=public_id)
    reason = reason_in(request)
    if reason:
        try_to(
            request,
            lambda: send_back(doubt_id=found.pk, actor=request.user, at=now(), reason=reason),
            _("Somebody has to look again."),
        )
    return redirect("finance:doubt", public_id)


def _seen(found: TransferDoubt) -> list[dict[str, Any]] | None:
    """Each transfer as it stands, or as it was seen when it was decided; nothing in silence."""
    if found.status == DoubtStatus.DECIDED:
        return list(found.evidence)
    try:
        return evidence_of(found, gateway=processor())
    except ProcessorUnavailable:
        return None


def _rows(found: TransferDoubt, evidence: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        seen
        | {
            "money": _money(seen, "amount_minor"),
            "reversed": _money(seen, "reversed_minor"),
            "made_at": parse_datetime(seen.get("created_at") or ""),
            "is_on_terms": is_on_terms(found.payout, seen),
            "is_chosen": found.status != DoubtStatus.OPEN and found.chosen == seen["reference"],
        }
        for seen in evidence
    ]


def _money(seen: dict[str, Any], name: str) -> Money | None:
    return Money(seen[name], seen["currency"]) if seen.get(name) else None
