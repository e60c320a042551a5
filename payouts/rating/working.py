"""The working of one price on one side: facts, rules, rate and factor, as plain values."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from payouts.rating.ruled import NOT_RULED, Ruled, price_as_ruled
from payouts.rating.time import Counted, Seconds


class Side(StrEnum):
    """Whose price a receipt shows."""

    PAY = "PAY"
    CHARGE = "CHARGE"


@dataclass(frozen=True, slots=True)
class RateInForce:
    """One side of a rate card version, and ``[from_at, until_at)`` in which it holds."""

    number: int
    from_at: datetime
    until_at: datetime | None
    per_minute: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Reversal:
    """The row that takes a price back, at its own rate, to the last digit."""

    recorded_at: datetime
    period_id: int
    exact: Decimal


@dataclass(frozen=True, slots=True)
class Priced:
    """One price of one revision with its whole working. ``exact``: major units, nine places.

    ``productive``, ``counted`` and ``factor`` are worked out anew from the facts and the
    version's rules, and from what a decision put in their place; ``stored_seconds`` and
    ``exact`` are what was written when it was rated. ``ruled_in`` names the decision.
    """

    work_id: int
    revision: int
    occurred_at: datetime
    recorded_at: datetime
    period_id: int
    took: Seconds
    productive: Counted
    counted: Counted
    rate: RateInForce
    factor: Decimal
    factor_name: str
    stored_seconds: int
    exact: Decimal
    reversal: Reversal | None
    ruled: Ruled = NOT_RULED
    ruled_in: str = ""

    @property
    def stands(self) -> bool:
        """Whether no correction took it back."""
        return self.reversal is None

    @property
    def net(self) -> Decimal:
        """The price and what took it back, together."""
        return self.exact + self.reversal.exact if self.reversal else self.exact

    @property
    def recomputed(self) -> Decimal:
        """What the facts and the rules come to, worked out now."""
        return price_as_ruled(
            self.ruled,
            seconds=self.counted.seconds,
            per_minute=self.rate.per_minute,
            factor=self.factor,
        )

    @property
    def recomputes(self) -> bool:
        """Whether what was stored is what the facts and the rules come to."""
        return (self.stored_seconds, self.exact) == (self.counted.seconds, self.recomputed)
