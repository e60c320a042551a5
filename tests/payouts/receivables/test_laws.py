from collections.abc import Callable

import pytest
from django.db import connection

from payouts.receivables.laws import LAWS
from payouts.receivables.laws_of_credit import LAWS as OF_CREDIT
from payouts.receivables.models import BrandPayment, PaymentStatus, Purpose
from payouts.receivables.payments import allocate, draw_prepaid, undo_allocation
from payouts.receivables.writing_off import approve_write_off, write_off
from payouts.reports.proof import finding_of
from tests.payouts.receivables.scene import money_comes_in
from tests.payouts.receivables.till import DAY, Till, usd
from tests.times import NOON

BY_CODE = {law.code: law for law in LAWS}
_A_PAYMENT = "(SELECT min(payment_id) FROM payouts_allocation)"
_NOT_UNDONE = "(SELECT max(id) FROM payouts_allocation WHERE payment_id IS NULL)"

# For each law the smallest deed that breaks it.
BREAKS = {
    "I18a": "UPDATE payouts_invoice SET paid_minor = paid_minor - 1 WHERE id ="
    f" (SELECT invoice_id FROM payouts_allocation WHERE id = {_NOT_UNDONE})",
    "I18d": f"UPDATE payouts_brandpayment SET amount_minor = 1 WHERE id = {_A_PAYMENT}",
    "I18c": "UPDATE payouts_allocation SET amount_minor = amount_minor - 1"
    " WHERE undoes_id IS NOT NULL",
    "I35": "UPDATE payouts_ledgerbalance SET debits_minor = debits_minor + 1 WHERE account_id ="
    " (SELECT id FROM payouts_ledgeraccount WHERE kind = 'BRAND_RECEIVABLE')",
    "I31a": "UPDATE payouts_brandpayment SET status = 'FAILED', received_at = NULL"
    " WHERE purpose = 'PREPAID'",
    "I36": "UPDATE payouts_chargeback SET amount_minor = amount_minor + 1",
    "I26p": "UPDATE payouts_attempt SET reference = 'pi_other'",
    "I39": "UPDATE payouts_invoice SET status = 'ISSUED' WHERE status = 'UNCOLLECTIBLE'",
    "I23w": "ALTER TABLE payouts_writeoff DROP CONSTRAINT write_off_four_eyes;"
    "UPDATE payouts_writeoff SET approved_by_id = proposed_by_id",
    "I23r": "ALTER TABLE payouts_brandrefund DROP CONSTRAINT brand_refund_four_eyes;"
    "UPDATE payouts_brandrefund SET approved_by_id = proposed_by_id",
}


def a_busy_till() -> Till:
    """An invoice paid by transfer and mistaken once, one drawn, a card disputed, a refund."""
    till = Till()
    invoice, payment = till.invoice(1_000), till.receives(1_000)
    terms = {"payment_id": payment.pk, "invoice_id": invoice.pk, "actor": till.rita, "at": NOON}
    mistake = allocate(amount=usd(400), **terms)
    undo_allocation(allocation_id=mistake.pk, actor=till.rita, at=NOON, reason="Mistaken.")
    allocate(amount=usd(700), **terms)
    till.receives(500, purpose=Purpose.PREPAID)
    draw_prepaid(brand_id=till.acme.pk, currency="USD", actor=None, at=NOON)
    money_comes_in(till.acme, size=1, by=till.rita, at=NOON)
    given_up = write_off(
        invoice_id=till.invoice(20_000).pk, reason="Bankrupt.", actor=till.rita, at=NOON
    )
    approve_write_off(write_off_id=given_up.pk, actor=till.flo, at=NOON)
    return till


@pytest.fixture
def owners_till(owner_login, db) -> Till:
    """The same till, in a transaction of the owner's, who may step past every guard."""
    return a_busy_till()


@pytest.fixture
def past_the_guards(owners_till) -> Callable[[str], None]:
    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


@pytest.mark.django_db
def test_a_busy_till_keeps_every_law():
    till = a_busy_till()

    found = {law.code: finding_of(law, at=NOON + DAY).sample for law in LAWS}

    assert found == dict.fromkeys(BY_CODE, ())
    assert BrandPayment.objects.filter(status=PaymentStatus.SUCCEEDED).count() == 4
    assert till.stands()["DISPUTE_RESERVE"] == 250


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_law_is_found(code, past_the_guards):
    before = finding_of(BY_CODE[code], at=NOON + DAY)

    past_the_guards(BREAKS[code])

    after = finding_of(BY_CODE[code], at=NOON + DAY)
    assert (before.violation_count, after.violation_count) == (0, 1)


def test_every_law_is_broken_once():
    assert set(BREAKS) == set(BY_CODE) - {law.code for law in OF_CREDIT}
