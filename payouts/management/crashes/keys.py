"""What a processor promises of keys, in memory: the same whatever is asked for under them.

It keeps the first answer under a key for a day, refusals and failures included, and then
forgets it. What happens to a call is one word, its fate.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from payouts.gateway.base import (
    Absent,
    Executed,
    KeyReused,
    NotRun,
    Outcome,
    Several,
    Unknown,
)

KEY_LIFE = timedelta(hours=24)
# A request that hangs inside the processor may still be executed this much later.
LATE = timedelta(hours=1)

Asked = TypeVar("Asked")


@dataclass
class Keys(Generic[Asked]):
    """The keys of one kind of request. ``execute`` is told request, key and fate."""

    execute: Callable[[Asked, str, str], Outcome]
    _kept: dict[str, tuple[datetime, Asked, Outcome]] = field(default_factory=dict)
    _late: list[tuple[datetime, str, Asked]] = field(default_factory=list)

    def answer(self, request: Asked, *, key: str, fate: str, at: datetime) -> Outcome:
        """What comes back of a call that meets ``fate``.

        Raises:
            KeyReused: the key is known with another request.
        """
        self.catch_up(at)
        if fate == "not_run":
            return NotRun("lock_timeout")
        if fate == "request_lost":
            return Unknown("ReadTimeout")
        kept = self._kept.get(key)
        if kept is not None and at < kept[0] + KEY_LIFE:
            if kept[1] != request:
                raise KeyReused(key)
            return Unknown("ConnectionError") if fate == "answer_lost" else kept[2]
        if fate == "late":
            self._late.append((at + LATE, key, request))
            return Unknown("ReadTimeout")
        outcome = self.execute(request, key, fate)
        self._kept[key] = (at, request, outcome)
        return Unknown("ConnectionError") if fate == "answer_lost" else outcome

    def catch_up(self, at: datetime) -> None:
        """Execute what hung inside the processor until now."""
        due = [late for late in self._late if late[0] <= at]
        self._late = [late for late in self._late if late[0] > at]
        for when, key, request in due:
            if key not in self._kept:
                self._kept[key] = (when, request, self.execute(request, key, "done"))


def the_one_of(names: list[str]) -> Executed | Several | Absent:
    """What a look-up says of the things that it found."""
    if not names:
        return Absent()
    return Executed(names[0]) if len(names) == 1 else Several(tuple(names))
