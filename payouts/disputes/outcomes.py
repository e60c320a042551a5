"""What may be decided of a contested price: in favour of whom, and never worse for who asked."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from payouts.disputes.clock import Side
from payouts.rating.price import price_of
from payouts.rating.ruled import NOT_RULED, Ruled


class Favours(StrEnum):
    """Whom an outcome favours."""

    OPENER = "OPENER"
    OTHER = "OTHER"
    BOTH_IN_PART = "BOTH_IN_PART"


@dataclass(frozen=True, slots=True)
class Price:
    """One side of a contested price. ``exact`` is in major units."""

    seconds: int
    exact: Decimal
    per_minute: Decimal
    factor: Decimal

    def as_ruled(self, ruled: Ruled) -> Decimal:
        """What it comes to after a decision."""
        if ruled.exact is not None:
            return ruled.exact
        if ruled.seconds is None:
            return self.exact
        return price_of(seconds=ruled.seconds, per_minute=self.per_minute, factor=self.factor)


class Measure(StrEnum):
    """How one side of a price is decided."""

    KEEP = "KEEP"
    AS_ASKED = "AS_ASKED"
    NOTHING = "NOTHING"
    SECONDS = "SECONDS"
    AMOUNT = "AMOUNT"


@dataclass(frozen=True, slots=True)
class Measured:
    """A decision on one side of many prices: what it makes of each is ``of``."""

    measure: Measure = Measure.KEEP
    seconds: int | None = None
    exact: Decimal | None = None

    def of(self, asked_seconds: int | None) -> Ruled:
        """The ruling on a price whose opener asked for so many seconds, or for none of it.

        >>> Measured(Measure.AS_ASKED).of(30)
        Ruled(seconds=30, exact=None)
        """
        match self.measure:
            case Measure.KEEP:
                return NOT_RULED
            case Measure.AS_ASKED:
                return Ruled(seconds=asked_seconds or 0)
            case Measure.NOTHING:
                return Ruled(seconds=0)
            case Measure.SECONDS:
                return Ruled(seconds=self.seconds)
            case Measure.AMOUNT:
                return Ruled(exact=self.exact)


KEPT = Measured()


@dataclass(frozen=True, slots=True)
class Decided:
    """What a decision puts in place of each side of the price. A side not ruled on stays."""

    pay: Ruled = NOT_RULED
    charge: Ruled = NOT_RULED

    @property
    def says_something(self) -> bool:
        """Whether any side of the price changes."""
        return self.pay.says_something or self.charge.says_something


def is_worse_for_the_opener(opener: Side, decided: Decided, *, pay: Price, charge: Price) -> bool:
    """Whether a decision would leave whoever contested worse off than silence would have.

    Nobody has to fear to ask: a brand's charge is not raised and an agent's pay not lowered by
    their own dispute. Nor does a brand's dispute raise anybody's pay.
    """
    if opener is Side.BRAND:
        return (
            charge.as_ruled(decided.charge) > charge.exact or pay.as_ruled(decided.pay) > pay.exact
        )
    return pay.as_ruled(decided.pay) < pay.exact


def favours(
    opener: Side, decided: Decided, *, pay: Price, charge: Price, asked: Decimal
) -> Favours:
    """Whom it favours, by the side of the price that was contested; ``asked`` is what it asked for.

    >>> whole = Price(60, Decimal(1), Decimal(1), Decimal(1))
    >>> half = Decided(charge=Ruled(seconds=30))
    >>> str(favours(Side.BRAND, half, pay=whole, charge=whole, asked=Decimal(0)))
    'BOTH_IN_PART'
    """
    if opener is Side.BRAND:
        given = charge.exact - charge.as_ruled(decided.charge)
        wanted = charge.exact - asked
    else:
        given = pay.as_ruled(decided.pay) - pay.exact
        wanted = asked - pay.exact
    if given <= 0:
        return Favours.OTHER
    return Favours.OPENER if given >= wanted else Favours.BOTH_IN_PART
