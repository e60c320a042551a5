"""Price what was metered."""

from celery import shared_task
from django.utils.timezone import now

from payouts.metering.tasks import OPEN_PERIODS, RECENT
from payouts.rating.services import rate_usage


@shared_task(name="payouts.rate_usage")
def rate_recent() -> None:
    """Price the usage of what was recorded lately."""
    rate_usage(at=now(), since=now() - RECENT)


@shared_task(name="payouts.rate_open_periods")
def rate_open_periods() -> None:
    """Price whatever of the open periods slipped through."""
    rate_usage(at=now(), since=now() - OPEN_PERIODS)
