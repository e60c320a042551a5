"""``manage.py import_commitments``: committed hours from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from payouts.guarantees.commitments import COLUMNS, take_in_commitments


class Command(BaseCommand):
    """Take committed hours in."""

    help = f"Take in committed hours from a CSV with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open(encoding="utf-8", newline="") as lines:
                taken = take_in_commitments(lines=lines, source="file", at=now())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}.", returncode=2) from None
        for number, why in taken.refused:
            self.stderr.write(f"line {number}: {why}")
        self.stdout.write(f"{taken.new} new, {taken.known} known, {len(taken.refused)} refused")
