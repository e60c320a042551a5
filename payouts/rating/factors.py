"""Which multiplier applies to a piece of work: read on the wall of the campaign's zone.

The bulk of the work is rated by one SQL statement (``rating/services.py``); this is the same
rule on plain values, for receipts and for the test that holds the two against each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

_EVERY_DAY = 127
_MINUTES_OF_A_DAY = 1_440


@dataclass(frozen=True, slots=True)
class Multiplier:
    """A factor on both rates, and when it applies. ``weekdays``: bit 0 is Monday.

    ``place`` is the order in which multipliers were set; of equals the first one applies.
    """

    place: int
    name: str
    pay_factor: Decimal
    bill_factor: Decimal
    weekdays: int = _EVERY_DAY
    on_date: date | None = None
    from_minute: int = 0
    to_minute: int = _MINUTES_OF_A_DAY

    def applies_at(self, wall: datetime) -> bool:
        """Whether the local time ``wall`` meets every condition.

        >>> nights = Multiplier(1, "Nights", Decimal(2), Decimal(2), from_minute=1_320)
        >>> nights.applies_at(datetime(2026, 9, 16, 22, 0))
        True
        >>> nights.applies_at(datetime(2026, 9, 16, 21, 59))
        False
        """
        minute = wall.hour * 60 + wall.minute
        return (
            bool(self.weekdays >> wall.weekday() & 1)
            and self.on_date in (None, wall.date())
            and self.from_minute <= minute < self.to_minute
        )


def multiplier_at(multipliers: Iterable[Multiplier], wall: datetime) -> Multiplier | None:
    """Of those that apply at the local time ``wall``, the one that pays most, alone."""
    applying = [one for one in multipliers if one.applies_at(wall)]
    return min(applying, key=lambda one: (-one.pay_factor, one.place), default=None)
