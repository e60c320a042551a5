"""Read a file of rates: ``campaign,bill_per_minute,pay_per_minute``, one campaign a line.

Nothing is guessed: a line that does not say exactly one thing is named with its number and
the reason, and a file with one such line is refused whole.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from marketplace.campaigns.terms import rate_fault
from onboarding.errors import Refused

HEADER = ("campaign", "bill_per_minute", "pay_per_minute")

_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,30})?", re.ASCII)
_LONGEST_CODE = 40
_LONGEST_FILE = 10_000_000
_SHOWN_FAULTS = 100


class RatesFileRefused(Refused):
    """The file does not say, line by line, what campaigns cost."""

    code = "rates_file_refused"


@dataclass(frozen=True, slots=True)
class RateLine:
    """One campaign's rates, major units per productive minute, and the line they stood on."""

    campaign: str
    bill_per_minute: Decimal
    pay_per_minute: Decimal
    number: int = 0

    @classmethod
    def of(cls, campaign: str, bill: str, pay: str) -> "RateLine":
        """A line of stated rates, which did not come from a file.

        >>> RateLine.of("PS", "0.55", "0.35").pay_per_minute
        Decimal('0.35')
        """
        return cls(campaign, Decimal(bill), Decimal(pay))


def read_rates(path: Path) -> list[RateLine]:
    """Return the lines of ``path`` in their order, one for each campaign.

    Raises:
        RatesFileRefused: there is no such file, it is empty or no text, its columns are
            others, or it has a line that cannot stand; each such line is named.
    """
    text = _text_of(path)
    lines: list[RateLine] = []
    faults: list[str] = []
    first_of: dict[str, int] = {}
    for number, row in _rows(path, text):
        line = _line_of(number, row)
        if isinstance(line, str):
            faults.append(f"line {number}: {line}")
        elif line.campaign in first_of:
            earlier = first_of[line.campaign]
            faults.append(
                f"line {number}: {line.campaign} has rates on line {earlier} already, and two "
                "at once would overlap."
            )
        else:
            first_of[line.campaign] = number
            lines.append(line)
    if faults:
        raise RatesFileRefused(in_one_message(f"{path.name} cannot be used.", faults))
    if not lines:
        raise RatesFileRefused(f"{path.name} names no campaign.")
    return lines


def in_one_message(verdict: str, faults: Sequence[str]) -> str:
    """One message of a verdict and its faults, the first few of them in full."""
    shown = list(faults[:_SHOWN_FAULTS])
    if len(faults) > _SHOWN_FAULTS:
        shown.append(f"and {len(faults) - _SHOWN_FAULTS:,} more lines like these.")
    return "\n".join([verdict, *shown])


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > _LONGEST_FILE:
            raise RatesFileRefused(f"{path.name} is too large to be a file of rates.")
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be read"
        raise RatesFileRefused(f"{path} cannot be opened: {reason}.") from error
    if not raw.strip():
        raise RatesFileRefused(f"{path.name} is empty. Its first line is {','.join(HEADER)}.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RatesFileRefused(f"{path.name} is not text in UTF-8.") from None
    if "\0" in text:
        raise RatesFileRefused(f"{path.name} is not text, but binary.")
    return text


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line after the header that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader, [])]
        if tuple(header) != HEADER:
            raise RatesFileRefused(
                f"{path.name} has other columns. Its first line is {','.join(HEADER)}."
            )
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise RatesFileRefused(f"{path.name}, line {reader.line_num}: {error}.") from None


def _line_of(number: int, row: list[str]) -> RateLine | str:
    """The line, or what is wrong with it."""
    if len(row) != len(HEADER):
        return f"it has {len(row)} columns, not {len(HEADER)}."
    code, *rates = row
    if not code or len(code) > _LONGEST_CODE or not code.isprintable():
        return f"a campaign's code has 1 to {_LONGEST_CODE} letters."
    for column, text in zip(HEADER[1:], rates, strict=True):
        if not _NUMBER.fullmatch(text):
            return f"{column} is not a decimal number such as 0.55: {text[:40]!r}."
        if fault := rate_fault(Decimal(text)):
            return f"{column} {fault}."
    return RateLine(code, Decimal(rates[0]), Decimal(rates[1]), number)
