import re
from datetime import timedelta
from pathlib import Path

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from payouts.banking import laws as banking
from payouts.billing import laws as billing
from payouts.collections import laws as collections
from payouts.disputes import laws as disputes
from payouts.guarantees import laws as guarantees
from payouts.incoming import laws as incoming
from payouts.instant import laws as instant
from payouts.ledger.laws import FACTS
from payouts.payees import laws as payees
from payouts.receivables import laws as receivables
from payouts.reports.laws import TRAILED
from payouts.reports.models import Proof, ProofResult
from payouts.reports.proof import LAWS, finding_of, findings, prove
from tests.payouts.reports.house import LATER

AT = LATER + timedelta(days=1)
BY_CODE = {law.code: law for law in LAWS}

_NEW_ENTRY = """
    INSERT INTO payouts_journalentry (transaction_id, account_id, currency, amount_minor)
    SELECT e.transaction_id, e.account_id, e.currency, {amount}
    FROM payouts_journalentry e ORDER BY e.id LIMIT 1
"""
_FIRST_ENTRY = "(SELECT min(id) FROM payouts_journalentry)"
_FIRST_EXTRA = "(SELECT min(id) FROM payouts_extra)"
_FIRST_WORK = "(SELECT min(id) FROM payouts_ratedwork WHERE corrects_id IS NULL)"
_FIRST_CORRECTION = "(SELECT min(id) FROM payouts_ratedwork WHERE corrects_id IS NOT NULL)"
_THE_PAYOUT = "(SELECT min(id) FROM payouts_payout)"
_SETTLED = "(SELECT id FROM payouts_journaltransaction WHERE kind = 'PAYOUT_SETTLED')"
# A movement that we know nothing of, and a newer one up to which both sides are known.
_MOVED = """
    INSERT INTO payouts_processormovement (reference, kind, source, currency, amount_minor,
        fee_minor, net_minor, created_at, available_at, recorded_at)
    SELECT 'txn_' || n, '{kind}', 'tr_' || n, 'USD', -5, 0, -5, seen.at, seen.at, seen.at
    FROM generate_series(0, 1) n
    CROSS JOIN LATERAL (SELECT min(recorded_at) - n * interval '{before}' AS at
                        FROM payouts_journaltransaction) seen
"""

# A line of our bank's that nobody booked and no comparison has seen.
_BANK_LINE = """
    WITH seen AS (SELECT min(recorded_at) AS at FROM payouts_journaltransaction), account AS (
        INSERT INTO payouts_bankaccount (public_id, number, name, currency, added_at)
        SELECT gen_random_uuid(), 'DE1', 'Bank', 'USD', at FROM seen RETURNING id
    ), file AS (
        INSERT INTO payouts_statementfile (public_id, name, digest, line_count, new_count,
            receipt_count, taken_at)
        SELECT gen_random_uuid(), 'x', 'x', 1, 1, 0, at FROM seen RETURNING id
    ), statement AS (
        INSERT INTO payouts_bankstatement (account_id, file_id, reference)
        SELECT account.id, file.id, 'x' FROM account, file RETURNING id, account_id
    )
    INSERT INTO payouts_bankline (account_id, statement_id, key, place, booked_on, currency,
        amount_minor, reference, remittance, end_to_end, counterparty, counterparty_account,
        is_reversal)
    SELECT account_id, statement.id, 'x', 1, seen.at::date, 'USD', -5, '', '', '', '', '', false
    FROM statement, seen
"""

# For each law the smallest deed that breaks it.
BREAKS = {
    "I1": _NEW_ENTRY.format(amount=1),
    "I2": f"DELETE FROM payouts_journalentry WHERE id = {_FIRST_ENTRY}",
    "I3": _NEW_ENTRY.format(amount=1),
    "I4": f"UPDATE payouts_journalentry SET currency = 'EUR' WHERE id = {_FIRST_ENTRY}",
    "I4b": "UPDATE payouts_ledgeraccount SET floor_minor = -1 WHERE kind = 'AGENT_PENDING'"
    " AND id = (SELECT min(id) FROM payouts_ledgeraccount WHERE kind = 'AGENT_PENDING')",
    "I5": "ALTER TABLE payouts_journalentry DISABLE TRIGGER append_only",
    "I6": "UPDATE payouts_ledgerbalance SET credits_minor = credits_minor + 1 WHERE account_id ="
    " (SELECT min(account_id) FROM payouts_ledgerbalance)",
    "I7": f"UPDATE payouts_journalentry SET amount_minor = amount_minor * 10"
    f" WHERE amount_minor > 0 AND transaction_id = {_SETTLED}",
    "I8": "UPDATE payouts_journalentry SET amount_minor = amount_minor + sign(amount_minor)"
    " WHERE transaction_id = (SELECT id FROM payouts_journaltransaction"
    " WHERE reverses_id IS NOT NULL)",
    "I9": f"UPDATE payouts_journalentry SET amount_minor = amount_minor + sign(amount_minor)"
    f" WHERE transaction_id = {_SETTLED}",
    "I33": "INSERT INTO payouts_journalseal (number, after_id, last_id, transaction_count,"
    " entry_count, previous_hash, hash, sealed_at, seen_id, seen_xact)"
    " VALUES (0, 0, 0, 0, 0, '', repeat('0', 64), now(), 0, 0)",
    "R1": "UPDATE payouts_usagerecord SET talk_seconds = talk_seconds + 1 WHERE revision_id ="
    " (SELECT min(revision_id) FROM payouts_usagerecord)",
    "I11a": "UPDATE payouts_usagerecord SET exclusion = 'ABANDONED'"
    " WHERE exclusion = 'UNATTRIBUTED'",
    "I11": "DELETE FROM payouts_usagerecord WHERE exclusion = 'UNATTRIBUTED'",
    "I11b": f"DELETE FROM payouts_ratedwork WHERE id = {_FIRST_CORRECTION}",
    "I12": "INSERT INTO marketplace_ratecardversion SELECT (jsonb_populate_record(v, "
    "jsonb_build_object('id', v.id + 1000, 'number', 99, 'effective_from',"
    " (SELECT max(w.occurred_at) FROM payouts_ratedwork w WHERE w.campaign_id = v.campaign_id)"
    "))).* FROM marketplace_ratecardversion v"
    " WHERE v.id = (SELECT min(version_id) FROM payouts_ratedwork)",
    "R2": "UPDATE payouts_ratedwork SET charge_exact = charge_exact + 0.000000001"
    f" WHERE id = {_FIRST_WORK}",
    "R3": "UPDATE payouts_ratedwork SET pay_exact = pay_exact - 0.000000001"
    f" WHERE id = {_FIRST_CORRECTION}",
    "R4": "UPDATE payouts_ratedwork SET agent_id = -1 WHERE id ="
    " (SELECT max(id) FROM payouts_ratedwork)",
    "R6": "DELETE FROM payouts_ratedwork WHERE ruling_id IS NOT NULL AND corrects_id IS NULL",
    "I20": "UPDATE payouts_ratedwork SET recorded_at = recorded_at + interval '1 microsecond'"
    f" WHERE id = {_FIRST_WORK}",
    "I13d": "DELETE FROM payouts_journaltransaction WHERE event_key LIKE 'extra:%:charge'"
    f" AND event_key = concat('extra:', {_FIRST_EXTRA}, ':charge')",
    "I8b": "UPDATE payouts_extra SET work_day = work_day, occurred_at = occurred_at - interval"
    " '1 second' WHERE corrects_id IS NOT NULL",
    "I20b": "UPDATE payouts_extra SET pay_adjusts_id = NULL WHERE pay_adjusts_id IS NOT NULL",
    "I13": "DELETE FROM payouts_accrual WHERE id = (SELECT max(id) FROM payouts_accrual)",
    "I14": "UPDATE payouts_accrual SET posted_minor = posted_minor + 1"
    " WHERE id = (SELECT max(id) FROM payouts_accrual)",
    "I13b": "UPDATE payouts_accrual SET posted_minor = posted_minor + 1 WHERE id ="
    " (SELECT max(id) FROM payouts_accrual WHERE event_key <> '')",
    "I13c": "UPDATE payouts_clearing SET amount_minor = amount_minor + 1"
    " WHERE id = (SELECT min(id) FROM payouts_clearing)",
    "I13g": "UPDATE payouts_withholding SET ended_at = withheld_at, released_at = withheld_at",
    "I21a": "UPDATE payouts_journalentry e SET account_id = a.id FROM payouts_ledgeraccount a"
    f" WHERE e.transaction_id = {_SETTLED} AND e.amount_minor < 0 AND a.code = 'REVENUE/USD'",
    "I21": "UPDATE payouts_payout SET amount_minor = amount_minor + 1",
    "I22": "UPDATE payouts_payoutrun SET cutoff_at = cutoff_at - interval '90 days'",
    "I22a": "UPDATE payouts_payoutrun SET total_minor = total_minor + 1",
    "I22b": "UPDATE payouts_payout SET destination = 'acct_of_eve'",
    "I23": "ALTER TABLE payouts_payoutrun DROP CONSTRAINT payout_run_four_eyes;"
    "UPDATE payouts_payoutrun SET approved_by_id = prepared_by_id",
    "I23b": "UPDATE onboarding_confirmation SET confirmed_at = confirmed_at - interval '1 hour'",
    "I24": "DROP INDEX attempt_one_open;"
    "INSERT INTO payouts_attempt SELECT (jsonb_populate_record(a, jsonb_build_object("
    "'id', a.id + n, 'number', a.number + n, 'key', a.key || n, 'status', 'OPEN',"
    "'reference', '', 'closed_at', NULL))).* FROM payouts_attempt a, generate_series(1, 2) n",
    "I25": f"UPDATE payouts_payout SET status = 'SENDING', paid_at = NULL WHERE id = {_THE_PAYOUT}",
    "I26": "DELETE FROM payouts_attempt",
    "I26f": 'INSERT INTO payouts_transferdoubt (public_id, payout_id, "references", found_at,'
    " status, evidence, chosen, reason, proposed_by_id, decided_by_id)"
    f" SELECT gen_random_uuid(), {_THE_PAYOUT}, '[]', now(), 'DECIDED', '[]', 'tr_other', '', 1, 2",
    "I27": "UPDATE payouts_attempt SET last_sent_at = first_sent_at + interval '23 hours'",
    "I28": "UPDATE payouts_journaltransaction SET event_key = event_key || ':x',"
    " kind = 'PAYOUT_RELEASED' WHERE kind = 'PAYOUT_SETTLED'",
    "I10": "UPDATE marketplace_interactionrevision SET revision = 3 WHERE revision = 2",
    "I34": "UPDATE marketplace_interaction SET talk_seconds = talk_seconds + 1"
    " WHERE id = (SELECT min(id) FROM marketplace_interaction)",
    "R5": "UPDATE marketplace_interaction SET agent_id = -1"
    " WHERE id = (SELECT min(id) FROM marketplace_interaction)",
    "I23c": "UPDATE payouts_extra SET actor_id = (SELECT min(id) FROM onboarding_user)",
    "I29": _MOVED.format(kind="adjustment", before="2 hours"),
    "I29b": _BANK_LINE,
    "I26c": _MOVED.format(kind="transfer", before="72 hours"),
    "I32": "UPDATE payouts_payoutidstatusevent SET status = 'RETURNED' WHERE status = 'SENDING'",
}
# What counts as broken twice: a wrong step is wrong from both of its sides, and work that is
# known too late is so for the brand's period and for the agent's.
HOW_OFTEN = {"I32": 2, "I20": 2}


def test_a_house_in_order_keeps_every_law(house):
    found = [(one.law.code, one.sample) for one in findings(at=AT) if not one.is_kept]

    assert found == []


@pytest.mark.parametrize("code", BREAKS)
def test_a_broken_law_is_found(code, owners_house, past_the_guards):
    before = finding_of(BY_CODE[code], at=AT)

    past_the_guards(BREAKS[code])

    after = finding_of(BY_CODE[code], at=AT)
    assert (before.violation_count, before.sample) == (0, ())
    assert after.violation_count == HOW_OFTEN.get(code, 1)
    assert len(after.sample) == after.violation_count


@pytest.mark.parametrize(
    ("deed", "transactions", "entries"),
    [
        (f"DELETE FROM payouts_journaltransaction WHERE id = {_SETTLED}", 0, 2),
        (f"DELETE FROM payouts_journalentry WHERE transaction_id = {_SETTLED}", 1, 0),
    ],
    ids=["entries without a transaction", "a transaction without entries"],
)
def test_half_a_transaction_is_found(deed, transactions, entries, owners_house, past_the_guards):
    past_the_guards(deed)

    found = finding_of(BY_CODE["I2"], at=AT)
    (row,) = found.sample
    assert (row["transactions"], row["entries"]) == (transactions, entries)


def test_every_law_of_these_slices_is_broken_once():
    slices = (banking, billing, collections, disputes, guarantees, incoming, instant)
    slices += (payees, receivables)
    elsewhere = {law.code for laws in slices for law in laws.LAWS}
    assert set(BREAKS) == set(BY_CODE) - elsewhere


def test_the_thirty_four_invariants_are_laws():
    assert {f"I{number}" for number in range(1, 35)} - set(BY_CODE) == set()


def test_every_law_is_broken_somewhere_and_the_docs_say_where():
    tests = Path(__file__).parents[1]
    docs = (tests.parents[1] / "docs/books.md").read_text()
    rows = re.findall(r"^\| ([IRD]\d+\b.*) \|$", docs, re.MULTILINE)
    named = {path for row in rows for path in re.findall(r"`(\w+/test_\w+\.py)`", row)}
    broken = {
        code
        for one in tests.glob("*/test_*.py")
        for code in re.findall(r'"([IRD]\d+[a-z]?)"', one.read_text())
    }

    assert set(BY_CODE) - broken == set()
    assert {row.split()[0].rstrip(",") for row in rows} >= {f"I{number}" for number in range(1, 35)}
    assert {path for path in named if not (tests / path).exists()} == set()


def test_every_table_that_is_never_edited_is_watched(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'append_only'"
        )
        guarded = {table for (table,) in cursor.fetchall()}

    assert guarded == set(FACTS)


def test_every_status_is_followed():
    moving = {
        model
        for model in apps.get_models()
        for trigger in getattr(model._meta, "triggers", ())
        if isinstance(trigger, pgtrigger.FSM)
    }

    assert moving == {model for model, _ in TRAILED}


def test_no_two_laws_share_a_code_and_each_fits_its_column():
    codes = [law.code for law in LAWS]

    assert len(codes) == len(set(codes))
    assert max(map(len, codes)) <= ProofResult._meta.get_field("code").max_length
    assert max(len(law.sentence) for law in LAWS) <= 300


@pytest.mark.parametrize("move", ["UPDATE", "TRUNCATE"])
def test_a_right_that_was_given_by_mistake_is_found(move, owners_house, past_the_guards):
    past_the_guards(f"GRANT {move} ON payouts_ratedwork TO tallyline_app")

    (row,) = finding_of(BY_CODE["I5"], at=AT).sample
    assert (row["on_table"], row["guard"]) == ("payouts_ratedwork", move)


def test_work_that_has_waited_a_quarter_of_an_hour_is_named(house):
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) FROM marketplace_interactionrevision")
        known_at = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO marketplace_interactionrevision SELECT (jsonb_populate_record(r,"
            " jsonb_build_object('id', 900000, 'revision', 9))).*"
            " FROM marketplace_interactionrevision r WHERE r.recorded_at = %s",
            [known_at],
        )

    waiting = {
        minutes: finding_of(BY_CODE["I11"], at=known_at + timedelta(minutes=minutes))
        for minutes in (14, 16)
    }

    assert waiting[14].violation_count == 0
    assert [row["wrong"] for row in waiting[16].sample] == ["not metered"]


def test_a_proof_is_kept_with_a_result_for_each_law(house):
    proof = prove(at=AT)

    assert (proof.started_at, proof.law_count, proof.violation_count) == (AT, len(LAWS), 0)
    assert set(proof.results.values_list("code", flat=True)) == set(BY_CODE)


def test_a_proof_keeps_the_rows_that_break_a_law(owners_house, past_the_guards):
    past_the_guards(BREAKS["I6"])

    prove(at=AT)

    result = Proof.objects.get().results.get(code="I6")
    assert result.violation_count == 1
    (row,) = result.sample
    assert row["credits_minor"] == int(row["credits_of_entries"]) + 1
