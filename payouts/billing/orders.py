"""Which purchase order stands on an invoice: one good on its last day, with enough left."""

from datetime import timedelta
from typing import Any

from django.db.models import Sum

from payouts.billing.models import CreditNote, Invoice, InvoiceStatus
from payouts.buyers.models import PurchaseOrder
from payouts.buyers.selectors import purchase_orders_on
from payouts.periods.models import Period

_LIVE = [status for status in InvoiceStatus if status not in ("DRAFT", "DISCARDED")]


def ordered_under(period: Period, *, net_minor: int) -> dict[str, Any]:
    """The purchase order of a period's invoice and its number, as fields; none where none fits.

    It is one that is good on the period's last day and has ``net_minor`` left. The one that
    ends first is used first.
    """
    assert period.brand_id is not None
    last_day = period.to_on - timedelta(days=1)
    for order in purchase_orders_on(
        brand_id=period.brand_id, currency=period.currency, day=last_day
    ):
        if order.amount_minor is None or used_of(order) + net_minor <= order.amount_minor:
            return {"purchase_order": order, "po_number": order.number}
    return {"purchase_order": None, "po_number": ""}


def used_of(order: PurchaseOrder) -> int:
    """Net that issued invoices took of a purchase order, less their credit notes, minor units."""
    invoiced = Invoice.objects.filter(purchase_order=order, status__in=_LIVE)
    credited = CreditNote.objects.filter(invoice__purchase_order=order)
    taken = invoiced.aggregate(net=Sum("net_minor", default=0))["net"]
    return int(taken - credited.aggregate(net=Sum("net_minor", default=0))["net"])
