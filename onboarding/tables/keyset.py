"""One keyset page of a queryset: as fast on page 5,000 as on page 1."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
_TOO_LARGE = 2**63


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Complete rows, newest first, and where the neighbouring pages begin."""

    rows: list[Row]
    next_cursor: str | None
    previous_cursor: str | None

    def __bool__(self) -> bool:
        return bool(self.rows)


def newest_first(
    queryset: QuerySet[Row], *, by: str, cursor: str = "", size: int = 50
) -> Page[Row]:
    """Return the page of ``queryset`` that begins at ``cursor``, ordered by ``by`` and id.

    ``by`` names a column (a date, an instant or a number) that has an index together with
    id. A cursor that cannot be read is the first page: a broken link still shows a list.
    """
    backwards, at, pk = _read(cursor, queryset, by)
    if pk is None:
        rows = list(queryset.order_by(f"-{by}", "-pk")[: size + 1])
        return _page(rows[:size], by, older=len(rows) > size, newer=False)
    # The outer bound lets the index range scan; the pair makes the order total.
    if backwards:
        newer = queryset.filter(Q(**{f"{by}__gte": at})).filter(
            Q(**{f"{by}__gt": at}) | Q(pk__gt=pk)
        )
        rows = list(newer.order_by(by, "pk")[: size + 1])
        return _page(rows[:size][::-1], by, older=True, newer=len(rows) > size)
    older = queryset.filter(Q(**{f"{by}__lte": at})).filter(Q(**{f"{by}__lt": at}) | Q(pk__lt=pk))
    rows = list(older.order_by(f"-{by}", "-pk")[: size + 1])
    return _page(rows[:size], by, older=len(rows) > size, newer=True)


def _page(rows: list[Row], by: str, *, older: bool, newer: bool) -> Page[Row]:
    return Page(
        rows=rows,
        next_cursor=_write("o", rows[-1], by) if rows and older else None,
        previous_cursor=_write("n", rows[0], by) if rows and newer else None,
    )


def _write(direction: str, row: Model, by: str) -> str:
    value: Any = row
    for name in by.split("__"):
        value = getattr(value, name)
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"{direction}~{text}~{row.pk}"


def _read(cursor: str, queryset: QuerySet[Any], by: str) -> tuple[bool, Any, int | None]:
    try:
        direction, text, pk = cursor.split("~")
        at = _column(queryset, by).to_python(text)
        if direction not in {"o", "n"} or at is None or int(pk) < 1:
            return False, None, None
        if isinstance(at, datetime) and at.tzinfo is None:
            return False, None, None
    except (ValueError, OverflowError, ValidationError):
        return False, None, None
    # What does not fit the column would be the database's error and not the reader's.
    if int(pk) >= _TOO_LARGE or (isinstance(at, int) and abs(at) >= _TOO_LARGE):
        return False, None, None
    return direction == "n", at, int(pk)


def _column(queryset: QuerySet[Any], by: str) -> Any:
    """The field whose values a cursor holds: of the row, of what it refers to, or worked out."""
    if by in queryset.query.annotations:
        return queryset.query.annotations[by].output_field
    model: Any = queryset.model
    *path, name = by.split("__")
    for step in path:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field("id" if name == "pk" else name)
