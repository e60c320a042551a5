from collections.abc import Callable

import pytest
from django.db import connection

from payouts.banking.laws import LAWS
from payouts.reports.proof import finding_of
from tests.payouts.banking.desk import ANSWERED, BankDesk
from tests.payouts.owner import owner_login  # noqa: F401

BY_CODE = {law.code: law for law in LAWS}
_FIRST = "(SELECT min(id) FROM payouts_bankfileentry)"
_ON_ITS_WAY = "(SELECT max(id) FROM payouts_bankfileentry)"

# For each law the smallest deed that breaks it.
BREAKS = {
    "I24b": f"UPDATE payouts_attempt SET subject = 'payout_0' WHERE id ="
    f" (SELECT attempt_id FROM payouts_bankfileentry WHERE id = {_FIRST})",
    "I24c": f"UPDATE payouts_bankfileentry SET attempt_id = 0 WHERE id = {_ON_ITS_WAY}",
    "I26a": f"UPDATE payouts_bankfileentry SET reference = 'PAYOUT-0-1' WHERE id = {_FIRST}",
    "I26b": "UPDATE payouts_attempt SET status = 'OPEN', closed_at = NULL, reference = ''"
    " WHERE id = (SELECT min(id) FROM payouts_attempt WHERE status = 'EXECUTED')",
    "I28a": "UPDATE payouts_payout SET rail = 'PROCESSOR' WHERE id ="
    " (SELECT min(id) FROM payouts_payout WHERE status = 'SENDING')",
}


def a_paid_file_and_one_on_its_way() -> BankDesk:
    desk = BankDesk()
    desk.released(pays={"Ada": 900})
    desk.books("Ada")
    desk.released(pays={"Bea": 500}, country="US")
    return desk


@pytest.fixture
def owners_desk(owner_login, db) -> BankDesk:  # noqa: F811
    """The same files, in a transaction of the owner's, who may step past every guard."""
    return a_paid_file_and_one_on_its_way()


@pytest.fixture
def past_the_guards(owners_desk) -> Callable[[str], None]:
    def run(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return run


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_law_is_found(code, past_the_guards):
    before = finding_of(BY_CODE[code], at=ANSWERED)

    past_the_guards(BREAKS[code])

    after = finding_of(BY_CODE[code], at=ANSWERED)
    assert (before.violation_count, before.sample) == (0, ())
    assert after.violation_count == 1


@pytest.mark.parametrize(
    "change",
    ["entry_count = 2", "total_minor = 1", "content_hash = repeat('0', 64)", "currency = 'CHF'"],
)
def test_whatever_changes_in_a_file_is_found(change, past_the_guards):
    past_the_guards(
        f"UPDATE payouts_bankfile SET {change} WHERE id = (SELECT min(id) FROM payouts_bankfile)"
    )

    assert finding_of(BY_CODE["I26a"], at=ANSWERED).violation_count >= 1


def test_every_law_of_the_slice_is_broken_once():
    assert set(BREAKS) == set(BY_CODE)
