"""From counted seconds and a rate to an exact amount."""

from decimal import ROUND_HALF_UP, Decimal, localcontext

_SECONDS_PER_MINUTE = 60
_NINE_PLACES = Decimal("0.000000001")


def price_of(*, seconds: int, per_minute: Decimal, factor: Decimal = Decimal(1)) -> Decimal:
    """Price ``seconds`` at ``per_minute`` major units, to nine places and not to cents.

    Cents are for sums: a hundred contacts rounded one by one would be up to fifty cents away
    from what they are worth. A tie in the tenth place goes away from zero, as the database's
    ``round`` does.

    >>> price_of(seconds=95, per_minute=Decimal("0.35"))
    Decimal('0.554166667')
    >>> price_of(seconds=120, per_minute=Decimal("0.55"))
    Decimal('1.100000000')
    """
    with localcontext(prec=60):
        exact = per_minute * factor * seconds / _SECONDS_PER_MINUTE
        return exact.quantize(_NINE_PLACES, rounding=ROUND_HALF_UP)
