"""Many hands in the books at once: nobody waits for ever, nothing is written twice or lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from payouts.ledger.chart import AccountKind
from payouts.ledger.models import JournalEntry, JournalTransaction
from payouts.ledger.postings import Posting, credit, debit, pay_accrued, payout_reserved
from payouts.ledger.selectors import balance
from payouts.ledger.services import post, post_many
from payouts.money import Money
from tests.factories.onboarding import agent
from tests.factories.payouts import owe
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 25


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    """Do all of it at the same moment, each on a connection of its own."""
    together = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        together.wait()
        try:
            return deed()
        except Exception as refusal:
            return type(refusal).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def earned(round_number: int, order: list[int], who: str) -> int:
    postings = [
        pay_accrued(
            event_key=f"{who}:{round_number}:{agent_id}",
            agent_id=agent_id,
            amount=Money(1, "USD"),
        )
        for agent_id in order
    ]
    return post_many(postings, effective_ats=[NOON] * len(order), recorded_at=NOON).new


def test_batches_that_meet_the_same_accounts_in_opposite_order_do_not_wait_for_each_other():
    agents = list(range(1, 41))

    outcomes = []
    for number in range(ROUNDS):
        outcomes += at_once(
            [
                lambda n=number: earned(n, agents, "up"),
                lambda n=number: earned(n, agents[::-1], "down"),
            ]
        )

    assert outcomes == [40] * (2 * ROUNDS)
    assert {balance(AccountKind.AGENT_PENDING, "USD", one).minor for one in agents} == {2 * ROUNDS}


def test_batches_that_bring_the_same_events_in_opposite_order_write_each_once():
    agents = list(range(1, 41))

    outcomes = []
    for number in range(ROUNDS):
        outcomes += at_once(
            [
                lambda n=number: earned(n, agents, "same"),
                lambda n=number: earned(n, agents[::-1], "same"),
            ]
        )

    assert [outcome for outcome in outcomes if isinstance(outcome, str)] == []
    assert JournalTransaction.objects.count() == 40 * ROUNDS
    assert JournalEntry.objects.count() == 2 * 40 * ROUNDS
    assert {balance(AccountKind.AGENT_PENDING, "USD", one).minor for one in agents} == {ROUNDS}


def test_one_event_from_many_hands_is_one_event():
    posting = pay_accrued(event_key="accrual:1", agent_id=1, amount=Money(900, "USD"))

    outcomes = at_once([lambda: post(posting, at=NOON)] * 8)

    assert sorted(map(str, outcomes)) == ["False"] * 7 + ["True"]
    assert balance(AccountKind.AGENT_PENDING, "USD", 1) == Money(900, "USD")


def test_one_key_for_two_contents_is_one_event_and_one_refusal():
    postings = [
        pay_accrued(event_key="accrual:1", agent_id=1, amount=Money(minor, "USD"))
        for minor in (900, 901)
    ]

    outcomes = at_once([lambda p=posting: post(p, at=NOON) for posting in postings])

    assert sorted(map(str, outcomes)) == ["EventKeyReused", "True"]
    assert JournalTransaction.objects.count() == 1


def test_the_same_money_is_promised_once():
    ada = agent("Ada")
    owe(ada, 900)
    promises = [
        payout_reserved(payout_id=number, agent_id=ada.pk, amount=Money(500, "USD"))
        for number in range(4)
    ]

    outcomes = at_once([lambda p=promise: post(p, at=NOON) for promise in promises])

    assert sorted(map(str, outcomes)) == ["FloorPassed"] * 3 + ["True"]
    assert balance(AccountKind.AGENT_IN_TRANSIT, "USD", ada.pk) == Money(500, "USD")


def test_a_balance_kept_by_the_naive_protocol_would_lose_money():
    # The control: read, add, write. What the books do in one statement is lost between two.
    owe(agent("Ada"), 100)
    seen = Barrier(2)

    def naive() -> int:
        stands_at = balance(AccountKind.AGENT_PAYABLE, "USD", agent("Ada").pk)
        seen.wait()
        return stands_at.minor + 1

    assert at_once([naive, naive]) == [101, 101]


def test_a_platform_account_is_no_queue():
    outcomes = at_once(
        [
            lambda n=number: post(
                Posting(
                    "X",
                    f"x:{n}",
                    (
                        debit(AccountKind.BANK, Money(1, "USD")),
                        credit(AccountKind.REVENUE, Money(1, "USD")),
                    ),
                ),
                at=NOON,
            )
            for number in range(8)
        ]
    )

    assert outcomes == [True] * 8
    assert balance(AccountKind.BANK, "USD") == Money(8, "USD")
