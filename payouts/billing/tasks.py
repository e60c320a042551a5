"""Jobs of billing."""

from celery import shared_task
from django.utils.timezone import now

from payouts.billing import keeping
from payouts.billing.services import issue_due_invoices


@shared_task(name="payouts.issue_invoices")
def issue_invoices() -> None:
    """Issue the invoice of every closed billing period that has none."""
    issue_due_invoices(at=now())


@shared_task(name="payouts.make_invoice_files")
def make_invoice_files() -> None:
    """Make the file of every issued invoice and credit note that has none."""
    keeping.make_files(at=now())
