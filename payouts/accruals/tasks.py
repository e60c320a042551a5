"""Book each day's work, close what is over, clear what may be paid."""

from celery import shared_task
from django.utils.timezone import now

from payouts.accruals.services import accrue, clear, close_periods


@shared_task(name="payouts.accrue")
def accrue_work() -> None:
    """Move the books to the rounded exact total."""
    accrue(at=now())


@shared_task(name="payouts.close_periods")
def close_ended_periods() -> None:
    """Close the periods whose end and grace are over."""
    close_periods(at=now())


@shared_task(name="payouts.clear")
def clear_pay() -> None:
    """Make payable what nobody can contest any more."""
    clear(at=now())
