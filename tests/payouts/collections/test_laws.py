"""Each promise of collections, broken on purpose."""

from collections.abc import Callable

import pytest
from django.db import connection

from payouts.collections.laws import LAWS
from payouts.collections.services import send_due
from payouts.reports.proof import finding_of
from tests.payouts.collections.test_services import LATER, on

BY_CODE = {law.code: law for law in LAWS}
BREAKS = {
    "I40": "UPDATE payouts_invoice SET issued_at = issued_at - interval '2 days'"
    " WHERE id = (SELECT min(id) FROM payouts_invoice)",
    "I41": "UPDATE payouts_dunningnotice SET sent_on = sent_on + 8 WHERE step = 'FRIENDLY'",
}
FOUND = {"I40": 2, "I41": 1}


@pytest.fixture
def past_the_guards(owner_login, till) -> Callable[[str], None]:
    """An invoice that was reminded of twice; then a step past every guard."""
    till.invoice(1_000)
    send_due(at=on(3))
    send_due(at=on(11))

    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_law_is_found(code, past_the_guards):
    before = finding_of(BY_CODE[code], at=LATER)

    past_the_guards(BREAKS[code])

    # A movement on another day is missing on one day and too much on the other.
    after = finding_of(BY_CODE[code], at=LATER)
    assert (before.violation_count, after.violation_count) == (0, FOUND[code])


def test_every_law_is_broken_once():
    assert set(BREAKS) == set(BY_CODE)
