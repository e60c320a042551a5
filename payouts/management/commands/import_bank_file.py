"""Take in a camt.053 bank file: ``manage.py import_bank_file FILE``."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.timezone import now

from payouts.receivables.intake import UnusableBankFile, take_in_bank_file
from payouts.receivables.receipts import book_certain


class Command(BaseCommand):
    help = "Take in a camt.053 bank file; book what is certain, and leave the rest to people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with file.open("rb") as stream:
                taken = take_in_bank_file(stream=stream, name=file.name, actor=None, at=now())
        except OSError as wrong:
            raise CommandError(f"{file} cannot be read: {wrong.strerror}.") from wrong
        except UnusableBankFile as refusal:
            raise CommandError(str(refusal)) from refusal
        booked = book_certain(receipt_ids=taken.receipt_ids, actor=None, at=now())
        self.stdout.write(
            f"{taken.file.line_count} lines, {taken.file.new_count} of them new; "
            f"{len(taken.receipt_ids)} receipts, {booked} booked, "
            f"{len(taken.receipt_ids) - booked} wait for a person."
        )
