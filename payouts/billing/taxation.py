"""Tax on a document's net, and on what is credited of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from payouts.billing.lines import TaxKey, shared_out

_PRECISION = 60


@dataclass(frozen=True, slots=True)
class TaxSum:
    """Net of a document under one tax, and that tax, minor units."""

    key: TaxKey
    net_minor: int
    tax_minor: int


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


def taxes_by_key(lines: Sequence[tuple[int, TaxKey]]) -> list[int]:
    """Tax of each line ``(net_minor, key)``, worked out for each key on its whole net.

    >>> seven, none = TaxKey("S", Decimal("0.07")), TaxKey("E", Decimal(0))
    >>> taxes_by_key([(50, seven), (1000, none), (50, seven)])
    [4, 0, 3]
    """
    taxes = [0] * len(lines)
    for key in dict.fromkeys(key for _, key in lines):
        places = [place for place, (_, other) in enumerate(lines) if other == key]
        for place, tax in zip(
            places, taxes_of([lines[one][0] for one in places], key.rate), strict=True
        ):
            taxes[place] = tax
    return taxes


def tax_sums(lines: Iterable[tuple[TaxKey, int, int]]) -> list[TaxSum]:
    """Net and tax of each key, from lines ``(key, net_minor, tax_minor)``; highest rate first."""
    nets: dict[TaxKey, int] = {}
    taxes: dict[TaxKey, int] = {}
    for key, net, tax in lines:
        nets[key] = nets.get(key, 0) + net
        taxes[key] = taxes.get(key, 0) + tax
    ordered = sorted(nets, key=lambda key: (-key.rate, key.category))
    return [TaxSum(key, nets[key], taxes[key]) for key in ordered]


def tax_to_credit(*, net: int, tax: int, credited: int, tax_credited: int, now: int) -> int:
    """Tax that goes with ``now`` of a line's net, after ``credited`` went before; minor units.

    It follows the running total, so that a line credited in any number of steps gives back
    exactly the tax that was charged on it.

    >>> tax_to_credit(net=100, tax=19, credited=50, tax_credited=10, now=50)
    9
    """
    assert 0 < now <= net - credited
    return round(Fraction(tax * (credited + now), net)) - tax_credited
