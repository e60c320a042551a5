"""``manage.py prove_books``: every law of the books, one line each; fails on any violation."""

import json
from argparse import ArgumentParser
from decimal import Decimal
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from payouts.reports.proof import Finding, findings, keep


class Command(BaseCommand):
    """Try every law and keep the result. Exit code 1 where a row breaks one."""

    help = "Prove the books: every law, one line each. Exit code 1 on any violation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json",
            action="store_true",
            dest="as_json",
            help="One JSON object instead of lines.",
        )

    def handle(self, *args: Any, as_json: bool, **options: Any) -> None:
        at, begun = timezone.now(), perf_counter()
        found = []
        for finding in findings(at=at):
            found.append(finding)
            if not as_json:
                self._say(finding)
        proof = keep(found, at=at, seconds=Decimal(f"{perf_counter() - begun:.3f}"))
        if as_json:
            self.stdout.write(_document(found, seconds=str(proof.seconds)))
        elif proof.violation_count:
            self.stdout.write(
                self.style.ERROR(f"{proof.violation_count} violations of {proof.law_count} laws.")
            )
        else:
            self.stdout.write(
                self.style.SUCCESS(f"All {proof.law_count} laws hold ({proof.seconds} s).")
            )
        if proof.violation_count:
            raise SystemExit(1)

    def _say(self, finding: Finding) -> None:
        law = finding.law
        line = f"{law.code:<5} {finding.violation_count:>7}  {law.sentence}  ({finding.seconds} s)"
        self.stdout.write(line if finding.is_kept else self.style.ERROR(line))
        for row in finding.sample:
            facts = ", ".join(f"{name}={value}" for name, value in row.items())
            self.stdout.write(f"              {facts}")


def _document(found: list[Finding], *, seconds: str) -> str:
    laws = [
        {
            "code": finding.law.code,
            "sentence": finding.law.sentence,
            "violations": finding.violation_count,
            "sample": finding.sample,
            "seconds": str(finding.seconds),
        }
        for finding in found
    ]
    violations = sum(finding.violation_count for finding in found)
    return json.dumps(
        {"laws": len(found), "violations": violations, "seconds": seconds, "results": laws}
    )
