"""The steps by which an overdue invoice is pursued, and which of them is due.

Days count from the day after the due date, in the brand's own zone. The usual plan is money.md's
(section 7): reminders at 3, 10 and 20 days and the stop of new contacts at 30; a last notice
goes before the stop.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

# Between two steps of one invoice at least: whoever was reminded has time to answer.
LEAST_DAYS_BETWEEN: Final = 3


class Step(StrEnum):
    """One step; they follow one another in this order."""

    FRIENDLY = "FRIENDLY"
    FIRST = "FIRST"
    SECOND = "SECOND"
    FINAL = "FINAL"
    STOP = "STOP"


ORDER: Final = tuple(Step)


@dataclass(frozen=True, slots=True)
class Plan:
    """Days after the due date of each step; ``None`` leaves a step out."""

    friendly: int | None = 3
    first: int | None = 10
    second: int | None = 20
    final: int | None = 27
    stop: int | None = 30

    def days_of(self, step: Step) -> int | None:
        """After how many days ``step`` is due."""
        return {
            Step.FRIENDLY: self.friendly,
            Step.FIRST: self.first,
            Step.SECOND: self.second,
            Step.FINAL: self.final,
            Step.STOP: self.stop,
        }[step]

    @property
    def is_in_order(self) -> bool:
        """Whether each step comes later than the one before it, by the least at least."""
        days = [one for step in ORDER if (one := self.days_of(step)) is not None]
        return all(
            later - earlier >= LEAST_DAYS_BETWEEN for earlier, later in pairwise(days)
        ) and all(one >= 1 for one in days)


USUAL: Final = Plan()


def next_step(
    plan: Plan, *, due_on: date, today: date, taken: Step | None, taken_on: date | None
) -> Step | None:
    """The step that is due today, if one is; one at a time, even after a long pause.

    >>> next_step(USUAL, due_on=date(2026, 9, 1), today=date(2026, 9, 11), taken=None,
    ...           taken_on=None)
    <Step.FRIENDLY: 'FRIENDLY'>
    >>> next_step(USUAL, due_on=date(2026, 9, 1), today=date(2026, 9, 3), taken=None,
    ...           taken_on=None) is None
    True
    """
    if taken_on is not None and (today - taken_on).days < LEAST_DAYS_BETWEEN:
        return None
    overdue = (today - due_on).days
    for step in ORDER:
        if taken is not None and ORDER.index(step) <= ORDER.index(taken):
            continue
        days = plan.days_of(step)
        if days is not None:
            return step if overdue >= days else None
    return None
