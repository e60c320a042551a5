"""Lead the lives of a whole suite: which ones, in which order, and which were led before."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from celery import current_app
from django.conf import settings

from payouts.management.crashes.cast import Cast
from payouts.management.crashes.suite import RAILS, Life, Theatre, Unit, units
from payouts.management.scratch import scratch_database

# Accounts that nobody has, where the settings name none of ours.
_OURS: Final = {"BANK_IBAN": "IE29AIBK93115212345678", "BANK_BIC": "AIBKIE2D"}


@dataclass(frozen=True, slots=True)
class Task:
    """One life that is killed at ``first``; at depth 2, all that are killed again after it."""

    unit: Unit
    first: int

    def __str__(self) -> str:
        return f"{self.unit} / {self.first}"


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. ``shard`` is this part, and of how many."""

    depth: int
    rails: tuple[str, ...]
    every_step: bool
    shard: tuple[int, int] = (1, 1)
    seed: int | None = None

    def name_of(self, task: Task) -> str:
        """What a task is called in a journal."""
        steps = "every step" if self.every_step else "every state"
        return f"depth {self.depth} / {steps} / {task}"


class Journal:
    """A file with a line for each task that is done."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._done = set(path.read_text().splitlines()) if path and path.exists() else set()

    def has(self, name: str) -> bool:
        """Whether a task was done before."""
        return name in self._done

    def note(self, name: str) -> None:
        """Write down that a task is done and found nothing wrong."""
        if self._path is not None:
            with self._path.open("a") as file:
                file.write(f"{name}\n")


@contextmanager
def stage() -> Iterator[Theatre]:
    """A theatre on a database of its own, which is gone after the block."""
    standing = {name: getattr(settings, name) for name in (*_OURS, "BANK_FILE_FOLDER")}
    app: Any = current_app
    send, app.send_task = app.send_task, _nobody_is_nudged
    with TemporaryDirectory(prefix="tallyline-to-the-bank-") as folder:
        try:
            for name, ours in _OURS.items():
                setattr(settings, name, standing[name] or ours)
            settings.BANK_FILE_FOLDER = folder
            with scratch_database("crashes"):
                yield Theatre(Cast(), Path(folder))
        finally:
            app.send_task = send
            for name, value in standing.items():
                setattr(settings, name, value)


def controls_caught(theatre: Theatre, rails: Sequence[str]) -> Iterator[tuple[str, str, int, int]]:
    """Rail and name of each protocol that is wrong, how many lives it led and paid twice in."""
    for name in rails:
        for control in RAILS[name].controls:
            plan = "after a day" if control == "one key for ever" else "at once"
            unit = Unit(name, "late" if control == "take silence for a no" else "done", plan)
            lives = list(theatre.killed_once(unit, control=control))
            yield name, control, len(lives), sum(life.is_paid_twice for life in lives)


def tasks(theatre: Theatre, wish: Wish, *, say: Callable[[str], None]) -> list[Task]:
    """What is to be done of this shard, in the order that the seed gives."""
    every_step = wish.every_step or wish.depth == 1
    found: list[Task] = []
    for unit in units(wish.rails):
        say(str(unit))
        found += [Task(unit, first) for first in theatre.first_kills(unit, every_step=every_step)]
    part, of = wish.shard
    chosen = found[part - 1 :: of]
    if wish.seed is not None:
        Random(wish.seed).shuffle(chosen)  # noqa: S311  # an order, and no secret
    return chosen


def lives(theatre: Theatre, wish: Wish, task: Task) -> Iterator[Life]:
    """Every life of a task."""
    if wish.depth == 1:
        yield theatre.life(task.unit, (task.first,))
    else:
        yield from theatre.killed_again(task.unit, task.first, every_step=wish.every_step)


def _nobody_is_nudged(name: str, *args: Any, **more: Any) -> None:
    """A job finds its own work; a nudge that is lost delays it until its next waking."""
