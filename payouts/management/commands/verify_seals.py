"""``manage.py verify_seals``: hash every sealed block of the journal anew."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.progress import Progress

from payouts.ledger.models import JournalSeal
from payouts.ledger.seals import Checked, check_seals


class Command(BaseCommand):
    """Compare the journal with its seals. Exit code 1 where a block is not as it was sealed."""

    help = "Hash every sealed block of the journal anew. Exit code 1 if one is not as sealed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="HASH",
            help="A block's hash that was kept outside of this database: it must be in the chain.",
        )
        parser.add_argument("--json", action="store_true", dest="as_json", help="One JSON object.")

    def handle(self, *args: Any, expect: str | None, as_json: bool, **options: Any) -> None:
        if expect and not JournalSeal.objects.filter(hash=expect.lower()).exists():
            raise CommandError(
                f"No block has the hash {expect}: this is another journal, or another past."
            )
        broken: list[Checked] = []
        last: JournalSeal | None = None
        with Progress(transient=True, disable=as_json) as progress:
            task = progress.add_task("Hashing blocks", total=JournalSeal.objects.count())
            for checked in check_seals():
                progress.advance(task)
                last = checked.seal
                if checked.wrong:
                    broken.append(checked)
        self._say(broken, last, as_json=as_json)
        if broken:
            raise SystemExit(1)

    def _say(self, broken: list[Checked], last: JournalSeal | None, *, as_json: bool) -> None:
        blocks = last.number if last else 0
        head = last.hash if last else ""
        if as_json:
            wrong = [{"block": one.seal.number, "wrong": one.wrong} for one in broken]
            self.stdout.write(json.dumps({"blocks": blocks, "head": head, "wrong": wrong}))
            return
        for one in broken:
            self.stdout.write(self.style.ERROR(f"Block {one.seal.number}: {one.wrong}."))
        if not broken:
            self.stdout.write(self.style.SUCCESS(f"All {blocks} blocks are as they were sealed."))
        if last:
            sealed = f"block {blocks}, sealed {last.sealed_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(f"Head: {head}  ({sealed})")
