"""Each promise of payees, broken on purpose and found."""

from datetime import timedelta

import pytest
from django.db import connection

from payouts.gateway.models import Attempt
from payouts.money import Money
from payouts.payees.details import approve_details, propose_details
from payouts.payees.laws import LAWS
from payouts.payees.models import Payee
from payouts.payees.services import hold_amount, place_hold, release_hold
from payouts.payees.tax_forms import approve_form
from payouts.reports.proof import finding_of
from tests.factories import onboarding, payouts
from tests.laws.town_payees import signs
from tests.payouts.owner import owner_login  # noqa: F401
from tests.payouts.payees.people import account, ada_by_bank_file
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON

DAY = timedelta(days=1)
AT = NOON + 90 * DAY
BY_CODE = {law.code: law for law in LAWS}
_SECOND = "(SELECT id FROM payouts_payoutdetails WHERE version = 2)"

# For each law the smallest deeds that break it, each by itself.
BREAKS = {
    "I23a": [
        "ALTER TABLE payouts_payoutdetails DROP CONSTRAINT payout_details_four_eyes;"
        "UPDATE payouts_payoutdetails SET proposed_by_id = decided_by_id"
        " WHERE decided_by_id IS NOT NULL",
        "ALTER TABLE payouts_payoutdetails DROP CONSTRAINT payout_details_second_look;"
        f"UPDATE payouts_payoutdetails SET decided_by_id = NULL WHERE id = {_SECOND}",
        "ALTER TABLE payouts_taxform DROP CONSTRAINT tax_form_four_eyes;"
        "UPDATE payouts_taxform SET decided_by_id = signed_by_id",
    ],
    "I30": [
        "UPDATE payouts_attempt SET first_sent_at = (SELECT effective_at - interval '1 second'"
        f" FROM payouts_payoutdetails WHERE id = {_SECOND})",
        "UPDATE payouts_payout SET destination = 'acct_of_eve'",
        f"UPDATE payouts_payoutdetails SET contested_at = confirmed_at WHERE id = {_SECOND}",
    ],
    "I30a": [
        "UPDATE payouts_payee SET account = 'acct_of_eve'",
        "UPDATE payouts_payee SET account = '', transfers_enabled = false",
    ],
    "I30b": [
        "UPDATE payouts_payoutdetails SET effective_at = confirmed_at + interval '3 days'"
        f" - interval '1 second' WHERE id = {_SECOND};"
        "UPDATE payouts_payee SET cooling_until = (SELECT effective_at FROM payouts_payoutdetails"
        f" WHERE id = {_SECOND})",
        "UPDATE payouts_payee SET cooling_until = NULL",
        "UPDATE payouts_payee SET cooling_until = cooling_until - interval '1 second'",
    ],
    "I30c": [
        "UPDATE payouts_payee SET tax_form_until = tax_form_until + 1",
        "UPDATE payouts_taxform SET status = 'SUPERSEDED'",
    ],
    "I30d": [
        "UPDATE payouts_payouthold SET released_at = NULL WHERE amount_minor IS NULL",
        "UPDATE payouts_payouthold SET released_at = (SELECT max(first_sent_at) + interval"
        " '1 second' FROM payouts_attempt) WHERE amount_minor IS NULL",
    ],
    "I21c": [
        "UPDATE payouts_payouthold SET amount_minor = amount_minor + 1"
        " WHERE amount_minor IS NOT NULL",
        "UPDATE payouts_payouthold SET released_at = placed_at WHERE amount_minor IS NOT NULL",
    ],
}
_EACH = [(code, deed) for code, deeds in BREAKS.items() for deed in deeds]


@pytest.fixture
def owners_payee(owner_login, db) -> Payee:  # noqa: F811
    """Ada, who changed her details with a second person's yes, was held and is now paid."""
    first = ada_by_bank_file()
    payee, actor = first.payee, first.payee.agent.user
    amy = onboarding.staff("Amy")
    approve_form(form_id=signs(payee, NOON).pk, actor=amy, at=NOON)
    second = propose_details(
        payee_id=payee.pk, account=account(2, country="DE"), actor=actor, at=NOON + 60 * DAY
    )
    approve_details(details_id=second.pk, actor=amy, at=NOON + 61 * DAY)
    payouts.owe(payee.agent, 900)
    hold_amount(payee_id=payee.pk, amount=Money(400, "USD"), reason="?", actor=amy, at=NOON)
    hold = place_hold(payee_id=payee.pk, reason="?", actor=amy, at=NOON + 62 * DAY)
    release_hold(hold_id=hold.pk, actor=amy, at=NOON + 63 * DAY, because="Answered")
    payout = FinanceDesk().planned_payout("Ada", 500)
    sent_at = NOON + 64 * DAY
    Attempt.objects.create(
        subject=f"payout_{payout.pk}",
        number=1,
        key=f"payout_{payout.pk}_1",
        request={},
        first_sent_at=sent_at,
        last_sent_at=sent_at,
    )
    return payee


def past_the_guards(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.mark.parametrize(("code", "deed"), _EACH)
def test_a_broken_law_is_found(code, deed, owners_payee):
    before = [law.code for law in LAWS if finding_of(law, at=AT).violation_count]

    past_the_guards(deed)

    assert before == []
    assert finding_of(BY_CODE[code], at=AT).violation_count == 1


def test_every_law_of_the_slice_is_broken_once():
    assert set(BREAKS) == set(BY_CODE)


def test_first_details_are_used_at_once_and_break_nothing(db):
    ada_by_bank_file()

    assert [law.code for law in LAWS if finding_of(law, at=AT).violation_count] == []
