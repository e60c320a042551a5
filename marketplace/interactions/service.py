"""How well contacts were answered, as a contact-centre counts it."""

from dataclasses import dataclass
from decimal import Decimal

# Of the contacts that were offered, those answered within so many seconds count (80/20 rule).
TARGET_SECONDS = 20


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Contacts of some span: offered are those that arrived, whether or not an agent answered."""

    handled: int
    abandoned: int
    answered_in_time: int
    waited_seconds: int
    unattributed: int

    @property
    def offered(self) -> int:
        """Arrived in the queue."""
        return self.handled + self.abandoned

    @property
    def service_level(self) -> Decimal | None:
        """Share of the offered that was answered within the target, in hundredths.

        >>> ServiceFigures(3, 1, 3, 30, 0).service_level
        Decimal('75.0')
        """
        return _percent(self.answered_in_time, self.offered)

    @property
    def abandonment(self) -> Decimal | None:
        """Share of the offered that left before an agent answered, in hundredths."""
        return _percent(self.abandoned, self.offered)

    @property
    def mean_wait_seconds(self) -> Decimal | None:
        """Mean wait of the answered (ASA)."""
        if not self.handled:
            return None
        return (Decimal(self.waited_seconds) / self.handled).quantize(Decimal("0.1"))


def change_in_percent(now: int, before: int) -> Decimal | None:
    """By how much ``now`` is above ``before``, in hundredths; nothing where nothing was before.

    >>> change_in_percent(90, 120)
    Decimal('-25.0')
    """
    return _percent(now - before, before)


def _percent(part: int, whole: int) -> Decimal | None:
    if not whole:
        return None
    return (Decimal(part) * 100 / whole).quantize(Decimal("0.1"))
