"""Whole amounts of one currency; exact decimals; rounding one into the other.

A balance is whole minor units. What is not yet rounded is a decimal of major units with
nine places. One becomes the other in ``Money.of_exact``, half-even, and there alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from babel.numbers import is_currency

# ISO 4217 gives every other currency two digits. The library's table (CLDR) says how amounts
# are commonly *shown*, which differs, and the books follow the norm.
_DIGITS = dict.fromkeys(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(), 0
) | dict.fromkeys("BHD IQD JOD KWD LYD OMR TND".split(), 3)


class UnknownCurrency(ValueError):
    """There is no such currency code in ISO 4217."""


def exponent(currency: str) -> int:
    """How many digits the minor unit of ``currency`` has: 0, 2 or 3 (ISO 4217).

    >>> exponent("USD"), exponent("JPY"), exponent("KWD")
    (2, 0, 3)

    Raises:
        UnknownCurrency: ``currency`` is no code of ISO 4217.
    """
    digits = _DIGITS.get(currency)
    if digits is not None:
        return digits
    if not is_currency(currency):
        raise UnknownCurrency(f"{currency!r} is not an ISO 4217 currency code, such as USD.")
    return 2


@dataclass(frozen=True, slots=True)
class Money:
    """Whole minor units of one currency."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        assert type(self.minor) is int, "money is whole minor units"

    @classmethod
    def of_exact(cls, exact: Decimal, currency: str) -> "Money":
        """Round an exact amount of major units half-even.

        >>> Money.of_exact(Decimal("10.005"), "USD"), Money.of_exact(Decimal("10.015"), "USD")
        (Money(minor=1000, currency='USD'), Money(minor=1002, currency='USD'))
        """
        scaled = exact.scaleb(exponent(currency))
        return cls(int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)), currency)

    @property
    def exact(self) -> Decimal:
        """The same amount in major units."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other).minor

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other


def largest_remainder(total: int, shares: Sequence[Decimal]) -> list[int]:
    """Split whole ``total`` in proportion to ``shares``, so that the parts add up to it.

    Hamilton's method: everybody gets the floor of their share, and the largest fractions
    get the units that are left; equal fractions in the order given. ``shares`` may be
    negative (adjustments), but their sum has the sign of ``total`` or either is zero.

    >>> largest_remainder(100, [Decimal(1), Decimal(1), Decimal(1)])
    [34, 33, 33]
    """
    whole = sum(shares, Decimal(0))
    if not shares:
        assert total == 0, "nothing can share out something"
        return []
    if whole == 0:
        exact = [Decimal(0)] * len(shares)
    else:
        exact = [share * total / whole for share in shares]
    floors = [int(value.to_integral_value(rounding=ROUND_FLOOR)) for value in exact]
    by_fraction = sorted(range(len(shares)), key=lambda i: floors[i] - exact[i])
    left = total - sum(floors)
    for turn in range(left):
        floors[by_fraction[turn % len(floors)]] += 1
    return floors
