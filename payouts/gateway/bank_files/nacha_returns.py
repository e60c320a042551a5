"""NACHA's returns and notifications of change: what came back, and what should be corrected.

Source: Nacha Operating Rules, appendices 4 (return entries, addenda type 99) and 5
(notifications of change, addenda type 98). Positions count from 1:

====================  =======================  =======================
what                  type 99                  type 98
====================  =======================  =======================
reason                4-6                      4-6
original trace        7-21                     7-21
original bank         28-35                    28-35
information           36-79                    36-64, the corrected data
trace of the return   80-94                    80-94
====================  =======================  =======================
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from payouts.gateway.bank_files.answers import Answer, Says, Told, Unreadable
from payouts.gateway.bank_files.nacha import WIDTH

_FILLER = "9" * WIDTH
_RETURN, _CHANGE = "99", "98"


@dataclass(slots=True)
class _Batch:
    number: int
    entry: str = ""
    records: int = 0
    hash: int = 0
    rows: list[Told] = field(default_factory=list)


def read_nacha_returns(content: bytes) -> Answer:
    """What a file of returns and notifications says.

    Raises:
        Unreadable: no such file, or one whose sums are not those of its entries.
    """
    records = _records(content)
    if not records or records[0][:3] != "101":
        raise Unreadable("The file does not begin with a NACHA file header.")
    header = records[0]
    come_on = _day(header[23:29])
    rows: list[Told] = []
    batch = _Batch(0)
    total = 0
    for line, record in enumerate(records[1:], 2):
        match record[0]:
            case "5":
                batch = _Batch(batch.number + 1)
            case "6":
                batch.entry = record
                batch.records += 1
                batch.hash += _number(record[3:11], line)
            case "7":
                batch.records += 1
                batch.rows += _addenda(batch.entry, record, come_on, line)
            case "8":
                _refuse_damage(batch, record, line)
                rows += batch.rows
                total += batch.records
            case "9":
                if _number(record[13:21], line) != total:
                    raise Unreadable(
                        f"The file is damaged: it says that it holds {record[13:21].lstrip('0')} "
                        f"records of entries, and holds {total}."
                    )
                name = f"{header[3:13].strip()} {header[23:34].strip()}"
                return Answer("NACHA", name, tuple(rows))
            case _:
                raise Unreadable(f"Line {line} is no record of NACHA.")
    raise Unreadable("The file is cut off: it has no file control record.")


def _records(content: bytes) -> list[str]:
    try:
        whole = content.decode("ascii")
    except UnicodeDecodeError as wrong:
        raise Unreadable("The file is neither XML nor plain NACHA text.") from wrong
    lines = [line for line in whole.splitlines() if line.strip()]
    if len(lines) == 1 and len(lines[0]) % WIDTH == 0:
        lines = [lines[0][at : at + WIDTH] for at in range(0, len(lines[0]), WIDTH)]
    for number, line in enumerate(lines, 1):
        if len(line) > WIDTH:
            raise Unreadable(f"Line {number} has {len(line)} characters instead of {WIDTH}.")
    # Programs that cut off blanks at the end of a line are common and do no harm.
    padded = [line.ljust(WIDTH) for line in lines]
    return [line for at, line in enumerate(padded) if line != _FILLER or at == 0]


def _addenda(entry: str, record: str, come_on: date | None, line: int) -> Iterator[Told]:
    kind = record[1:3]
    if kind not in {_RETURN, _CHANGE}:
        return
    if not entry:
        raise Unreadable(f"Line {line} belongs to no entry.")
    is_return = kind == _RETURN
    yield Told(
        Says.RETURNED if is_return else Says.CHANGED,
        reference=entry[39:54].strip(),
        code=record[3:6].strip(),
        words=record[35:79].strip() if is_return else "",
        amount_minor=_number(entry[29:39], line) if is_return else None,
        currency="USD",
        booked_on=come_on,
        bank_reference=record[79:94].strip() or entry[79:94].strip(),
        corrected="" if is_return else record[35:64].rstrip(),
    )


def _refuse_damage(batch: _Batch, record: str, line: int) -> None:
    said = _number(record[4:10], line)
    if said != batch.records:
        raise Unreadable(
            f"The file is damaged: batch {batch.number} says that it holds {said} records of "
            f"entries, and holds {batch.records}."
        )
    if _number(record[10:20], line) != batch.hash % 10**10:
        raise Unreadable(
            f"The file is damaged: the entry hash of batch {batch.number} is another one."
        )


def _number(digits: str, line: int) -> int:
    if not digits.strip().isdecimal():
        raise Unreadable(f"Line {line}: “{digits}” is no number.")
    return int(digits)


def _day(said: str) -> date | None:
    try:
        return datetime.strptime(said, "%y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
