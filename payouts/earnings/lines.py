"""Exact lines become whole ones that add up to the total that is in the books."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

from payouts.money import Money, exponent


def whole_lines(exact: Sequence[Decimal], currency: str) -> list[Money]:
    """Round each amount so that all of them add up to their own sum, rounded half-even.

    Everybody gets the floor of their exact minor units, and the largest fractions get the
    units that are left; equal fractions in the order given. No line is a whole unit or more
    away from its exact amount, negative lines (corrections) included.

    >>> [line.minor for line in whole_lines([Decimal("0.333")] * 3, "USD")]
    [34, 33, 33]
    >>> [line.minor for line in whole_lines([Decimal("1.006"), Decimal("-1")], "USD")]
    [101, -100]
    """
    units = [amount.scaleb(exponent(currency)) for amount in exact]
    total = int(sum(units, Decimal(0)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    whole = [int(amount.to_integral_value(rounding=ROUND_FLOOR)) for amount in units]
    by_fraction = sorted(range(len(units)), key=lambda place: whole[place] - units[place])
    for place in by_fraction[: total - sum(whole)]:
        whole[place] += 1
    return [Money(minor, currency) for minor in whole]
