"""What the town has of collections: late invoices of brands of their own."""

from datetime import datetime, timedelta

from onboarding.brands.models import Brand
from onboarding.users.models import User
from payouts.billing.models import Invoice
from payouts.collections.models import DunningPause
from payouts.collections.services import (
    Scope,
    note_promise,
    pause_dunning,
    set_dunning_terms,
    take_step,
)
from payouts.collections.steps import USUAL
from payouts.receivables.bad_debt import WriteOff
from payouts.receivables.writing_off import approve_write_off, write_off
from tests.factories.onboarding import brand, staff
from tests.payouts.receivables.till import invoice_of

DAY = timedelta(days=1)


def debts_are_pursued(*, size: int, by: User, at: datetime) -> None:
    """Steps taken, promises, pauses, terms, and what was given up or waits to be."""
    amy = staff("Abe")
    for number in range(size):
        set_dunning_terms(
            scope=Scope(), plan=USUAL, from_on=at.date(), reason="Usual.", actor=by, at=at
        )
        late = brand(f"Late {number}")
        _pursued(late, number, by=by, amy=amy, at=at)


def _pursued(one: Brand, number: int, *, by: User, amy: User, at: datetime) -> None:
    months = 500 + 7 * number
    invoice = invoice_of(one, 20_000, month=months, at=at - 60 * DAY)
    for step in range(4):
        take_step(invoice_id=invoice.pk, at=at - (20 - 4 * step) * DAY)
    note_promise(invoice_id=invoice.pk, promised_on=at.date(), words="By phone.", actor=by, at=at)
    pause_dunning(
        invoice_id=invoice.pk,
        whole_brand=False,
        reason="Asked.",
        until_on=None,
        actor=by,
        at=at,
    )
    given_up = invoice_of(one, 30_000, month=months + 1, at=at - 60 * DAY)
    booked = write_off(invoice_id=given_up.pk, reason="Bankrupt.", actor=by, at=at)
    approve_write_off(write_off_id=booked.pk, actor=amy, at=at)
    waits = invoice_of(one, 30_000, month=months + 2, at=at - 60 * DAY)
    write_off(invoice_id=waits.pk, reason="Bankrupt.", actor=by, at=at)


def a_late_invoice() -> Invoice:
    return Invoice.objects.filter(notices__isnull=False).order_by("pk").first()


def a_pause() -> DunningPause:
    return DunningPause.objects.order_by("pk").first()


def a_write_off() -> WriteOff:
    return WriteOff.objects.order_by("pk").first()
