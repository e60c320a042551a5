"""A file of hours, of cancelled hours or of reasons for a bonus, told apart by its columns."""

import csv
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from typing import Final

from onboarding.errors import DomainError, Refused
from onboarding.users.models import User
from payouts.guarantees import commitments
from payouts.guarantees.cancelling import Hours, cancel_hours
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
from payouts.guarantees.rewarding import Reason, note_reason
from payouts.guarantees.rewards import BonusKind

CANCELLED: Final = ("agent", "brand", "campaign", "starts_at", "ends_at", "cancelled_at")
REASONS: Final = ("agent", "brand", "campaign", "kind", "reference", "happened_at")
_OPTIONAL: Final = ("about", "seconds")
_A_DAY: Final = 86_400
_LONGEST: Final = 80


class FileUnreadable(Refused):
    """No file of ours: nothing of it was taken in."""

    code = "hours_file_unreadable"


def take_in_file(*, lines: Iterable[str], actor: User, at: datetime) -> Taken:
    """Take a file in by what its first line names.

    Raises:
        FileUnreadable: the first line names the columns of no file that is known.
    """
    rest = iter(lines)
    first = next(rest, "")
    try:
        names = {name.strip() for name in next(csv.reader([first]), [])}
    except csv.Error:
        names = set()
    whole = chain([first], rest)
    if names.issuperset(commitments.COLUMNS):
        return commitments.take_in_commitments(lines=whole, source="upload", at=at)
    if names.issuperset(CANCELLED):
        return take_in_lines(
            lines=whole, columns=CANCELLED, deed=lambda said: _cancelled(said, actor, at)
        )
    if names.issuperset(REASONS):
        return take_in_lines(
            lines=whole, columns=REASONS, optional=_OPTIONAL, deed=lambda said: _reason(said, at)
        )
    raise FileUnreadable("The first line names the columns of none of these files.")


def _cancelled(said: Said, actor: User, at: datetime) -> bool:
    agent, campaign = agent_named(said["agent"]), campaign_named(said["brand"], said["campaign"])
    hours = Hours(
        agent.pk,
        campaign.pk,
        instant_in(said["starts_at"]),
        instant_in(said["ends_at"]),
        instant_in(said["cancelled_at"]),
    )
    try:
        return cancel_hours(hours=hours, actor=actor, at=at)[1]
    except DomainError as refusal:
        raise Unreadable(str(refusal)) from None


def _reason(said: Said, at: datetime) -> bool:
    agent, campaign = agent_named(said["agent"]), campaign_named(said["brand"], said["campaign"])
    if said["kind"] not in BonusKind.values:
        raise Unreadable(f"The kind is one of {', '.join(BonusKind.values)}.")
    kind = BonusKind(said["kind"])
    about = agent_named(said["about"]) if kind == BonusKind.REFERRAL else None
    reference = str(about.public_id) if about else said["reference"]
    if not 0 < len(reference) <= _LONGEST or "\x00" in reference:
        raise Unreadable("The reference names the certificate or course, in 80 letters at most.")
    seconds = 0
    if kind == BonusKind.TRAINING:
        seconds = seconds_in(
            said["seconds"], at_most=_A_DAY, refusal="Training takes whole seconds, at most a day."
        )
        if not seconds:
            raise Unreadable("Training takes whole seconds, at most a day.")
    reason = Reason(
        campaign_id=campaign.pk,
        kind=kind,
        agent_id=agent.pk,
        reference=reference,
        happened_at=instant_in(said["happened_at"]),
        about_id=about.pk if about else None,
        seconds=seconds,
    )
    try:
        return note_reason(reason=reason, source="upload", at=at)
    except DomainError as refusal:
        raise Unreadable(str(refusal)) from None
