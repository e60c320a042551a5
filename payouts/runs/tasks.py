"""Jobs: carry out what is approved, and settle what the processor reports."""

from celery import shared_task
from django.utils import timezone

from payouts.gateway.processor import processor
from payouts.runs import executing, settlement
from payouts.runs.selectors import runs_to_execute


@shared_task(name="payouts.execute_runs")
def execute_runs() -> None:
    """Pay what is due of every run that is approved or being paid."""
    run_ids = list(runs_to_execute().values_list("pk", flat=True))
    if run_ids:
        executing.execute_all(run_ids=run_ids, gateway=processor())


@shared_task(name="payouts.settle_reported")
def settle_reported() -> None:
    """Settle what the processor has reported about transfers."""
    settlement.settle_reported(at=timezone.now())
