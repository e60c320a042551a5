"""The same crashes through the real library, against the stand-in in a process of its own."""

from datetime import datetime, timedelta

import pytest

from payouts.gateway.processor import processor
from payouts.management.crashes import jobs
from payouts.management.crashes.cases import ProcessorCase
from payouts.management.crashes.cast import BEGINNING
from payouts.management.crashes.suite import Unit, lead
from payouts.payees.rails import Rail
from payouts.runs.outcomes import subject_of

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


class OverHttp:
    """The processor as the library reaches it; its clock keeps up by the full hour."""

    def __init__(self, stand_in, now: datetime) -> None:
        self._stand_in, self._now, self._hours = stand_in, now, 0

    @property
    def now(self) -> datetime:
        return self._now

    @now.setter
    def now(self, instant: datetime) -> None:
        self._now = instant
        hours = (instant - BEGINNING) // HOUR
        self._stand_in.lets_pass(hours=hours - self._hours)
        self._hours = hours

    def __getattr__(self, name):
        return getattr(processor(), name)


class LibraryCase(ProcessorCase):
    """One agent whose account the stand-in keeps."""

    def __init__(self, cast, stand_in) -> None:
        at = cast.begins()
        opened = processor().open_account(
            email=f"{at:%H%M%S}@crashes.test", country="US", key=f"life_{at:%H%M%S}"
        )
        self.agents = [cast.agent(Rail.PROCESSOR, at=at, account=opened.reference)]
        self.run = cast.approved_run(self.currency, at=at)
        self.world = OverHttp(stand_in, self.run.cutoff_at)
        self._job, self._stand_in = jobs.pay, stand_in

    def sent_to(self, payout):
        return sum(sent.minor for sent in self._stand_in.transfers_of(subject_of(payout.pk)))


@pytest.mark.parametrize("plan", ["at once", "after a day"])
@pytest.mark.parametrize("fault", [None, "after_reset", "error_500_after", "before_reset"])
def test_whenever_it_is_killed_an_agent_is_paid_exactly_once(theatre, stand_in, fault, plan):
    def life(*kills):
        case = LibraryCase(theatre.cast, stand_in)
        if fault:
            stand_in.meets(fault)
        led = lead(case, Unit("processor", str(fault), plan), kills)
        stand_in.behaves()
        return led

    life()
    calm = life()

    # Every other state: the model of the processor has tried them all.
    lives = [life(kill) for kill in calm.fresh[::2]]

    assert [(one.kills, one.faults) for one in (calm, *lives) if one.faults] == []
    assert [len(one.deaths) for one in lives] == [1] * len(lives)
