"""What is given up is bad debt, by two people above a limit, and can still be paid after all."""

import pytest

from onboarding.audit.services import TransitionRefused
from payouts.billing.settling import InvoiceNotOpen
from payouts.money import Money
from payouts.receivables.bad_debt import WriteOff
from payouts.receivables.laws import LAWS
from payouts.receivables.payments import allocate_oldest_first, draw_prepaid
from payouts.receivables.returning import return_payment
from payouts.receivables.writing_off import (
    NothingCameIn,
    OpenAmountHasChanged,
    ProposerMayNotWriteOff,
    WriteOffWaits,
    alone_up_to,
    approve_write_off,
    recover,
    reinstate,
    withdraw_write_off,
    write_off,
)
from payouts.reports.proof import finding_of
from tests.payouts.receivables.till import DAY, Till, standing_of
from tests.times import NOON


def broken() -> list[str]:
    return [law.code for law in LAWS if not finding_of(law, at=NOON + DAY).is_kept]


def proposed(till, minor: int = 20_000) -> tuple:
    invoice = till.invoice(minor)
    terms = {"reason": "Bankrupt.", "actor": till.rita, "at": NOON}
    return invoice, write_off(invoice_id=invoice.pk, **terms)


def test_a_small_sum_is_given_up_by_one_person_once(till):
    invoice, given_up = proposed(till, 10_000)

    assert (given_up.status, standing_of(invoice)) == ("BOOKED", ("UNCOLLECTIBLE", 0))
    assert till.stands() == {"BAD_DEBT": 10_000}
    with pytest.raises(InvoiceNotOpen):
        write_off(invoice_id=invoice.pk, reason="Again.", actor=till.rita, at=NOON)
    assert broken() == []


@pytest.mark.parametrize(
    ("currency", "minor", "status"),
    [
        ("JPY", 15_000, "BOOKED"),
        ("JPY", 15_001, "PROPOSED"),
        ("KWD", 100_000, "BOOKED"),
        ("VND", 101, "PROPOSED"),
    ],
)
def test_what_is_small_is_small_in_its_currency(db, currency, minor, status):
    _, given_up = proposed(Till(currency=currency), minor)

    assert given_up.status == status
    assert given_up.needs_second is (Money(minor, currency).exact > alone_up_to(currency))


def test_a_larger_sum_waits_for_another_person(till):
    invoice, given_up = proposed(till)
    with pytest.raises(ProposerMayNotWriteOff):
        approve_write_off(write_off_id=given_up.pk, actor=till.rita, at=NOON)
    with pytest.raises(WriteOffWaits):
        write_off(invoice_id=invoice.pk, reason="Again.", actor=till.flo, at=NOON)
    assert till.stands() == {"RECEIVABLE": 20_000}

    approve_write_off(write_off_id=given_up.pk, actor=till.flo, at=NOON)

    with pytest.raises(TransitionRefused):
        approve_write_off(write_off_id=given_up.pk, actor=till.flo, at=NOON)
    assert (till.stands(), broken()) == ({"BAD_DEBT": 20_000}, [])


def test_what_was_paid_meanwhile_is_not_given_up(till):
    invoice, given_up = proposed(till)
    allocate_oldest_first(payment_id=till.receives(500).pk, actor=None, at=NOON)

    with pytest.raises(OpenAmountHasChanged):
        approve_write_off(write_off_id=given_up.pk, actor=till.flo, at=NOON)

    withdraw_write_off(write_off_id=given_up.pk, actor=till.rita, at=NOON)
    assert standing_of(invoice) == ("PARTLY_PAID", 500)
    assert (till.stands(), broken()) == ({"RECEIVABLE": 19_500, "BANK": 500}, [])


def test_what_comes_in_after_all_is_recovered_and_the_rest_stays_given_up(till):
    invoice, given_up = proposed(till, 10_000)
    with pytest.raises(NothingCameIn):
        recover(write_off_id=given_up.pk, actor=till.rita, at=NOON)
    till.receives(3_000)
    draw_prepaid(brand_id=till.acme.pk, currency="USD", actor=None, at=NOON)

    recover(write_off_id=given_up.pk, actor=till.rita, at=NOON)

    assert standing_of(invoice) == ("UNCOLLECTIBLE", 3_000)
    assert till.stands() == {"BANK": 3_000, "BAD_DEBT": 7_000}
    found = WriteOff.objects.order_by("pk").values_list("status", "amount_minor")
    assert list(found) == [("REINSTATED", 10_000), ("BOOKED", 7_000)]
    assert broken() == []


def test_all_of_it_recovered_is_an_invoice_paid(till):
    invoice, given_up = proposed(till, 10_000)
    till.receives(12_000)

    recover(write_off_id=given_up.pk, actor=till.rita, at=NOON)

    assert standing_of(invoice) == ("PAID", 10_000)
    assert (till.stands(), broken()) == ({"BANK": 12_000, "PREPAID": 2_000}, [])


def test_what_is_owed_again_is_as_it_was(till):
    invoice, given_up = proposed(till, 10_000)

    reinstate(write_off_id=given_up.pk, actor=till.rita, at=NOON)

    with pytest.raises(TransitionRefused):
        reinstate(write_off_id=given_up.pk, actor=till.rita, at=NOON)
    assert standing_of(invoice) == ("ISSUED", 0)
    assert (till.stands(), broken()) == ({"RECEIVABLE": 10_000}, [])


def test_a_payment_of_a_part_that_comes_back_has_the_rest_owed_again(till):
    invoice = till.invoice(10_000)
    payment = till.receives(6_000)
    allocate_oldest_first(payment_id=payment.pk, actor=None, at=NOON)
    write_off(invoice_id=invoice.pk, reason="Gone.", actor=till.rita, at=NOON)
    given_up = (standing_of(invoice), till.stands())

    return_payment(payment, reason="Taken back.", actor=None, at=NOON)

    assert given_up == (("UNCOLLECTIBLE", 6_000), {"BANK": 6_000, "BAD_DEBT": 4_000})
    assert (standing_of(invoice), till.stands()) == (("ISSUED", 0), {"RECEIVABLE": 10_000})
    assert WriteOff.objects.get().status == "REINSTATED"
    assert broken() == []
