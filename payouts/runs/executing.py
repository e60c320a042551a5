"""Carry a run out: many calls at once, as fast as the processor allows and no faster.

One thread sets aside and intends, a batch at a time; the others call and record, each on a
database connection of its own. Nothing depends on this process: killed at any moment, it
leaves behind intents that the next one sends again under the same keys.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from queue import Queue

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from onboarding.errors import Refused
from payouts.gateway.base import Gateway, KeyReused, NotRun
from payouts.runs.models import PayoutRun, RunStatus
from payouts.runs.pace import Pace
from payouts.runs.reserving import reserve_payouts
from payouts.runs.selectors import (
    is_executing,
    payouts_due,
    progress_of,
    seconds_until_due,
)
from payouts.runs.sending import Intent, ask, intend
from payouts.runs.services import start_run
from payouts.runs.settlement import complete_run, record_outcome, stop_for_a_person

logger = logging.getLogger(__name__)

THREADS = 32
_BATCH = 50
# Whoever pays holds this lock: the processor's rate is one for all runs and all workers.
_LOCK = 7_205
PATIENCE_SECONDS = 20.0
# A payout that is due and cannot be begun waits for another run of its agent's.
_FRUITLESS_ROUNDS = 2
_REPORT_SECONDS = 0.5
# An intent that waited longer is not sent by this process: its key may be too old by then.
_STALE_SECONDS = 600.0

Clock = Callable[[], datetime]
Report = Callable[[int, int], None]


@dataclass(slots=True)
class _Crew:
    """The threads that call and record, and what they need."""

    gateway: Gateway
    clock: Clock
    pace: Pace
    patience_seconds: float
    progress: Report | None
    intents: "Queue[tuple[Intent, float] | None]" = field(
        default_factory=lambda: Queue(maxsize=2 * _BATCH)
    )
    failures: list[BaseException] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    reported_at: float = 0.0


@contextmanager
def sole_executor() -> Iterator[bool]:
    """Whether this process is the one that pays, for as long as the block.

    It spares the processor two workers at full rate. Who pays nobody twice are the keys.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    is_sole = bool(row and row[0])
    try:
        yield is_sole
    finally:
        if is_sole:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def execute_run(
    *,
    run_id: int,
    gateway: Gateway,
    progress: Report | None = None,
    clock: Clock = timezone.now,
    calls_per_second: float | None = None,
    patience_seconds: float = PATIENCE_SECONDS,
) -> PayoutRun:
    """Start a run if it is approved, and pay until nothing of it is due; return it as it stands.

    May run at any time, twice, on two machines: the second one finds that somebody pays, and
    leaves. ``progress`` is told now and then how many payouts of how many are settled. It
    takes as long as the run does, so the clock is read for each call. What is due within
    ``patience_seconds`` is waited for; the rest is left to the timetable.

    Raises:
        RunHasChanged: its payouts are not those that were approved.
    """
    rate = calls_per_second or settings.STRIPE_CALLS_PER_SECOND
    run = PayoutRun.objects.get(pk=run_id)
    with sole_executor() as is_sole:
        if not is_sole:
            return run
        if run.status == RunStatus.APPROVED:
            run = start_run(run_id=run_id, actor=None, at=clock())
        if run.status == RunStatus.EXECUTING:
            _pay(run, _Crew(gateway, clock, Pace(rate), patience_seconds, progress))
    run.refresh_from_db()
    return run


def execute_all(*, run_ids: list[int], gateway: Gateway) -> None:
    """Carry out runs one after another; one that is refused does not keep the others waiting."""
    for run_id in run_ids:
        try:
            execute_run(run_id=run_id, gateway=gateway)
        except Refused:
            logger.exception("Payout run %s cannot be carried out.", run_id)


def _pay(run: PayoutRun, crew: _Crew) -> None:
    fruitless = 0
    try:
        while fruitless < _FRUITLESS_ROUNDS and not crew.failures:
            is_begun = _one_round(run, crew)
            # What was begun is known before the next round asks what is due.
            crew.intents.join()
            _report(run, crew, is_due=True)
            if complete_run(run_id=run.pk, at=crew.clock()) or not is_executing(run.pk):
                break
            fruitless = 0 if is_begun else fruitless + 1
            wait = seconds_until_due(run_id=run.pk, at=crew.clock())
            if wait is None or wait > crew.patience_seconds:
                break
            time.sleep(wait)
    finally:
        _dismiss(crew)
    if crew.failures:
        raise crew.failures[0]


def _one_round(run: PayoutRun, crew: _Crew) -> bool:
    """Go through the run once, in order of ids; return whether anything was begun."""
    after, is_begun = 0, False
    while not crew.failures:
        at = crew.clock()
        due = payouts_due(run_id=run.pk, at=at, after=after, limit=_BATCH)
        if not due:
            break
        after = due[-1]
        reserve_payouts(run_id=run.pk, payout_ids=due, at=at)
        intents = intend(due, at=at)
        is_begun = is_begun or bool(intents)
        if not intents and not is_executing(run.pk):
            break
        for intent in intents:
            _hand_over(intent, crew)
        _report(run, crew)
    return is_begun


def _hand_over(intent: Intent, crew: _Crew) -> None:
    if len(crew.threads) < THREADS:
        thread = threading.Thread(target=_work, args=[crew], name="payouts", daemon=True)
        thread.start()
        crew.threads.append(thread)
    crew.intents.put((intent, time.monotonic()))


def _dismiss(crew: _Crew) -> None:
    for _ in crew.threads:
        crew.intents.put(None)
    for thread in crew.threads:
        thread.join()


def _work(crew: _Crew) -> None:
    try:
        while (task := crew.intents.get()) is not None:
            try:
                intent, intended_at = task
                if not crew.failures:
                    _carry_out(intent, intended_at, crew)
            except Exception as failure:
                logger.exception("Payout %s could not be carried out.", intent.payout_id)
                crew.failures.append(failure)
            finally:
                crew.intents.task_done()
    finally:
        connections.close_all()


def _carry_out(intent: Intent, intended_at: float, crew: _Crew) -> None:
    crew.pace.wait()
    if time.monotonic() - intended_at > _STALE_SECONDS:
        return
    try:
        outcome = ask(intent, gateway=crew.gateway)
    except KeyReused as defect:
        stop_for_a_person(
            payout_id=intent.payout_id,
            at=crew.clock(),
            reason=f"The processor knows key {intent.key} with other terms: {defect}",
        )
        return
    if isinstance(outcome, NotRun) and outcome.retry_after:
        crew.pace.slow_down(min(outcome.retry_after, PATIENCE_SECONDS))
    record_outcome(
        payout_id=intent.payout_id,
        attempt_id=intent.attempt_id,
        outcome=outcome,
        at=crew.clock(),
    )


def _report(run: PayoutRun, crew: _Crew, *, is_due: bool = False) -> None:
    if crew.progress is None:
        return
    now = time.monotonic()
    if is_due or now - crew.reported_at > _REPORT_SECONDS:
        crew.reported_at = now
        standing = progress_of(run)
        crew.progress(standing.done, standing.total)
