"""Finance's reports: the list of them, one of them, and the same as a file."""

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from onboarding.tables.export import csv_response
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.money import Money
from payouts.reports import selectors
from payouts.reports.asking import Question
from payouts.reports.catalogue import BY_SLUG, REPORTS
from payouts.reports.forecast import forecast
from payouts.reports.forms import ReportFilter
from payouts.reports.shapes import Kind, Report
from payouts.reports.sheets import DIALECTS, header_of, plain_rows, workbook
from payouts.reports.tabular import PAGE, answer, every_row

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
    page = _page(request.GET.get("page", ""))
    context: dict[str, Any] = {"report": shown, "form": form, "dialects": DIALECTS.items()}
    if question:
        found = answer(shown, question, page=page)
        context |= {
            "currency": question.currency,
            "count": found.count,
            "head": [(column.label, column.kind.is_number) for column in shown.columns],
            "rows": [_cells(shown, row, question) for row in found.rows],
            "sums": _sums(shown, found.sums, question.currency),
            "drawn": _drawn(shown, found.rows, question.currency),
            "newer": _address(request, page - 1) if page > 1 else "",
            "older": _address(request, page + 1) if found.count > page * PAGE else "",
            "query": _query(request),
        }
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
    rows, currency = every_row(shown, question), question.currency
    name = f"{slug}-{question.since}-{question.before}-{currency}"
    if ending == "csv":
        return csv_response(
            filename=f"{name}.csv",
            header=header_of(shown),
            rows=plain_rows(shown, rows, currency),
        )
    if ending == "xlsx":
        return FileResponse(
            workbook(shown, rows, currency),
            as_attachment=True,
            filename=f"{name}.xlsx",
            content_type=_XLSX,
        )
    dialect = DIALECTS.get(ending)
    if dialect is None or slug != "journal":
        raise Http404("There is no such file of this report.")
    return csv_response(
        filename=f"{name}-{ending}.csv",
        header=dialect.header,
        rows=dialect.lines(rows, currency),
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


def _cells(report: Report, row: Any, question: Question) -> dict[str, Any]:
    """A row for the eye: (label, kind, value) of each column, and where its first one leads."""
    cells = [
        (
            column.label,
            column.kind.name,
            column.kind.is_number,
            _shown(value, column.kind, question.currency),
        )
        for value, column in zip(row, report.columns, strict=False)
    ]
    url = report.link(row, question) if report.link else ""
    return {"first": cells[0], "rest": cells[1:], "url": url}


def _sums(report: Report, sums: Any, currency: str) -> list[Any]:
    return [
        (
            column.label,
            column.kind.name,
            None if value is None else _shown(value, column.kind, currency),
        )
        for value, column in zip(sums, report.columns, strict=True)
    ]


def _shown(value: Any, kind: Kind, currency: str) -> Any:
    if kind is Kind.MINOR and value is not None:
        return Money(int(value), currency)
    return value


def _drawn(report: Report, rows: Any, currency: str) -> list[tuple[str, Any]]:
    if report.drawn is None:
        return []
    named, drawn = report.drawn
    is_whole = report.columns[drawn].kind is Kind.MINOR
    points = [
        (
            _name(row[named]),
            Money(int(row[drawn]), currency).exact if is_whole else row[drawn],
        )
        for row in rows
    ]
    return points[::-1] if report.is_course else points[:_DRAWN]


def _name(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%-d %b %Y}"
    return value if isinstance(value, str) else f"{value:%-d %b}"


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) <= 6 else 1


def _query(request: SignedInRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _address(request: SignedInRequest, page: int) -> str:
    kept = request.GET.copy()
    kept["page"] = str(page)
    return f"?{kept.urlencode()}"
