"""Jobs: seal the journal."""

from celery import shared_task
from django.utils import timezone

from payouts.ledger.seals import seal_journal as seal


@shared_task(name="payouts.seal_journal")
def seal_journal() -> None:
    """Seal what is settled since the last time."""
    seal(at=timezone.now())
