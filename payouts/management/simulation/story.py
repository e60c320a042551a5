"""Days of a market in virtual time, from one seed: whatever may go wrong does; then it rests.

Messages are lost, sent thrice, late by up to three days and in any order; processes are killed
between any two statements; calls are refused, lost and broken; the clock jumps past the life of
keys; balances run out, accounts are disabled and closed, debits fail after days. Then the weather
clears, and everybody has to have been paid exactly once, or to be listed with the reason.
"""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter
from typing import Any, Final

from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.gateway.base import ProcessorUnavailable
from payouts.management.simulation.clock import Clock
from payouts.management.simulation.jobs import Job, jobs, safety_nets
from payouts.management.simulation.killing import Reaper
from payouts.management.simulation.market import BEGINS_AT, open_market
from payouts.management.simulation.post_office import LONGEST_DELAY, PostOffice
from payouts.management.simulation.practice import Practice
from payouts.management.simulation.scene import owe_everybody, release, two_people
from payouts.management.simulation.verdict import Verdict, judge
from payouts.management.simulation.world import World
from payouts.payees.models import PayoutHold
from payouts.payees.services import release_hold
from payouts.runs.computing import compute_run
from payouts.runs.models import PayoutRun, RunStatus
from payouts.runs.selectors import UNDER_WAY

_WEEK: Final = timedelta(days=7)
_KILLED_SHARE: Final = 0.3
_LONGEST_LIFE: Final = 60
_POLLED_SHARE: Final = 0.1
# How far the clock goes between two wakings: mostly a little, sometimes past every key's life.
_LAPSES: Final = (
    (timedelta(minutes=1), 30),
    (timedelta(minutes=20), 30),
    (timedelta(hours=3), 25),
    (timedelta(hours=11), 12),
    (timedelta(hours=25), 3),
)
_KEYS_ARE_GONE: Final = timedelta(days=31)
# Longer than anything waits: a look-up's day, a message's three, an invoice's term.
_CALM_STEPS: Final = (timedelta(hours=2),) * 6 + (timedelta(hours=26),) * 8

Say = Callable[[str], None]


@dataclass(slots=True)
class Story:
    """What happened, and what came of it. ``trace`` digests how each life ended, and when."""

    seed: int
    days: int
    wakings: int = 0
    runs: int = 0
    killed: int = 0
    unanswered: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    messages: dict[str, int] = field(default_factory=dict)
    world: dict[str, int] = field(default_factory=dict)
    verdict: Verdict | None = None
    seconds: float = 0.0
    trace: str = ""


class Simulation:
    """One market, one seed."""

    def __init__(
        self, *, practice: Practice, seed: int, agents: int, rate: float, say: Say
    ) -> None:
        self._practice, self._say = practice, say
        self._dice = random.Random(seed)  # noqa: S311  # To be had again from its seed.
        self._clock = Clock(BEGINS_AT, practice=practice)
        open_market(practice=practice, agents=agents)
        self._pia, self._amy = two_people()
        gateway = practice.gateway()
        self._reaper = Reaper(self._dice, share=_KILLED_SHARE, longest=_LONGEST_LIFE)
        self._post = PostOffice(practice, gateway, self._dice)
        self._world = World(practice, self._clock, self._dice)
        reached = self._reaper.before(gateway)
        self._jobs, self._nets = jobs(reached, self._clock), safety_nets(reached, self._clock)
        self._digest = hashlib.sha256()
        self._pay_day = BEGINS_AT
        self._seed, self._rate = seed, rate

    def runs(self, *, days: int) -> Story:
        """Live through so many days, let everything come to rest, and judge."""
        story, began = Story(self._seed, days), perf_counter()
        self._practice.is_left_to_chance(rate=self._rate, seed=self._seed)
        ends_at = BEGINS_AT + timedelta(days=days)
        jumps_at = BEGINS_AT + timedelta(days=days) / 2
        while self._clock() < ends_at:
            self._clock.passes(self._lapse())
            if self._clock() >= jumps_at:
                # Once in each story the processor has forgotten every key, of either version.
                self._clock.passes(_KEYS_ARE_GONE)
                jumps_at, ends_at = ends_at + 2 * _KEYS_ARE_GONE, ends_at + _KEYS_ARE_GONE
            self._world.turns()
            self._wakes(story)
        self._calms_down(story)
        story.killed, story.seconds = self._reaper.killed, perf_counter() - began
        story.faults = self._practice.tell("met")
        story.messages, story.world = dict(self._post.counts), dict(self._world.counts)
        story.runs = PayoutRun.objects.count()
        story.verdict = judge(self._practice, at=self._clock())
        story.trace = self._digest.hexdigest()[:16]
        return story

    def _wakes(self, story: Story) -> None:
        story.wakings += 1
        at = self._clock()
        self._people_act()
        self._post.fetches(at)
        self._post.delivers(at, self._reaper)
        chosen = list(self._jobs.items())
        self._dice.shuffle(chosen)
        if self._dice.random() < _POLLED_SHARE:
            chosen += self._nets.items()
        for name, job in chosen:
            self._does(name, job, story)
        self._say(f"{at:%d %b %H:%M}: {self._reaper.killed} killed so far")

    def _does(self, name: str, job: Job, story: Story) -> None:
        def life() -> None:
            try:
                job()
            except ProcessorUnavailable:
                story.unanswered += 1

        came_to_its_end = self._reaper.lives(life)
        self._note(name, came_to_its_end)

    def _people_act(self) -> None:
        """Pia computes a run each week and Amy approves it; whoever is on hold is looked at."""
        at = self._clock()
        if at >= self._pay_day:
            self._pay_day = at + _WEEK
            owe_everybody(name=f"{at:%Y-%m-%d %H:%M}", at=at)
            for hold in PayoutHold.objects.filter(released_at__isnull=True).order_by("pk"):
                release_hold(hold_id=hold.pk, actor=self._amy, at=at, because="Looked at.")
        if not PayoutRun.objects.filter(status__in=UNDER_WAY).exists():
            self._computes(by=self._pia)
        for run in PayoutRun.objects.filter(status=RunStatus.COMPUTED):
            release(run, by=self._amy, at=at)

    def _computes(self, *, by: User) -> None:
        at = self._clock()
        try:
            compute_run(currency="USD", cutoff_at=at, actor=by, at=at)
        except Refused as refusal:
            self._note(refusal.code)

    def _calms_down(self, story: Story) -> None:
        """No fault, no kill, every message, every debit decided; time for all that waits."""
        self._practice.behaves()
        self._reaper.spares_everybody()
        self._world.comes_to_rest()
        self._clock.passes(LONGEST_DELAY)
        for lapse in _CALM_STEPS:
            self._clock.passes(lapse)
            self._world.comes_to_rest()
            self._wakes(story)
            for name, job in self._nets.items():
                self._does(name, job, story)

    def _lapse(self) -> timedelta:
        (longest,) = self._dice.choices(
            [lapse for lapse, _ in _LAPSES], [weight for _, weight in _LAPSES]
        )
        return timedelta(seconds=1 + int(longest.total_seconds() * self._dice.random()))

    def _note(self, *what: Any) -> None:
        self._digest.update(f"{self._clock():%s} {what}\n".encode())


def simulate(
    *, practice: Practice, seed: int, days: int, agents: int, rate: float, say: Say
) -> Story:
    """Live through ``days`` of a market of ``agents``; the same seed throws the same dice."""
    simulation = Simulation(practice=practice, seed=seed, agents=agents, rate=rate, say=say)
    return simulation.runs(days=days)
