"""Top pay periods up to their floors."""

from celery import shared_task
from django.utils.timezone import now

from payouts.guarantees.services import top_up_periods


@shared_task(name="payouts.top_up_periods")
def top_up_ended_periods() -> None:
    """Each night before periods close, so that a top-up stands on the statement of its week."""
    top_up_periods(at=now())
