"""The form of "Anonymous Bank": one call a line, seventeen columns, local clock times.

Data: Ilan Guedj and Avi Mandelbaum, Service Engineering laboratory, Technion. What its lines
are known to get wrong, and how they are read:

- A clock more than twelve hours before the call's ``vru_entry`` belongs to the next day. Service
  that ends after midnight needs no such rule: its end is its start and ``ser_time``.
- ``ser_time`` is the length of the service, whatever the two clocks beside it say.
- A served call whose service has neither clocks nor length (all zero) was answered and lost at
  once: it starts, and ends, when its wait was over.
- The voice unit's clock was set back now and then, so that ``vru_time`` is negative. Service times
  are right, and an arrival later than the start counts as the start. A negative wait is none.
- A call that hung up or is a phantom reached nobody, whatever its service columns hold.
- A call type that is not on the list is kept as it stands.
- Lines whose tabs became blanks are read by their seventeen words.

Local times become UTC through the source's zone. A clock time that occurs twice, as summer time
ends, is taken as the first (``fold=0``); one that does not occur is taken by the offset before
the change, which puts it as much later as the clock was moved.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from marketplace.interactions.sources.anonymous_bank_columns import (
    CLOCKS,
    DAY_SECONDS,
    EXPECTED,
    NOBODY,
    OUTCOMES,
    PRIORITIES,
    SIGNEDS,
    WHOLES,
    are_references,
    day_of,
    fault,
    is_number,
    short,
)
from marketplace.interactions.sources.facts import (
    HANDLED,
    ContactFacts,
    UnreadableRecord,
    WrongColumns,
)

COLUMNS: Final = tuple(EXPECTED)
LONGEST_LINE: Final = 512

_HALF_A_DAY: Final = DAY_SECONDS // 2


def _instant(day: date, seconds: int, zone: ZoneInfo) -> int:
    """Epoch seconds of a clock time, on a day on which looking it up is the only way."""
    return int((datetime.combine(day, time(), zone) + timedelta(seconds=seconds)).timestamp())


def check_header(line: str) -> None:
    """Accept the first line of a file of this form.

    Raises:
        WrongColumns: it names other columns, or the same in another order.
    """
    found = line.removeprefix("\ufeff").split()
    if tuple(found) == COLUMNS:
        return
    missing = [column for column in COLUMNS if column not in found]
    unexpected = [column for column in found if column not in COLUMNS]
    faults = []
    if not found:
        faults.append("it is empty")
    if missing:
        faults.append(f"it lacks {', '.join(missing)}")
    if unexpected:
        faults.append(f"it has {_some(unexpected)}, which the format does not know")
    if not faults:
        faults.append(f"its columns are doubled or out of order; expected {', '.join(COLUMNS)}")
    raise WrongColumns(f"The first line does not name the columns: {'; '.join(faults)}.")


def _some(texts: list[str]) -> str:
    shown = ", ".join(short(text) for text in texts[:5])
    return shown if len(texts) <= 5 else f"{shown} and {len(texts) - 5} more"


def read_line(line: str, zone: ZoneInfo) -> ContactFacts:
    r"""Read one line, with or without its line end, whose clocks run in ``zone``.

    Identity is (voice unit and line, call id, date). A handled call ends exactly its
    ``talk_seconds`` after it started.

    >>> line = "AA0101 33118 0 2 PS 990131 23:56:20 23:56:26 6 23:56:26 23:56:43 17 "
    >>> facts = read_line(line + "AGENT 23:56:43 0:01:37 294 ADA", ZoneInfo("Asia/Jerusalem"))
    >>> facts.external_id, facts.talk_seconds, facts.ended_at.isoformat()
    ('AA0101-33118-990131', 294, '1999-01-31T22:01:37+00:00')

    Raises:
        UnreadableRecord: a field is not what its column holds.
    """
    fields = _fields(line)
    (
        unit,
        call_id,
        customer,
        priority_text,
        call_type,
        date_text,
        entry_text,
        exit_text,
        voice_text,
        queue_start_text,
        queue_exit_text,
        queue_text,
        outcome_text,
        service_start_text,
        service_exit_text,
        service_text,
        server,
    ) = fields
    try:
        outcome = OUTCOMES[outcome_text]
        priority = PRIORITIES[priority_text]
        day, midnight = day_of(date_text, zone)
        entry, waited_from = CLOCKS[entry_text], CLOCKS[exit_text]
        queue_start, queue_exit = CLOCKS[queue_start_text], CLOCKS[queue_exit_text]
        start, service_exit = CLOCKS[service_start_text], CLOCKS[service_exit_text]
        talk_seconds, queue_seconds = WHOLES[service_text], SIGNEDS[queue_text]
        SIGNEDS[voice_text]
    except KeyError:
        raise UnreadableRecord(fault(fields)) from None
    if not (is_number(call_id) and are_references(unit, call_type, customer, server)):
        raise UnreadableRecord(fault(fields))

    if queue_seconds < 0:
        queue_seconds = 0
    # A queue of 0:00:00 to 0:00:00 says that the call never queued.
    waited_until = waited_from
    if queue_start or queue_exit:
        waited_from, waited_until = queue_start, queue_exit
    if outcome != HANDLED:
        start, seconds, talk_seconds, server = waited_from, queue_seconds, 0, NOBODY
    else:
        seconds = talk_seconds
        if not (start or service_exit or talk_seconds):
            start = waited_until
    if entry - start > _HALF_A_DAY:
        start += DAY_SECONDS

    if midnight is None:
        arrived, started = _instant(day, entry, zone), _instant(day, start, zone)
    else:
        arrived, started = midnight + entry, midnight + start
    return ContactFacts(
        f"{unit}-{call_id}-{date_text}",
        outcome,
        call_type,
        "" if server == NOBODY else server,
        "" if customer == "0" else customer,
        priority,
        arrived if arrived < started else started,
        started,
        started + seconds,
        queue_seconds,
        talk_seconds,
    )


def _fields(line: str) -> list[str]:
    """The seventeen fields of a line, by its tabs or else by its words."""
    if len(line) > LONGEST_LINE:
        raise UnreadableRecord(
            f"the line has {len(line)} characters; expected at most {LONGEST_LINE}"
        )
    fields = line.rstrip("\r\n").split("\t")
    if len(fields) != len(COLUMNS):
        # Other control characters part words too, and must not come in as if they were blanks.
        if not "".join(fields).isprintable():
            raise UnreadableRecord("the line holds control characters; expected plain text")
        fields = line.split()
        if len(fields) != len(COLUMNS):
            raise UnreadableRecord(f"the line has {len(fields)} fields; expected {len(COLUMNS)}")
    elif " " in line:
        fields = [field.strip(" ") for field in fields]
    return fields


@dataclass(frozen=True, slots=True)
class BankCall:
    """One call, as a line of this form tells it. Clock times are seconds from its date's midnight.

    They may pass the next midnight. ``queue_seconds`` is ``None`` for a call that never queued,
    ``service_start`` for one that nobody served.
    """

    line: str
    call_id: int
    customer_id: int
    priority: int
    call_type: str
    date: date
    entry: int
    voice_seconds: int
    queue_seconds: int | None
    outcome: str
    service_start: int | None = None
    service_seconds: int = 0
    server: str = NOBODY


def header_line() -> str:
    """The first line of a file, without its line end."""
    return "\t".join(COLUMNS)


def write_line(call: BankCall) -> str:
    """Write a call as ``read_line`` reads it, without a line end."""
    voice_exit = call.entry + call.voice_seconds
    queue = ("0:00:00", "0:00:00", "0")
    if call.queue_seconds is not None:
        queue_exit = voice_exit + call.queue_seconds
        queue = (clock_of(voice_exit), clock_of(queue_exit), str(call.queue_seconds))
    service = ("0:00:00", "0:00:00", "0")
    if call.service_start is not None:
        service_exit = call.service_start + call.service_seconds
        service = (clock_of(call.service_start), clock_of(service_exit), str(call.service_seconds))
    return "\t".join(
        (
            call.line,
            str(call.call_id),
            str(call.customer_id),
            str(call.priority),
            call.call_type,
            f"{call.date:%y%m%d}",
            clock_of(call.entry),
            clock_of(voice_exit),
            str(call.voice_seconds),
            *queue,
            call.outcome,
            *service,
            call.server,
        )
    )


def clock_of(seconds: int) -> str:
    """The time of day, so many seconds from a midnight.

    >>> clock_of(9 * 3600 + 5), clock_of(86_400 + 61)
    ('9:00:05', '0:01:01')
    """
    hours, rest = divmod(seconds % DAY_SECONDS, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
