from collections.abc import Callable

import pytest
from django.db import connection

from payouts.billing.keeping import make_files
from payouts.billing.laws import LAWS
from payouts.reports.proof import finding_of
from tests.payouts.billing.month import NOVEMBER, OCTOBER, SEPTEMBER, Month

BY_CODE = {law.code: law for law in LAWS}

# For each law the smallest deed that breaks it.
BREAKS = {
    "I15": "UPDATE payouts_invoiceline SET net_minor = net_minor + 1"
    " WHERE id = (SELECT min(id) FROM payouts_invoiceline)",
    "I15b": "UPDATE payouts_invoice SET taxes = jsonb_set(taxes, '{0,tax_minor}', '1')"
    " WHERE number = 'INV-2026-000001'",
    "I16": "DELETE FROM payouts_creditnote",
    "I16b": "DELETE FROM payouts_journaltransaction WHERE event_key LIKE 'credit:%'",
    "I17": "UPDATE payouts_numberseries SET last = last + 1 WHERE name = 'INV-2026'",
    "I18": "UPDATE payouts_creditnote SET tax_minor = 1000, total_minor = net_minor + 1000",
    "I18b": "UPDATE payouts_issuedfile SET pdf = 'another' WHERE invoice_id IS NOT NULL"
    " AND id = (SELECT min(id) FROM payouts_issuedfile WHERE invoice_id IS NOT NULL)",
    "I18e": "UPDATE payouts_invoice SET buyer = '{}' WHERE number = 'INV-2026-000001'",
    "I19": "UPDATE payouts_creditnoteline SET net_minor = 1000",
}


def a_corrected_quarter() -> Month:
    month = Month()
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)
    month.contact(60, at=SEPTEMBER)
    month.billed(OCTOBER)
    make_files(at=OCTOBER)
    return month


@pytest.fixture
def owners_month(owner_login, db) -> Month:
    """The same quarter, in a transaction of the owner's, who may step past every guard."""
    return a_corrected_quarter()


@pytest.fixture
def past_the_guards(owners_month) -> Callable[[str], None]:
    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


@pytest.mark.django_db
def test_a_corrected_quarter_keeps_every_law():
    a_corrected_quarter()

    found = {law.code: finding_of(law, at=NOVEMBER).sample for law in LAWS}

    assert found == dict.fromkeys(BY_CODE, ())


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_law_is_found(code, past_the_guards):
    before = finding_of(BY_CODE[code], at=NOVEMBER)

    past_the_guards(BREAKS[code])

    after = finding_of(BY_CODE[code], at=NOVEMBER)
    assert (before.violation_count, after.violation_count) == (0, 1)


def test_every_law_is_broken_once():
    assert set(BREAKS) == set(BY_CODE)
