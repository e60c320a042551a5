"""``manage.py import_returns FILE``: take in what the bank says of payouts."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from onboarding.errors import DomainError
from payouts.banking.reports import take_in_and_apply


class Command(BaseCommand):
    """Take in a pain.002, camt.054, camt.053 or NACHA return file, and apply it."""

    help = "Take in a file of the bank's about payouts. The same file twice does no harm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from None
        try:
            report, is_new = take_in_and_apply(
                content=content, file_name=path.name, actor=None, at=timezone.now()
            )
        except DomainError as refusal:
            raise CommandError(f"{path}: {refusal}", returncode=2) from refusal
        counts = Counter(report.rows.values_list("status", flat=True))
        told = {
            "kind": report.kind,
            "is_new": is_new,
            "rows": report.row_count,
            "not_about_payouts": report.left_out,
            "became": dict(sorted(counts.items())),
        }
        if options["json"]:
            self.stdout.write(json.dumps(told))
            return
        became = ", ".join(f"{count} {status.lower()}" for status, count in sorted(counts.items()))
        state = "" if is_new else " It was taken in before; nothing has changed."
        self.stdout.write(f"{report.kind}, {report.row_count} rows: {became or 'nothing'}.{state}")
