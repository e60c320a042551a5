"""What the books refuse, to the application's role and to the owner of the tables himself."""

import pytest
from django.db import DatabaseError, connection, transaction

from payouts.ledger.postings import payout_reserved
from payouts.ledger.services import post, reverse
from payouts.money import Money
from tests.factories.onboarding import agent
from tests.factories.payouts import owe
from tests.payouts.reports.house import build_house
from tests.times import NOON

NO_RIGHT, APPEND_ONLY, NOT_WHOLE, MOVES_NOTHING = "42501", "23001", "23000", "23514"
FLOOR_PASSED, KEY_REUSED, REVERSED_TWICE = "TL001", "TL002", "23505"

FACTS = (
    "marketplace_interactionrevision",
    "marketplace_ratecardversion",
    "marketplace_ratemultiplier",
    "payouts_accrual",
    "payouts_clearing",
    "payouts_creditnote",
    "payouts_creditnoteline",
    "payouts_invoiceline",
    "payouts_journalentry",
    "payouts_journalseal",
    "payouts_journaltransaction",
    "payouts_ledgeraccount",
    "payouts_payoutskip",
    "payouts_proof",
    "payouts_proofresult",
    "payouts_ratedwork",
    "payouts_usagerecord",
)
BOOKS = (
    "payouts_journaltransaction",
    "payouts_journalentry",
    "payouts_ledgeraccount",
    "payouts_ledgerbalance",
)
EDITS = ("UPDATE {table} SET {key} = {key}", "DELETE FROM {table}", "TRUNCATE {table} CASCADE")


def edit(attack: str, table: str) -> str:
    key = "revision_id" if table == "payouts_usagerecord" else "id"
    return attack.format(table=table, key=key)


def contents() -> list[str]:
    """A hash of every row of the books."""
    hashes = []
    with connection.cursor() as cursor:
        for table in BOOKS:
            cursor.execute(
                f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t), '')) FROM {table} t"
            )
            hashes.append(cursor.fetchone()[0])
    return hashes


def answer_to(attack: str, arguments: list | None = None) -> str | None:
    """The error that the database answers ``attack`` with; the books are as before."""
    before = contents()
    state = None
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(attack, arguments)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except DatabaseError as refusal:
        state = refusal.__cause__.sqlstate
        assert contents() == before
    return state


def through_many(legs, *, key: str, kind: str, reverses: int | None) -> str | None:
    codes, amounts = [code for code, _ in legs], [amount for _, amount in legs]
    return answer_to(
        "SELECT * FROM ledger_post(%s::text[], %s::text[], %s::timestamptz[], %s::bigint[],"
        " %s::int[], %s::text[], %s::bigint[], now(), NULL)",
        [[key], [kind], [NOON], [reverses], [1] * len(legs), codes, amounts],
    )


def through_one(legs, *, key: str, kind: str, reverses: int | None) -> str | None:
    codes, amounts = [code for code, _ in legs], [amount for _, amount in legs]
    return answer_to(
        "SELECT ledger_post_one(%s, %s, %s, %s, %s::text[], %s::bigint[], now(), NULL)",
        [key, kind, NOON, reverses, codes, amounts],
    )


@pytest.fixture(params=[through_many, through_one], ids=["ledger_post", "ledger_post_one"])
def posted(request):
    """Hand one event to a function of the books, and return the answer."""

    def post_it(*legs, key="attack", kind="X", reverses=None):
        return request.param(legs, key=key, kind=kind, reverses=reverses)

    return post_it


@pytest.fixture
def books(db):
    """A little money in the books: 900 payable to Ada, posted twice and reversed once."""
    ada = agent("Ada")
    owe(ada, 900)
    owe(ada, 300, key="owed:by mistake")
    reverse(transaction_id=_pk_of("owed:by mistake"), at=NOON, actor=None)
    return ada


def _pk_of(event_key: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM payouts_journaltransaction WHERE event_key = %s", [event_key]
        )
        return cursor.fetchone()[0]


# ------------------------------------------------- through the door that the application has


def test_an_honest_posting_passes(posted, books):
    assert posted(("BANK/USD", 5), ("REVENUE/USD", -5)) is None


@pytest.mark.parametrize(
    ("legs", "answer"),
    [
        ((("BANK/USD", 5), ("REVENUE/USD", -4)), NOT_WHOLE),
        ((("BANK/USD", 5),), NOT_WHOLE),
        ((), NOT_WHOLE),
        ((("BANK/USD", 5), ("REVENUE/EUR", -5)), NOT_WHOLE),
        ((("BANK/USD", 5), ("REVENUE/USD", -5), ("BANK/USD", 0)), MOVES_NOTHING),
        ((("BANK/USD", 0), ("REVENUE/USD", 0)), MOVES_NOTHING),
        ((("SLUSH_FUND/USD", 5), ("REVENUE/USD", -5)), NOT_WHOLE),
    ],
    ids=("unbalanced", "one leg", "no leg", "two currencies", "zero leg", "all zero", "no account"),
)
def test_what_is_not_a_whole_transaction_is_refused(legs, answer, posted, books):
    assert posted(*legs) == answer


def test_a_used_key_with_another_content_is_refused(posted, books):
    assert posted(("BANK/USD", 5), ("REVENUE/USD", -5), key="owed:by mistake") == KEY_REUSED


def test_a_promise_of_money_that_is_not_there_is_refused(posted, books):
    legs = ((f"AGENT_PAYABLE/USD/{books.pk}", 901), (f"AGENT_IN_TRANSIT/USD/{books.pk}", -901))

    assert posted(*legs, kind="PAYOUT_RESERVED") == FLOOR_PASSED


@pytest.mark.parametrize("account", ["AGENT_IN_TRANSIT", "AGENT_HELD", "BRAND_PREPAID"])
def test_some_floors_bind_whatever_the_event_calls_itself(account, posted, books):
    assert posted((f"{account}/USD/{books.pk}", 1), ("BANK/USD", -1)) == FLOOR_PASSED


def test_a_second_reversal_is_refused_whatever_its_key(posted, books):
    mistake = _pk_of("owed:by mistake")
    legs = ((f"AGENT_PAYABLE/USD/{books.pk}", 300), ("AGENT_COST/USD", -300))

    assert posted(*legs, kind="REVERSAL", reverses=mistake) == REVERSED_TWICE


@pytest.mark.parametrize(
    "legs",
    [
        (("BANK/USD", 1), ("REVENUE/USD", -1)),
        (("AGENT_COST/USD", 50), ("BANK/USD", -50)),
        (("AGENT_COST/USD", -49), ("BANK/USD", 49)),
    ],
    ids=["other accounts", "the same sign", "another amount"],
)
def test_a_reversal_that_is_not_the_opposite_is_refused(legs, posted, books):
    assert posted(("AGENT_COST/USD", 50), ("BANK/USD", -50), key="fifty") is None

    assert posted(*legs, key="reverse:fifty", reverses=_pk_of("fifty")) == NOT_WHOLE


def test_a_table_of_the_same_name_in_the_session_fools_nobody(books):
    with connection.cursor() as cursor:
        for table in BOOKS:
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
        cursor.execute("SELECT sum(credits_minor) FROM public.payouts_ledgerbalance")
        before = cursor.fetchone()[0]

        cursor.execute("SET LOCAL search_path = pg_temp, public")
        post(payout_reserved(payout_id=1, agent_id=books.pk, amount=Money(900, "USD")), at=NOON)

        cursor.execute("SELECT sum(credits_minor) FROM public.payouts_ledgerbalance")
        assert cursor.fetchone()[0] == before + 900


# ------------------------------------------------- past the door, as the application's role


@pytest.mark.parametrize("attack", EDITS)
def test_the_application_may_not_touch_a_fact(attack, books):
    answers = {table: answer_to(edit(attack, table)) for table in FACTS}

    assert answers == dict.fromkeys(FACTS, NO_RIGHT)


_LEG = "INSERT INTO payouts_journalentry (transaction_id, account_id, currency, amount_minor) "
_FORGED = (
    "INSERT INTO payouts_journaltransaction (event_key, fingerprint, kind, effective_at,"
    " recorded_at, xact) VALUES ('forged', '', 'X', now(), now(), {xact})"
)


@pytest.mark.parametrize(
    "attack",
    [
        _LEG + "SELECT transaction_id, account_id, currency, 1 FROM payouts_journalentry LIMIT 1",
        _FORGED.format(xact="'1'::xid8"),
        _FORGED.format(xact="pg_current_xact_id()"),
        "INSERT INTO payouts_ledgeraccount (code, kind, owner, currency, grows_by, floor_binds,"
        " is_cached) VALUES ('SLUSH/USD', 'BANK', 'PLATFORM', 'USD', 'DEBIT', 'NOTHING', false)",
        "UPDATE payouts_ledgerbalance SET credits_minor = credits_minor + 1000000",
        "DELETE FROM payouts_ledgerbalance",
        "TRUNCATE payouts_ledgerbalance",
        "INSERT INTO payouts_ledgerbalance VALUES (1000000, 0, 1000000, 1)",
        "ALTER TABLE payouts_journalentry DISABLE TRIGGER ALL",
        "ALTER TABLE payouts_journalentry DISABLE TRIGGER balanced_and_sealed",
        "DROP TRIGGER append_only ON payouts_journalentry",
        "DROP TABLE payouts_journalentry",
        "SET session_replication_role = replica",
        "SET LOCAL session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NULL; END'",
        "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT setval('payouts_journalentry_id_seq', 1)",
        "DELETE FROM payouts_payoutidstatusevent",
        "UPDATE payouts_payoutidstatusevent SET status = 'PAID'",
    ],
)
def test_the_application_may_not_step_past_the_door(attack, books):
    assert answer_to(attack) == NO_RIGHT


def test_the_application_cannot_become_the_owner(books):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'payouts_journalentry'")
        owner = cursor.fetchone()[0]

    assert answer_to(f'SET ROLE "{owner}"') == NO_RIGHT
    assert answer_to(f'SET SESSION AUTHORIZATION "{owner}"') == NO_RIGHT


@pytest.mark.parametrize("attack", EDITS)
def test_the_switch_of_the_trigger_library_opens_nothing(attack, books):
    with connection.cursor() as cursor:
        every = ",".join(f"{table}:append_only" for table in FACTS)
        cursor.execute(f"SET LOCAL pgtrigger.ignore = '{{{every}}}'")

    answers = {table: answer_to(edit(attack, table)) for table in FACTS}

    assert answers == dict.fromkeys(FACTS, NO_RIGHT)


# ------------------------------------------------- as the owner, whom only triggers bind


@pytest.fixture
def owners_books(owner_login, db):
    """The books of a house in order, in a transaction of the owner's."""
    build_house()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("attack", EDITS)
def test_triggers_bind_the_owner_as_well(attack, owners_books):
    answers = {table: answer_to(edit(attack, table)) for table in FACTS}

    assert answers == dict.fromkeys(FACTS, APPEND_ONLY)


_WHOLE = """
    WITH t AS (
        INSERT INTO payouts_journaltransaction
            (event_key, fingerprint, kind, effective_at, recorded_at, xact)
        VALUES ('attack', '', 'X', now(), now(), {xact}) RETURNING id
    )
    INSERT INTO payouts_journalentry (transaction_id, account_id, currency, amount_minor)
    SELECT t.id, a.id, {currency}, l.amount
    FROM t, (VALUES {legs}) AS l (amount, code) JOIN payouts_ledgeraccount a ON a.code = l.code
"""
_HERE, _OWN, _EVEN = (
    "pg_current_xact_id()",
    "a.currency",
    "(5, 'AGENT_COST/USD'), (-5, 'REVENUE/USD')",
)


def test_the_owner_may_write_a_whole_transaction_by_hand(owners_books):
    assert answer_to(_WHOLE.format(xact=_HERE, currency=_OWN, legs=_EVEN)) is None


@pytest.mark.parametrize(
    ("xact", "currency", "legs"),
    [
        (_HERE, _OWN, "(5, 'AGENT_COST/USD'), (-4, 'REVENUE/USD')"),
        (_HERE, _OWN, "(5, 'AGENT_COST/USD')"),
        (_HERE, _OWN, "(5, 'AGENT_COST/USD'), (-5, 'REVENUE/JPY')"),
        (_HERE, "'EUR'", _EVEN),
        ("'3'::xid8", _OWN, _EVEN),
    ],
    ids=("unbalanced", "one leg", "two currencies", "wrong currency", "forged seal"),
)
def test_triggers_refuse_the_owner_a_broken_transaction(xact, currency, legs, owners_books):
    assert answer_to(_WHOLE.format(xact=xact, currency=currency, legs=legs)) == NOT_WHOLE


@pytest.mark.parametrize(
    "attack",
    [
        _LEG + "SELECT transaction_id, account_id, currency, 1 FROM payouts_journalentry LIMIT 1",
        _LEG + "SELECT transaction_id, account_id, currency, amount_minor FROM payouts_journalentry"
        " WHERE transaction_id = (SELECT max(transaction_id) FROM payouts_journalentry)",
        _LEG + "SELECT -1, account_id, currency, amount_minor FROM payouts_journalentry"
        " WHERE transaction_id = (SELECT max(transaction_id) FROM payouts_journalentry)",
        _FORGED.format(xact="pg_current_xact_id()"),
    ],
    ids=("a leg added later", "balanced legs added later", "legs of nothing", "no legs"),
)
def test_nobody_adds_legs_later(attack, owners_books):
    assert answer_to(attack) == NOT_WHOLE


def test_the_switch_of_the_trigger_library_opens_nothing_to_the_owner(owners_books):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL pgtrigger.ignore = '{payouts_journalentry:append_only}'")

    assert answer_to("UPDATE payouts_journalentry SET amount_minor = 1") == APPEND_ONLY
