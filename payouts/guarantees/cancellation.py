"""What a brand owes an agent for hours that it cancels late (product rule of hours).

Inside 48 hours before the hours begin, half of what they were worth; inside 2 hours, all of it.
Notice is time that passed, not what clocks show, so a day on which clocks change is no longer
or shorter. Exactly 48 hours, and exactly 2, are inside: ambiguity resolves for the agent.
"""

from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from payouts.money import Money

HALF_WITHIN = timedelta(hours=48)
ALL_WITHIN = timedelta(hours=2)
_SECONDS_PER_HOUR = 3_600


def share_of(*, notice: timedelta) -> int:
    """Percent of the hours' worth that is paid.

    >>> share_of(notice=timedelta(hours=48, seconds=1)), share_of(notice=timedelta(hours=48))
    (0, 50)
    >>> share_of(notice=timedelta(hours=2, seconds=1)), share_of(notice=timedelta(hours=2))
    (50, 100)
    """
    if notice <= ALL_WITHIN:
        return 100
    return 50 if notice <= HALF_WITHIN else 0


def fee_of(
    *,
    starts_at: datetime,
    ends_at: datetime,
    cancelled_at: datetime,
    per_hour: Decimal,
    currency: str,
) -> Money:
    """What is paid to the agent and charged to the brand, rounded once; both instants aware.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 9, 16, 12, tzinfo=UTC)
    >>> half_past = noon + timedelta(minutes=30)
    >>> terms = {"starts_at": noon, "ends_at": half_past, "per_hour": Decimal(18)}
    >>> fee_of(cancelled_at=noon - timedelta(hours=1), currency="USD", **terms).exact
    Decimal('9.00')
    >>> fee_of(cancelled_at=noon - timedelta(hours=47), currency="USD", **terms).exact
    Decimal('4.50')
    """
    assert starts_at.tzinfo is not None
    assert ends_at > starts_at
    share = share_of(notice=starts_at - cancelled_at)
    seconds = int((ends_at - starts_at).total_seconds())
    with localcontext(prec=60):
        return Money.of_exact(per_hour * seconds / _SECONDS_PER_HOUR * share / 100, currency)
