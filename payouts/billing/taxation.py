"""Tax on a document's net, and on what is credited of it."""

from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from payouts.billing.lines import shared_out

_PRECISION = 60


def taxes_of(nets_minor: Sequence[int], rate: Decimal) -> list[int]:
    """Tax of each line; together they are the tax on the whole net, rounded half-even.

    Tax is a matter of the net at one rate and not of lines (EN 16931, BR-CO-17); each line
    gets its share by largest remainder.

    >>> taxes_of([333, 333, 334], Decimal("0.18"))
    [60, 60, 60]
    """
    with localcontext(prec=_PRECISION):
        exact = [rate * net for net in nets_minor]
        whole = sum(exact, Decimal(0)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)
    return shared_out(int(whole), exact)


def tax_to_credit(*, net: int, tax: int, credited: int, tax_credited: int, now: int) -> int:
    """Tax that goes with ``now`` of a line's net, after ``credited`` went before; minor units.

    It follows the running total, so that a line credited in any number of steps gives back
    exactly the tax that was charged on it.

    >>> tax_to_credit(net=100, tax=19, credited=50, tax_credited=10, now=50)
    9
    """
    assert 0 < now <= net - credited
    return round(Fraction(tax * (credited + now), net)) - tax_credited
