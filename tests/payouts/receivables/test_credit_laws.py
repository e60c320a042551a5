"""Limits that were crossed and stops that hold, and each promise about them broken on purpose."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from payouts.receivables.intake import open_bank_account, take_in_bank_file
from payouts.receivables.laws_of_credit import LAWS
from payouts.reports.proof import finding_of
from tests.factories.marketplace import contact
from tests.payouts.owner import owner_login  # noqa: F401
from tests.payouts.receivables.camt_files import IBAN, camt, entry
from tests.payouts.receivables.credit_desk import CreditDesk
from tests.times import NOON

AT = NOON + timedelta(hours=1)
BY_CODE = {law.code: law for law in LAWS}

# For each law the smallest deed that breaks it.
BREAKS = {
    "I37": "UPDATE payouts_bankline SET amount_minor = amount_minor + 1",
    "I38": "DELETE FROM payouts_bankreceipt",
    "I31": "UPDATE marketplace_interaction SET started_at = started_at + interval '2 minutes'",
    "I31b": "UPDATE marketplace_campaign SET status = 'LIVE'",
    "I31c": "DELETE FROM payouts_limitcrossing WHERE number = 1",
}


def a_stopped_brand() -> CreditDesk:
    """Warned, then stopped; a contact that rang four minutes later is still answered."""
    desk = CreditDesk()
    desk.agrees(limit=1_000)
    desk.owes(800)
    desk.looks()
    desk.owes(200)
    desk.looks()
    open_bank_account(number=IBAN, name="House bank", currency="USD", actor=None, at=NOON)
    take_in_bank_file(stream=camt(entry("10.00")), name="one.xml", actor=None, at=NOON)
    contact(desk.voice, desk.ada, seconds=600, ended_at=NOON + timedelta(minutes=14))
    return desk


@pytest.fixture
def past_the_guards(owner_login, db) -> Callable[[str], None]:  # noqa: F811
    a_stopped_brand()

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


@pytest.mark.django_db
def test_a_stopped_brand_keeps_every_law():
    a_stopped_brand()

    assert {law.code: finding_of(law, at=AT).sample for law in LAWS} == dict.fromkeys(BY_CODE, ())


@pytest.mark.parametrize("code", BY_CODE)
def test_a_broken_law_is_found(code, past_the_guards):
    before = finding_of(BY_CODE[code], at=AT)

    past_the_guards(BREAKS[code])

    after = finding_of(BY_CODE[code], at=AT)
    assert (before.violation_count, after.violation_count) == (0, 1)
