"""Finance's reports: the list of them, one of them, and the same as a file."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from onboarding.tables.export import csv_response
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.reports import selectors
from payouts.reports.asking import Question
from payouts.reports.catalogue import BY_SLUG, REPORTS
from payouts.reports.forecast import forecast
from payouts.reports.forms import ReportFilter
from payouts.reports.shapes import Report
from payouts.reports.sheets import DIALECTS
from payouts.reports.tabular import every_row
from payouts.reports.views.showing import file_of, name_of, page_of

_DRAWN = 12
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@permit(is_finance)
def reports(request: SignedInRequest) -> HttpResponse:
    """Every report, by what it is about, and the forecast of the next pay dates."""
    at = timezone.now()
    currencies = selectors.currencies_in_use() or ["USD"]
    asked = request.GET.get("currency", "")
    currency = asked if asked in currencies else currencies[0]
    dates = forecast(currency=currency, at=at)
    return render(
        request,
        "payouts/reports/reports.html",
        {
            "families": [(name, list(of)) for name, of in groupby(REPORTS, lambda one: one.family)],
            "dates": dates,
            "drawn": [(f"{date.on:%-d %b}", date.payable.exact) for date in dates],
            "currency": currency,
            "currencies": currencies,
        },
    )


@require_GET
@permit(is_finance)
def report(request: SignedInRequest, slug: str) -> HttpResponse:
    """One report over a span, page by page, with its sums."""
    shown, form, question = _asked(request, slug)
    context: dict[str, Any] = {"report": shown, "form": form, "dialects": DIALECTS.items()}
    if question:
        context |= page_of(shown, question, request.GET)
    return render(request, "payouts/reports/report.html", context)


@require_GET
@permit(is_finance)
def report_file(request: SignedInRequest, slug: str, ending: str) -> HttpResponseBase:
    """The whole report as a file: ``csv``, ``xlsx``, and for the journal what ledgers take in."""
    shown, form, question = _asked(request, slug)
    if question is None:
        return render(
            request, "payouts/reports/report.html", {"report": shown, "form": form}, status=400
        )
    found = file_of(shown, question, ending)
    if found:
        return found
    dialect = DIALECTS.get(ending)
    if dialect is None or slug != "journal":
        raise Http404("There is no such file of this report.")
    return csv_response(
        filename=f"{name_of(shown, question)}-{ending}.csv",
        header=dialect.header,
        rows=dialect.lines(every_row(shown, question), question.currency),
    )


def _asked(request: SignedInRequest, slug: str) -> tuple[Report, ReportFilter, Question | None]:
    shown = BY_SLUG.get(slug)
    if shown is None:
        raise Http404("There is no such report.")
    form = ReportFilter(
        request.GET,
        currencies=selectors.currencies_in_use() or ["USD"],
        names=shown.filters,
        today=timezone.now().date(),
    )
    return shown, form, form.question()
