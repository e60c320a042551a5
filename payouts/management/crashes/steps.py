"""Count the steps of a life, and end it before some of them.

A step is a statement of the database (before it, what is committed stands and the rest is rolled
back) or something that is done to the world outside (before and after it).
"""

import re
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from payouts.gateway.base import Gateway

_OURS = ("onboarding", "marketplace", "payouts")
_ROOT = Path(__file__).resolve().parents[3]
_LONGEST = 90
# What a statement may change; a lock changes nothing, and the functions of the books do.
_LOCK = re.compile(r"\bFOR\s+(NO\s+KEY\s+)?UPDATE\b", re.IGNORECASE)
_WRITE = re.compile(r"\b(INSERT|UPDATE|DELETE)\b|\bledger_\w+\s*\(", re.IGNORECASE)


class Killed(BaseException):
    """The process is gone. Nothing may catch it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a process was killed: before which step of its life, and in which line of ours."""

    step: int
    what: str
    line: str

    def __str__(self) -> str:
        return f"step {self.step}, {self.what} ({self.line})"


@dataclass
class Steps:
    """The steps of one life, across all its wakings; ``kills`` are the numbers that are fatal.

    ``fresh`` are the steps that find another state than the step before them found: a kill at
    one of the others is rolled back to a state that was tried.
    """

    kills: Collection[int] = ()
    count: int = 0
    deaths: list[Place] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    _state: tuple[int, int] = (0, -1)
    _changes: int = 0
    _wakings: int = 0
    _has_written: bool = False

    def step(self, what: str) -> None:
        """Take a step, or die before it."""
        self.count += 1
        state = (self._wakings, self._changes)
        if state != self._state:
            self._state = state
            self.fresh.append(self.count)
        if self.count in self.kills:
            self.deaths.append(Place(self.count, what, _line_of_ours()))
            raise Killed

    def outside(self, what: str, deed: Callable[[], Any]) -> Any:
        """Do something to the world outside, and perhaps die before or after it."""
        self.step(f"before {what}")
        outcome = deed()
        self._changes += 1
        self.step(f"after {what}")
        return outcome

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Count what is said to the database in this thread for as long as the block."""
        self._wakings += 1
        self._has_written = False
        commit = connection.commit

        def committed() -> None:
            commit()
            self._note_commit()

        connection.commit = committed  # type: ignore[method-assign]
        try:
            with connection.execute_wrapper(self._statement):
                yield
        finally:
            del connection.commit

    def _statement(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.step(f"before {' '.join(sql.split())[:_LONGEST]}")
        result = execute(sql, params, many, context)
        if _WRITE.search(_LOCK.sub("", sql)):
            self._has_written = True
            if not connection.in_atomic_block:
                self._note_commit()
        return result

    def _note_commit(self) -> None:
        if self._has_written:
            self._changes += 1
        self._has_written = False


class KillableGateway:
    """The processor, behind a process that may be gone before or after each call."""

    def __init__(self, processor: Any, steps: Steps) -> None:
        self._processor, self._steps = processor, steps

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._processor, name)

        def called(*args: Any, **more: Any) -> Any:
            return self._steps.outside(f"the call {name}", lambda: call(*args, **more))

        return called


def killable(processor: Any, steps: Steps) -> Gateway:
    """``processor`` as our code asks for it."""
    gateway: Any = KillableGateway(processor, steps)
    return gateway  # type: ignore[no-any-return]


def _line_of_ours() -> str:
    """The innermost line of our code that is not of this suite."""
    for frame in reversed(traceback.extract_stack()):
        path = Path(frame.filename)
        if not path.is_relative_to(_ROOT):
            continue
        place = path.relative_to(_ROOT)
        if place.parts[0] in _OURS and "management" not in place.parts:
            return f"{place}:{frame.lineno}, {frame.name}"
    return "the suite"
