"""One payday in bad weather: a run of many payouts while a share of all calls goes wrong."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Final

from payouts.gateway.base import Gateway
from payouts.gateway.services import store_event
from payouts.management.bench.cast import invite
from payouts.management.simulation.clock import Clock
from payouts.management.simulation.practice import FAULTS, Practice
from payouts.management.simulation.scene import open_accounts, owe_everybody, release, two_people
from payouts.management.simulation.verdict import Verdict, judge
from payouts.payees.accounts import sync_accounts
from payouts.runs.computing import compute_run
from payouts.runs.executing import execute_run
from payouts.runs.models import PayoutRun, RunStatus
from payouts.runs.selectors import progress_of, seconds_until_due

PAYDAY: Final = datetime(2026, 7, 3, 9, tzinfo=UTC)
MOST_RESUMPTIONS: Final = 3
# A worker goes on for as long as the next thing to do is so near; then the run is left.
_NEAR: Final = timedelta(hours=1)
# By then every key is forgotten, and an absence may be believed.
_A_DAY_AND_MORE: Final = timedelta(hours=26)
# Of a thousand accounts so many are disabled, and closed, between approval and payment.
_DISABLED_PER_MILLE, _CLOSED_PER_MILLE = 10, 5
# What is there when the run begins, of a hundred that are needed.
_FUNDED_PERCENT: Final = 97
# Silence is waited for so long: as many calls as this are silent at once as there are threads.
_READ_SECONDS: Final = 0.3

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Payday:
    """How a payday went."""

    payouts: int
    resumptions: int
    is_completed: bool
    calls: int
    faults: dict[str, int]
    seconds: float
    verdict: Verdict


def hold_payday(
    *,
    practice: Practice,
    payouts: int,
    rate: float,
    seed: int,
    say: Say,
    kinds: tuple[str, ...] = FAULTS,
) -> Payday:
    """Pay ``payouts`` agents while ``rate`` of all calls goes wrong; see what came of it.

    A resumption is the run taken up again after more than an hour in which nothing was to be
    done: until then the worker goes on by itself. No message of the processor is heard but
    those about accounts: answers and look-ups have to do.
    """
    dice = random.Random(seed)  # noqa: S311  # A simulation's, to be had again from its seed.
    clock = Clock(PAYDAY, practice=practice)
    gateway = practice.gateway(read_seconds=_READ_SECONDS)
    run = _released_run(practice.gateway(), clock=clock, payouts=payouts)
    practice.tell("balance", currency="USD", amount=run.total_minor * _FUNDED_PERCENT // 100)
    news = _News(practice, gateway)
    _disable_some(practice, dice)
    practice.is_left_to_chance(rate=rate, seed=seed, kinds=kinds)
    began, resumptions = perf_counter(), 0
    _take_up(run, gateway, news, clock=clock, say=say)
    while run.status != RunStatus.COMPLETED and resumptions < MOST_RESUMPTIONS:
        resumptions += 1
        # Finance has seen that the balance was too small.
        practice.tell("balance", currency="USD", amount=run.total_minor)
        clock.passes(_A_DAY_AND_MORE)
        _take_up(run, gateway, news, clock=clock, say=say)
    seconds = perf_counter() - began
    practice.behaves()
    return Payday(
        payouts=run.payout_count,
        resumptions=resumptions,
        is_completed=run.status == RunStatus.COMPLETED,
        calls=sum(practice.tell("statuses").values()),
        faults=practice.tell("met"),
        seconds=seconds,
        verdict=judge(practice, at=clock()),
    )


def _released_run(gateway: Gateway, *, clock: Clock, payouts: int) -> PayoutRun:
    invite(agents=payouts)
    owe_everybody(name="payday", at=clock() - timedelta(days=1))
    open_accounts(gateway, at=clock())
    pia, amy = two_people()
    run = compute_run(currency="USD", cutoff_at=clock(), actor=pia, at=clock())
    return release(run, by=amy, at=clock())


def _disable_some(practice: Practice, dice: random.Random) -> None:
    for account in practice.tell("accounts"):
        fate = dice.randrange(1_000)
        if fate < _CLOSED_PER_MILLE:
            practice.tell("account", reference=account["id"], state="closed")
        elif fate < _CLOSED_PER_MILLE + _DISABLED_PER_MILLE:
            practice.tell("account", reference=account["id"], state="disabled")


def _take_up(run: PayoutRun, gateway: Gateway, news: "_News", *, clock: Clock, say: Say) -> None:
    """Pay until nothing is to be done within the hour, in time that passes at once."""
    while True:
        execute_run(
            run_id=run.pk,
            gateway=gateway,
            clock=clock,
            calls_per_second=10_000,
            patience_seconds=0,
        )
        run.refresh_from_db()
        standing = progress_of(run)
        say(f"{clock():%d %b %H:%M:%S}: {standing.done:,} of {standing.total:,} settled")
        wait = seconds_until_due(run_id=run.pk, at=clock())
        if run.status != RunStatus.EXECUTING or wait is None or wait > _NEAR.total_seconds():
            return
        clock.passes(timedelta(seconds=max(wait, 1)))
        news.arrives(clock)


class _News:
    """What the processor says of accounts, each message once."""

    def __init__(self, practice: Practice, gateway: Gateway) -> None:
        self._practice, self._gateway = practice, gateway
        self._heard = len(self._messages())

    def arrives(self, clock: Clock) -> None:
        """Hear what is new, and ask the processor about the accounts that it is about."""
        new = self._messages()[self._heard :]
        for message in new:
            event = self._gateway.verify_event(
                message["body"].encode(), signature=message["signature"]
            )
            store_event(event=event, at=clock())
        self._heard += len(new)
        sync_accounts(gateway=self._gateway, clock=clock)

    def _messages(self) -> list[dict[str, str]]:
        messages: list[dict[str, str]] = self._practice.tell("messages", kind="account.updated")
        return messages
