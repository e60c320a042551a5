"""A report for the eye, page by page, and as the files that everybody may have."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpResponseBase, QueryDict

from onboarding.tables.export import csv_response
from payouts.money import Money
from payouts.reports.asking import Question
from payouts.reports.shapes import Kind, Report
from payouts.reports.sheets import header_of, plain_rows, workbook
from payouts.reports.tabular import PAGE, answer, every_row

_DRAWN = 12
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def page_of(report: Report, question: Question, asked: QueryDict) -> dict[str, Any]:
    """What the page of a report shows: rows, their sums, a drawing, and its neighbours."""
    page = _page(asked.get("page", ""))
    found = answer(report, question, page=page)
    return {
        "currency": question.currency,
        "count": found.count,
        "head": [(column.label, column.kind.is_number) for column in report.columns],
        "rows": [_cells(report, row, question) for row in found.rows],
        "sums": _sums(report, found.sums, question.currency),
        "drawn": _drawn(report, found.rows, question.currency),
        "drawn_in": _unit(report, question.currency),
        "newer": _address(asked, page - 1) if page > 1 else "",
        "older": _address(asked, page + 1) if found.count > page * PAGE else "",
        "query": _query(asked),
    }


def file_of(report: Report, question: Question, ending: str) -> HttpResponseBase | None:
    """The whole report as ``csv`` or ``xlsx``; another ending is nothing here."""
    rows, currency = every_row(report, question), question.currency
    if ending == "csv":
        return csv_response(
            filename=f"{name_of(report, question)}.csv",
            header=header_of(report),
            rows=plain_rows(report, rows, currency),
        )
    if ending == "xlsx":
        return FileResponse(
            workbook(report, rows, currency),
            as_attachment=True,
            filename=f"{name_of(report, question)}.xlsx",
            content_type=_XLSX,
        )
    return None


def name_of(report: Report, question: Question) -> str:
    """What a file of the report is called, without its ending."""
    return f"{report.slug}-{question.since}-{question.before}-{question.currency}"


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
    if not report.is_course:
        return points[:_DRAWN]
    # A course is drawn from its beginning, in whichever order its rows stand.
    is_backwards = len(rows) > 1 and rows[0][named] > rows[-1][named]
    return points[::-1] if is_backwards else points


def _unit(report: Report, currency: str) -> str:
    """What is drawn is money, or a number of something."""
    if report.drawn is None:
        return ""
    kind = report.columns[report.drawn[1]].kind
    return currency if kind in {Kind.MINOR, Kind.EXACT} else ""


def _name(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%-d %b %Y}"
    return value if isinstance(value, str) else f"{value:%-d %b}"


def _page(text: str) -> int:
    return max(1, int(text)) if text.isdecimal() and len(text) <= 6 else 1


def _query(asked: QueryDict) -> str:
    kept = asked.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _address(asked: QueryDict, page: int) -> str:
    kept = asked.copy()
    kept["page"] = str(page)
    return f"?{kept.urlencode()}"
