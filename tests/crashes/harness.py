"""Kill the job at its n-th step, let time pass, wake it again, until everything is at rest.

A step is a statement of the database (before it: the one before it is committed, or rolled
back with its transaction) or a call to the processor (before and after it).
"""

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection

from payouts.gateway.base import Gateway
from payouts.runs.models import Payout, PayoutRun, RunStatus
from payouts.runs.reserving import reserve_payouts
from payouts.runs.selectors import FINAL, payouts_due
from payouts.runs.sending import send_payout
from payouts.runs.services import start_run
from payouts.runs.settlement import complete_run
from tests.crashes.processor import ProcessorInMemory

# Longer than a key lives, all told, and long enough for every back-off.
SHORT = [timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=20), timedelta(hours=2)]
LONG = [timedelta(hours=h) for h in (10, 10, 3, 1, 1, 1, 24, 1, 24, 1)]
LAPSES = {"at once": SHORT + LONG, "after a day": [timedelta(hours=30), *SHORT, *LONG, *SHORT]}


class Killed(BaseException):
    """The process is gone. Nothing may catch it."""


class Steps:
    """Counts steps, and kills at one of them."""

    def __init__(self, kill_at: int | None) -> None:
        self.kill_at, self.count = kill_at, 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.kill_at:
            raise Killed

    def statement(self, execute, sql, params, many, context):
        self.step()
        return execute(sql, params, many, context)


class KillableGateway:
    """The processor, behind a process that may be gone before or after the call."""

    def __init__(self, processor: ProcessorInMemory, steps: Steps) -> None:
        self._processor, self._steps = processor, steps

    def __getattr__(self, name: str):
        call = getattr(self._processor, name)

        def called(*args, **kwargs):
            self._steps.step()
            outcome = call(*args, **kwargs)
            self._steps.step()
            return outcome

        return called


def our_job(run: PayoutRun, gateway: Gateway, at: datetime) -> None:
    """What the timetable does each minute, one payout after another."""
    if PayoutRun.objects.filter(pk=run.pk, status=RunStatus.APPROVED).exists():
        start_run(run_id=run.pk, actor=None, at=at)
    due = payouts_due(run_id=run.pk, at=at)
    reserve_payouts(run_id=run.pk, payout_ids=due, at=at)
    for payout_id in due:
        send_payout(payout_id=payout_id, gateway=gateway, at=at)
    complete_run(run_id=run.pk, at=at)


def steps_of_a_life(job: Callable, run: PayoutRun, processor: ProcessorInMemory) -> int:
    """How many steps the first waking takes if nobody is killed."""
    steps = Steps(None)
    with connection.execute_wrapper(steps.statement):
        job(run, KillableGateway(processor, steps), processor.now)
    return steps.count


def live(
    job: Callable,
    run: PayoutRun,
    processor: ProcessorInMemory,
    *,
    kill_at: int,
    lapses: list[timedelta],
) -> bool:
    """Wake the job until all is at rest, killing it once; return whether it was killed."""
    steps = Steps(kill_at)
    was_killed = False
    for lapse in [timedelta(0), *lapses]:
        processor.now += lapse
        with connection.execute_wrapper(steps.statement), _alive() as life:
            job(run, KillableGateway(processor, steps), processor.now)
        was_killed = was_killed or life.is_over
        if not life.is_over and is_at_rest(run):
            break
    return was_killed


def is_at_rest(run: PayoutRun) -> bool:
    """Whether every payout's fate is known."""
    return not Payout.objects.filter(run=run).exclude(status__in=FINAL).exists()


class _Life:
    is_over = False


@contextmanager
def _alive():
    life = _Life()
    try:
        yield life
    except Killed:
        life.is_over = True
