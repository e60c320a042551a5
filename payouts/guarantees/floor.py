"""The earnings floor of a pay period on one campaign, and what tops it up.

Product rule: ``top-up = max(0, floor rate × minutes on committed, staffed intervals − earned)``.
The floor rate is an amount an hour times a multiplier; an amount for each contact, as mileage is
with drivers, comes on top. *Earned* is what contacts came to, wherever they lie in the period:
bonuses and cancelled hours are not counted against the agent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from payouts.money import Money

_SECONDS_PER_HOUR = 3_600
_PRECISION = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """What was done while one version of the floor's terms was in force; major units."""

    per_hour: Decimal
    multiplier: Decimal
    per_contact: Decimal
    staffed_seconds: int
    contacts: int

    @property
    def times(self) -> str:
        """The multiplier without idle zeros."""
        return f"{self.multiplier.normalize():f}"

    @property
    def for_time(self) -> Decimal:
        """What the floor is for the staffed time, exactly."""
        with localcontext(prec=_PRECISION):
            return self.per_hour * self.multiplier * self.staffed_seconds / _SECONDS_PER_HOUR

    @property
    def for_contacts(self) -> Decimal:
        """What comes on top for contacts, exactly."""
        return self.per_contact * self.contacts


def floor_of(stretches: Iterable[Stretch], currency: str) -> Money:
    """The floor of a whole period, rounded once.

    The golden case, 1.2 × $15 an hour × a quarter of an hour and 0.35 for each of 8 contacts:

    >>> golden = Stretch(Decimal("15"), Decimal("1.2"), Decimal("0.35"), 900, 8)
    >>> floor_of([golden], "USD").exact
    Decimal('7.30')
    """
    with localcontext(prec=_PRECISION):
        exact = sum((one.for_time + one.for_contacts for one in stretches), Decimal(0))
        return Money.of_exact(exact, currency)


def top_up(stretches: Iterable[Stretch], earned: Decimal, currency: str) -> Money:
    """What is missing to the floor. Both sides are rounded as the books round them.

    So what the agent sees adds up: the whole amount earned and the top-up are the floor.

    >>> golden = Stretch(Decimal("15"), Decimal("1.2"), Decimal("0.35"), 900, 8)
    >>> top_up([golden], Decimal("0"), "USD").exact
    Decimal('7.30')
    >>> top_up([golden], Decimal("5.001"), "USD").exact, top_up([golden], Decimal("9"), "USD").exact
    (Decimal('2.30'), Decimal('0.00'))
    """
    missing = floor_of(stretches, currency) - Money.of_exact(earned, currency)
    return missing if missing.minor > 0 else Money(0, currency)
