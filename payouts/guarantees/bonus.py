"""What a bonus comes to: once for each referral and certificate, by the hour for training."""

from decimal import Decimal, localcontext

from payouts.money import Money

_SECONDS_PER_HOUR = 3_600


def once(*, amount: Decimal, currency: str) -> Money:
    """A bonus that is paid once for its reason.

    >>> once(amount=Decimal("25.5"), currency="USD").exact
    Decimal('25.50')
    """
    return Money.of_exact(amount, currency)


def of_training(*, per_hour: Decimal, seconds: int, currency: str) -> Money:
    """Training, metered like work: by the second, rounded once.

    >>> of_training(per_hour=Decimal(12), seconds=5_400, currency="USD").exact
    Decimal('18.00')
    """
    with localcontext(prec=60):
        return Money.of_exact(per_hour * seconds / _SECONDS_PER_HOUR, currency)
