"""Move a status, and say who and why. Triggers write the trail, so that nothing escapes it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Protocol

import pghistory
from django.db import models

from onboarding.errors import Refused


class TransitionRefused(Refused):
    """The row is not in a state from which it may go there."""

    code = "transition_refused"


class _Actor(Protocol):
    pk: Any


def advance(
    row: Any,
    *,
    to: Any,
    actor: _Actor | None,
    at: datetime,
    reason: str = "",
    **changes: Any,
) -> None:
    """Move ``row`` to status ``to`` and set ``changes`` with it, in one statement.

    ``actor=None`` means that a job acts on its own. The row in hand is brought up to date.

    Raises:
        TransitionRefused: that move is not on the map, or somebody else moved it first.
    """
    before = row.status
    if to not in type(to).transitions().get(type(to)(before), set()):
        raise _refusal(row, to)
    with pghistory.context(**_why(actor, at, reason)):
        rows: models.QuerySet[Any] = type(row)._base_manager.filter(pk=row.pk, status=before)
        if not rows.update(status=to, **changes):
            raise _refusal(row, to)
    row.status = to
    for name, value in changes.items():
        setattr(row, name, value)


def advance_many(
    rows: models.QuerySet[Any],
    *,
    to: Any,
    actor: _Actor | None,
    at: datetime,
    reason: str = "",
    **changes: Any,
) -> int:
    """Move every row of ``rows`` that may go there, in one statement; return how many did."""
    sources: Collection[Any] = [
        source for source, targets in type(to).transitions().items() if to in targets
    ]
    with pghistory.context(**_why(actor, at, reason)):
        return rows.filter(status__in=sources).update(status=to, **changes)


def _why(actor: _Actor | None, at: datetime, reason: str) -> dict[str, Any]:
    return {"actor": actor.pk if actor else None, "at": at.isoformat(), "reason": reason}


def _refusal(row: Any, to: Any) -> TransitionRefused:
    kind = row._meta.verbose_name
    return TransitionRefused(
        f"This {kind} is “{row.get_status_display()}” and cannot become “{to.label}”."
    )
