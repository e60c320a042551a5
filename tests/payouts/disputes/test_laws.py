"""Each promise of disputes, broken on purpose and found."""

import pytest
from django.db import connection

from payouts.disputes.laws import LAWS
from payouts.disputes.outcomes import Measure, Measured
from payouts.reports.proof import finding_of
from tests.payouts.disputes.court import DAY, HEARD, RECORDING, Court

AT = HEARD + DAY
BY_CODE = {law.code: law for law in LAWS}
_DECIDED = "(SELECT dispute_id FROM payouts_verdict WHERE ruling_id IS NOT NULL)"
_OPEN = "(SELECT max(id) FROM payouts_dispute WHERE status = 'OPEN')"

BREAKS = {
    "D1": f"DELETE FROM payouts_verdict WHERE dispute_id <> {_DECIDED}",
    "D2": "UPDATE payouts_verdict SET charge_seconds = charge_seconds + 1"
    " WHERE ruling_id IS NOT NULL",
    "D3": "UPDATE payouts_ratedwork SET charge_exact = charge_exact + 10"
    " WHERE ruling_id IS NOT NULL",
    "D4": "UPDATE payouts_dispute d SET opened_by_id = v.decided_by_id FROM payouts_verdict v"
    " WHERE v.dispute_id = d.id AND v.decided_by_id IS NOT NULL",
    "D5": f"UPDATE payouts_dispute SET settled_at = opened_at WHERE id = {_DECIDED}",
    "D6": "DELETE FROM payouts_evidence WHERE file_id IS NOT NULL",
    "D8": "UPDATE payouts_verdict SET extra_key = 'dispute:nothing' WHERE ruling_id IS NOT NULL",
    "D7": f"UPDATE payouts_dispute SET status = 'WITHDRAWN', settled_at = opened_at"
    f" WHERE id = {_OPEN}",
    "D9": "INSERT INTO payouts_disputebatch (key, brand_id, asked, opened_by_id, opened_at,"
    " dispute_count) SELECT gen_random_uuid(), brand_id, '{}', opened_by_id, opened_at, 1"
    f" FROM payouts_dispute WHERE id = {_OPEN}",
}


@pytest.fixture
def owners_court(owner_login, db) -> Court:
    """One decided with a credit, one settled by silence, one that waits for a person."""
    court = Court()
    for name in ("decided", "lapsed", "waiting"):
        court.contact(name)
    court.billed()
    decided = court.contested_charge("decided", claimed=60)
    court.contested_charge("lapsed")
    court.contested_charge("waiting", upload=RECORDING)
    court.decide(decided, charge=Measured(Measure.AS_ASKED))
    court.lapse(HEARD)
    return court


def break_by(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize("code", BY_CODE)
def test_a_broken_law_is_found(code, owners_court):
    before = finding_of(BY_CODE[code], at=AT)

    break_by(BREAKS[code])

    after = finding_of(BY_CODE[code], at=AT)
    assert (before.violation_count, before.sample) == (0, ())
    assert after.violation_count == 1
