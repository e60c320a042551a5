"""The job of payouts on request."""

from celery import shared_task
from django.utils import timezone

from payouts.gateway.processor import processor
from payouts.instant.carrying import pay_instantly as carry_out


@shared_task(name="payouts.pay_instantly")
def pay_instantly() -> None:
    """Send what agents asked for, and settle what the processor reports of it."""
    carry_out(gateway=processor(), clock=timezone.now)
