"""Jobs: place what came in and what went back, as far as it is certain."""

from celery import shared_task
from django.utils.timezone import now

from payouts.incoming import services


@shared_task(name="payouts.place_receipts")
def place_receipts() -> None:
    """Book receipts whose match is certain, and those that certainly went back."""
    services.place_certain(at=now())
