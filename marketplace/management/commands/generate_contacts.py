"""Write a seeded month of calls in the bank's form, for those who have no file of their own."""

import gzip
import os
import re
import sys
from calendar import monthrange
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, cast
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from marketplace.interactions.generator import FIRST_YEAR, LAST_YEAR, month_of_contacts
from onboarding.calendars.zones import UnknownZone, zone_named


class Command(BaseCommand):
    help = (
        "Write a month of made-up calls in the form of Anonymous Bank, drawn from what is published"
        " about its call centre (Brown et al., JASA 100, 2005). The same seed gives the same month."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", help="Compressed if it ends in .gz; - is the output."
        )
        parser.add_argument("--month", required=True, metavar="YYYY-MM")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--timezone", default="Asia/Jerusalem", help="Where the clocks hang.")

    def handle(self, *args: Any, **options: Any) -> None:
        year, month = _month(options["month"])
        lines = month_of_contacts(
            year=year, month=month, zone=_zone(options["timezone"]), seed=options["seed"]
        )
        if options["file"] == "-":
            self._print(lines)
            return
        path = Path(options["file"])
        try:
            count = _write(path, _with_progress(lines, days=monthrange(year, month)[1]))
        except OSError as error:
            raise CommandError(
                f"Cannot write {path}: {error.strerror or error}.", returncode=2
            ) from error
        self.stdout.write(f"Wrote {count - 1:,} calls of {options['month']} to {path}.")

    def _print(self, lines: Iterator[str]) -> None:
        try:
            for line in lines:
                self.stdout.write(line)
            self.stdout.flush()
        except BrokenPipeError:
            # The reader has seen enough; nothing may complain of it when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _month(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
    if match is None or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        raise CommandError(
            f"--month is {text!r}; expected a month from {FIRST_YEAR}-01 to {LAST_YEAR}-12,"
            " such as 1999-01.",
            returncode=2,
        )
    return int(match[1]), int(match[2])


def _zone(name: str) -> ZoneInfo:
    try:
        return zone_named(name)
    except UnknownZone as refusal:
        raise CommandError(f"--timezone: {refusal}", returncode=2) from refusal


def _with_progress(lines: Iterator[str], *, days: int) -> Iterator[str]:
    """The same lines, with a bar that counts the days where somebody watches."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("days"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("Drawing a month", total=days)
        header = next(lines)
        place = header.split("\t").index("date")
        yield header
        day = "00"
        for line in lines:
            if line.split("\t")[place][4:] != day:
                day = line.split("\t")[place][4:]
                progress.update(task, completed=int(day))
            yield line


def _write(path: Path, lines: Iterator[str]) -> int:
    """Write all lines or leave ``path`` as it was; how many there were."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as raw:
            if path.suffix == ".gz":
                # Without its name and time in it, the same month is the same file.
                with gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as packed:
                    count = _write_lines(cast(IO[bytes], packed), lines)
            else:
                count = _write_lines(raw, lines)
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return count


def _write_lines(file: IO[bytes], lines: Iterator[str]) -> int:
    count = 0
    for line in lines:
        file.write(f"{line}\n".encode())
        count += 1
    return count
