"""What a decision puts in place of the rules, on one side."""

from dataclasses import dataclass
from decimal import Decimal

from payouts.rating.price import price_of
from payouts.rating.time import Counted, Step

DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Ruled:
    """Decided seconds, a decided amount in major units, or neither: then the rules hold."""

    seconds: int | None = None
    exact: Decimal | None = None

    def __post_init__(self) -> None:
        assert self.seconds is None or self.seconds >= 0
        assert self.exact is None or self.exact >= 0

    @property
    def says_something(self) -> bool:
        """Whether anything was decided."""
        return (self.seconds, self.exact) != (None, None)


NOT_RULED = Ruled()


def counted_as_ruled(counted: Counted, ruled: Ruled) -> Counted:
    """The seconds that count, once a decision has been made.

    >>> counted_as_ruled(Counted(600), Ruled(seconds=120)).seconds
    120
    >>> counted_as_ruled(Counted(600), Ruled(exact=Decimal(1))).seconds
    600
    """
    if ruled.seconds is None:
        return counted
    step = Step(DECISION, f"{counted.seconds} s by the rules", ruled.seconds)
    return Counted(ruled.seconds, (*counted.steps, step))


def price_as_ruled(
    ruled: Ruled, *, seconds: int, per_minute: Decimal, factor: Decimal = Decimal(1)
) -> Decimal:
    """What the seconds come to, or the amount that was decided in their place.

    >>> price_as_ruled(Ruled(exact=Decimal("0.25")), seconds=60, per_minute=Decimal(1))
    Decimal('0.250000000')
    """
    if ruled.exact is not None:
        return ruled.exact.quantize(Decimal("0.000000001"))
    return price_of(seconds=seconds, per_minute=per_minute, factor=factor)
