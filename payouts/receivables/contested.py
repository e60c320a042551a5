"""What brands contest of their invoices, with its tax: nobody charges it or reminds of it."""

from payouts.billing.models import Invoice
from payouts.disputes.selectors import disputed_minor_by_invoice


def contested_minor_of(*, brand_id: int | None = None) -> dict[int, int]:
    """Minor units contested of each invoice, gross; an invoice without any is not in it."""
    net = disputed_minor_by_invoice(brand_id=brand_id)
    return {
        invoice_id: gross_of(net[invoice_id], net_minor=of_net, total_minor=total)
        for invoice_id, of_net, total in Invoice.objects.filter(pk__in=net).values_list(
            "pk", "net_minor", "total_minor"
        )
    }


def gross_of(net: int, *, net_minor: int, total_minor: int) -> int:
    """``net`` with its share of an invoice's tax, rounded up: rather too little is charged.

    >>> gross_of(100, net_minor=300, total_minor=357), gross_of(10, net_minor=0, total_minor=0)
    (119, 10)
    """
    if net_minor <= 0:
        return net
    return min(-(-net * total_minor // net_minor), total_minor)


def without_contested(open_minor: int, invoice_id: int, contested: dict[int, int]) -> int:
    """What of an open amount nobody contests, and may be charged by itself."""
    return max(open_minor - contested.get(invoice_id, 0), 0)
