"""``manage.py export_books``: the whole journal for hledger or beancount."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from payouts.reports.books import books_in
from payouts.reports.plain_text import FORMS


class Command(BaseCommand):
    """Stream the books in a form that an outside tool proves."""

    help = "Write the whole journal in plain text, for hledger or beancount."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=sorted(FORMS), required=True)
        parser.add_argument("--output", type=Path, help="A file; without it, standard output.")

    def handle(self, *args: Any, format: str, output: Path | None, **options: Any) -> None:
        lines = books_in(FORMS[format])
        if output is None:
            for line in lines:
                sys.stdout.write(line + "\n")
            return
        try:
            with output.open("w", encoding="utf-8") as file:
                file.writelines(line + "\n" for line in lines)
        except OSError as error:
            raise CommandError(
                f"{output} cannot be written: {error.strerror}.", returncode=2
            ) from None
