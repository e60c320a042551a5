from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from payouts.billing.models import CreditNote
from payouts.billing.settling import InvoiceNotOpen, MoreThanOpen
from payouts.ledger.models import JournalTransaction
from payouts.ledger.services import FloorPassed
from payouts.receivables.models import Allocation, BrandPayment, Purpose
from payouts.receivables.payments import (
    AlreadyUndone,
    MoreThanReceived,
    ReceiptDiffers,
    allocate,
    allocate_oldest_first,
    draw_prepaid,
    undo_allocation,
)
from tests.payouts.receivables.till import DAY, Till, standing_of, usd
from tests.payouts.runs.desk import at_once
from tests.times import NOON


def pays(till: Till, payment: BrandPayment, invoice, minor: int) -> Allocation:
    return allocate(
        payment_id=payment.pk, invoice_id=invoice.pk, amount=usd(minor), actor=till.rita, at=NOON
    )


def test_what_comes_in_is_prepaid_until_an_invoice_takes_it(till):
    payment = till.receives(1_000)

    assert (payment.status, payment.amount_minor) == ("SUCCEEDED", 1_000)
    assert till.stands() == {"PREPAID": 1_000, "BANK": 1_000}


def test_the_same_receipt_twice_is_one_payment(till):
    first = till.receives(1_000, reference="E2E-1")
    second = till.receives(1_000, reference="E2E-1")

    assert first == second
    assert till.stands() == {"PREPAID": 1_000, "BANK": 1_000}


def test_a_receipt_does_not_change_its_amount(till):
    till.receives(1_000, reference="E2E-1")

    with pytest.raises(ReceiptDiffers):
        till.receives(999, reference="E2E-1")

    assert till.stands() == {"PREPAID": 1_000, "BANK": 1_000}


def test_a_receipt_that_waited_leaves_suspense(till):
    till.receives(1_000, waited=True)

    assert till.stands() == {"PREPAID": 1_000, "SUSPENSE": -1_000}


def test_an_invoice_is_paid_in_two_parts(till):
    invoice = till.invoice(1_000)
    first, second = till.receives(400), till.receives(600)

    pays(till, first, invoice, 400)
    after_one = standing_of(invoice)
    pays(till, second, invoice, 600)

    assert after_one == ("PARTLY_PAID", 400)
    assert standing_of(invoice) == ("PAID", 1_000)
    assert till.stands() == {"BANK": 1_000}


@pytest.mark.parametrize(
    ("minor", "refusal"),
    [(601, MoreThanOpen), (1_001, MoreThanReceived), (0, MoreThanReceived), (-1, MoreThanReceived)],
)
def test_a_payment_pays_what_is_there_and_what_is_open(till, minor, refusal):
    invoice, payment = till.invoice(600), till.receives(1_000)

    with pytest.raises(refusal):
        pays(till, payment, invoice, minor)

    assert standing_of(invoice) == ("ISSUED", 0)
    assert till.stands() == {"RECEIVABLE": 600, "PREPAID": 1_000, "BANK": 1_000}


def test_what_a_credit_note_took_off_is_not_paid(till):
    invoice, payment = till.invoice(1_000), till.receives(1_000)
    CreditNote.objects.create(
        invoice=invoice,
        period=invoice.period,
        number="CN-2026-000001",
        currency="USD",
        issued_at=NOON,
        net_minor=300,
        tax_minor=0,
        total_minor=300,
    )

    with pytest.raises(MoreThanOpen):
        pays(till, payment, invoice, 701)
    pays(till, payment, invoice, 700)

    assert standing_of(invoice) == ("PAID", 700)


def test_a_payment_pays_no_other_brands_invoice(till):
    other = Till("Globex")
    invoice, payment = other.invoice(500), till.receives(500)

    with pytest.raises(InvoiceNotOpen):
        pays(till, payment, invoice, 500)

    assert standing_of(invoice) == ("ISSUED", 0)


def test_money_that_was_drawn_for_another_invoice_is_not_there_twice(till):
    payment = till.receives(500)
    drawn_for = till.invoice(500)
    draw_prepaid(brand_id=till.acme.pk, currency="USD", actor=None, at=NOON)
    invoice = till.invoice(500)

    with pytest.raises(FloorPassed):
        pays(till, payment, invoice, 500)

    assert (standing_of(drawn_for), standing_of(invoice)) == (("PAID", 500), ("ISSUED", 0))


def test_the_oldest_invoice_is_paid_first_and_the_rest_stays_prepaid(till):
    newer = till.invoice(300, at=NOON + DAY)
    older = till.invoice(500, at=NOON)
    payment = till.receives(900)

    allocate_oldest_first(payment_id=payment.pk, actor=till.rita, at=NOON + 2 * DAY)
    again = allocate_oldest_first(payment_id=payment.pk, actor=till.rita, at=NOON + 2 * DAY)

    assert again == []
    assert list(Allocation.objects.order_by("pk").values_list("invoice", "amount_minor")) == [
        (older.pk, 500),
        (newer.pk, 300),
    ]
    assert till.stands() == {"PREPAID": 100, "BANK": 900}


def test_the_prepaid_balance_is_drawn_as_far_as_it_reaches(till):
    till.receives(700, purpose=Purpose.PREPAID)
    older, newer = till.invoice(500), till.invoice(500, at=NOON + DAY)

    drawn = draw_prepaid(brand_id=till.acme.pk, currency="USD", actor=None, at=NOON + DAY)
    again = draw_prepaid(brand_id=till.acme.pk, currency="USD", actor=None, at=NOON + DAY)

    assert [(one.payment, one.amount_minor) for one in drawn] == [(None, 500), (None, 200)]
    assert again == []
    assert (standing_of(older), standing_of(newer)) == (("PAID", 500), ("PARTLY_PAID", 200))
    assert till.stands() == {"RECEIVABLE": 300, "BANK": 700}


def test_an_allocation_is_undone_once_and_the_invoice_is_open_again(till):
    invoice, payment = till.invoice(500), till.receives(500)
    allocation = pays(till, payment, invoice, 500)
    terms = {"allocation_id": allocation.pk, "actor": till.rita, "at": NOON, "reason": "Mistaken."}

    undo = undo_allocation(**terms)
    with pytest.raises(AlreadyUndone):
        undo_allocation(**terms)
    with pytest.raises(AlreadyUndone):
        undo_allocation(**terms | {"allocation_id": undo.pk})

    assert (undo.amount_minor, undo.undoes) == (-500, allocation)
    assert standing_of(invoice) == ("ISSUED", 0)
    assert till.stands() == {"RECEIVABLE": 500, "PREPAID": 500, "BANK": 500}


def test_what_was_undone_may_be_allocated_anew(till):
    invoice, payment = till.invoice(500), till.receives(500)
    first = pays(till, payment, invoice, 500)
    undo_allocation(allocation_id=first.pk, actor=till.rita, at=NOON, reason="Mistaken.")

    pays(till, payment, invoice, 200)

    assert standing_of(invoice) == ("PARTLY_PAID", 200)


_EDITS = (
    lambda: Allocation.objects.update(amount_minor=1),
    lambda: Allocation.objects.all()._raw_delete("default"),
)


@pytest.mark.parametrize("edit", _EDITS, ids=["change", "delete"])
def test_an_allocation_is_never_edited(till, edit):
    pays(till, till.receives(500), till.invoice(500), 500)

    with pytest.raises(DatabaseError), transaction.atomic():
        edit()

    assert Allocation.objects.get().amount_minor == 500


def test_a_refused_allocation_leaves_no_posting(till):
    invoice, payment = till.invoice(600), till.receives(1_000)
    before = JournalTransaction.objects.count()

    with pytest.raises(MoreThanOpen):
        pays(till, payment, invoice, 601)

    assert JournalTransaction.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_two_clerks_cannot_spend_the_same_payment_twice():
    till = Till()
    payment = till.receives(500)
    invoices = [till.invoice(500), till.invoice(500, at=NOON + timedelta(hours=1))]

    outcomes = at_once(lambda invoice: pays(till, payment, invoice, 500), invoices)

    assert sorted(outcomes) == ["Allocation", "MoreThanReceived"]
    assert till.stands() == {"RECEIVABLE": 500, "BANK": 500}
