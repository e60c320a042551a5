"""Say whose a receipt is: by itself where that is certain, else a person; and take it back."""

import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time

from django.db import transaction

from onboarding.audit.services import TransitionRefused, advance
from onboarding.brands.models import Brand
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.billing.models import InvoiceStatus
from payouts.billing.selectors import invoices_of
from payouts.ledger.chart import AccountKind
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.bank import BankLine, BankReceipt, ReceiptStatus
from payouts.receivables.bank_files.matching import (
    Book,
    Incoming,
    OpenInvoice,
    Part,
    Suggestion,
    name_key,
    suggest,
)
from payouts.receivables.models import Allocation, PaymentStatus, Purpose, Rail
from payouts.receivables.payments import Receipt, allocate, receive_payment, undo_allocation
from payouts.receivables.postings import payment_returned

logger = logging.getLogger(__name__)


class PartsDoNotFit(Refused):
    """More is shared out than came in."""

    code = "parts_do_not_fit"


@transaction.atomic
def book_receipt(
    *,
    receipt_id: int,
    brand_id: int,
    parts: Sequence[Part],
    why: str,
    actor: User | None,
    at: datetime,
) -> BankReceipt:
    """Book a receipt as a brand's payment of these invoices; the rest is its prepaid balance.

    Raises:
        PartsDoNotFit: the parts come to more than came in.
        TransitionRefused: it is booked already, or marked as not ours.
        InvoiceNotOpen, MoreThanOpen: an invoice does not take its part.
    """
    receipt = _locked(receipt_id)
    line = receipt.line
    if receipt.status != ReceiptStatus.WAITING:
        raise TransitionRefused("This receipt is decided already. Take that back first.")
    if sum(part.minor for part in parts) > line.amount_minor:
        raise PartsDoNotFit("The parts come to more than came in.")
    payment = receive_payment(
        brand_id=brand_id,
        receipt=Receipt(
            rail=Rail.BANK_TRANSFER,
            reference=f"bankline:{line.pk}:{receipt.bookings + 1}",
            amount=Money(line.amount_minor, line.currency),
            received_at=datetime.combine(line.booked_on, time.min, tzinfo=UTC),
            purpose=Purpose.INVOICE if parts else Purpose.PREPAID,
            waited=True,
        ),
        actor=actor,
        at=at,
    )
    for part in parts:
        amount = Money(part.minor, line.currency)
        allocate(
            payment_id=payment.pk, invoice_id=part.invoice_id, amount=amount, actor=actor, at=at
        )
    advance(
        receipt,
        to=ReceiptStatus.BOOKED,
        actor=actor,
        at=at,
        reason=why[:200],
        why=why[:300],
        brand_id=brand_id,
        payment_id=payment.pk,
        bookings=receipt.bookings + 1,
        decided_by=actor,
        decided_at=at,
    )
    return receipt


@transaction.atomic
def take_back_booking(*, receipt_id: int, reason: str, actor: User, at: datetime) -> BankReceipt:
    """Undo a booking: its invoices are open again, and its money waits in suspense.

    Raises:
        TransitionRefused: it is not booked.
        FloorPassed: the brand has used the money for something else meanwhile.
    """
    receipt = _locked(receipt_id)
    payment = receipt.payment
    if receipt.status != ReceiptStatus.BOOKED or payment is None:
        raise TransitionRefused("This receipt is not booked, so there is nothing to take back.")
    Brand.objects.select_for_update(no_key=True).get(pk=payment.brand_id)
    standing = Allocation.objects.filter(payment=payment, undoes__isnull=True, undone_by=None)
    for allocation_id in list(standing.order_by("-pk").values_list("pk", flat=True)):
        undo_allocation(allocation_id=allocation_id, actor=actor, at=at, reason=reason)
    amount = Money(payment.amount_minor, payment.currency)
    post(
        payment_returned(
            payment_id=payment.pk,
            brand_id=payment.brand_id,
            amount=amount,
            owed=Money(0, payment.currency),
            out_of=AccountKind.SUSPENSE,
        ),
        at=at,
        actor=actor,
    )
    advance(
        payment, to=PaymentStatus.RETURNED, actor=actor, at=at, reason=reason[:200], ended_at=at
    )
    return _release(receipt, reason=reason, actor=actor, at=at)


@transaction.atomic
def mark_not_ours(*, receipt_id: int, reason: str, actor: User, at: datetime) -> BankReceipt:
    """Say that a receipt is nobody's here. Its money stays in suspense until it is sent back.

    Raises:
        TransitionRefused: it is booked, or marked already.
    """
    receipt = _locked(receipt_id)
    advance(
        receipt,
        to=ReceiptStatus.NOT_OURS,
        actor=actor,
        at=at,
        reason=reason[:200],
        why=reason[:300],
        decided_by=actor,
        decided_at=at,
    )
    return receipt


@transaction.atomic
def look_again(*, receipt_id: int, reason: str, actor: User, at: datetime) -> BankReceipt:
    """Have a receipt that was marked as not ours wait for a match again.

    Raises:
        TransitionRefused: it is not marked so.
    """
    receipt = _locked(receipt_id)
    if receipt.status != ReceiptStatus.NOT_OURS:
        raise TransitionRefused("This receipt is not marked as somebody else's.")
    return _release(receipt, reason=reason, actor=actor, at=at)


def book_certain(*, receipt_ids: Collection[int], actor: User | None, at: datetime) -> int:
    """Book those of the waiting receipts whose match is certain; return how many were."""
    waiting = (
        BankReceipt.objects.filter(pk__in=receipt_ids, status=ReceiptStatus.WAITING)
        .select_related("line")
        .order_by("pk")
    )
    booked = 0
    for receipt in waiting:
        # What is open changes with every booking, so that it is asked anew for each.
        found = suggestions_for(receipt.line)
        certain = [one for one in found if one.is_certain]
        if len(certain) != 1:
            continue
        try:
            book_receipt(
                receipt_id=receipt.pk,
                brand_id=certain[0].brand_id,
                parts=certain[0].parts,
                why="; ".join(certain[0].why),
                actor=actor,
                at=at,
            )
        except Refused:
            logger.warning("Receipt %s could not be booked by itself.", receipt.pk, exc_info=True)
        else:
            booked += 1
    return booked


def suggestions_for(line: BankLine) -> list[Suggestion]:
    """What a receipt may pay, the likeliest first, each with why."""
    incoming = Incoming(
        minor=line.amount_minor,
        currency=line.currency,
        text=f"{line.remittance} {line.end_to_end}",
        payer=line.counterparty,
        payer_account=line.counterparty_account,
    )
    return suggest(incoming, _book(line))


def _book(line: BankLine) -> Book:
    """Open invoices, brands by name, and from which account which brand has paid before."""
    owed = invoices_of().filter(
        currency=line.currency, status__in=InvoiceStatus.owed(), open_minor__gt=0
    )
    brands: dict[int, Brand] = {}
    invoices = []
    for one in owed.order_by("due_on", "issued_at", "pk"):
        brands[one.brand_id] = one.brand
        invoices.append(
            OpenInvoice(one.pk, one.brand_id, one.number or "", one.currency, one.open_minor)
        )
    names = {
        name_key(name): brand.pk
        for brand in brands.values()
        for name in (brand.name, brand.legal_name)
    }
    return Book(tuple(invoices), names, _payers(line))


def _payers(line: BankLine) -> dict[str, int]:
    account = line.counterparty_account
    if not account:
        return {}
    brands = set(
        BankReceipt.objects.filter(
            status=ReceiptStatus.BOOKED,
            decided_by__isnull=False,
            line__counterparty_account=account,
        ).values_list("brand", flat=True)
    )
    # One account that pays for two brands, such as an agency's, says nothing.
    return {account: brands.pop()} if len(brands) == 1 else {}


def _release(receipt: BankReceipt, *, reason: str, actor: User, at: datetime) -> BankReceipt:
    advance(
        receipt,
        to=ReceiptStatus.WAITING,
        actor=actor,
        at=at,
        reason=reason[:200],
        why=reason[:300],
        brand_id=None,
        payment_id=None,
        decided_by=actor,
        decided_at=at,
    )
    return receipt


def _locked(receipt_id: int) -> BankReceipt:
    return (
        BankReceipt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("line", "payment")
        .get(pk=receipt_id)
    )
