"""Jobs: send what waits in the outbox."""

from celery import shared_task
from django.utils import timezone

from onboarding.deliveries.services import send_messages as send


@shared_task(name="onboarding.send_messages")
def send_messages() -> None:
    """Send every message that is due."""
    send(at=timezone.now())
