"""What a report is made of: columns, and how their values read."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from django.utils.functional import Promise

from payouts.reports.asking import Question

Text = str | Promise
Row = Sequence[Any]


class Kind(Enum):
    """How a column's values read."""

    TEXT = auto()
    DAY = auto()
    INSTANT = auto()
    COUNT = auto()
    SECONDS = auto()
    MINOR = auto()
    EXACT = auto()
    SHARE = auto()
    VERDICT = auto()

    @property
    def is_number(self) -> bool:
        """Whether its values stand to the right."""
        return self not in {Kind.TEXT, Kind.DAY, Kind.INSTANT, Kind.VERDICT}

    @property
    def adds_up(self) -> bool:
        """Whether a sum of its values says something."""
        return self in {Kind.COUNT, Kind.SECONDS, Kind.MINOR, Kind.EXACT}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``sums`` is false where values of different rows may be of the same thing."""

    label: Text
    kind: Kind = Kind.TEXT
    sums: bool = True

    @property
    def is_summed(self) -> bool:
        """Whether the last line shows its sum."""
        return self.sums and self.kind.adds_up


@dataclass(frozen=True, slots=True)
class Report:
    """One report. A row of its statement may end in more than its columns: what ``link`` reads.

    ``drawn`` are the places of the column that names a row and of the one that is drawn;
    ``finished`` turns a row of the statement into one of the report.
    """

    slug: str
    family: Text
    title: Text
    sentence: Text
    statement: str
    columns: tuple[Column, ...]
    filters: tuple[str, ...] = ("brand", "campaign")
    drawn: tuple[int, int] | None = None
    is_course: bool = False
    link: Callable[[Row, Question], str] | None = None
    finished: Callable[[Row], Row] = tuple
    given: Mapping[str, Any] | None = None
