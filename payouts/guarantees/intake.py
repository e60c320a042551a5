"""Read a file line by line: what can be read goes in, the rest is named by its line."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent

Said = dict[str, str]
"""A line by the names of its columns, without the blanks around."""


class Unreadable(ValueError):
    """Why a line does not go in."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many lines were new or known, and the number and reason of those that were neither."""

    new: int
    known: int
    refused: tuple[tuple[int, str], ...]


def take_in_lines(
    *,
    lines: Iterable[str],
    columns: Sequence[str],
    optional: Sequence[str] = (),
    deed: Callable[[Said], bool],
) -> Taken:
    """Hand each line of a CSV to ``deed``, which returns whether it said something new.

    A line that ``deed`` calls unreadable is named, and changes nothing.
    """
    new = known = 0
    refused: list[tuple[int, str]] = []
    reader = csv.DictReader(lines)
    asked = (*columns, *optional)
    try:
        names = [name.strip() for name in reader.fieldnames or ()]
        reader.fieldnames = names
        if missing := [name for name in columns if name not in names]:
            return Taken(0, 0, ((1, f"The column {missing[0]} is missing."),))
        for row in reader:
            try:
                is_new = deed({name: (row.get(name) or "").strip() for name in asked})
            except Unreadable as why:
                refused.append((reader.line_num, str(why)))
            else:
                new, known = new + is_new, known + (not is_new)
    except csv.Error:
        refused.append((reader.line_num, "This line and what follows is no CSV."))
    return Taken(new, known, tuple(refused))


def agent_named(text: str) -> Agent:
    """The agent with this public id."""
    try:
        found = Agent.objects.filter(public_id=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise Unreadable("There is no such agent.")
    return found


def campaign_named(brand: str, code: str) -> Campaign:
    """The campaign with this code, of the brand with this name in addresses."""
    if "\x00" in brand + code:
        raise Unreadable("There is no such campaign of that brand.")
    found = Campaign.objects.filter(brand__slug=brand, code=code).first()
    if found is None:
        raise Unreadable("There is no such campaign of that brand.")
    return found


def instant_in(text: str) -> datetime:
    """An instant that names its zone."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not 2000 <= found.year < 2200:
        raise Unreadable("An instant is written as 2026-09-16T12:00:00+02:00, with its zone.")
    return found


def seconds_in(text: str, *, at_most: int, refusal: str) -> int:
    """Whole seconds."""
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) > at_most:
        raise Unreadable(refusal)
    return int(text)
