"""What an instant payout costs: a percentage of what is asked for, and a minimum.

Plain values in and out; amounts in minor units of one currency. Rounding is in favour of who
did the work: the fee is rounded down.
"""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Price:
    """What finance has published: percent of what is asked for, and at least so much."""

    percent: Decimal
    minimum_minor: int


@dataclass(frozen=True, slots=True)
class Quote:
    """What is asked for, what it costs and what arrives; the last two add up to the first."""

    asked_minor: int
    fee_minor: int

    @property
    def net_minor(self) -> int:
        """What arrives."""
        return self.asked_minor - self.fee_minor


def fee_of(asked_minor: int, price: Price) -> int:
    """The fee of asking for so much.

    >>> price = Price(percent=Decimal("1.5"), minimum_minor=50)
    >>> fee_of(10_000, price), fee_of(10_033, price), fee_of(1_000, price)
    (150, 150, 50)
    """
    assert asked_minor > 0
    share = (asked_minor * price.percent / _HUNDRED).to_integral_value(rounding=ROUND_DOWN)
    return max(price.minimum_minor, int(share))


def quote_of(asked_minor: int, price: Price) -> Quote:
    """What asking for so much comes to.

    >>> quote_of(10_000, Price(Decimal("1.5"), 50)).net_minor
    9850
    """
    return Quote(asked_minor, fee_of(asked_minor, price))
