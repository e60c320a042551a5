"""Give up what is open of an invoice, and take in after all what comes of it later.

Up to a limit one person may; above it a second one approves. The invoice is uncollectible while
its write-off stands, so that nothing charges it, reminds of it or draws for it.
"""

from datetime import datetime
from decimal import Decimal
from typing import Final, TypedDict

from django.db import transaction

from onboarding.audit.services import TransitionRefused, advance
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.billing.settling import InvoiceNotOpen, open_amount_of
from payouts.ledger.services import post
from payouts.money import Money
from payouts.receivables.bad_debt import WriteOff, WriteOffStatus
from payouts.receivables.contested import contested_minor_of
from payouts.receivables.payments import draw_for, lock_brand
from payouts.receivables.postings import receivable_reinstated, receivable_written_off
from payouts.receivables.selectors import live_payment_of

# What one person may give up alone, in major units: about a hundred dollars' worth. Where a unit
# is worth far less and stands not here, a hundred of them is less still, and two people look.
_ALONE_UP_TO: Final = {
    "CZK": 2_000,
    "HUF": 35_000,
    "ILS": 350,
    "INR": 8_000,
    "JPY": 15_000,
    "KRW": 140_000,
    "MXN": 2_000,
    "PHP": 5_500,
    "ZAR": 1_800,
}
_ALONE_ELSEWHERE: Final = 100


class _Terms(TypedDict):
    write_off_id: int
    brand_id: int
    amount: Money


class ProposerMayNotWriteOff(NotPermitted):
    """Four eyes: whoever proposed a write-off does not approve it."""

    code = "proposer_may_not_write_off"


class OpenAmountHasChanged(Refused):
    """Something was paid or credited since the write-off was proposed."""

    code = "open_amount_has_changed"


class BeingCharged(Refused):
    """A payment of the invoice is under way."""

    code = "being_charged"


class StillContested(Refused):
    """The brand contests something of the invoice, and nobody has decided it."""

    code = "still_contested"


class WriteOffWaits(Refused):
    """One write-off at a time for each invoice."""

    code = "write_off_waits"


class NothingCameIn(Refused):
    """The brand's prepaid balance is empty: there is nothing to recover with."""

    code = "nothing_came_in"


def alone_up_to(currency: str) -> Decimal:
    """How much one person may give up alone, in major units of ``currency``.

    >>> alone_up_to("USD"), alone_up_to("JPY")
    (Decimal('100'), Decimal('15000'))
    """
    return Decimal(_ALONE_UP_TO.get(currency, _ALONE_ELSEWHERE))


@transaction.atomic
def write_off(*, invoice_id: int, reason: str, actor: User, at: datetime) -> WriteOff:
    """Give up what is open of an invoice, or propose it where one person may not alone.

    Raises:
        BeingCharged: a payment is under way.
        InvoiceNotOpen: nothing of it is open, or it is given up already.
        StillContested: something of it is contested.
        WriteOffWaits: it is proposed already.
    """
    invoice = _held(invoice_id)
    amount = _open_of(invoice)
    if WriteOff.objects.filter(invoice=invoice, status=WriteOffStatus.PROPOSED).exists():
        raise WriteOffWaits("A write-off of this invoice waits for approval already.")
    made = WriteOff.objects.create(
        invoice=invoice,
        currency=amount.currency,
        amount_minor=amount.minor,
        reason=reason,
        needs_second=amount.exact > alone_up_to(amount.currency),
        proposed_by=actor,
        proposed_at=at,
    )
    return made if made.needs_second else _book(made, invoice, approved_by=None, at=at)


@transaction.atomic
def approve_write_off(*, write_off_id: int, actor: User, at: datetime) -> WriteOff:
    """Approve what somebody else proposed to give up, exactly as it was proposed.

    Raises:
        BeingCharged, InvoiceNotOpen, StillContested: as ``write_off``.
        OpenAmountHasChanged: another amount is open by now.
        ProposerMayNotWriteOff: ``actor`` proposed it.
        TransitionRefused: it was decided already.
    """
    given_up, invoice = _both(write_off_id)
    if actor.pk == given_up.proposed_by_id:
        raise ProposerMayNotWriteOff("A write-off is approved by someone else than its proposer.")
    if given_up.status != WriteOffStatus.PROPOSED:
        raise TransitionRefused("This write-off is decided already.")
    if _open_of(invoice).minor != given_up.amount_minor:
        raise OpenAmountHasChanged("Another amount is open by now. Withdraw it and propose anew.")
    return _book(given_up, invoice, approved_by=actor, at=at)


@transaction.atomic
def withdraw_write_off(*, write_off_id: int, actor: User, at: datetime) -> WriteOff:
    """Take a proposal back.

    Raises:
        TransitionRefused: it was decided already.
    """
    given_up, _ = _both(write_off_id)
    advance(given_up, to=WriteOffStatus.WITHDRAWN, actor=actor, at=at, ended_at=at, ended_by=actor)
    return given_up


@transaction.atomic
def reinstate(*, write_off_id: int, actor: User | None, at: datetime) -> WriteOff:
    """Have an invoice that was given up owed again, to the last minor unit.

    Raises:
        TransitionRefused: it is not written off.
    """
    given_up, invoice = _both(write_off_id)
    return _reinstate(given_up, invoice, actor=actor, at=at)


@transaction.atomic
def recover(*, write_off_id: int, actor: User, at: datetime) -> WriteOff:
    """Pay an invoice that was given up out of what has come in from its brand since.

    What is open after that is written off again, on the approval that was given for more.

    Raises:
        NothingCameIn: the brand has nothing prepaid.
        TransitionRefused: it is not written off.
    """
    given_up, invoice = _both(write_off_id)
    _reinstate(given_up, invoice, actor=actor, at=at)
    if draw_for(invoice, actor=actor, at=at) is None:
        raise NothingCameIn("The brand has nothing prepaid that could pay this invoice.")
    invoice.refresh_from_db()
    left = open_amount_of(invoice)
    if left.minor <= 0:
        return given_up
    rest = WriteOff.objects.create(
        invoice=invoice,
        currency=left.currency,
        amount_minor=left.minor,
        reason=given_up.reason,
        needs_second=given_up.needs_second,
        proposed_by=given_up.proposed_by,
        proposed_at=at,
    )
    return _book(rest, invoice, approved_by=given_up.approved_by, at=at)


@transaction.atomic(savepoint=False)
def owe_again(invoice_id: int, *, actor: User | None, at: datetime) -> None:
    """Have an invoice that was given up owed again, before money that paid a part of it goes back.

    Given up was what was open beside that part. Now more of it is, and whether that is given up
    as well is decided anew. The caller holds the brand's row.
    """
    given_up = WriteOff.objects.filter(invoice=invoice_id, status=WriteOffStatus.BOOKED).first()
    if given_up is not None:
        reinstate(write_off_id=given_up.pk, actor=actor, at=at)


def _book(
    given_up: WriteOff, invoice: Invoice, *, approved_by: User | None, at: datetime
) -> WriteOff:
    actor = approved_by or given_up.proposed_by
    advance(
        given_up,
        to=WriteOffStatus.BOOKED,
        actor=actor,
        at=at,
        approved_by=approved_by,
        booked_at=at,
    )
    post(receivable_written_off(**_terms(given_up, invoice)), at=at, actor=actor)
    advance(
        invoice, to=InvoiceStatus.UNCOLLECTIBLE, actor=actor, at=at, reason=given_up.reason[:200]
    )
    return given_up


def _reinstate(
    given_up: WriteOff, invoice: Invoice, *, actor: User | None, at: datetime
) -> WriteOff:
    advance(given_up, to=WriteOffStatus.REINSTATED, actor=actor, at=at, ended_at=at, ended_by=actor)
    post(receivable_reinstated(**_terms(given_up, invoice)), at=at, actor=actor)
    # A credit note may have come after it, so that nothing of it is open any more.
    if invoice.paid_minor == 0:
        to = InvoiceStatus.ISSUED
    else:
        to = InvoiceStatus.PARTLY_PAID if open_amount_of(invoice) else InvoiceStatus.PAID
    advance(invoice, to=to, actor=actor, at=at)
    return given_up


def _terms(given_up: WriteOff, invoice: Invoice) -> _Terms:
    return {
        "write_off_id": given_up.pk,
        "brand_id": invoice.brand_id,
        "amount": Money(given_up.amount_minor, given_up.currency),
    }


def _open_of(invoice: Invoice) -> Money:
    amount = open_amount_of(invoice)
    if invoice.status not in InvoiceStatus.owed() or amount.minor <= 0:
        raise InvoiceNotOpen("Nothing of this invoice is open.")
    if live_payment_of(invoice.pk) is not None:
        raise BeingCharged("This invoice is being charged. Wait for the outcome.")
    if contested_minor_of(brand_id=invoice.brand_id).get(invoice.pk):
        raise StillContested("The brand contests a part of this invoice. Decide that first.")
    return amount


def _held(invoice_id: int) -> Invoice:
    """The invoice, once its brand's row and its own are ours."""
    lock_brand(Invoice.objects.values_list("brand", flat=True).get(pk=invoice_id))
    return Invoice.objects.select_for_update(no_key=True).get(pk=invoice_id)


def _both(write_off_id: int) -> tuple[WriteOff, Invoice]:
    invoice = _held(WriteOff.objects.values_list("invoice", flat=True).get(pk=write_off_id))
    given_up = (
        WriteOff.objects.select_for_update(no_key=True, of=("self",))
        .select_related("proposed_by", "approved_by")
        .get(pk=write_off_id)
    )
    return given_up, invoice
