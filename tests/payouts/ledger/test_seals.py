import json
from datetime import timedelta
from io import StringIO
from time import sleep

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from payouts.ledger import seals
from payouts.ledger.laws import LAWS
from payouts.ledger.models import JournalSeal
from payouts.ledger.seals import GENESIS, check_seals, seal_journal
from payouts.reports.proof import finding_of
from tests.factories.onboarding import agent
from tests.factories.payouts import owe
from tests.payouts.owner import owner_login  # noqa: F401
from tests.payouts.runs.desk import at_once
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
(SEALED,) = (law for law in LAWS if law.code == "I33")


def happenings(count: int) -> None:
    ada = agent()
    for number in range(count):
        owe(ada, 100 + number, at=NOON + timedelta(minutes=JournalSeal.objects.count()))


def sealed() -> None:
    """What there is, sealed: the first look sees it, the second knows that it is settled."""
    seal_journal(at=NOON)
    seals_next()


def seals_next() -> list[JournalSeal]:
    """What the next call seals, once whoever writes beside us in other databases is done."""
    for _ in range(600):
        if made := seal_journal(at=NOON + HOUR):
            return made
        sleep(0.05)
    raise AssertionError("nothing is ever settled")


def past_the_guards(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def wrongs() -> list[tuple[int, str]]:
    return [(one.seal.number, one.wrong) for one in check_seals() if one.wrong]


def test_the_chain_begins_with_a_block_of_nothing():
    (first,) = seal_journal(at=NOON)

    assert (first.number, first.last_id, first.hash) == (0, 0, GENESIS)
    assert seal_journal(at=NOON + HOUR) == []


def test_what_was_seen_is_sealed_by_the_next_call_and_once():
    happenings(3)

    first, second, third = seal_journal(at=NOON), seals_next(), seal_journal(at=NOON + 2 * HOUR)

    assert [len(first), len(second), len(third)] == [1, 1, 0]
    assert (second[0].transaction_count, second[0].previous_hash) == (3, GENESIS)
    assert wrongs() == []
    assert finding_of(SEALED, at=NOON).sample == ()


def test_a_long_journal_is_sealed_in_blocks_that_follow_one_another(monkeypatch):
    monkeypatch.setattr(seals, "BLOCK", 2)
    happenings(5)

    sealed()

    blocks = JournalSeal.objects.order_by("number").values_list("number", "transaction_count")
    assert list(blocks) == [(0, 0), (1, 2), (2, 2), (3, 1)]
    assert wrongs() == []


def test_what_is_under_way_elsewhere_is_not_sealed_past():
    happenings(1)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        seal_journal(at=NOON)

        assert seal_journal(at=NOON + HOUR) == []

        cursor.execute("ROLLBACK")
    other.close()
    assert len(seals_next()) == 1


def test_two_sealers_make_one_chain():
    happenings(2)
    seal_journal(at=NOON)

    said = at_once(lambda _: seal_journal(at=NOON + HOUR), range(4))

    assert said == ["list"] * 4
    assert JournalSeal.objects.count() <= 2
    assert wrongs() == []


@pytest.mark.parametrize(
    ("deed", "wrong"),
    [
        (
            "UPDATE payouts_journaltransaction SET effective_at = effective_at + interval '1 us'",
            "its rows are not those that were sealed",
        ),
        (
            "UPDATE payouts_journalentry SET amount_minor = amount_minor * 2",
            "its rows are not those that were sealed",
        ),
        (
            "DELETE FROM payouts_journalentry WHERE id ="
            " (SELECT max(id) FROM payouts_journalentry)",
            "3 entries instead of 4",
        ),
        (
            "DELETE FROM payouts_journaltransaction WHERE id ="
            " (SELECT min(id) FROM payouts_journaltransaction)",
            "1 transactions instead of 2",
        ),
        (
            "UPDATE payouts_journalseal SET previous_hash = repeat('0', 64) WHERE number = 1",
            "it does not follow the block before it",
        ),
        (
            "DELETE FROM payouts_journalseal WHERE number = 0",
            "the chain does not begin where it should",
        ),
    ],
)
def test_whoever_steps_past_the_guards_is_found(owner_login, deed, wrong, transactional_db):  # noqa: F811
    happenings(2)
    sealed()

    past_the_guards(deed)

    assert wrong in [said for _, said in wrongs()]
    assert finding_of(SEALED, at=NOON).violation_count == 1
    with pytest.raises(SystemExit):
        call_command("verify_seals", stdout=StringIO())


def test_the_command_knows_a_hash_that_was_kept_elsewhere():
    happenings(1)
    sealed()
    head = JournalSeal.objects.latest("number").hash
    said = StringIO()

    call_command("verify_seals", "--json", "--expect", head, stdout=said)

    assert json.loads(said.getvalue()) == {"blocks": 1, "head": head, "wrong": []}
    with pytest.raises(CommandError, match="No block has the hash"):
        call_command("verify_seals", "--expect", "0" * 64)
