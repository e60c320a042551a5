"""A small call centre, one day long: who is on shift, and who is served when and by whom.

One queue, several telephones, callers who lose patience. Times are whole seconds from midnight.
"""

import heapq
import random
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

HALF_HOUR: Final = 1_800

_FINISHED, _PHONES_CHANGE, _ARRIVED = range(3)
_SHIFT_HALF_HOURS: Final = (10, 12, 14, 16)
_LATE_FROM: Final = 26


@dataclass(frozen=True, slots=True)
class Member:
    """One of the staff. ``presence`` weighs how often they come; the late prefer evenings."""

    name: str
    presence: float
    is_late: bool


@dataclass(frozen=True, slots=True)
class Caller:
    """Someone who enters the queue, and what they would do there."""

    queued_at: int
    head_start: int
    patience_seconds: int
    service_seconds: int


@dataclass(frozen=True, slots=True)
class Stay:
    """What became of a caller; ``agent`` is ``None`` for one who lost patience."""

    waited_seconds: int
    agent: str | None


def phones_by_half_hour(
    *, wanted: Sequence[int], opens_at: int, staff: Sequence[Member], rng: random.Random
) -> list[tuple[str, ...]]:
    """Who answers in each half-hour, so many as ``wanted`` says if there are enough.

    An agent works one shift a day. One more than is wanted is on shift, and those who have
    answered for the fewest half-hours answer next, so that everybody has a break.
    """
    ends: dict[str, int] = {}
    answered: Counter[str] = Counter()
    phones = []
    for index, count in enumerate(wanted):
        on_shift = [name for name, end in ends.items() if index < end]
        while len(on_shift) <= count and len(ends) < len(staff):
            starts_late = opens_at // HALF_HOUR + index >= _LATE_FROM
            name = _next_of(
                [member for member in staff if member.name not in ends], starts_late, rng
            )
            ends[name] = index + rng.choice(_SHIFT_HALF_HOURS)
            on_shift.append(name)
        chosen = sorted(on_shift, key=lambda name: answered[name])[:count]
        answered.update(chosen)
        phones.append(tuple(chosen))
    return phones


def _next_of(members: Sequence[Member], starts_late: bool, rng: random.Random) -> str:
    weights = [member.presence * (4 if member.is_late == starts_late else 1) for member in members]
    return rng.choices(members, weights)[0].name


def serve(
    callers: Sequence[Caller], *, phones: Sequence[tuple[str, ...]], opens_at: int
) -> list[Stay]:
    """What becomes of each of ``callers``, in their order.

    The caller who is longest in the queue, head starts counted, goes to the agent who is
    longest idle. Whoever answers at closing time stays until nobody waits. An agent whose turn
    at the telephone is over finishes the call first.
    """
    floor = _Floor(callers)
    events: list[tuple[int, int, int]] = [
        (opens_at + index * HALF_HOUR, _PHONES_CHANGE, index) for index in range(len(phones))
    ]
    events += [(caller.queued_at, _ARRIVED, index) for index, caller in enumerate(callers)]
    heapq.heapify(events)
    while events:
        now, kind, index = heapq.heappop(events)
        if kind == _FINISHED:
            floor.finish(index)
        elif kind == _PHONES_CHANGE:
            floor.change_phones(phones[index])
        else:
            floor.queue(index)
        for served in floor.answer(now):
            heapq.heappush(events, (now + callers[served].service_seconds, _FINISHED, served))
    return floor.stays()


class _Floor:
    """The state of the centre at one instant."""

    def __init__(self, callers: Sequence[Caller]) -> None:
        self._callers = callers
        self._waiting: list[tuple[int, int]] = []
        self._idle: deque[str] = deque()
        self._phones: tuple[str, ...] = ()
        self._busy: dict[int, str] = {}
        self._stays: dict[int, Stay] = {}

    def finish(self, index: int) -> None:
        agent = self._busy.pop(index)
        if agent in self._phones:
            self._idle.append(agent)

    def change_phones(self, phones: tuple[str, ...]) -> None:
        busy = set(self._busy.values())
        stay = [agent for agent in self._idle if agent in phones]
        come = [agent for agent in phones if agent not in stay and agent not in busy]
        self._phones = phones
        self._idle = deque(stay + come)

    def queue(self, index: int) -> None:
        caller = self._callers[index]
        heapq.heappush(self._waiting, (caller.queued_at - caller.head_start, index))

    def answer(self, now: int) -> Iterable[int]:
        """Give waiting callers to idle agents; those who are served from ``now`` on."""
        served = []
        while self._idle and self._waiting:
            _, index = heapq.heappop(self._waiting)
            caller = self._callers[index]
            if caller.queued_at + caller.patience_seconds <= now:
                continue
            agent = self._idle.popleft()
            self._busy[index] = agent
            self._stays[index] = Stay(now - caller.queued_at, agent)
            served.append(index)
        return served

    def stays(self) -> list[Stay]:
        """Whoever was not served has hung up."""
        return [
            self._stays.get(index) or Stay(caller.patience_seconds, None)
            for index, caller in enumerate(self._callers)
        ]
