"""Jobs: settle what silence decides, and remind of clocks."""

from celery import shared_task
from django.utils import timezone

from payouts.disputes import lapsing


@shared_task(name="payouts.lapse_disputes")
def lapse_disputes() -> None:
    """Settle every dispute whose clock has ended where silence says how."""
    lapsing.lapse_disputes(at=timezone.now())


@shared_task(name="payouts.remind_of_disputes")
def remind_of_disputes() -> None:
    """Remind whoever has a business day left to answer."""
    lapsing.remind_of_clocks(at=timezone.now())
