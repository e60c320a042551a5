"""Jobs of billing."""

from celery import shared_task
from django.utils.timezone import now

from payouts.billing.services import issue_due_invoices


@shared_task(name="payouts.issue_invoices")
def issue_invoices() -> None:
    """Issue the invoice of every closed billing period that has none."""
    issue_due_invoices(at=now())
