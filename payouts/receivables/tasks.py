"""Jobs: draw what is prepaid, collect what is due, charge, and hear what became of it."""

from celery import shared_task
from django.utils.timezone import now

from payouts.gateway.processor import processor
from payouts.receivables import charging, messages, methods, prepaid, refunds, requesting, stopping
from payouts.receivables.models import BrandRefund, RefundStatus


@shared_task(name="payouts.collect_due")
def collect_due() -> None:
    """Pay open invoices out of prepaid balances, and request what is due and what is to top up."""
    prepaid.draw_for_invoices(at=now())
    requesting.collect_due(at=now())
    prepaid.top_up_by_rule(at=now())


@shared_task(name="payouts.charge_payments")
def charge_payments() -> None:
    """Charge what is requested, or find out what became of it."""
    charging.charge_all(gateway=processor(), clock=now)


@shared_task(name="payouts.settle_payments")
def settle_payments() -> None:
    """Settle what the processor has reported about payments, disputes, refunds and methods."""
    messages.settle_payment_reports(gateway=processor(), clock=now)


@shared_task(name="payouts.send_refunds")
def send_refunds() -> None:
    """Send refunds that were approved, or find out what became of them."""
    approved = BrandRefund.objects.filter(status=RefundStatus.APPROVED).order_by("pk")
    for refund_id in list(approved.values_list("pk", flat=True)):
        refunds.send_refund(refund_id=refund_id, gateway=processor(), at=now())


@shared_task(name="payouts.ask_about_payments")
def ask_about_payments() -> None:
    """Ask about what no message has told: charges under way, fees, methods to be forgotten."""
    charging.ask_about_all(gateway=processor(), clock=now)
    methods.forget_removed(gateway=processor())


@shared_task(name="payouts.enforce_limits")
def enforce_limits() -> None:
    """Warn of limits, stop new contacts where one is used up, let them start again."""
    stopping.enforce_limits(at=now())
