"""``manage.py receipts``: a line for each rated contact of a month, for anybody to recompute.

With ``--extras``, a line for each sum that no contact made.
"""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from onboarding.errors import DomainError
from payouts.reports.extras import extras_in
from payouts.reports.receipts import WRITERS, receipts_of


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a month, such as 1999-01") from None


class Command(BaseCommand):
    """Stream the receipts of a billing month."""

    help = "Write a line for each rated contact of a month, with all that its price rests on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", type=_month, required=True, help="Such as 1999-01.")
        parser.add_argument("--brand", help="Only this brand's, by its slug.")
        parser.add_argument("--extras", action="store_true", help="Sums that no contact made.")
        parser.add_argument("--format", choices=sorted(WRITERS), required=True)
        parser.add_argument("--output", type=Path, help="A file; without it, standard output.")

    def handle(
        self,
        *args: Any,
        period: date,
        brand: str | None,
        format: str,
        output: Path | None,
        extras: bool,
        **options: Any,
    ) -> None:
        try:
            lines = extras_in if extras else receipts_of
            chunks = WRITERS[format](lines(month=period, brand=brand))
            if output is None:
                sys.stdout.writelines(chunks)
            else:
                with output.open("w", encoding="utf-8", newline="") as file:
                    file.writelines(chunks)
        except OSError as error:
            raise CommandError(
                f"{output} cannot be written: {error.strerror}.", returncode=2
            ) from None
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=2) from None
