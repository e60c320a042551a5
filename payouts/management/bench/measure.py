"""How a measure is taken: rounds that alternate, medians, and what came of it against a target."""

import resource
import statistics
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

_KIB_IN_MB = 1024
_PEAK_IS_FORGOTTEN_BY = Path("/proc/self/clear_refs")


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure should come to: at least, or at most, ``value``."""

    value: float
    is_floor: bool

    def is_met_by(self, figure: float) -> bool:
        """Whether ``figure`` reaches a floor, or stays under a ceiling.

        >>> Target(0.7, is_floor=True).is_met_by(0.71), Target(2.0, is_floor=False).is_met_by(2.1)
        (True, False)
        """
        return figure >= self.value if self.is_floor else figure <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.is_floor else '≤'} {self.value:g}"


def at_least(value: float) -> Target:
    """A floor."""
    return Target(value, is_floor=True)


def at_most(value: float) -> Target:
    """A ceiling."""
    return Target(value, is_floor=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured: ours, the limit of the same run, and which of them the target is about.

    ``judged`` is the ratio where there is a limit, and otherwise the figure itself. Where the
    figure could not be taken, ``ours`` is none and ``note`` says why.
    """

    name: str
    unit: str
    ours: float | None
    limit: float | None = None
    limit_is: str = ""
    target: Target | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours against the limit: of rates above one is better, of times below one."""
        if self.ours is None or not self.limit:
            return None
        return self.ours / self.limit

    @property
    def judged(self) -> float | None:
        return self.ours if self.limit is None else self.ratio

    @property
    def is_met(self) -> bool | None:
        if self.target is None or self.judged is None:
            return None
        return self.target.is_met_by(self.judged)

    def as_dict(self) -> dict[str, Any]:
        """The figure as it is printed as JSON."""
        return {
            "unit": self.unit,
            "ours": _short(self.ours),
            "limit": _short(self.limit),
            "limit_is": self.limit_is,
            "ratio": _short(self.ratio),
            "target": str(self.target) if self.target else None,
            "is_met": self.is_met,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What one bench found, and at which sizes."""

    bench: str
    sizes: Mapping[str, int]
    figures: tuple[Figure, ...]

    def as_dict(self) -> dict[str, Any]:
        """The report as it is printed as JSON."""
        return {
            "bench": self.bench,
            "sizes": dict(self.sizes),
            "figures": {figure.name: figure.as_dict() for figure in self.figures},
        }


Say = Callable[[str], None]


def seconds_of(deed: Callable[[], object]) -> float:
    """How long a deed takes, on the wall."""
    began = perf_counter()
    deed()
    return perf_counter() - began


def alternating(rounds: int, **sides: Callable[[int], float]) -> dict[str, float]:
    """The median of each side's answers, in rounds in which the sides take turns.

    A machine that is busy for a while is then busy for all of them. Each side is called with
    the number of the round, from 0; whoever begins changes from round to round.
    """
    assert rounds >= 1
    answers: dict[str, list[float]] = {name: [] for name in sides}
    names = list(sides)
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            answers[name].append(sides[name](number))
    return {name: statistics.median(given) for name, given in answers.items()}


def peak_rss_mb() -> float:
    """The most memory this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / _KIB_IN_MB if sys.platform != "darwin" else peak / _KIB_IN_MB**2


def mb_taken_by(deed: Callable[[], object]) -> float:
    """The most memory that a deed takes beyond what is held before it, where that can be told.

    Linux forgets a process's peak when asked to; elsewhere what was taken before hides what is
    taken now, up to the same height.
    """
    if _PEAK_IS_FORGOTTEN_BY.exists():
        _PEAK_IS_FORGOTTEN_BY.write_text("5")
        before = _status_mb("VmRSS")
        deed()
        return _status_mb("VmHWM") - before
    before = peak_rss_mb()
    deed()
    return peak_rss_mb() - before


def _status_mb(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith(f"{name}:"))
    return int(line.split()[1]) / _KIB_IN_MB


def _short(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")
