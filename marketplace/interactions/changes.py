"""What one revision of a contact says otherwise than the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.interactions.models import InteractionRevision

# Column or path, what it is called, and how it is shown.
_FACTS = (
    ("campaign", "Campaign", "text"),
    ("campaign_ref", "Campaign, as named by the source", "text"),
    ("agent", "Agent", "text"),
    ("agent_ref", "Agent, as named by the source", "text"),
    ("customer_ref", "Customer reference", "text"),
    ("outcome", "Outcome", "text"),
    ("arrived_at", "Arrived", "instant"),
    ("started_at", "Answered", "instant"),
    ("ended_at", "Ended", "instant"),
    ("queue_seconds", "Waited", "seconds"),
    ("talk_seconds", "Talk", "seconds"),
    ("hold_seconds", "Hold", "seconds"),
    ("wrap_seconds", "Wrap-up", "seconds"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact before and after. ``kind`` is text, instant or seconds."""

    label: str
    kind: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Told:
    """A revision, and what it changed; nothing before the first one."""

    revision: InteractionRevision
    changes: tuple[Change, ...]


def history_of(revisions: Sequence[InteractionRevision]) -> list[Told]:
    """Each of a contact's revisions with what it changed, in the order given: oldest first."""
    before = [None, *revisions[:-1]]
    return [
        Told(revision, changes_between(earlier, revision) if earlier else ())
        for earlier, revision in zip(before, revisions, strict=True)
    ]


def changes_between(before: InteractionRevision, after: InteractionRevision) -> tuple[Change, ...]:
    """The facts in which two revisions differ."""
    return tuple(
        Change(label, kind, getattr(before, name), getattr(after, name))
        for name, label, kind in _FACTS
        if getattr(before, name) != getattr(after, name)
    )
