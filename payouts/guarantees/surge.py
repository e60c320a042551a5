"""What a surge bonus comes to, and which offer an hour belongs to.

Product rule: a surge bonus is paid for the hours that an offer names, on conditions: hours worked
at least, adherence at least, booked before an instant. Where one offer lies inside another, the
narrower one whose conditions are kept counts, and never both. The golden case, $19 an hour for a
week and $25 on one day inside it, 40 h + 7 h, is $935.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, localcontext

from payouts.money import Money

_SECONDS_PER_HOUR = 3_600
_PRECISION = 60


@dataclass(frozen=True, slots=True)
class Hours:
    """What one agent did in the hours that an offer won in a pay period.

    ``worth`` is what the contacts of those hours pay (or charge), exact, major units.
    """

    staffed_seconds: int
    worth: Decimal


def bonus_of(*, per_hour: bool, rate: Decimal, hours: Hours, currency: str) -> Money:
    """The bonus of one side, rounded once.

    >>> week = Hours(40 * 3600, Decimal(0))
    >>> day = Hours(7 * 3600, Decimal(0))
    >>> terms = {"per_hour": True, "currency": "USD"}
    >>> whole = bonus_of(rate=Decimal(19), hours=week, **terms).exact
    >>> whole + bonus_of(rate=Decimal(25), hours=day, **terms).exact
    Decimal('935.00')
    >>> earned = Hours(3600, Decimal("10.05"))
    >>> bonus_of(per_hour=False, rate=Decimal("0.25"), hours=earned, currency="USD").exact
    Decimal('2.51')
    """
    with localcontext(prec=_PRECISION):
        if per_hour:
            return Money.of_exact(rate * hours.staffed_seconds / _SECONDS_PER_HOUR, currency)
        return Money.of_exact(rate * hours.worth, currency)


def keeps(
    *, staffed_seconds: int, committed_seconds: int, min_seconds: int, min_adherence: int
) -> bool:
    """Whether an agent keeps the conditions of an offer; adherence is staffed of committed time.

    >>> terms = {"min_seconds": 3600, "min_adherence": 90}
    >>> keeps(staffed_seconds=3600, committed_seconds=4000, **terms)
    True
    >>> keeps(staffed_seconds=3600, committed_seconds=4001, **terms)
    False
    """
    return (
        staffed_seconds >= min_seconds
        and staffed_seconds * 100 >= min_adherence * committed_seconds
    )


def fits(*, from_at: datetime, to_at: datetime, other_from: datetime, other_to: datetime) -> bool:
    """Whether two offers of a campaign may stand together: apart, or one inside the other.

    Two that merely overlap would leave it open which of them an hour belongs to, and so would
    two of the same hours.
    """
    if to_at <= other_from or other_to <= from_at:
        return True
    if (from_at, to_at) == (other_from, other_to):
        return False
    inside = other_from <= from_at and to_at <= other_to
    around = from_at <= other_from and other_to <= to_at
    return inside or around
