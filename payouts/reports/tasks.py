"""Each night, and when finance asks: every law of the books, and the other side of them."""

import logging

from celery import shared_task
from django.utils import timezone

from payouts.gateway.processor import processor
from payouts.reports import reconciliation
from payouts.reports.proof import prove

logger = logging.getLogger(__name__)


@shared_task(name="payouts.prove_books")
def prove_books() -> None:
    """Try every law and keep what came of it; a broken one is an error in the log."""
    proof = prove(at=timezone.now())
    if proof.violation_count:
        logger.error("%s: %s violations of the laws.", proof, proof.violation_count)


@shared_task(name="payouts.reconcile")
def reconcile() -> None:
    """Take in what the processor moved, and compare it and our bank's lines with the books."""
    reconciliation.reconcile(gateway=processor(), at=timezone.now())
