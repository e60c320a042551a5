"""Take committed hours in from a file: what can be read goes in, the rest is named by its line."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from payouts.guarantees.models import CommittedInterval

COLUMNS = ("agent", "brand", "campaign", "starts_at", "ends_at", "staffed_seconds")


class _Unreadable(ValueError):
    """Why a line does not go in."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many lines were new or known, and the number and reason of those that were neither."""

    new: int
    known: int
    refused: tuple[tuple[int, str], ...]


def take_in_commitments(*, lines: Iterable[str], source: str, at: datetime) -> Taken:
    """Take in a CSV with ``COLUMNS``: the agent by public id, the campaign by brand and code.

    Instants name their zone. The same line again changes nothing; another figure for the same
    hours supersedes the first. Each line is a transaction of its own.
    """
    new = known = 0
    refused: list[tuple[int, str]] = []
    reader = csv.DictReader(lines)
    if missing := [name for name in COLUMNS if name not in (reader.fieldnames or ())]:
        return Taken(0, 0, ((1, f"The column {missing[0]} is missing."),))
    for row in reader:
        try:
            if _take_in(row, source, at):
                new += 1
            else:
                known += 1
        except _Unreadable as why:
            refused.append((reader.line_num, str(why)))
    return Taken(new, known, tuple(refused))


@transaction.atomic
def _take_in(row: dict[str, str | None], source: str, at: datetime) -> bool:
    """Whether the line said something new."""
    said = {name: (row.get(name) or "").strip() for name in COLUMNS}
    agent, campaign = _agent(said["agent"]), _campaign(said["brand"], said["campaign"])
    starts_at, ends_at = _instant(said["starts_at"]), _instant(said["ends_at"])
    if ends_at <= starts_at:
        raise _Unreadable("The hours end before they begin.")
    seconds = _seconds(said["staffed_seconds"], int((ends_at - starts_at).total_seconds()))
    # The agent's row is the lock under which their hours follow one another.
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    last = (
        CommittedInterval.objects.filter(
            agent=agent, campaign=campaign, starts_at=starts_at, ends_at=ends_at
        )
        .order_by("-pk")
        .first()
    )
    if last is not None and last.staffed_seconds == seconds:
        return False
    try:
        with transaction.atomic():
            CommittedInterval.objects.create(
                agent=agent,
                campaign=campaign,
                starts_at=starts_at,
                ends_at=ends_at,
                staffed_seconds=seconds,
                source=source,
                recorded_at=at,
                supersedes=last,
            )
    except IntegrityError:
        raise _Unreadable("The agent has other hours at that time.") from None
    return True


def _agent(text: str) -> Agent:
    try:
        found = Agent.objects.filter(public_id=UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        raise _Unreadable("There is no such agent.")
    return found


def _campaign(brand: str, code: str) -> Campaign:
    found = Campaign.objects.filter(brand__slug=brand, code=code).first()
    if found is None:
        raise _Unreadable("There is no such campaign of that brand.")
    return found


def _instant(text: str) -> datetime:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise _Unreadable("An instant is written as 2026-09-16T12:00:00+02:00, with its zone.")
    return found


def _seconds(text: str, length: int) -> int:
    if not text.isdecimal() or len(text) > 9 or int(text) > length:
        raise _Unreadable("Staffed seconds are a whole number, at most the length of the hours.")
    return int(text)
