"""What each column of the bank's form may hold, and what its texts mean.

Each rule is there twice: as a table, by which good lines are read quickly, and as an
expectation in words, by which a bad line is told what is wrong with it.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from marketplace.interactions.sources.facts import ABANDONED, HANDLED, PHANTOM, ContactOutcome

NOBODY: Final = "NO_SERVER"
DAY_SECONDS: Final = 86_400

OUTCOMES: Final[dict[str, ContactOutcome]] = {
    "AGENT": HANDLED,
    "HANG": ABANDONED,
    "PHANTOM": PHANTOM,
}
PRIORITIES: Final = {str(digit): digit for digit in range(10)}
_LONGEST_REF: Final = 40
_LONGEST_NAME: Final = 80
_LONGEST_NUMBER: Final = 18


class _Remembered(dict[str, int]):
    """Texts and what they mean, learnt as they are met: a table is faster than a rule.

    Only texts that mean something are kept, and there are few of those. Others are a ``KeyError``.
    """

    def __init__(self, rule: Callable[[str], int | None]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, text: str) -> int:
        value = self._rule(text)
        if value is None:
            raise KeyError(text)
        self[text] = value
        return value


def _clock(text: str) -> int | None:
    """Seconds from midnight."""
    match = re.fullmatch(r"([01]?[0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])", text)
    if match is None:
        return None
    return int(match[1]) * 3600 + int(match[2]) * 60 + int(match[3])


def _whole(text: str) -> int | None:
    """Seconds, at most a day of them."""
    if re.fullmatch(r"[0-9]{1,5}", text) is None or int(text) > DAY_SECONDS:
        return None
    return int(text)


def _signed(text: str) -> int | None:
    """Seconds between two clocks, of which one may have been set back."""
    if re.fullmatch(r"-?[0-9]{1,5}", text) is None or abs(int(text)) > DAY_SECONDS:
        return None
    return int(text)


CLOCKS: Final = _Remembered(_clock)
WHOLES: Final = _Remembered(_whole)
SIGNEDS: Final = _Remembered(_signed)


@lru_cache(maxsize=4096)
def day_of(text: str, zone: ZoneInfo) -> tuple[date, int | None]:
    """The date, and its midnight in epoch seconds if no clock changes on it or on the next day.

    Raises ``KeyError``, as the tables do, for what is not a date.
    """
    if re.fullmatch(r"[0-9]{6}", text) is None:
        raise KeyError(text)
    year = int(text[:2])
    try:
        day = date(year + (1900 if year >= 70 else 2000), int(text[2:4]), int(text[4:]))
    except ValueError:
        raise KeyError(text) from None
    midnight = datetime.combine(day, time(), zone)
    hours = [(midnight + timedelta(hours=hour)).utcoffset() for hour in range(49)]
    return day, int(midnight.timestamp()) if len(set(hours)) == 1 else None


def is_number(text: str) -> bool:
    """Whether a text is digits and nothing else."""
    return text.isdigit() and text.isascii() and len(text) <= _LONGEST_NUMBER


def are_references(unit: str, call_type: str, customer: str, server: str) -> bool:
    """Whether these four are fit to be kept as references."""
    return bool(
        unit
        and call_type
        and customer
        and server
        and len(unit) <= _LONGEST_REF
        and len(call_type) <= _LONGEST_REF
        and len(customer) <= _LONGEST_REF
        and len(server) <= _LONGEST_NAME
        and f"{unit}{call_type}{customer}{server}".isprintable()
    )


def _is_date(text: str) -> bool:
    try:
        day_of(text, ZoneInfo("UTC"))
    except KeyError:
        return False
    return True


def _is_reference(longest: int) -> Callable[[str], bool]:
    return lambda text: 0 < len(text) <= longest and text.isprintable()


_Expectation = tuple[Callable[[str], bool], str]
_A_REFERENCE: Final = (_is_reference(_LONGEST_REF), f"1 to {_LONGEST_REF} printable characters")
_A_NUMBER: Final = (is_number, f"a whole number of up to {_LONGEST_NUMBER} digits")
_A_CLOCK: Final = (lambda text: _clock(text) is not None, "a time of day, h:mm:ss")
_A_DIFFERENCE: Final = (
    lambda text: _signed(text) is not None,
    f"whole seconds from -{DAY_SECONDS} to {DAY_SECONDS}",
)
EXPECTED: Final[dict[str, _Expectation]] = {
    "vru+line": _A_REFERENCE,
    "call_id": _A_NUMBER,
    # Not always digits: a spreadsheet once turned some numbers into 6.02E+11.
    "customer_id": _A_REFERENCE,
    "priority": (PRIORITIES.__contains__, "one digit"),
    "type": _A_REFERENCE,
    "date": (_is_date, "a real date, yymmdd"),
    "vru_entry": _A_CLOCK,
    "vru_exit": _A_CLOCK,
    "vru_time": _A_DIFFERENCE,
    "q_start": _A_CLOCK,
    "q_exit": _A_CLOCK,
    "q_time": _A_DIFFERENCE,
    "outcome": (OUTCOMES.__contains__, "AGENT, HANG or PHANTOM"),
    "ser_start": _A_CLOCK,
    "ser_exit": _A_CLOCK,
    "ser_time": (
        lambda text: _whole(text) is not None,
        f"whole seconds from 0 to {DAY_SECONDS}",
    ),
    "server": (
        _is_reference(_LONGEST_NAME),
        f"a name of 1 to {_LONGEST_NAME} printable characters, or {NOBODY}",
    ),
}


def fault(fields: list[str]) -> str:
    """What is wrong with the first field that is wrong."""
    for column, text in zip(EXPECTED, fields, strict=True):
        is_fit, expected = EXPECTED[column]
        if not is_fit(text):
            return f"{column} is {short(text)}; expected {expected}"
    raise AssertionError("A line was refused, and every field of it is fit.")


def short(text: str) -> str:
    """A text quoted for a message: not long, and plain even where it is not."""
    return ascii(text if len(text) <= _LONGEST_REF else f"{text[:_LONGEST_REF]}...")
