"""Say whose a receipt is: by itself where that is certain, else a person; and take it back."""

import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, time

from django.db import transaction

from onboarding.audit.services import TransitionRefused, advance
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.incoming.matching import Part
from payouts.incoming.models import BankReceipt, ReceiptStatus
from payouts.incoming.suggesting import brand_names, certain_match
from payouts.ledger.chart import AccountKind
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.models import Allocation, PaymentStatus, Purpose, Rail
from payouts.receivables.payments import Receipt, allocate_each, lock_brand, receive, undo
from payouts.receivables.postings import payment_returned
from payouts.receivables.writing_off import owe_again

logger = logging.getLogger(__name__)


class PartsDoNotFit(Refused):
    """More is shared out than came in, or one invoice twice."""

    code = "parts_do_not_fit"


class WrongCurrency(Refused):
    """What came in cannot pay a brand that is billed in another currency."""

    code = "wrong_currency"


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
        WrongCurrency: the brand is billed in another currency.
        TransitionRefused: it is decided already.
        InvoiceNotOpen, MoreThanOpen: an invoice does not take its part.
    """
    # The brand first and the receipt after it, as whoever takes a booking back does.
    brand = lock_brand(brand_id)
    receipt = locked(receipt_id)
    if receipt.status != ReceiptStatus.WAITING:
        raise TransitionRefused("This receipt is decided already. Take that back first.")
    if sum(part.minor for part in parts) > receipt.amount_minor:
        raise PartsDoNotFit("The parts come to more than came in.")
    if len({part.invoice_id for part in parts}) < len(parts):
        raise PartsDoNotFit("Each invoice stands once among the parts.")
    if brand.currency != receipt.currency:
        raise WrongCurrency(
            f"{brand.name} is billed in {brand.currency}, and this is {receipt.currency}. "
            "Send it back, or park it until that is settled."
        )
    payment = receive(
        brand_id=brand_id,
        receipt=Receipt(
            rail=Rail.BANK_TRANSFER,
            reference=f"receipt:{receipt.pk}:{receipt.bookings + 1}",
            amount=Money(receipt.amount_minor, receipt.currency),
            received_at=datetime.combine(receipt.line.booked_on, time.min, tzinfo=UTC),
            purpose=Purpose.INVOICE if parts else Purpose.PREPAID,
            waited=True,
        ),
        actor=actor,
        at=at,
    )
    shares = {part.invoice_id: Money(part.minor, receipt.currency) for part in parts}
    allocate_each(payment, shares, actor=actor, at=at)
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
def take_back_booking(
    *, receipt_id: int, reason: str, actor: User | None, at: datetime
) -> BankReceipt:
    """Undo a booking: its invoices are open again, and its money waits in suspense.

    Raises:
        TransitionRefused: it is not booked.
        FloorPassed: the brand has used the money for something else meanwhile.
    """
    brand_id = BankReceipt.objects.values_list("brand", flat=True).get(pk=receipt_id)
    if brand_id is not None:
        lock_brand(brand_id)
    receipt = locked(receipt_id)
    payment = receipt.payment
    if receipt.brand_id != brand_id:
        raise TransitionRefused("Somebody else has decided this receipt meanwhile.")
    if receipt.status != ReceiptStatus.BOOKED or payment is None:
        raise TransitionRefused("This receipt is not booked, so there is nothing to take back.")
    standing = Allocation.objects.filter(payment=payment, undoes__isnull=True, undone_by=None)
    for allocation in standing.select_related("payment", "invoice").order_by("-pk"):
        owe_again(allocation.invoice_id, actor=actor, at=at)
        undo(allocation, actor=actor, at=at, reason=reason)
    post(
        payment_returned(
            payment_id=payment.pk,
            brand_id=payment.brand_id,
            amount=Money(payment.amount_minor, payment.currency),
            owed=Money(0, payment.currency),
            out_of=AccountKind.SUSPENSE,
        ),
        at=at,
        actor=actor,
    )
    advance(
        payment, to=PaymentStatus.RETURNED, actor=actor, at=at, reason=reason[:200], ended_at=at
    )
    return decide(receipt, ReceiptStatus.WAITING, reason=reason, actor=actor, at=at, released=True)


def book_certain(*, receipt_ids: Collection[int], actor: User | None, at: datetime) -> int:
    """Book those of the waiting receipts whose match is certain; return how many were."""
    waiting = (
        BankReceipt.objects.filter(pk__in=receipt_ids, status=ReceiptStatus.WAITING)
        .select_related("line")
        .order_by("pk")
    )
    names = brand_names()
    booked = 0
    for receipt in waiting.iterator(chunk_size=1_000):
        # What is open changes with every booking, so that it is asked anew for each.
        certain = certain_match(receipt, names)
        if certain is None:
            continue
        try:
            book_receipt(
                receipt_id=receipt.pk,
                brand_id=certain.brand_id,
                parts=certain.parts,
                why=f"{certain.score}: {'; '.join(certain.why)}",
                actor=actor,
                at=at,
            )
        except Refused:
            logger.warning("Receipt %s could not be booked by itself.", receipt.pk, exc_info=True)
        else:
            booked += 1
    return booked


def decide(
    receipt: BankReceipt,
    to: ReceiptStatus,
    *,
    reason: str,
    actor: User | None,
    at: datetime,
    released: bool = False,
) -> BankReceipt:
    """Move a receipt that the caller holds, with why; ``released`` takes its brand off it."""
    more: dict[str, object] = {"brand_id": None, "payment_id": None} if released else {}
    advance(
        receipt,
        to=to,
        actor=actor,
        at=at,
        reason=reason[:200],
        why=reason[:300],
        decided_by=actor,
        decided_at=at,
        **more,
    )
    return receipt


def locked(receipt_id: int) -> BankReceipt:
    """A receipt with its line and payment, held until the transaction ends."""
    return (
        BankReceipt.objects.select_for_update(no_key=True, of=("self",))
        .select_related("line", "payment", "brand")
        .get(pk=receipt_id)
    )
