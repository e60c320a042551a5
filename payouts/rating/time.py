"""From seconds by component to payable and billable seconds, rule by rule.

The bulk of the work is rated by one SQL statement (``rating/services.py``); this is the same
rule on plain values, for receipts and for the test that holds the two against each other.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Seconds:
    """What one contact took, whole seconds by component."""

    talk: int
    hold: int = 0
    wrap: int = 0


@dataclass(frozen=True, slots=True)
class SideRules:
    """How productive seconds count on one side. ``free`` is for brands alone."""

    increment: int = 1
    minimum: int = 0
    short: int = 0
    free: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One rule and what it made of the seconds."""

    rule: str
    detail: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The seconds that count on one side, and every rule that was applied."""

    seconds: int
    steps: tuple[Step, ...] = field(default=())


def productive_seconds(
    took: Seconds, *, hold_cap: int | None = None, wrap_cap: int = 60
) -> Counted:
    """Talk, hold up to its cap and wrap-up up to its cap (product rule of productive time).

    >>> productive_seconds(Seconds(talk=100, hold=20, wrap=90)).seconds
    180
    """
    hold = took.hold if hold_cap is None else min(took.hold, hold_cap)
    wrap = min(took.wrap, wrap_cap)
    steps = [Step("talk", "", took.talk)]
    if took.hold:
        steps.append(Step("hold", _cap(took.hold, hold), hold))
    if took.wrap:
        steps.append(Step("wrap-up", _cap(took.wrap, wrap), wrap))
    return Counted(took.talk + hold + wrap, tuple(steps))


def counted_seconds(productive: int, rules: SideRules) -> Counted:
    """What counts of ``productive`` seconds on one side.

    >>> counted_seconds(85, SideRules(increment=60)).seconds
    120
    >>> counted_seconds(31, SideRules(increment=6)).seconds
    36
    >>> counted_seconds(10, SideRules(increment=6)).seconds
    12
    >>> counted_seconds(29, SideRules(short=30)).seconds
    0
    """
    assert productive >= 0
    if productive < rules.short:
        return Counted(0, (Step("short contact", f"under {rules.short} s counts nothing", 0),))
    steps: list[Step] = []
    seconds = productive
    if rules.free:
        seconds = max(seconds - rules.free, 0)
        steps.append(Step("free seconds", f"the first {rules.free} s", seconds))
        if not seconds:
            return Counted(0, tuple(steps))
    rounded = -(-seconds // rules.increment) * rules.increment
    if rounded != seconds:
        steps.append(Step("increment", f"up to whole {rules.increment} s", rounded))
    if rounded < rules.minimum:
        rounded = rules.minimum
        steps.append(Step("minimum", f"at least {rules.minimum} s", rounded))
    return Counted(rounded, tuple(steps))


def _cap(took: int, counts: int) -> str:
    return "" if took == counts else f"{took} s, capped"
