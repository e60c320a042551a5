"""Each promise of what came in, broken on purpose."""

from collections.abc import Callable

import pytest
from django.db import connection

from payouts.incoming.booking import book_certain
from payouts.incoming.laws import LAWS
from payouts.incoming.models import BankLine
from payouts.incoming.parting import went_back
from payouts.reports.proof import finding_of
from tests.payouts.incoming.camt_files import entry
from tests.payouts.incoming.test_receipts import takes
from tests.payouts.receivables.till import DAY
from tests.times import NOON

BY_CODE = {law.code: law for law in LAWS}
BREAKS = {
    "I37": "UPDATE payouts_bankreceipt SET status = 'BOOKED' WHERE status = 'WAITING'",
    "I38": "UPDATE payouts_bankline SET amount_minor = amount_minor + 1"
    " WHERE id = (SELECT min(id) FROM payouts_bankline)",
    "I38b": "UPDATE payouts_bankline SET amount_minor = amount_minor - 1 WHERE amount_minor < 0",
}


@pytest.fixture
def past_the_guards(owner_login, bank) -> Callable[[str], None]:
    """One receipt that waits, one booked, one that went back; then a step past every guard."""
    invoice = bank.invoice(500)
    ids = takes(bank, entry("10.00"), entry("5.00", text=invoice.number), entry("3.00")).receipt_ids
    book_certain(receipt_ids=ids, actor=None, at=NOON)
    takes(bank, entry("3.00", sign="DBIT"))
    line = BankLine.objects.get(amount_minor=-300)
    went_back(receipt_id=ids[2], line_id=line.pk, reason="x", actor=bank.rita, at=NOON)

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "ALTER TABLE payouts_bankreceipt DROP CONSTRAINT bank_receipt_booked_has_payment"
            )
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_law_is_found(code, past_the_guards):
    before = finding_of(BY_CODE[code], at=NOON + DAY)

    past_the_guards(BREAKS[code])

    after = finding_of(BY_CODE[code], at=NOON + DAY)
    assert (before.violation_count, after.violation_count) == (0, 1)


def test_every_law_is_broken_once():
    assert set(BREAKS) == set(BY_CODE)
