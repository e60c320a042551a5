"""Jobs of receivables."""

from celery import shared_task
from django.utils import timezone

from payouts.receivables import stopping


@shared_task(name="payouts.enforce_limits")
def enforce_limits() -> None:
    """Warn of limits, stop new contacts where one is used up, let them start again."""
    stopping.enforce_limits(at=timezone.now())
