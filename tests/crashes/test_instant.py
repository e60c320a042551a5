"""A payout on request, killed at every step, whatever becomes of its last call: paid out once."""

from dataclasses import replace
from uuid import uuid4

import pytest

from payouts.instant.models import InstantStatus
from payouts.instant.services import Ask, request_instant, set_tariff
from payouts.payees.models import Payee
from payouts.runs.models import PayoutStatus
from tests.crashes.harness import LAPSES, live, steps_of_a_life
from tests.crashes.instant import PayingOut, a_key_for_each_try, instant_job, is_over
from tests.crashes.processor import FATES
from tests.factories import onboarding
from tests.payouts.instant.desk import EARNED, TARIFF, fate
from tests.payouts.runs.desk import balances
from tests.times import NOON

ASKED, FEE = 10_000, 150
LAST = tuple(one for one in FATES)


class Requests:
    """One request after another, each with an agent and a processor of its own."""

    def __init__(self, desk) -> None:
        self.desk, self.count = desk, 0
        tess = onboarding.staff("Tess", "SET_TERMS")
        set_tariff(tariff=TARIFF, effective_from=EARNED, actor=tess, at=EARNED)

    def begins(self, fates):
        self.count += 1
        name = f"Ada{self.count}"
        agent = onboarding.agent(name, login=True)
        self.desk.owes(name, ASKED, at=EARNED)
        Payee.objects.filter(agent=agent).update(instant_currencies=["USD"])
        ask = Ask("USD", ASKED, FEE, uuid4())
        instant = request_instant(agent=agent, ask=ask, actor=agent.user, at=NOON)
        return name, instant, PayingOut(now=NOON, last_fates=list(fates))

    def each(self, job, fates, lapses):
        _, instant, behind = self.begins(fates)
        whole = steps_of_a_life(job, instant.payout.run, behind)
        _rests(job, instant, behind, lapses, kill_at=0)
        for kill_at in range(1, whole + 1):
            name, instant, behind = self.begins(fates)
            _rests(job, instant, behind, lapses, kill_at=kill_at)
            yield kill_at, name, instant, behind


def _rests(job, instant, behind, lapses, *, kill_at):
    """As ``live``, until both legs are known and not the first alone."""
    run = instant.payout.run
    live(job, run, behind, kill_at=kill_at, lapses=lapses)
    for lapse in lapses:
        if is_over(run):
            return
        behind.now += lapse
        job(run, behind, behind.now)


@pytest.fixture
def requests(finance_desk):
    return Requests(finance_desk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("last", LAST)
def test_whenever_it_is_killed_the_bank_is_paid_once_or_the_fee_is_given_back(requests, last):
    for kill_at, name, instant, behind in requests.each(instant_job, [last], LAPSES["at once"]):
        where = f"killed at step {kill_at}"
        first, second = fate(instant)
        assert is_over(instant.payout.run), where
        assert (first, len(behind.transfers)) == (PayoutStatus.PAID, 1), where
        made = len(behind.paid_out)
        assert (second, made) in {(InstantStatus.ON_ITS_WAY, 1), (InstantStatus.SLOW, 0)}, where
        back = FEE if second == InstantStatus.SLOW else 0
        assert balances(name) == {"AGENT_PAYABLE": back, "AGENT_IN_TRANSIT": 0}, where


@pytest.mark.django_db(transaction=True)
def test_a_naive_last_leg_pays_twice_in_the_same_world(requests):
    twice = set()
    for last in ("done", "answer_lost", "failed_after"):
        _, instant, behind = requests.begins([last])
        instant_job(instant.payout.run, replace(behind, last_fates=["request_lost"]), NOON)
        _rests(a_key_for_each_try, instant, behind, LAPSES["at once"], kill_at=2)
        if len(behind.paid_out) > 1:
            twice.add(last)

    assert "answer_lost" in twice
