"""One dispute on one page, whoever reads it, and the files shown in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now

from onboarding.errors import DomainError
from payouts.disputes import selectors
from payouts.disputes.forms import SaidForm
from payouts.disputes.lapsing import silence_of, with_evidence
from payouts.disputes.models import Dispute, DisputeStatus, Evidence
from payouts.disputes.sniffing import ENDINGS
from payouts.disputes.wording import FAVOURS, SILENCES


def dispute_in(disputes: QuerySet[Dispute], public_id: UUID) -> Dispute:
    """One of these disputes with everything its page shows, or 404."""
    found = with_evidence(disputes).select_related(
        "agent__user", "brand", "campaign", "interaction", "invoice", "opened_by", "work__version"
    )
    return get_object_or_404(found, public_id=public_id)


def case_page(dispute: Dispute, *, portal: str, zone: str) -> dict[str, Any]:
    """What the page of a dispute shows to everybody: what was said, the clock, the outcome."""
    verdict = getattr(dispute, "verdict", None)
    is_open = dispute.status == DisputeStatus.OPEN
    side = portal.upper()
    return {
        "dispute": dispute,
        "portal": portal,
        "zone": zone,
        "base": f"base_{'staff' if portal == 'finance' else portal}.html",
        "evidence": selectors.evidence_in(dispute),
        "verdict": verdict,
        "favours": FAVOURS[verdict.favours] if verdict else "",
        "silence": SILENCES[silence_of(dispute)] if is_open else "",
        "is_late": is_open and dispute.answer_due_at <= now(),
        "may_answer": is_open and dispute.opener != side and portal != "finance",
        "may_add": dispute.is_live and portal != "finance" and dispute.opener == side,
        "may_withdraw": dispute.is_live and dispute.opener == side,
    }


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
    try:
        deed()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(f"{portal}:dispute", dispute.public_id)


def said_in(request: HttpRequest) -> SaidForm | None:
    """What was said in a form, or nothing where it cannot be read: then the reader is told."""
    form = SaidForm(request.POST, request.FILES)
    if form.is_valid():
        return form
    for errors in form.errors.values():
        messages.error(request, " ".join(str(error) for error in errors))
    return None
