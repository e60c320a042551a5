"""What a bank says of an order, whichever file it says it in.

One ``Told`` for each thing that is said. It speaks of one transfer (``reference``), or of a
whole file of ours (``message_id`` and no reference).
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Says(StrEnum):
    """What is said, by what follows from it."""

    NOTED = "NOTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    BOOKED = "BOOKED"
    RETURNED = "RETURNED"
    CHANGED = "CHANGED"


class Unreadable(ValueError):
    """No file of a bank that we know, or a damaged one. Says what is wrong, and where."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that a bank says.

    ``amount_minor`` in ``currency``, where it is said. ``code`` is the bank's own (``AC04``,
    ``R02``, ``ACSP``); ``bank_reference`` tells two returns of one transfer apart; ``corrected``
    is what a notification of change (``C01`` …) puts in place of what we sent.
    """

    says: Says
    reference: str = ""
    message_id: str = ""
    code: str = ""
    words: str = ""
    amount_minor: int | None = None
    currency: str = ""
    booked_on: date | None = None
    bank_reference: str = ""
    corrected: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A file of a bank, read. ``left_out`` counts what concerns nothing that we sent."""

    kind: str
    name: str
    rows: tuple[Told, ...] = field(default=())
    left_out: int = 0
