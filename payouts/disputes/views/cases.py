"""One dispute on one page, whoever reads it, and the files shown in it."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now

from onboarding.calendars.selectors import bank_holidays
from onboarding.errors import DomainError
from onboarding.users.deeds import try_to
from payouts.billing.models import Invoice
from payouts.disputes import selectors
from payouts.disputes.choices import DisputeStatus
from payouts.disputes.clock import decision_due
from payouts.disputes.files import EvidenceRefused
from payouts.disputes.forms import SaidForm
from payouts.disputes.lapsing import silence_of, with_evidence
from payouts.disputes.models import Dispute, Evidence
from payouts.disputes.services import Said
from payouts.disputes.sniffing import ENDINGS
from payouts.disputes.windows import Window
from payouts.disputes.wording import FAVOURS, SILENCES
from payouts.periods.models import Period


def dispute_in(disputes: QuerySet[Dispute], public_id: UUID) -> Dispute:
    """One of these disputes with everything its page shows, or 404."""
    found = with_evidence(disputes).select_related(
        "agent__user", "brand", "campaign", "interaction", "invoice", "opened_by", "work__version"
    )
    return get_object_or_404(found, public_id=public_id)


def named(windows: Sequence[Window]) -> list[tuple[date, date, str, Window]]:
    """Windows, each after its period's first and last day and, of a brand, its invoice's number."""
    periods = Period.objects.in_bulk([window.period_id for window in windows])
    invoices = Invoice.objects.in_bulk([one.invoice_id for one in windows if one.invoice_id])
    return [
        (
            periods[window.period_id].from_on,
            periods[window.period_id].to_on - timedelta(days=1),
            str(invoices[window.invoice_id]) if window.invoice_id else "",
            window,
        )
        for window in windows
    ]


def case_page(
    dispute: Dispute, *, portal: str, zone: str, form: SaidForm | None = None
) -> dict[str, Any]:
    """What the page of a dispute shows to everybody: what was said, the clock, the outcome."""
    verdict = getattr(dispute, "verdict", None)
    is_open = dispute.status == DisputeStatus.OPEN
    side = portal.upper()
    return {
        "dispute": dispute,
        "portal": portal,
        "zone": zone,
        "base": f"base_{'staff' if portal == 'finance' else portal}.html",
        "form": form or SaidForm(),
        "evidence": selectors.evidence_in(dispute),
        "verdict": verdict,
        "favours": FAVOURS[verdict.favours] if verdict else "",
        "silence": SILENCES[silence_of(dispute)] if is_open else "",
        "is_late": is_open and dispute.answer_due_at <= now(),
        "may_answer": is_open and dispute.opener != side and portal != "finance",
        "may_add": dispute.is_live and portal != "finance" and dispute.opener == side,
        "may_withdraw": dispute.is_live and dispute.opener == side,
    }


def decide_by(dispute: Dispute) -> datetime | None:
    """Until when a person should have decided; of what is settled or waits for a side, nothing."""
    waits = dispute.status == DisputeStatus.ANSWERED or (
        dispute.status == DisputeStatus.OPEN and dispute.answer_due_at <= now()
    )
    if not waits:
        return None
    return decision_due(dispute.waits_for_a_person_since, holidays=bank_holidays())


def file_of(dispute: Dispute, pk: int) -> HttpResponse:
    """A file that was shown, to keep. It is never opened as a page of ours."""
    evidence = (
        Evidence.objects.filter(
            Q(dispute=dispute) | Q(batch__isnull=False, batch=dispute.batch_id),
            pk=pk,
            file__isnull=False,
        )
        .select_related("file")
        .first()
    )
    if evidence is None or evidence.file is None:
        raise Http404("No such file was shown.")
    file = evidence.file
    answer = HttpResponse(bytes(file.content), content_type=file.media_type)
    name = f"evidence-{evidence.pk}.{ENDINGS[file.media_type]}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def do(
    request: HttpRequest, dispute: Dispute, deed: Callable[[], object], done: Any, portal: str
) -> HttpResponse:
    """Do one deed with a dispute, say what came of it, and go back to its page."""
    try_to(request, deed, done)
    return redirect(f"{portal}:dispute", dispute.public_id)


def say(
    request: HttpRequest,
    deed: Callable[[Said], object],
    *,
    done: Any,
    back: str,
    page: Callable[[SaidForm], HttpResponse],
) -> HttpResponse:
    """Do a deed with what was said and go back; what cannot be read stays in its form."""
    form = SaidForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            deed(form.said())
        except EvidenceRefused as refusal:
            form.add_error("file", str(refusal))
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(back)
        else:
            messages.success(request, done)
            return redirect(back)
    return page(form)
