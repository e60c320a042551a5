"""The same crashes through the real library, against the stand-in in a process of its own."""

from datetime import datetime, timedelta

import pytest

from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.runs.models import PayoutStatus
from tests.crashes.harness import LAPSES, is_at_rest, live, our_job, steps_of_a_life
from tests.payouts.runs.desk import approved_payout, balances, status_of
from tests.times import NOON

HOUR = timedelta(hours=1)


class OverHttp:
    """The processor as the library reaches it; its clock keeps up by the full hour."""

    def __init__(self, stand_in):
        self._stand_in, self._now, self._hours = stand_in, NOON, 0

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, instant: datetime) -> None:
        self._now = instant
        hours = (instant - NOON) // HOUR
        self._stand_in.lets_pass(hours=hours - self._hours)
        self._hours = hours

    def __getattr__(self, name):
        return getattr(processor(), name)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lapse", LAPSES)
@pytest.mark.parametrize("fault", [None, "after_reset", "error_500_after", "before_reset"])
def test_whenever_it_is_killed_an_agent_is_paid_exactly_once(finance_desk, stand_in, fault, lapse):
    # One step of seven: the model of the processor has tried them all.
    whole = steps_of_a_life(
        our_job, approved_payout(finance_desk, "Zoe", 900).run, OverHttp(stand_in)
    )
    for kill_at in range(1, whole + 1, 7):
        name = f"Ada{kill_at}"
        payout = approved_payout(finance_desk, name, 900)
        if fault:
            stand_in.meets(fault)

        live(our_job, payout.run, OverHttp(stand_in), kill_at=kill_at, lapses=LAPSES[lapse])
        stand_in.behaves()

        assert is_at_rest(payout.run), f"killed at step {kill_at}"
        assert status_of(payout) == PayoutStatus.PAID
        assert stand_in.transfers_of(f"payout_{payout.pk}") == [Money(900, "USD")]
        assert balances(name) == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}
