"""Each promise of payouts on request, broken on purpose and found."""

from datetime import timedelta

import pytest
from django.db import connection

from payouts.instant.laws import LAWS
from payouts.instant.services import withdraw
from payouts.reports.proof import findings
from tests.payouts.instant.desk import LATER, InstantDesk
from tests.payouts.owner import owner_login  # noqa: F401

AT = LATER + timedelta(days=1)
_FIRST = "(SELECT min(id) FROM payouts_instantpayout)"

BREAKS = {
    "I22c": [
        f"UPDATE payouts_instantpayout SET fee_minor = fee_minor - 1 WHERE id = {_FIRST}",
        "UPDATE payouts_instanttariff SET effective_from = effective_from + interval '9 days'",
        "UPDATE payouts_instanttariff SET percent = percent + 1",
        "UPDATE payouts_payout SET amount_minor = amount_minor + 1 WHERE id ="
        f" (SELECT payout_id FROM payouts_instantpayout WHERE id = {_FIRST})",
        f"DELETE FROM payouts_instantpayout WHERE id = {_FIRST}",
    ],
    "I22d": ["UPDATE payouts_instanttariff SET day_limit_minor = 9999"],
    "I26e": [
        f"UPDATE payouts_instantpayout SET reference = 'po_other' WHERE id = {_FIRST}",
        f"UPDATE payouts_instantpayout SET status = 'REQUESTED' WHERE id = {_FIRST}",
        "DELETE FROM payouts_attempt WHERE subject LIKE 'instant_%'",
        "UPDATE payouts_payout SET status = 'SENDING', paid_at = NULL WHERE id ="
        f" (SELECT payout_id FROM payouts_instantpayout WHERE id = {_FIRST})",
        f"UPDATE payouts_instantpayout SET status = 'WITHDRAWN' WHERE id = {_FIRST}",
    ],
    "I28b": [
        f"UPDATE payouts_instantpayout SET status = 'SLOW' WHERE id = {_FIRST}",
        "UPDATE payouts_payout SET fee_minor = fee_minor + 1 WHERE id ="
        f" (SELECT payout_id FROM payouts_instantpayout WHERE id = {_FIRST})",
        "UPDATE payouts_journaltransaction SET kind = 'PAYOUT_FEE_TAKEN'"
        " WHERE kind = 'PAYOUT_FEE_GIVEN_BACK'",
        "DELETE FROM payouts_journalentry WHERE transaction_id ="
        " (SELECT min(id) FROM payouts_journaltransaction WHERE kind = 'PAYOUT_FEE_TAKEN')",
    ],
}


def broken() -> set[str]:
    return {one.law.code for one in findings(at=AT) if not one.is_kept}


@pytest.fixture
def owners_desk(owner_login, db, stand_in) -> InstantDesk:  # noqa: F811
    """One at the bank, one that was not instant, one taken back: as they stand days later."""
    desk = InstantDesk(stand_in)
    desk.asks()
    desk.works()
    bea = desk.agent("Bea", owed=9_000)
    stand_in.meets("account_disabled", path="/v1/payouts")
    desk.asks(9_000, agent=bea)
    desk.works()
    back = desk.asks(5_000, at=LATER)
    withdraw(agent=desk.ada, public_id=back.public_id, actor=desk.ada.user, at=LATER)
    return desk


def test_a_desk_in_order_keeps_every_law_of_the_books(owners_desk):
    # The desk owes pay that no work stands behind; every other promise holds.
    assert broken() == set()


@pytest.mark.parametrize(
    ("code", "deed"), [(code, deed) for code, deeds in BREAKS.items() for deed in deeds]
)
def test_a_broken_promise_is_found(owners_desk, code, deed):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(deed)
        assert cursor.rowcount > 0
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert code in broken()


def test_every_law_is_broken_here():
    assert set(BREAKS) == {law.code for law in LAWS}
