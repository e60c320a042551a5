"""What every form of bank file comes down to: statements with their balances, and lines."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from payouts.money import Money, UnknownCurrency

# The largest file that is read, and the most lines.
LARGEST = 128 * 1024 * 1024
MOST_LINES = 100_000
# More than any bank moves; a file full of such lines is still within the books' columns.
_MOST_MINOR = 10**13
# A day outside of these was never meant, and near the calendar's ends no zone can show it.
_FIRST_YEAR, _LAST_YEAR = 1990, 2199
# ISO 20022 allows eighteen digits and no exponent.
_AMOUNT = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{0,9})?")


class BadFile(ValueError):
    """The file is not what it should be. ``str(error)`` names the line or the element."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement's head. Balances are minor units; none where the file has none."""

    account: str
    reference: str
    currency: str
    opening_minor: int | None = None
    closing_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One booked movement: ``minor`` above zero came in, below zero went out.

    ``key`` names the entry on its account, and ``place`` the movement in the entry.
    ``is_reversal`` says that it takes back an earlier movement of the other sign.
    """

    key: str
    booked_on: date
    minor: int
    currency: str
    place: int = 1
    reference: str = ""
    remittance: str = ""
    end_to_end: str = ""
    counterparty: str = ""
    counterparty_account: str = ""
    is_reversal: bool = False


def minor_of(text: str, currency: str, *, where: str) -> int:
    """A decimal text as whole minor units of ``currency``.

    >>> minor_of("12.5", "USD", where="line 2"), minor_of("1000", "JPY", where="line 2")
    (1250, 1000)

    Raises:
        BadFile: it is no number, or has more digits than the currency.
    """
    if not _AMOUNT.fullmatch(text.strip()):
        raise BadFile(f"{where}: {text[:40]!r} is no amount.")
    amount = Decimal(text.strip())
    try:
        money = Money.of_exact(amount, currency)
    except UnknownCurrency as unknown:
        raise BadFile(f"{where}: {unknown}") from unknown
    if money.exact != amount:
        raise BadFile(f"{where}: {text[:40]} has more digits than {currency} has.")
    if abs(money.minor) > _MOST_MINOR:
        raise BadFile(f"{where}: {text[:40]} is too large.")
    return money.minor


def plain(text: str, longest: int) -> str:
    """``text`` in one line, without what no database column takes, and not too long.

    >>> plain(" INV\\x00 \\n 12 ", 5)
    'INV 1'
    """
    kept = (" " if unicodedata.category(one) in {"Cc", "Cs", "Zl", "Zp"} else one for one in text)
    return " ".join("".join(kept).split())[:longest]


def day_of(text: str, *, where: str) -> date:
    """An ISO date, or the date of an ISO instant, as the bank writes it.

    >>> day_of("2026-09-16T10:00:00+02:00", where="line 2")
    datetime.date(2026, 9, 16)

    Raises:
        BadFile: it is none.
    """
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise BadFile(f"{where}: {text[:40]!r} is no date.") from None
    return sound(day, where=where)


def sound(day: date, *, where: str) -> date:
    """``day``, if a bank can have meant it.

    Raises:
        BadFile: it is centuries away.
    """
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise BadFile(f"{where}: {day.isoformat()} is too far away to be meant.")
    return day


def check_balances(statement: Statement, moved_minor: int) -> None:
    """What was there, and what moved, come to what is there.

    Raises:
        BadFile: they do not, so that lines are missing or twice.
    """
    opening, closing = statement.opening_minor, statement.closing_minor
    if opening is None or closing is None or opening + moved_minor == closing:
        return
    said = [
        str(Money(minor, statement.currency).exact) for minor in (opening, moved_minor, closing)
    ]
    raise BadFile(
        f"Statement {statement.reference}: it opens with {said[0]} and its lines come to {said[1]},"
        f" but it closes with {said[2]} {statement.currency}. Lines are missing or twice."
    )
