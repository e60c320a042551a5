"""What follows from one thing that a bank says of one transfer. Plain values in and out.

What is so already changes nothing; what contradicts what we know waits for a person. A return
of something that was not known to have left says both: it left, and it came back.
"""

from dataclasses import dataclass
from enum import StrEnum

from payouts.gateway.bank_files.answers import Says


class Deed(StrEnum):
    """What is done."""

    SETTLE = "SETTLE"
    GIVE_UP = "GIVE_UP"
    TAKE_BACK = "TAKE_BACK"
    SETTLE_AND_TAKE_BACK = "SETTLE_AND_TAKE_BACK"
    NOTE = "NOTE"
    NOTHING_NEW = "NOTHING_NEW"
    ASK = "ASK"
    ALARM = "ALARM"


@dataclass(frozen=True, slots=True)
class Known:
    """A transfer as we know it: its payout's and its attempt's status, and what was asked."""

    payout: str
    attempt: str
    amount_minor: int
    currency: str
    was_released: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is done, and why not more."""

    deed: Deed
    words: str = ""


_UNKNOWN = Verdict(Deed.ASK, "We have sent nothing under this reference.")
_NOT_RELEASED = Verdict(Deed.ALARM, "The bank speaks of a file that was never released.")
_EXECUTED_AFTER_ALL = Verdict(
    Deed.ALARM, "The bank executed a payment that we had been told it did not execute."
)
_OTHER_AMOUNT = "The bank names another amount than the one that was sent."


def verdict_on(
    says: Says, *, known: Known | None, amount_minor: int | None = None, currency: str = ""
) -> Verdict:
    """What follows from ``says`` for a transfer, of which the bank may name the amount.

    >>> sent = Known("SENDING", "OPEN", 900, "EUR")
    >>> verdict_on(Says.BOOKED, known=sent, amount_minor=900, currency="EUR").deed.value
    'SETTLE'
    >>> verdict_on(Says.BOOKED, known=sent, amount_minor=901, currency="EUR").words
    'The bank names another amount than the one that was sent.'
    """
    if known is None:
        return _UNKNOWN
    if says in {Says.NOTED, Says.ACCEPTED}:
        return Verdict(Deed.NOTE)
    if says is Says.CHANGED:
        return Verdict(Deed.ASK, "The bank asks for a correction before the next payout.")
    if not known.was_released:
        return _NOT_RELEASED
    if amount_minor is not None and (amount_minor, currency) != (
        known.amount_minor,
        known.currency,
    ):
        return Verdict(Deed.ASK, _OTHER_AMOUNT)
    match says:
        case Says.BOOKED:
            return _booked(known)
        case Says.REJECTED:
            return _rejected(known)
        case _:
            return _returned(known)


def _booked(known: Known) -> Verdict:
    if known.attempt == "EXECUTED":
        return Verdict(Deed.NOTHING_NEW)
    return Verdict(Deed.SETTLE) if known.attempt == "OPEN" else _EXECUTED_AFTER_ALL


def _rejected(known: Known) -> Verdict:
    if known.attempt == "OPEN":
        return Verdict(Deed.GIVE_UP)
    if known.attempt == "EXECUTED":
        return Verdict(
            Deed.ASK, "The bank rejects a payment that it has booked: it should come back."
        )
    return Verdict(Deed.NOTHING_NEW)


def _returned(known: Known) -> Verdict:
    if known.attempt == "OPEN":
        return Verdict(Deed.SETTLE_AND_TAKE_BACK)
    if known.attempt != "EXECUTED":
        return _EXECUTED_AFTER_ALL
    if known.payout == "RETURNED":
        return Verdict(Deed.NOTHING_NEW)
    return Verdict(Deed.TAKE_BACK)
