"""Run a report: a page of its rows with the sums of all of them, or every row, streamed."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from payouts.reports.asking import Question
from payouts.reports.shapes import Report, Row

PAGE = 50
_FETCHED = 2_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of rows, how many there are in all, and each column's sum over all, or nothing."""

    rows: list[Row]
    count: int
    sums: Sequence[Any]


def answer(report: Report, question: Question, *, page: int = 1) -> Answer:
    """Return page ``page``, from 1, of a report, in two queries; past its end there are no rows."""
    given = _given(report, question)
    offset = (page - 1) * PAGE
    with connection.cursor() as cursor:
        cursor.execute(f"{report.statement} LIMIT {PAGE} OFFSET {offset}", given)
        rows = [report.finished(row) for row in cursor.fetchall()]
        cursor.execute(_sums_of(report), given)
        count, *sums = cursor.fetchone()
    return Answer(rows, count, _in_their_columns(report, sums))


def every_row(report: Report, question: Question) -> Iterator[Row]:
    """Yield every row of a report, through a cursor of the server's: memory stays flat."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(report.statement, _given(report, question))
        while rows := cursor.fetchmany(_FETCHED):
            for row in rows:
                yield report.finished(row)


def _given(report: Report, question: Question) -> dict[str, Any]:
    given = asdict(question) | dict(report.given or {})
    for name in ("brand", "campaign", "agent"):
        given[name] = _contains(given[name] if name in report.filters else "")
    return given


def _contains(text: str) -> str:
    """A pattern of ILIKE: what a reader types is never a wildcard."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _sums_of(report: Report) -> str:
    places = [place for place, column in enumerate(report.columns) if column.is_summed]
    names = ", ".join(f"c{place}" for place in range(max(places, default=0) + 1))
    sums = "".join(f", coalesce(sum(c{place}), 0)" for place in places)
    return f"SELECT count(*){sums} FROM ({report.statement}) AS report ({names})"


def _in_their_columns(report: Report, sums: Sequence[Any]) -> tuple[Any, ...]:
    each = iter(sums)
    return tuple(next(each) if column.is_summed else None for column in report.columns)
