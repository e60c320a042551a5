"""A payout on request, killed at every step, whatever becomes of its last call: paid out once."""

from dataclasses import replace
from uuid import uuid4

import pytest

from payouts.instant.services import Ask, request_instant, set_tariff
from payouts.management.crashes.processor import FATES
from payouts.management.crashes.suite import Unit, lead
from payouts.payees.models import Payee
from tests.crashes.instant import InstantCase, PayingOut, a_key_for_each_try, instant_job
from tests.factories import onboarding
from tests.payouts.instant.desk import EARNED, TARIFF
from tests.times import NOON

ASKED, FEE = 10_000, 150


class Requests:
    """One request after another, each with an agent and a processor of its own."""

    def __init__(self, desk) -> None:
        self.desk, self.count = desk, 0
        tess = onboarding.staff("Tess", "SET_TERMS")
        set_tariff(tariff=TARIFF, effective_from=EARNED, actor=tess, at=EARNED)

    def begins(self, last, job=instant_job):
        self.count += 1
        name = f"Ada{self.count}"
        agent = onboarding.agent(name, login=True)
        self.desk.owes(name, ASKED, at=EARNED)
        Payee.objects.filter(agent=agent).update(instant_currencies=["USD"])
        ask = Ask("USD", ASKED, FEE, uuid4())
        instant = request_instant(agent=agent, ask=ask, actor=agent.user, at=NOON)
        return InstantCase(name, instant, PayingOut(now=NOON, last_fates=[last]), fee=FEE, job=job)


@pytest.fixture
def requests(finance_desk):
    return Requests(finance_desk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("last", FATES)
def test_whenever_it_is_killed_the_bank_is_paid_once_or_the_fee_is_given_back(requests, last):
    unit = Unit("processor", last, "at once")
    lead(requests.begins(last), unit)
    calm = lead(requests.begins(last), unit)

    lives = [lead(requests.begins(last), unit, (kill,)) for kill in calm.fresh]

    assert [(one.kills, one.faults) for one in (calm, *lives) if one.faults] == []
    assert [len(one.deaths) for one in lives] == [1] * len(lives)


@pytest.mark.django_db(transaction=True)
def test_a_naive_last_leg_pays_twice_in_the_same_world(requests):
    case = requests.begins("answer_lost", job=a_key_for_each_try)
    lost = replace(case.world, last_fates=["request_lost"])
    instant_job(case.instant.payout.run, lost, NOON)

    led = lead(case, Unit("processor", "answer_lost", "at once"))

    assert led.is_paid_twice
