"""Read a file of contact records, in constant memory: what is bad is named, the rest goes in."""

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, TextIO, cast
from zoneinfo import ZoneInfo

from marketplace.interactions.ahead import one_ahead
from marketplace.interactions.models import Source
from marketplace.interactions.rejects import Rejects
from marketplace.interactions.services import Receipt, begin_file, finish_file, take_in_batch
from marketplace.interactions.sources import anonymous_bank
from marketplace.interactions.sources.facts import (
    ABANDONED,
    HANDLED,
    ContactFacts,
    UnreadableRecord,
    WrongColumns,
)
from marketplace.interactions.stage import Batch, Record
from onboarding.errors import Refused

BATCH = 10_000
_LONGEST = 8_192
_GZIP = b"\x1f\x8b"


class UnusableFile(Refused):
    """Nothing of the file can be taken in, or no more of it."""

    code = "unusable_file"


@dataclass(slots=True)
class Tally:
    """What a file holds. The five kinds of ``by_kind`` add up to ``rows``."""

    rows: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    unknown_agents: set[str] = field(default_factory=set)
    new: int = 0
    newer: int = 0
    known: int = 0

    @property
    def rejected(self) -> int:
        return self.by_kind["rejected"]

    @property
    def receipt(self) -> Receipt:
        return Receipt(self.new, self.newer, self.known)


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read one file: where to, and where its bad lines go."""

    source: Source
    path: Path
    rejects: Path
    shift: timedelta = timedelta(0)
    enrol_unknown: bool = False


def import_file(
    reading: Reading, *, at: datetime, progress: Callable[[int], None] = lambda _: None
) -> Tally:
    """Take in every readable line of a file; write the others to its rejects file.

    ``progress`` is told the bytes of the file that have been read. Reading the same file
    again adds nothing.

    Raises:
        UnusableFile: it is missing, empty, no text, of another form, or damaged on the way.
        RejectsNotKept: bad lines cannot be written down.
    """
    tally = Tally()
    with (
        _opened(reading.path) as (raw, lines),
        Rejects(reading.rejects, of=reading.path) as rejects,
    ):
        _check_header(reading.path, lines)
        file = begin_file(source=reading.source, name=reading.path.name, at=at)
        try:
            for batch in one_ahead(_batches(reading, lines, tally, rejects)):
                receipt = take_in_batch(
                    source=reading.source,
                    batch=batch,
                    file=file,
                    at=at,
                    enrol_unknown=reading.enrol_unknown,
                )
                tally.new += receipt.new
                tally.newer += receipt.newer
                tally.known += receipt.known
                progress(raw.tell())
        except (EOFError, zlib.error, gzip.BadGzipFile) as damage:
            raise UnusableFile(
                f"{reading.path.name} is damaged after line {tally.rows + 1}: {damage}. Of the "
                "lines before it not all are in; import the whole file again once you have it."
            ) from damage
        finish_file(
            file=file, rows=tally.rows, rejected=tally.rejected, receipt=tally.receipt, at=at
        )
    return tally


def first_day(path: Path, zone: ZoneInfo) -> datetime:
    """The instant of the first readable line: which month a file is about.

    Raises:
        UnusableFile: it has no readable line.
    """
    with _opened(path) as (_, lines):
        _check_header(path, lines)
        for line in lines:
            try:
                return anonymous_bank.read_line(line, zone).arrived_at
            except UnreadableRecord:
                continue
    raise UnusableFile(f"{path.name} has no readable line.")


class _opened:
    """The raw stream, and its lines as text, each bounded; gzip by its first bytes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __enter__(self) -> tuple[IO[bytes], Iterator[str]]:
        if self.path.exists() and not (self.path.is_file() or self.path.is_dir()):
            raise UnusableFile(f"{self.path} is a stream. Save it as a file first.")
        try:
            self.raw: IO[bytes] = self.path.open("rb")
        except OSError as wrong:
            raise UnusableFile(f"{self.path} cannot be read: {wrong.strerror}.") from wrong
        packed = self.raw.read(2) == _GZIP
        self.raw.seek(0)
        stream = cast("Any", gzip.GzipFile(fileobj=self.raw) if packed else self.raw)
        # Bytes that are no UTF-8 survive as surrogates, and the line's reader refuses them.
        # Kept: a wrapper that nobody holds closes what it wraps.
        self.text = io.TextIOWrapper(
            stream, encoding="utf-8", errors="surrogateescape", newline="\n"
        )
        return self.raw, _bounded(self.text)

    def __exit__(self, *_: object) -> None:
        self.raw.close()


def _bounded(text: TextIO) -> Iterator[str]:
    """Lines of ``text``; of one that is too long to be a record only the beginning."""
    while line := text.readline(_LONGEST):
        if len(line) == _LONGEST and not line.endswith("\n"):
            while (rest := text.readline(_LONGEST)) and not rest.endswith("\n"):
                continue
        yield line


def _check_header(path: Path, lines: Iterator[str]) -> None:
    try:
        header = next(lines, "")
        if "\0" in header:
            raise UnusableFile(f"{path.name} is no text file. Expected tab-separated lines.")
        anonymous_bank.check_header(header)
    except WrongColumns as wrong:
        raise UnusableFile(f"{path.name}: {wrong}") from wrong
    except (EOFError, zlib.error, gzip.BadGzipFile) as damage:
        raise UnusableFile(f"{path.name} is a damaged gzip file: {damage}.") from damage


def _batches(
    reading: Reading, lines: Iterator[str], tally: Tally, rejects: Rejects
) -> Iterator[Batch]:
    zone = ZoneInfo(reading.source.timezone)
    read_line, moved = anonymous_bank.read_line, _mover(reading.shift, zone)
    # As text at once: objects that wait for the rest of their batch are walked by the collector.
    batch: list[str] = []
    number = 1
    for line in lines:
        number += 1
        if not line.strip():
            continue
        tally.rows += 1
        try:
            facts = moved(read_line(line, zone))
        except UnreadableRecord as reason:
            tally.by_kind["rejected"] += 1
            rejects.add(number, str(reason), line)
            continue
        tally.by_kind[_kind(facts)] += 1
        batch.append(Record(number, line.rstrip("\r\n"), facts).copy_line())
        if len(batch) == BATCH:
            yield Batch(len(batch), "".join(batch))
            batch = []
    yield Batch(len(batch), "".join(batch))


def _mover(shift: timedelta, zone: ZoneInfo) -> Callable[[ContactFacts], ContactFacts]:
    """Move contacts by whole days of the wall, so that the hour of the day stays."""

    def moved(facts: ContactFacts) -> ContactFacts:
        wall = datetime.fromtimestamp(facts.started_epoch, zone) + shift
        by = int(wall.timestamp()) - facts.started_epoch
        return replace(
            facts,
            arrived_epoch=facts.arrived_epoch + by,
            started_epoch=facts.started_epoch + by,
            ended_epoch=facts.ended_epoch + by,
        )

    return moved if shift else lambda facts: facts


def _kind(facts: ContactFacts) -> str:
    if facts.outcome == HANDLED:
        return "handled" if facts.agent_ref else "unattributed"
    return "abandoned" if facts.outcome == ABANDONED else "phantom"
