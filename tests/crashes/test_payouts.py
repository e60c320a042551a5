"""A crash at every step × everything that can happen to a call: paid once, and the books agree."""

from itertools import product

import pytest

from payouts.runs.models import PayoutStatus, RunStatus
from tests.crashes.controls import a_fresh_key_for_each_retry, one_key_for_ever
from tests.crashes.harness import LAPSES, is_at_rest, live, our_job, steps_of_a_life
from tests.crashes.processor import FATES, ProcessorInMemory
from tests.payouts.runs.desk import balances, sent_in_the_books, status_of
from tests.times import NOON

AMOUNT = 900


class Lives:
    """One payout after another, each with an agent of its own and a processor of its own."""

    def __init__(self, desk) -> None:
        self.desk, self.processors = desk, []

    def begins(self, fates):
        name = f"Ada{len(self.processors)}"
        payout = self.desk.run(RunStatus.APPROVED, pays={name: AMOUNT}).payouts.get()
        self.processors.append(ProcessorInMemory(now=NOON, fates=list(fates)))
        return name, payout, self.processors[-1]

    def paid_in_all(self):
        return AMOUNT * sum(len(processor.transfers) for processor in self.processors)

    def each(self, job, fates, lapses):
        """Every life that ends once at another step: agent's name, payout, processor."""
        _, payout, processor = self.begins(fates)
        whole = steps_of_a_life(job, payout.run, processor)
        live(job, payout.run, processor, kill_at=0, lapses=lapses)
        _out_of_the_way(payout)
        for kill_at in range(1, whole + 1):
            name, payout, processor = self.begins(fates)
            assert live(job, payout.run, processor, kill_at=kill_at, lapses=lapses)
            yield kill_at, name, payout, processor
            _out_of_the_way(payout)


def _out_of_the_way(payout) -> None:
    """One run at a time: a life that is over makes room for the next."""
    type(payout.run).objects.filter(pk=payout.run_id, status__in=["APPROVED", "PAUSED"]).update(
        status="EXECUTING"
    )
    type(payout.run).objects.filter(pk=payout.run_id, status="EXECUTING").update(status="COMPLETED")


@pytest.fixture
def lives(finance_desk):
    return Lives(finance_desk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lapse", LAPSES)
@pytest.mark.parametrize("fate", FATES)
def test_whenever_it_is_killed_an_agent_is_paid_exactly_once(lives, fate, lapse):
    for kill_at, name, payout, processor in lives.each(our_job, [fate], LAPSES[lapse]):
        where = f"killed at step {kill_at}"
        paid = len(processor.transfers) * AMOUNT
        assert is_at_rest(payout.run), where
        assert status_of(payout) in {PayoutStatus.PAID, PayoutStatus.REJECTED}, where
        assert paid == (AMOUNT if status_of(payout) == PayoutStatus.PAID else 0), where
        assert balances(name) == {"AGENT_PAYABLE": AMOUNT - paid, "AGENT_IN_TRANSIT": 0}, where
        assert status_of(payout.run) == RunStatus.COMPLETED, where
    assert sent_in_the_books().minor == lives.paid_in_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "fates", [pair for pair in product(FATES, repeat=2) if pair[0] not in {"done", "closed"}]
)
def test_two_misfortunes_and_no_crash_pay_once_as_well(lives, fates):
    name, payout, processor = lives.begins(fates)

    live(our_job, payout.run, processor, kill_at=0, lapses=LAPSES["at once"])

    paid = len(processor.transfers) * AMOUNT
    assert status_of(payout) == (PayoutStatus.PAID if paid else PayoutStatus.REJECTED)
    assert paid in {0, AMOUNT}
    assert balances(name) == {"AGENT_PAYABLE": AMOUNT - paid, "AGENT_IN_TRANSIT": 0}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("naive", "lapse"),
    [(a_fresh_key_for_each_retry, "at once"), (one_key_for_ever, "after a day")],
)
def test_a_naive_protocol_pays_twice_in_the_same_world(lives, naive, lapse):
    paid_twice = {
        fate
        for fate in FATES
        for _, _, _, processor in lives.each(naive, [fate], LAPSES[lapse])
        if len(processor.transfers) > 1
    }

    assert {"done", "answer_lost"} <= paid_twice
