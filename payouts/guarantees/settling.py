"""Bring what was paid for a guarantee to what is due: take back what is wrong, book what is right.

A sum that was booked is never edited. What becomes known later takes it back by its exact opposite
and books the right one under a further number, in the open periods.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from payouts.extras.models import Extra
from payouts.extras.services import NewExtra, book_extras, opposite_of
from payouts.money import Money

_REASON = "Hours, work or terms became known or were corrected after the sum was booked."


class Numbered(Protocol):
    """A row that says which extra was booked, and as which try."""

    number: int
    extra: Extra


@dataclass(frozen=True, slots=True)
class Due:
    """What is due for one thing, and what was last booked for it.

    ``new`` makes the sum of a number, to be called only where something is due.
    """

    pay: Money
    charge: Money
    last: Numbered | None
    new: Callable[[int], NewExtra]

    @property
    def standing(self) -> Extra | None:
        """What is paid as of now: the last one, unless it was taken back."""
        if self.last is None or hasattr(self.last.extra, "corrected_by"):
            return None
        return self.last.extra

    @property
    def is_right(self) -> bool:
        """Whether what stands is what is due."""
        standing = self.standing
        if standing is None:
            return not self.pay and not self.charge
        return (standing.pay_minor, standing.charge_minor) == (self.pay.minor, self.charge.minor)

    @property
    def number(self) -> int:
        """The number of the next try."""
        return self.last.number + 1 if self.last else 1


def settle(*, dues: Sequence[Due], at: datetime) -> tuple[int, list[Extra | None]]:
    """Book what is missing; return how many sums were booked, and the new one of each due."""
    wrong = [due for due in dues if not due.is_right]
    backs = [opposite_of(due.standing, reason=_REASON) for due in wrong if due.standing is not None]
    owed = [(due, due.new(due.number)) for due in wrong if due.pay or due.charge]
    book_extras(extras=backs, actor=None, at=at)
    booked = book_extras(extras=[new for _, new in owed], actor=None, at=at)
    of_due = {id(due): extra for (due, _), extra in zip(owed, booked, strict=True)}
    return len(backs) + len(owed), [of_due.get(id(due)) for due in dues]
