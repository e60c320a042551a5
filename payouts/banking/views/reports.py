"""What the bank said: take a file in, read what became of each row, deal with what waits."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.banking import lists, reports
from payouts.banking.forms import ReportForm, RowFilter
from payouts.banking.models import BankReport, BankReportRow, RowStatus
from payouts.banking.policies import can_take_in_reports


@require_http_methods(["GET", "POST"])
@permit(is_finance)
def bank_reports(request: SignedInRequest) -> HttpResponse:
    """Every report, the newest first, and the way to hand one in."""
    may_take_in = can_take_in_reports(request.user)
    form = ReportForm()
    if request.method == "POST":
        if not may_take_in:
            raise PermissionDenied("Your login does not include this page.")
        form = ReportForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                report, is_new = _take_in(request, form)
            except DomainError as refusal:
                form.add_error("file", str(refusal))
            else:
                _say(request, is_new=is_new)
                return redirect("finance:bank_report", report.public_id)
    page = newest_first(
        lists.reports_for_the_list(), by="received_at", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/banking/reports.html",
        {
            "page": page,
            "form": form,
            "may_take_in": may_take_in,
            "waiting": lists.standing()["waiting"],
        },
    )


@require_GET
@permit(is_finance)
def bank_report(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One report, row by row."""
    report = get_object_or_404(lists.reports_for_the_list(), public_id=public_id)
    form = RowFilter(request.GET)
    status = form.asked()
    page = newest_first(
        lists.rows_for_the_list(report=report, status=status),
        by="id",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/banking/report.html",
        {
            "report": report,
            "results": lists.results_of(report),
            "form": form,
            "page": page,
            "is_filtered": bool(status),
            "may_close": can_take_in_reports(request.user),
        },
    )


@require_GET
@permit(is_finance)
def waiting(request: SignedInRequest) -> HttpResponse:
    """Everything that the bank said and that no rule may decide."""
    page = newest_first(
        lists.rows_for_the_list(status=RowStatus.WAITING),
        by="id",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/banking/waiting.html",
        {"page": page, "may_close": can_take_in_reports(request.user)},
    )


@require_POST
@permit(can_take_in_reports)
def close(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Take a row off the work list."""
    row = get_object_or_404(BankReportRow, public_id=public_id)
    try_to(
        request,
        lambda: reports.close_row(
            row_id=row.pk,
            note=request.POST.get("note", ""),
            actor=request.user,
            at=timezone.now(),
        ),
        gettext("Dealt with."),
    )
    return redirect("finance:bank_rows_waiting")


def _take_in(request: SignedInRequest, form: ReportForm) -> tuple[BankReport, bool]:
    """Take a file in and apply it at once: whoever hands it in reads what became of it."""
    file = form.cleaned_data["file"]
    return reports.take_in_and_apply(
        content=file.read(), file_name=file.name, actor=request.user, at=timezone.now()
    )


def _say(request: SignedInRequest, *, is_new: bool) -> None:
    if is_new:
        messages.success(request, gettext("The file is taken in."))
    else:
        messages.info(request, gettext("This file was taken in before. Nothing has changed."))
