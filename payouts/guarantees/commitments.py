"""Take committed hours in from a file."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from onboarding.agents.models import Agent
from payouts.guarantees.intake import (
    Said,
    Taken,
    Unreadable,
    agent_named,
    campaign_named,
    instant_in,
    seconds_in,
    take_in_lines,
)
from payouts.guarantees.models import CommittedInterval

COLUMNS: Final = ("agent", "brand", "campaign", "starts_at", "ends_at", "staffed_seconds")
OPTIONAL: Final = ("booked_at",)
_LONGEST: Final = timedelta(days=1)


def take_in_commitments(*, lines: Iterable[str], source: str, at: datetime) -> Taken:
    """Take in a CSV with ``COLUMNS``: the agent by public id, the campaign by brand and code.

    Instants name their zone. The same line again changes nothing; another figure for the same
    hours supersedes the first. Each line is a transaction of its own.
    """

    def deed(said: Said) -> bool:
        return _take_in(said, source, at)

    return take_in_lines(lines=lines, columns=COLUMNS, optional=OPTIONAL, deed=deed)


@transaction.atomic
def _take_in(said: Said, source: str, at: datetime) -> bool:
    """Whether the line said something new."""
    agent, campaign = agent_named(said["agent"]), campaign_named(said["brand"], said["campaign"])
    starts_at, ends_at = instant_in(said["starts_at"]), instant_in(said["ends_at"])
    if ends_at <= starts_at:
        raise Unreadable("The hours end before they begin.")
    if ends_at - starts_at > _LONGEST:
        raise Unreadable("Hours last a day at most.")
    seconds = seconds_in(
        said["staffed_seconds"],
        at_most=int((ends_at - starts_at).total_seconds()),
        refusal="Staffed seconds are a whole number, at most the length of the hours.",
    )
    booked_at = instant_in(said["booked_at"]) if said["booked_at"] else None
    # The agent's row is the lock under which their hours follow one another.
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    last = (
        CommittedInterval.objects.filter(
            agent=agent, campaign=campaign, starts_at=starts_at, ends_at=ends_at
        )
        .order_by("-pk")
        .first()
    )
    if last is not None:
        # A file that does not tell of bookings takes back nothing that another one told.
        booked_at = booked_at or last.booked_at
        if (last.staffed_seconds, last.booked_at) == (seconds, booked_at):
            return False
    try:
        with transaction.atomic():
            CommittedInterval.objects.create(
                agent=agent,
                campaign=campaign,
                starts_at=starts_at,
                ends_at=ends_at,
                staffed_seconds=seconds,
                booked_at=booked_at,
                source=source,
                recorded_at=at,
                supersedes=last,
            )
    except IntegrityError:
        raise Unreadable("The agent has other hours at that time.") from None
    return True
