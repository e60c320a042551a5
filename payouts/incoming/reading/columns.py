"""Read a bank's CSV with the layout that was kept for its account.

A CSV carries no balances and no account: the account is chosen by whoever hands it in. A line's
name is the bank's reference where a column has one, else a digest of the whole row, with day and
amount and the how-manieth of its kind, so that a file that overlaps an earlier one adds only
what is new.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import IO

from payouts.incoming.reading.lines import (
    MOST_LINES,
    BadFile,
    Line,
    Statement,
    minor_of,
    plain,
    sound,
)

_LONGEST_CELL = 10_000
ENCODINGS = ("utf-8-sig", "cp1252", "iso-8859-15", "utf-16")
DELIMITERS = (",", ";", "\t", "|")
DATE_FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%y", "%Y%m%d")


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column says what, by the names in the file's first line; empty: there is none."""

    date: str
    amount: str = ""
    credit: str = ""
    debit: str = ""
    text: str = ""
    payer: str = ""
    payer_account: str = ""
    reference: str = ""
    delimiter: str = ","
    decimal_mark: str = "."
    date_format: str = "%Y-%m-%d"
    encoding: str = "utf-8-sig"


def read_columns(
    stream: IO[bytes], layout: Layout, *, account: str, currency: str
) -> Iterator[Statement | Line]:
    """Yield one statement without balances, and after it the file's lines.

    Raises:
        BadFile: a column is missing, or a line's day or amount cannot be read.
    """
    text = io.TextIOWrapper(stream, encoding=layout.encoding, newline="")
    try:
        yield from _read(text, layout, account, currency)
    except UnicodeError as wrong:
        raise BadFile(f"The file is not written in {layout.encoding}.") from wrong
    except csv.Error as wrong:
        raise BadFile(f"This is no CSV: {wrong}.") from wrong
    finally:
        # The caller's file stays open.
        text.detach()


def _read(text: IO[str], layout: Layout, account: str, currency: str) -> Iterator[Statement | Line]:
    rows = csv.reader(text, delimiter=layout.delimiter, strict=True)
    header = [cell.strip() for cell in next(rows, [])]
    if not header:
        raise BadFile("line 1: the file is empty.")
    at = {name: header.index(name) for name in _named(layout) if name in header}
    missing = [name for name in _named(layout) if name not in at]
    if missing:
        raise BadFile(
            f"line 1: column {missing[0]!r} is missing. The file has: {', '.join(header)[:300]}."
        )
    yield Statement(account=account, reference="", currency=currency)
    seen: dict[str, int] = {}
    for count, row in enumerate((one for one in rows if any(cell.strip() for cell in one)), 1):
        if count > MOST_LINES:
            raise BadFile(f"The file has more than {MOST_LINES} lines.")
        cells = {name: row[place] if place < len(row) else "" for name, place in at.items()}
        yield _line(cells, row, layout, currency, seen, where=f"line {rows.line_num}")


def _named(layout: Layout) -> list[str]:
    names = [layout.date, layout.amount, layout.credit, layout.debit, layout.text]
    names += [layout.payer, layout.payer_account, layout.reference]
    return [name for name in names if name]


def _line(
    cells: dict[str, str],
    row: Sequence[str],
    layout: Layout,
    currency: str,
    seen: dict[str, int],
    *,
    where: str,
) -> Line:
    if any(len(cell) > _LONGEST_CELL for cell in row):
        raise BadFile(f"{where}: a cell has more than {_LONGEST_CELL} letters.")
    minor = _minor(cells, layout, currency, where)
    day = _day(cells[layout.date], layout.date_format, where)
    reference = plain(cells.get(layout.reference, ""), 80)
    digest = sha256("|".join(cell.strip() for cell in row).encode()).hexdigest()[:32]
    key = f"{reference or 'row:' + digest}|{day}|{minor}"
    seen[key] = seen.get(key, 0) + 1
    account = "".join(plain(cells.get(layout.payer_account, ""), 80).split())
    return Line(
        key=f"{key}|{seen[key]}",
        booked_on=day,
        minor=minor,
        currency=currency,
        reference=reference,
        remittance=plain(cells.get(layout.text, ""), 500),
        counterparty=plain(cells.get(layout.payer, ""), 140),
        counterparty_account=account[:40],
    )


def _minor(cells: dict[str, str], layout: Layout, currency: str, where: str) -> int:
    if layout.amount:
        return _amount(cells[layout.amount], layout, currency, where)
    came = _amount(cells[layout.credit] or "0", layout, currency, where)
    went = _amount(cells.get(layout.debit) or "0", layout, currency, where)
    if came and went:
        raise BadFile(f"{where}: money came in and went out in one line.")
    return abs(came) - abs(went)


def _amount(cell: str, layout: Layout, currency: str, where: str) -> int:
    """An amount as banks write it: with marks between thousands, and a sign before or after."""
    bare = "".join(cell.split()).replace("’", "").replace("'", "")
    bare = bare.replace("." if layout.decimal_mark == "," else ",", "")
    bare = bare.replace(layout.decimal_mark, ".")
    if bare.endswith(("-", "+")):
        bare = bare[-1] + bare[:-1]
    return minor_of(bare or "?", currency, where=where)


def _day(cell: str, date_format: str, where: str) -> date:
    try:
        day = datetime.strptime(cell.strip(), date_format).date()  # noqa: DTZ007 - a day alone
    except ValueError:
        raise BadFile(f"{where}: {cell[:40]!r} is no date like {date_format}.") from None
    return sound(day, where=where)
