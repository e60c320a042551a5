"""Where the lines of a chart go. Pure: numbers in, coordinates and SVG paths out.

Values are exact until they become a place on the drawing; a place is a float, because it is
a matter of pixels. The plot is a square of 1,000, which the page stretches.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import pairwise
from math import pi

from marketplace.templatetags.figures import Number

SIDE = 1000
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))

Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axis:
    """A vertical axis: its ends and the ticks between, from the bottom up."""

    ticks: tuple[Decimal, ...]

    @property
    def low(self) -> Decimal:
        return self.ticks[0]

    @property
    def high(self) -> Decimal:
        return self.ticks[-1]

    def height(self, value: Number) -> float:
        """Return how far down the square ``value`` stands: ``SIDE`` at the bottom, 0 on top."""
        span = self.high - self.low
        return float((self.high - Decimal(value)) / span * SIDE)


def axis_of(values: Sequence[Number], wanted: int = 4) -> Axis:
    """Return an axis with round ticks, at equal steps, that holds zero and every value.

    >>> [str(tick) for tick in axis_of([3, 388]).ticks]
    ['0', '100', '200', '300', '400']
    >>> [str(tick) for tick in axis_of([-5, 12]).ticks]
    ['-5', '0', '5', '10', '15']
    """
    low = min([Decimal(0), *map(Decimal, values)])
    high = max([Decimal(0), *map(Decimal, values)])
    if low == high:
        high = Decimal(1)
        wanted = 1
    step = _round_step((high - low) / wanted)
    first = int((low / step).to_integral_value(rounding=ROUND_FLOOR))
    last = int((high / step).to_integral_value(rounding=ROUND_CEILING))
    return Axis(tuple(_plain(step * turn) for turn in range(first, last + 1)))


def _round_step(rough: Decimal) -> Decimal:
    magnitude = Decimal(10) ** rough.adjusted()
    return next(step * magnitude for step in _STEPS if step * magnitude >= rough)


def _plain(value: Decimal) -> Decimal:
    """Spell a decimal without an exponent, so that 4E+2 is 400."""
    return Decimal(int(value)) if value == int(value) else value.normalize()


def spread(count: int) -> list[float]:
    """Return ``count`` places from edge to edge; a single one stands in the middle.

    >>> spread(1), spread(3)
    ([500.0], [0.0, 500.0, 1000.0])
    """
    if count == 1:
        return [SIDE / 2]
    return [SIDE * place / (count - 1) for place in range(count)]


def smooth(places: Sequence[Place]) -> str:
    """Return a path through ``places`` that never swings beyond its points.

    Monotone cubic interpolation (Fritsch and Carlson, SIAM J. Numer. Anal. 17, 1980): between
    two equal values it is flat, so a chart shows no money that was not there.
    """
    path = f"M{_at(places[0])}"
    if len(places) == 1:
        return f"{path}h0"
    slopes = _slopes(places)
    for ((x0, y0), (x1, y1)), (m0, m1) in zip(pairwise(places), pairwise(slopes), strict=True):
        third = (x1 - x0) / 3
        path += f"C{_at((x0 + third, y0 + m0 * third))} {_at((x1 - third, y1 - m1 * third))}"
        path += f" {_at((x1, y1))}"
    return path


def _slopes(places: Sequence[Place]) -> list[float]:
    secants = [(y1 - y0) / (x1 - x0) for (x0, y0), (x1, y1) in pairwise(places)]
    inner = [
        # The harmonic mean; zero at a turn, so that the curve turns in its point.
        0.0 if before * after <= 0 else 2 * before * after / (before + after)
        for before, after in pairwise(secants)
    ]
    return [secants[0], *inner, secants[-1]]


def closed(path: str, places: Sequence[Place], base: float) -> str:
    """Return the area between ``path`` and the horizontal at ``base``."""
    return f"{path}L{_at((places[-1][0], base))}L{_at((places[0][0], base))}Z"


def arcs(shares: Sequence[Decimal], radius: float, gap: float = 1.2) -> list[tuple[str, str]]:
    """Return, for each share of a ring, ``stroke-dasharray`` and ``stroke-dashoffset``.

    ``shares`` are hundredths. A gap separates neighbours, unless one takes the whole ring.
    """
    length = 2 * pi * radius
    is_split = sum(1 for share in shares if share > 0) > 1
    drawn, turned = [], 0.0
    for share in shares:
        span = float(share) / 100 * length
        shown = max(span - gap, min(span, 0.5)) if is_split else span
        drawn.append((f"{number(shown)} {number(length - shown)}", number(-turned)))
        turned += span
    return drawn


def number(value: float) -> str:
    """Spell a coordinate, the same in every language.

    >>> number(2.0), number(1 / 3)
    ('2', '0.33')
    """
    # Adding zero turns the minus zero of a rounded sliver into zero.
    return f"{round(value, 2) + 0:.2f}".rstrip("0").rstrip(".")


def _at(place: Place) -> str:
    return f"{number(place[0])} {number(place[1])}"
