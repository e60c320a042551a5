"""How much of a limit is used, and what follows from it.

Postpaid: receivable and unbilled work against the credit limit. Prepaid: the same against the
prepaid balance. Budget: what a campaign has cost against what its brand lets it cost. Always
with the work that is not in the books yet (money.md, section 7).
"""

from dataclasses import dataclass
from enum import StrEnum

# A brand is warned when so much of a limit is used.
WARN_PERCENT = 80


class Measure(StrEnum):
    """What is measured."""

    CREDIT = "CREDIT"
    PREPAID = "PREPAID"
    BUDGET = "BUDGET"


class Level(StrEnum):
    """What the use of a limit means. At STOPPED nothing new may start."""

    FREE = "FREE"
    WARNED = "WARNED"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True)
class Meter:
    """One limit and what is used of it, whole minor units."""

    measure: Measure
    brand_id: int
    campaign_id: int | None
    limit_minor: int
    used_minor: int
    currency: str

    @property
    def level(self) -> Level:
        """Where it stands."""
        return level_of(self.used_minor, self.limit_minor)

    @property
    def room_minor(self) -> int:
        """What is left; below zero by work that was under way at the stop, or by correction."""
        return self.limit_minor - self.used_minor

    @property
    def percent(self) -> int:
        """How much is used, whole percent rounded down; all of it where there is nothing."""
        return percent_of(self.used_minor, self.limit_minor)


def level_of(used_minor: int, limit_minor: int) -> Level:
    """The level at which ``used_minor`` of ``limit_minor`` stands.

    The last minor unit that is left still counts as room; nothing left is used up.

    >>> level_of(7_999, 10_000), level_of(8_000, 10_000), level_of(10_000, 10_000)
    (<Level.FREE: 'FREE'>, <Level.WARNED: 'WARNED'>, <Level.STOPPED: 'STOPPED'>)
    >>> level_of(0, 0)
    <Level.STOPPED: 'STOPPED'>
    """
    if used_minor >= limit_minor:
        return Level.STOPPED
    if used_minor * 100 >= limit_minor * WARN_PERCENT:
        return Level.WARNED
    return Level.FREE


def percent_of(used_minor: int, limit_minor: int) -> int:
    """Whole percent of a limit that is used, rounded down.

    >>> percent_of(9_999, 10_000), percent_of(12_000, 10_000), percent_of(-5, 10_000)
    (99, 120, 0)
    """
    if limit_minor <= 0:
        return 100
    return max(used_minor, 0) * 100 // limit_minor


def at_this_pace(*, spent_minor: int, days_gone: int, days: int) -> int:
    """What a month of ``days`` comes to if it goes on as in the ``days_gone``, minor units.

    >>> at_this_pace(spent_minor=1_000, days_gone=10, days=30)
    3000
    """
    assert 0 < days_gone <= days
    return spent_minor * days // days_gone


def raises_credit(before: tuple[bool, int | None] | None, after: tuple[bool, int | None]) -> bool:
    """Whether terms let a brand owe more than the ones before: (is prepaid, credit limit).

    A brand without terms pays afterwards and has no limit; nothing raises that.

    >>> limited, prepaid, unlimited = (False, 50_000), (True, None), (False, None)
    >>> raises_credit(limited, unlimited), raises_credit(prepaid, limited)
    (True, True)
    >>> raises_credit(limited, prepaid), raises_credit(None, unlimited)
    (False, False)
    """
    return _most(after) > _most(before or (False, None))


def _most(terms: tuple[bool, int | None]) -> tuple[bool, int]:
    """What a brand may owe at most, in an order: without limit comes after every limit."""
    is_prepaid, limit = terms
    return (not is_prepaid and limit is None, 0 if is_prepaid else limit or 0)
