"""A payday in bad weather, small; the whole of it is ``manage.py bench payday``."""

import pytest

from payouts.management.simulation.payday import hold_payday
from payouts.management.simulation.practice import SWIFT_FAULTS, Practice
from payouts.management.simulation.verdict import judge
from payouts.runs.models import Payout, PayoutStatus
from tests.factories import onboarding, payouts
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def practice(stand_in):
    return Practice(stand_in.address)


def test_everybody_is_paid_once_or_listed_while_one_call_in_ten_goes_wrong(practice):
    day = hold_payday(
        practice=practice, payouts=120, rate=0.1, seed=6, say=print, kinds=SWIFT_FAULTS
    )

    assert day.verdict.wrong == ()
    assert (day.is_completed, day.resumptions <= 3) == (True, True)
    assert day.verdict.by_status["PAID"] == day.verdict.transfers
    assert day.verdict.by_status["PAID"] + sum(day.verdict.listed.values()) == 120
    assert len(day.faults) > 5
    assert day.verdict.attempts > 120


def test_a_second_transfer_for_a_payout_is_found(practice):
    day = hold_payday(practice=practice, payouts=3, rate=0, seed=1, say=print)
    first = Payout.objects.order_by("pk").first()

    practice.gateway()._api.transfers.create(
        {
            "amount": first.amount_minor,
            "currency": "usd",
            "destination": first.destination,
            "transfer_group": f"payout_{first.pk}",
        }
    )

    wrong = judge(practice, at=NOON).wrong
    assert day.verdict.wrong == ()
    assert [sentence[:34] for sentence in wrong] == [
        "No attempt accounts for transfer t",
        f"Payout {first.pk} was made 2 times."[:34],
        "The processor moved -" + wrong[2][21:34],
    ]


def test_a_payout_that_stands_without_a_reason_is_found(practice):
    day = hold_payday(practice=practice, payouts=3, rate=0, seed=1, say=print)
    zoe = payouts.payee(onboarding.agent("Zoe"))

    unexplained = Payout.objects.create(
        run=Payout.objects.order_by("pk").first().run,
        payee=zoe,
        agent=zoe.agent,
        currency="USD",
        amount_minor=100,
        destination=zoe.account,
        status=PayoutStatus.CANCELLED,
    )

    assert day.verdict.wrong == ()
    assert judge(practice, at=NOON).wrong[0] == (
        f"Payout {unexplained.pk} is CANCELLED and nothing says why."
    )
