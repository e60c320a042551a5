"""What the processor moved on our balance, taken in as it came."""

from collections.abc import Iterable
from datetime import datetime

from payouts.gateway.base import BalanceTransaction
from payouts.reports.models import ProcessorMovement

_BATCH = 1_000


def take_in(movements: Iterable[BalanceTransaction], *, at: datetime) -> int:
    """Store what the processor moved, a batch at a time, each once; return how many were new."""
    before = ProcessorMovement.objects.count()
    batch: list[ProcessorMovement] = []
    for movement in movements:
        batch.append(
            ProcessorMovement(
                reference=movement.reference,
                kind=movement.kind,
                source=movement.source,
                currency=movement.currency,
                amount_minor=movement.amount_minor,
                fee_minor=movement.fee_minor,
                net_minor=movement.net_minor,
                created_at=movement.created_at,
                available_at=movement.available_at,
                recorded_at=at,
            )
        )
        if len(batch) == _BATCH:
            ProcessorMovement.objects.bulk_create(batch, ignore_conflicts=True)
            batch = []
    ProcessorMovement.objects.bulk_create(batch, ignore_conflicts=True)
    return ProcessorMovement.objects.count() - before
