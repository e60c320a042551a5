"""Jobs: remind of what is overdue, stop new contacts and let them start again."""

from celery import shared_task
from django.utils.timezone import now

from payouts.collections import services


@shared_task(name="payouts.send_reminders")
def send_reminders() -> None:
    """Take every step that is due today."""
    services.send_due(at=now())


@shared_task(name="payouts.enforce_stops")
def enforce_stops() -> None:
    """Pause the campaigns of brands at the stop, and lift what was paid."""
    services.enforce_stops(at=now())
