"""Every life that there is: each rail, each thing that can happen outside, each place to die.

A life is a world of its own in which our code is woken again and again until every fate is
known. Depth 1 kills it once, before every step it takes. Depth 2 kills it once more, on its way
back: again before every step, or, which finds the same, before every step that finds another
state than the one before it (a kill in the middle of a transaction is rolled back to its
beginning; depth 1 has tried that each time).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from payouts.management.crashes import bank, charges, controls, jobs, processor
from payouts.management.crashes.cases import BankCase, Case, ChargeCase, ProcessorCase
from payouts.management.crashes.cast import Cast
from payouts.management.crashes.steps import Killed, Place, Steps

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_NONE = timedelta(0)
# Longer than a key lives, all told, and long enough for every back-off.
_SHORT = (_MINUTE, 3 * _MINUTE, 20 * _MINUTE, 2 * _HOUR)
_LONG = tuple(hours * _HOUR for hours in (10, 10, 3, 1, 1, 1, 24, 1, 24, 1))
# A waking ten minutes before a key is forgotten, when it is young for a clock that is behind.
_AT_THE_EDGE = (*_SHORT, 10 * _HOUR, 11 * _HOUR + 26 * _MINUTE, 20 * _MINUTE, *_LONG)


@dataclass(frozen=True, slots=True)
class Plan:
    """How time passes between wakings, and how wrong our clock is from the second one on."""

    lapses: tuple[timedelta, ...]
    skew: timedelta = _NONE


_KEYS: Final = {
    "at once": Plan((*_SHORT, *_LONG)),
    "after a day": Plan((30 * _HOUR, *_SHORT, *_LONG, *_SHORT)),
    # Whoever takes over reads another clock: the age of a key is judged by it.
    "clock behind": Plan(_AT_THE_EDGE, -50 * _MINUTE),
    "clock set back": Plan(_AT_THE_EDGE, -3 * _HOUR),
    "clock ahead": Plan(_AT_THE_EDGE, 50 * _MINUTE),
}
_DAYS: Final = {
    "at once": Plan((_MINUTE, 2 * _HOUR, *[_DAY] * 12)),
    "after a weekend": Plan((3 * _DAY, _MINUTE, _HOUR, *[_DAY] * 12)),
}


@dataclass(frozen=True, slots=True)
class Rail:
    """What can be killed: how a life of it begins, what can happen to it, how time passes."""

    name: str
    fates: tuple[str, ...]
    plans: dict[str, Plan]
    begins: Callable[[Cast, list[str], Path], Case]
    controls: dict[str, Callable[[Cast, list[str], Path], Case]]


RAILS: Final = {
    rail.name: rail
    for rail in (
        Rail(
            "processor",
            processor.FATES,
            _KEYS,
            lambda cast, fates, folder: ProcessorCase(cast, fates, jobs.pay),
            {
                "a fresh key for each try": lambda cast, fates, folder: ProcessorCase(
                    cast, fates, controls.pay_with_a_fresh_key
                ),
                "one key for ever": lambda cast, fates, folder: ProcessorCase(
                    cast, fates, controls.pay_with_one_key_for_ever
                ),
            },
        ),
        Rail(
            "bank-file",
            bank.FATES,
            _DAYS,
            lambda cast, fates, folder: BankCase(cast, fates, jobs.pay_by_file, folder),
            {
                "write first, note it then": lambda cast, fates, folder: BankCase(
                    cast, fates, controls.write_first_and_note_it_then, folder
                ),
                "take silence for a no": lambda cast, fates, folder: BankCase(
                    cast, fates, controls.order_anew_what_the_bank_does_not_mention, folder
                ),
            },
        ),
        Rail(
            "charge",
            charges.FATES,
            _KEYS,
            lambda cast, fates, folder: ChargeCase(cast, fates, jobs.charge),
            {
                "a fresh key for each try": lambda cast, fates, folder: ChargeCase(
                    cast, fates, controls.charge_with_a_fresh_key
                ),
                "one key for ever": lambda cast, fates, folder: ChargeCase(
                    cast, fates, controls.charge_with_one_key_for_ever
                ),
            },
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that happens outside, on one rail, with one way for time to pass."""

    rail: str
    fate: str
    plan: str

    def __str__(self) -> str:
        return f"{self.rail} / {self.fate} / {self.plan}"


@dataclass(frozen=True, slots=True)
class Life:
    """How one life went: where it was killed, and what was wrong at its end."""

    unit: Unit
    kills: tuple[int, ...]
    deaths: tuple[Place, ...]
    fresh: tuple[int, ...]
    count: int
    faults: tuple[str, ...]
    is_paid_twice: bool


def units(rails: tuple[str, ...]) -> list[Unit]:
    """Everything that can happen on these rails."""
    return [
        Unit(name, fate, plan)
        for name in rails
        for fate in RAILS[name].fates
        for plan in RAILS[name].plans
    ]


@dataclass(slots=True)
class Theatre:
    """Where lives are led, one after another, in the database that is connected."""

    cast: Cast
    folder: Path

    def life(self, unit: Unit, kills: tuple[int, ...] = (), *, control: str = "") -> Life:
        """Lead one life to its end, killing it before these steps."""
        rail = RAILS[unit.rail]
        begins = rail.controls[control] if control else rail.begins
        return lead(begins(self.cast, [unit.fate], self.folder), unit, kills)

    def first_kills(self, unit: Unit, *, every_step: bool, control: str = "") -> list[int]:
        """Where an undisturbed life can be killed; two are led, as the first one warms up."""
        self.life(unit, control=control)
        calm = self.life(unit, control=control)
        return list(range(1, calm.count + 1)) if every_step else list(calm.fresh)

    def killed_once(self, unit: Unit, *, control: str = "") -> Iterator[Life]:
        """A life for each step at which it is killed."""
        for kill in self.first_kills(unit, every_step=True, control=control):
            yield self.life(unit, (kill,), control=control)

    def killed_again(self, unit: Unit, first: int, *, every_step: bool) -> Iterator[Life]:
        """The life that is killed at ``first``, and one for each step at which it dies again."""
        once = self.life(unit, (first,))
        yield once
        later = range(first + 1, once.count + 1) if every_step else once.fresh
        for second in later:
            if second > first:
                yield self.life(unit, (first, second))


def lead(case: Case, unit: Unit, kills: tuple[int, ...] = ()) -> Life:
    """Wake a case until it is at rest, killing it before these steps; say what came of it."""
    steps = Steps(kills)
    is_over = _wake(case, steps, RAILS[unit.rail].plans[unit.plan])
    faults = case.faults() if is_over else ["it never came to rest", *case.faults()]
    is_paid_twice = case.is_paid_twice
    case.ends()
    return Life(
        unit,
        kills,
        tuple(steps.deaths),
        tuple(steps.fresh),
        steps.count,
        tuple(faults),
        is_paid_twice,
    )


def _wake(case: Case, steps: Steps, plan: Plan) -> bool:
    """Wake a case until it is at rest; return whether it came to that."""
    for number, lapse in enumerate((_NONE, *plan.lapses)):
        case.passes(lapse)
        case.skew = plan.skew if number else _NONE
        try:
            with steps.watching():
                case.wake(steps)
        except Killed:
            continue
        if case.is_at_rest:
            return True
    return False
