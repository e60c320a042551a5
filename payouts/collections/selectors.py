"""What was done about overdue invoices; complete rows for pages."""

from django.db.models import Q, QuerySet

from payouts.billing.models import Invoice
from payouts.collections.models import (
    DunningNotice,
    DunningPause,
    DunningTerms,
    PaymentPromise,
)
from payouts.receivables.bad_debt import WriteOff, WriteOffStatus


def notices() -> QuerySet[DunningNotice]:
    """Steps that were taken, with their invoices and brands."""
    return DunningNotice.objects.select_related("invoice__brand")


def pauses_of(invoice: Invoice) -> QuerySet[DunningPause]:
    """Pauses of an invoice and of its brand, the newest first."""
    its = Q(invoice=invoice) | Q(brand=invoice.brand_id, invoice__isnull=True)
    return (
        DunningPause.objects.filter(its)
        .select_related("placed_by", "lifted_by")
        .order_by("-placed_at", "-pk")
    )


def promises_of(invoice: Invoice) -> QuerySet[PaymentPromise]:
    """What a brand promised of an invoice, the newest first."""
    return invoice.promises.select_related("noted_by").order_by("-noted_at", "-pk")


def write_offs_of(invoice: Invoice) -> QuerySet[WriteOff]:
    """What was given up of an invoice, the newest first."""
    return invoice.write_offs.select_related("proposed_by", "approved_by").order_by(
        "-proposed_at", "-pk"
    )


def write_offs_to_approve() -> QuerySet[WriteOff]:
    """What waits for a second person, oldest first."""
    return (
        WriteOff.objects.filter(status=WriteOffStatus.PROPOSED)
        .select_related("invoice__brand", "proposed_by")
        .order_by("proposed_at", "pk")
    )


def dunning_terms() -> QuerySet[DunningTerms]:
    """All terms of dunning, the newest first."""
    return DunningTerms.objects.select_related("brand", "set_by").order_by("-set_at", "-pk")
