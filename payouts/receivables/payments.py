"""Receive what brands pay, and say which invoice each payment pays.

Whatever comes in is first the brand's prepaid balance and then an invoice's, in one transaction:
what is over stays prepaid and is never lost. The brand's row is the lock under which all of it
follows one another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from onboarding.audit.services import advance
from onboarding.brands.models import Brand
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.billing.settling import (
    InvoiceNotOpen,
    move_paid,
    move_paid_of,
    open_amount_of,
)
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.contested import contested_minor_of, without_contested
from payouts.receivables.models import Allocation, BrandPayment, PaymentStatus, Purpose, Rail
from payouts.receivables.postings import allocated, payment_received


class ReceiptDiffers(Refused):
    """The same receipt is known with another amount, or as another brand's."""

    code = "receipt_differs"


class MoreThanReceived(Refused):
    """A payment pays at most what came in."""

    code = "more_than_received"


class AlreadyUndone(Refused):
    """An allocation is undone once, and an undo is not undone."""

    code = "already_undone"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that came in. ``reference`` is its name on its rail: the same again is known.

    ``waited`` says that it was booked as a receipt of nobody's before, and is in suspense.
    """

    rail: Rail
    reference: str
    amount: Money
    received_at: datetime
    purpose: Purpose = Purpose.INVOICE
    waited: bool = False

    @property
    def into(self) -> AccountKind:
        """The account that it came into, or out of which it is taken."""
        if self.waited:
            return AccountKind.SUSPENSE
        return account_of(self.rail)


def account_of(rail: str) -> AccountKind:
    """Where the money of a rail stands: at our bank, or at the processor."""
    is_bank = rail == Rail.BANK_TRANSFER
    return AccountKind.BANK if is_bank else AccountKind.PROCESSOR_BALANCE


@transaction.atomic
def receive_payment(
    *, brand_id: int, receipt: Receipt, actor: User | None, at: datetime
) -> BrandPayment:
    """Take in a payment of a brand, or return it where it is known. It pays nothing yet.

    Raises:
        ReceiptDiffers: its reference stands for another amount or another brand.
    """
    lock_brand(brand_id)
    return receive(brand_id=brand_id, receipt=receipt, actor=actor, at=at)


@transaction.atomic(savepoint=False)
def receive(*, brand_id: int, receipt: Receipt, actor: User | None, at: datetime) -> BrandPayment:
    """Do what ``receive_payment`` does for a caller who holds the brand's row.

    Raises:
        ReceiptDiffers: its reference stands for another amount or another brand.
    """
    amount = receipt.amount
    known = BrandPayment.objects.filter(rail=receipt.rail, reference=receipt.reference).first()
    if known is not None:
        if (known.brand_id, known.amount_minor, known.currency) != (
            brand_id,
            amount.minor,
            amount.currency,
        ):
            raise ReceiptDiffers("This receipt is already booked with other terms.")
        return known
    payment = BrandPayment.objects.create(
        brand_id=brand_id,
        currency=amount.currency,
        amount_minor=amount.minor,
        rail=receipt.rail,
        purpose=receipt.purpose,
        status=PaymentStatus.SUCCEEDED,
        reference=receipt.reference,
        asked_by=actor,
        asked_at=at,
        received_at=receipt.received_at,
    )
    _book(payment, into=receipt.into, at=at, actor=actor)
    return payment


@transaction.atomic(savepoint=False)
def payment_succeeded(payment: BrandPayment, *, charge: str, at: datetime) -> BrandPayment:
    """A charge came in: book it, and pay with it what it was asked for. The rest is prepaid.

    The caller holds the brand's row and the payment's.
    """
    advance(
        payment,
        to=PaymentStatus.SUCCEEDED,
        actor=None,
        at=at,
        received_at=at,
        charge=charge,
        reason="",
    )
    _book(payment, into=account_of(payment.rail), at=at, actor=None)
    if payment.invoice_id is not None:
        invoice = Invoice.objects.get(pk=payment.invoice_id)
        # Something else may have paid it meanwhile, or a credit note lowered it.
        is_owed = invoice.status in InvoiceStatus.owed()
        part = min(_left_of(payment), open_amount_of(invoice)) if is_owed else None
        if part:
            _allocate(payment, invoice, part, actor=None, at=at)
    return payment


@transaction.atomic
def allocate(
    *, payment_id: int, invoice_id: int, amount: Money, actor: User | None, at: datetime
) -> Allocation:
    """Pay ``amount`` of an invoice with a payment of the same brand.

    Raises:
        FloorPassed: the money was used for something else meanwhile.
        InvoiceNotOpen: it is no issued invoice of this brand in this currency.
        MoreThanOpen: more than is open of the invoice.
        MoreThanReceived: more than is left of the payment.
    """
    payment = _locked(payment_id)
    invoice = Invoice.objects.get(pk=invoice_id)
    if _left_of(payment) < amount or amount.minor <= 0:
        raise MoreThanReceived("A payment pays at most what came in and is left of it.")
    if (invoice.brand_id, invoice.currency) != (payment.brand_id, payment.currency):
        raise InvoiceNotOpen("A payment pays invoices of its own brand and currency.")
    return _allocate(payment, invoice, amount, actor=actor, at=at)


@transaction.atomic(savepoint=False)
def allocate_each(
    payment: BrandPayment, parts: Mapping[int, Money], *, actor: User | None, at: datetime
) -> list[Allocation]:
    """Pay so much of each invoice with a payment; the caller holds the brand's row.

    Raises:
        InvoiceNotOpen: one is no issued invoice of this brand in this currency.
        MoreThanOpen: more than is open of one.
        MoreThanReceived: more than is left of the payment.
    """
    total = sum((part.minor for part in parts.values()), 0)
    if _left_of(payment).minor < total or any(part.minor <= 0 for part in parts.values()):
        raise MoreThanReceived("A payment pays at most what came in and is left of it.")
    held = Invoice.objects.select_for_update(no_key=True).order_by("pk").in_bulk(parts)
    made = []
    for invoice_id, part in parts.items():
        invoice = held.get(invoice_id)
        terms = (payment.brand_id, payment.currency)
        if invoice is None or (invoice.brand_id, invoice.currency) != terms:
            raise InvoiceNotOpen("A payment pays invoices of its own brand and currency.")
        move_paid_of(invoice, by=part, actor=actor, at=at)
        made.append(_keep(_allocation(payment, invoice, part, actor=actor, at=at)))
    return made


@transaction.atomic
def allocate_oldest_first(*, payment_id: int, actor: User | None, at: datetime) -> list[Allocation]:
    """Pay a brand's open invoices with a payment, the oldest first; what is over stays prepaid."""
    payment = _locked(payment_id)
    made = []
    for invoice in open_invoices_of(payment.brand_id, payment.currency):
        part = min(
            _left_of(payment),
            open_amount_of(invoice),
            balance(AccountKind.BRAND_PREPAID, payment.currency, payment.brand_id),
        )
        if part:
            made.append(_allocate(payment, invoice, part, actor=actor, at=at))
    return made


@transaction.atomic
def draw_prepaid(
    *, brand_id: int, currency: str, actor: User | None, at: datetime
) -> list[Allocation]:
    """Pay a brand's open invoices out of its prepaid balance, the oldest first.

    An invoice that is being charged is left to its charge: drawn as well, it would be paid twice.
    What a brand contests is left alone where nobody asks for it (``actor=None``).
    """
    lock_brand(brand_id)
    made = []
    left = balance(AccountKind.BRAND_PREPAID, currency, brand_id)
    live = BrandPayment.objects.filter(brand=brand_id, status__in=PaymentStatus.live())
    charged = set(live.values_list("invoice", flat=True))
    contested = contested_minor_of(brand_id=brand_id) if actor is None else {}
    for invoice in open_invoices_of(brand_id, currency):
        free = without_contested(open_amount_of(invoice).minor, invoice.pk, contested)
        part = min(left, Money(free, currency))
        if not part or invoice.pk in charged:
            continue
        made.append(_allocate(None, invoice, part, actor=actor, at=at))
        left -= part
    return made


@transaction.atomic(savepoint=False)
def draw_for(
    invoice: Invoice, *, actor: User | None, at: datetime, at_most: Money | None = None
) -> Allocation | None:
    """Pay one invoice out of its brand's prepaid balance; the caller holds the brand's row."""
    prepaid = balance(AccountKind.BRAND_PREPAID, invoice.currency, invoice.brand_id)
    is_owed = invoice.status in InvoiceStatus.owed()
    part = min(prepaid, open_amount_of(invoice)) if is_owed else None
    if part is not None and at_most is not None:
        part = min(part, at_most)
    return _allocate(None, invoice, part, actor=actor, at=at) if part else None


@transaction.atomic
def undo_allocation(
    *, allocation_id: int, actor: User | None, at: datetime, reason: str
) -> Allocation:
    """Take a payment off an invoice again: the money is prepaid, the invoice open.

    Raises:
        AlreadyUndone: it was undone, or is an undo itself.
    """
    lock_brand(Allocation.objects.values_list("brand", flat=True).get(pk=allocation_id))
    allocation = Allocation.objects.select_related("payment", "invoice").get(pk=allocation_id)
    return undo(allocation, actor=actor, at=at, reason=reason)


@transaction.atomic(savepoint=False)
def undo(allocation: Allocation, *, actor: User | None, at: datetime, reason: str) -> Allocation:
    """Take a payment off an invoice again; the caller holds the brand's row.

    Raises:
        AlreadyUndone: it was undone, or is an undo itself.
    """
    if allocation.undoes_id is not None or Allocation.objects.filter(undoes=allocation).exists():
        raise AlreadyUndone("This allocation was undone before.")
    amount = -Money(allocation.amount_minor, allocation.currency)
    return _write(
        Allocation(
            brand_id=allocation.brand_id,
            payment=allocation.payment,
            invoice=allocation.invoice,
            currency=allocation.currency,
            amount_minor=amount.minor,
            undoes=allocation,
            allocated_at=at,
            actor=actor,
            reason=reason[:200],
        )
    )


def lock_brand(brand_id: int) -> Brand:
    """Take the lock under which a brand's money follows one another."""
    return Brand.objects.select_for_update(no_key=True).get(pk=brand_id)


def open_invoices_of(brand_id: int, currency: str) -> Iterable[Invoice]:
    """A brand's invoices that may have something open, the oldest first."""
    return Invoice.objects.filter(
        brand=brand_id, currency=currency, status__in=InvoiceStatus.owed()
    ).order_by("due_on", "issued_at", "pk")


def _locked(payment_id: int) -> BrandPayment:
    lock_brand(BrandPayment.objects.values_list("brand", flat=True).get(pk=payment_id))
    return BrandPayment.objects.select_for_update(no_key=True).get(pk=payment_id)


def _left_of(payment: BrandPayment) -> Money:
    """What no invoice has of a payment; nothing of one that did not come in, or went back."""
    if payment.status != PaymentStatus.SUCCEEDED:
        return Money(0, payment.currency)
    spent = payment.allocations.aggregate(sum=Sum("amount_minor", default=0))["sum"]
    return Money(payment.amount_minor - spent, payment.currency)


def _book(payment: BrandPayment, *, into: AccountKind, at: datetime, actor: User | None) -> None:
    post(
        payment_received(
            payment_id=payment.pk,
            brand_id=payment.brand_id,
            amount=Money(payment.amount_minor, payment.currency),
            into=into,
        ),
        at=at,
        actor=actor,
    )


def _allocate(
    payment: BrandPayment | None,
    invoice: Invoice,
    amount: Money,
    *,
    actor: User | None,
    at: datetime,
) -> Allocation:
    return _write(_allocation(payment, invoice, amount, actor=actor, at=at))


def _allocation(
    payment: BrandPayment | None,
    invoice: Invoice,
    amount: Money,
    *,
    actor: User | None,
    at: datetime,
) -> Allocation:
    return Allocation(
        brand_id=invoice.brand_id,
        payment=payment,
        invoice=invoice,
        currency=amount.currency,
        amount_minor=amount.minor,
        allocated_at=at,
        actor=actor,
    )


def _write(allocation: Allocation) -> Allocation:
    """Keep an allocation, book it, and let the invoice follow."""
    _keep(allocation)
    move_paid(
        invoice_id=allocation.invoice_id,
        by=Money(allocation.amount_minor, allocation.currency),
        actor=allocation.actor,
        at=allocation.allocated_at,
        reason=allocation.reason,
    )
    return allocation


def _keep(allocation: Allocation) -> Allocation:
    amount = Money(allocation.amount_minor, allocation.currency)
    at, actor = allocation.allocated_at, allocation.actor
    allocation.save(force_insert=True)
    post(
        allocated(allocation_id=allocation.pk, brand_id=allocation.brand_id, amount=amount),
        at=at,
        actor=actor,
    )
    return allocation
