"""``manage.py reconcile``: the books against processor and bank, difference by difference."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from payouts.gateway.base import ProcessorUnavailable
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.reports.models import Difference
from payouts.reports.reconciliation import reconcile
from payouts.reports.sides import standing


class Command(BaseCommand):
    """Compare all sides now. Exit code 1 where a difference is not accepted."""

    help = "Reconcile the books with processor and bank. Exit code 1 while a difference stands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", dest="as_json", help="One JSON object.")

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        try:
            done = reconcile(gateway=processor(), at=timezone.now())
        except ProcessorUnavailable as away:
            raise CommandError(f"The processor does not answer now: {away}", returncode=2) from away
        if as_json:
            self.stdout.write(json.dumps(asdict(done)))
        else:
            for difference in standing().order_by("found_at", "pk"):
                self.stdout.write(_line(difference))
            self.stdout.write(
                f"{done.movements} new movements; {done.found} differences found, {done.settled} "
                f"gone, {done.standing} standing."
            )
        if done.standing:
            raise SystemExit(1)


def _line(difference: Difference) -> str:
    money = Money(difference.minor, difference.currency)
    return (
        f"{difference.get_status_display():<10} {money.exact:>12} {money.currency}  "
        f"{difference.subject}: {difference.get_cause_display()}"
    )
