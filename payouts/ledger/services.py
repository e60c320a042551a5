"""Post to the books, each event once. The only door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection

from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.ledger.models import JournalEntry
from payouts.ledger.postings import Leg, Posting, reversal


class EventKeyReused(Refused):
    """The event key already stands in the books for something else."""

    code = "event_key_reused"


class FloorPassed(Refused):
    """The posting would promise money that is not there."""

    code = "floor_passed"


class OutOfBalance(Refused):
    """The legs do not sum to zero in each currency, or name no account of the chart."""

    code = "out_of_balance"


@dataclass(frozen=True, slots=True)
class Posted:
    """How many of the events were new to the books."""

    new: int
    known: int


_POST = """
    SELECT ledger_post_one(%s, %s, %s, %s, string_to_array(%s, E'\\n'),
                           string_to_array(%s, E'\\n')::bigint[], %s, %s)
"""

_POST_MANY = """
    SELECT count(*) FROM ledger_post(
        string_to_array(%s, E'\\n'), string_to_array(%s, E'\\n'),
        string_to_array(%s, E'\\n')::timestamptz[], string_to_array(%s, E'\\n', '')::bigint[],
        string_to_array(%s, E'\\n')::int[], string_to_array(%s, E'\\n'),
        string_to_array(%s, E'\\n')::bigint[], %s::timestamptz, %s::bigint)
"""

# SQLSTATEs that the books' own functions raise, and the two standard ones of their guards.
_REFUSALS: dict[str, tuple[type[Refused], str]] = {
    "TL001": (FloorPassed, "There is not enough money on the account for this."),
    "TL002": (EventKeyReused, "This event is already in the books with another content."),
    "23000": (OutOfBalance, "The posting is not a whole, balanced transaction."),
    "23514": (OutOfBalance, "A leg of the posting moves nothing."),
}


def post(posting: Posting, *, at: datetime, actor: User | None = None) -> bool:
    """Write one event; return whether it is new. Posting it again changes nothing.

    ``at`` is both when it happened and when we knew; use ``post_many`` where they differ.

    Raises:
        EventKeyReused: the same key stands for another content.
        FloorPassed: it promises more than the account holds.
        OutOfBalance: its legs do not sum to zero.
    """
    row = _ask(
        _POST,
        [
            posting.event_key,
            posting.kind,
            at,
            posting.reverses,
            _column([leg.account for leg in posting.legs]),
            _column([str(leg.amount_minor) for leg in posting.legs]),
            at,
            actor.pk if actor else None,
        ],
    )
    return bool(row[0])


def post_many(
    postings: Sequence[Posting],
    *,
    effective_ats: Sequence[datetime],
    recorded_at: datetime,
    actor: User | None = None,
) -> Posted:
    """Write many events in one statement, each once, or none where one is refused.

    Raises:
        EventKeyReused, FloorPassed, OutOfBalance: as ``post``.
    """
    if not postings:
        return Posted(0, 0)
    legs = [leg for posting in postings for leg in posting.legs]
    arguments = [
        _column([posting.event_key for posting in postings]),
        _column([posting.kind for posting in postings]),
        _column(_as_text(effective_ats)),
        _column([str(posting.reverses or "") for posting in postings]),
        _column([str(place) for place, posting in enumerate(postings, 1) for _ in posting.legs]),
        _column([leg.account for leg in legs]),
        _column([str(leg.amount_minor) for leg in legs]),
        recorded_at,
        actor.pk if actor else None,
    ]
    row = _ask(_POST_MANY, arguments)
    return Posted(new=row[0], known=len(postings) - row[0])


def reverse(*, transaction_id: int, at: datetime, actor: User | None) -> bool:
    """Undo a transaction by its exact opposite; return whether it was undone now.

    Raises:
        FloorPassed: the opposite would take what has been promised since.
    """
    legs = [
        Leg(code, amount)
        for code, amount in JournalEntry.objects.filter(transaction=transaction_id)
        .order_by("id")
        .values_list("account__code", "amount_minor")
    ]
    return post(reversal(transaction_id=transaction_id, legs=legs), at=at, actor=actor)


def _column(values: list[str]) -> str:
    """Many values as one text: as arrays they cost the driver as much as the books take.

    A line feed parts them, so none may hold one: a key would become two, and another event's.
    """
    column = "\n".join(values)
    assert column.count("\n") == len(values) - 1, "a line feed in a key, a kind or a code"
    return column


def _as_text(instants: Sequence[datetime]) -> list[str]:
    """Instants as text; most postings of one call are of the same few."""
    texts = {instant: str(instant) for instant in set(instants)}
    return [texts[instant] for instant in instants]


def _ask(statement: str, arguments: list[Any]) -> tuple[Any, ...]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            row: tuple[Any, ...] | None = cursor.fetchone()
    except DatabaseError as error:
        raise _refusal(error) from error
    assert row is not None
    return row


def _refusal(error: DatabaseError) -> Exception:
    state = getattr(error.__cause__, "sqlstate", None)
    if state not in _REFUSALS:
        return error
    family, message = _REFUSALS[state]
    return family(message)
