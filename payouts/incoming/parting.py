"""What becomes of a receipt that is not a brand's: parked, split, sent back, taken back."""

import logging
from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from onboarding.audit.services import TransitionRefused, advance
from onboarding.errors import DomainError, Refused
from onboarding.users.models import User
from payouts.incoming.booking import decide, locked, take_back_booking
from payouts.incoming.models import BankAccount, BankLine, BankReceipt, ReceiptStatus
from payouts.incoming.postings import receipt_went_back
from payouts.ledger.services import post
from payouts.money import Money

logger = logging.getLogger(__name__)
# So many parts of one line serve every agency that pays for several brands.
MOST_PARTS = 50


class PartsDoNotAddUp(Refused):
    """The parts of a split are not the whole."""

    code = "parts_do_not_add_up"


class NoSuchMovement(Refused):
    """No line of this account takes back or sends back this receipt."""

    code = "no_such_movement"


@transaction.atomic
def park(*, receipt_id: int, reason: str, actor: User, at: datetime) -> BankReceipt:
    """Put a receipt aside, with why. Its money stays in suspense.

    Raises:
        TransitionRefused: it does not wait.
    """
    return decide(locked(receipt_id), ReceiptStatus.PARKED, reason=reason, actor=actor, at=at)


@transaction.atomic
def send_back(*, receipt_id: int, reason: str, actor: User, at: datetime) -> BankReceipt:
    """Say that a receipt is to be sent back at our bank. It has gone when its line is there.

    Raises:
        TransitionRefused: it does not wait.
    """
    return decide(locked(receipt_id), ReceiptStatus.SENDING_BACK, reason=reason, actor=actor, at=at)


@transaction.atomic
def look_again(*, receipt_id: int, reason: str, actor: User, at: datetime) -> BankReceipt:
    """Have a receipt that was parked, or was to be sent back, wait for a match again.

    Raises:
        TransitionRefused: it is neither.
    """
    receipt = locked(receipt_id)
    if receipt.status not in {ReceiptStatus.PARKED, ReceiptStatus.SENDING_BACK}:
        raise TransitionRefused("This receipt is neither parked nor to be sent back.")
    return decide(receipt, ReceiptStatus.WAITING, reason=reason, actor=actor, at=at)


@transaction.atomic
def split(
    *, receipt_id: int, amounts: Sequence[Money], reason: str, actor: User, at: datetime
) -> list[BankReceipt]:
    """Split a receipt into parts, each of which is then decided by itself.

    Raises:
        PartsDoNotAddUp: they do not come to what came in.
        TransitionRefused: it does not wait.
    """
    receipt = locked(receipt_id)
    if not 1 < len(amounts) <= MOST_PARTS or any(one.minor <= 0 for one in amounts):
        raise PartsDoNotAddUp(f"A receipt is split into two to {MOST_PARTS} parts above zero.")
    if sum(one.minor for one in amounts) != receipt.amount_minor or any(
        one.currency != receipt.currency for one in amounts
    ):
        raise PartsDoNotAddUp("The parts have to come to exactly what came in.")
    decide(receipt, ReceiptStatus.SPLIT, reason=reason, actor=actor, at=at)
    taken = BankReceipt.objects.filter(line=receipt.line_id).count()
    return BankReceipt.objects.bulk_create(
        BankReceipt(
            line=receipt.line,
            part_of=receipt,
            part=taken + place,
            currency=receipt.currency,
            amount_minor=one.minor,
            taken_at=receipt.taken_at,
        )
        for place, one in enumerate(amounts)
    )


@transaction.atomic
def went_back(
    *, receipt_id: int, line_id: int, reason: str, actor: User | None, at: datetime
) -> BankReceipt:
    """Book that a receipt left our account again with a line that went out.

    A booked receipt is taken off its invoices first.

    Raises:
        NoSuchMovement: the line is another account's, of another amount, or taken already.
        FloorPassed: the brand has used the money for something else meanwhile.
        TransitionRefused: it is split, or went back already.
    """
    if BankReceipt.objects.filter(pk=receipt_id, status=ReceiptStatus.BOOKED).exists():
        take_back_booking(receipt_id=receipt_id, reason=reason, actor=actor, at=at)
    receipt = locked(receipt_id)
    if receipt.status == ReceiptStatus.PARKED:
        decide(receipt, ReceiptStatus.WAITING, reason=reason, actor=actor, at=at)
    # The account's row is the lock under which each of its lines is taken once.
    line = BankLine.objects.get(pk=line_id)
    BankAccount.objects.select_for_update(no_key=True).get(pk=line.account_id)
    fits = (line.account_id, -line.amount_minor) == (receipt.line.account_id, receipt.amount_minor)
    if not fits or BankReceipt.objects.filter(line_back=line).exists():
        raise NoSuchMovement("This line does not send back what came in.")
    advance(
        receipt,
        to=ReceiptStatus.WENT_BACK,
        actor=actor,
        at=at,
        reason=reason[:200],
        why=reason[:300],
        line_back=line,
        decided_by=actor,
        decided_at=at,
    )
    post(
        receipt_went_back(
            receipt_id=receipt.pk, amount=Money(receipt.amount_minor, receipt.currency)
        ),
        at=at,
        actor=actor,
    )
    return receipt


def note_went_back(*, debit_ids: Collection[int], actor: User | None, at: datetime) -> int:
    """Book what certainly went back among new lines; return how many did.

    Certain is a reversal that has the reference of one receipt, and a transfer of ours to the
    account from which the one receipt came that was to be sent back. The rest waits.
    """
    done = 0
    for line in BankLine.objects.filter(pk__in=debit_ids).order_by("pk"):
        found = _certainly_of(line)
        if found is None:
            continue
        try:
            went_back(
                receipt_id=found.pk,
                line_id=line.pk,
                reason="Reversed by the bank." if line.is_reversal else "Sent back.",
                actor=actor,
                at=at,
            )
        except DomainError:
            logger.warning("Line %s could not be booked by itself.", line.pk, exc_info=True)
        else:
            done += 1
    return done


def candidates_back(line: BankLine) -> list[BankReceipt]:
    """Receipts of the same account and amount that have not gone back, the newest first."""
    return list(
        BankReceipt.objects.filter(
            line__account=line.account_id,
            line__amount_minor__gt=0,
            amount_minor=-line.amount_minor,
            line__booked_on__lte=line.booked_on,
        )
        .exclude(status__in=[ReceiptStatus.SPLIT, ReceiptStatus.WENT_BACK])
        .select_related("line", "brand")
        .order_by("-taken_at", "-pk")[:20]
    )


def _certainly_of(line: BankLine) -> BankReceipt | None:
    candidates = candidates_back(line)
    if line.is_reversal:
        certain = [one for one in candidates if line.reference == one.line.reference != ""]
    else:
        account = line.counterparty_account
        certain = [
            one
            for one in candidates
            if one.status == ReceiptStatus.SENDING_BACK
            and one.line.counterparty_account == account != ""
        ]
    return certain[0] if len(certain) == 1 else None
