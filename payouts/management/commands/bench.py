"""``manage.py bench NAME``: ours and the limit, in one run."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from payouts.management.bench import (
    chain,
    guarantees,
    ingest,
    invoice,
    ledger,
    payday,
    payouts,
    prove_books,
    statement,
    webhooks,
)
from payouts.management.bench.measure import Figure, Report
from payouts.management.scratch import scratch_database, server

_BENCHES: dict[str, Callable[..., Report]] = {
    "ledger": ledger.run,
    "chain": chain.run,
    "payouts": payouts.run,
    "ingest": ingest.run,
    "invoice": invoice.run,
    "guarantees": guarantees.run,
    "prove_books": prove_books.run,
    "statement": statement.run,
    "payday": payday.run,
    "webhooks": webhooks.run,
}
# Sizes of the targets, and how many rounds are worth their time.
_SIZES = {
    "ledger": {"singles": 2_000, "many": 20_000, "entries": 500_000, "agents": 1_000, "rounds": 7},
    "chain": {"contacts": 1_000_000, "agents": 1_000, "rounds": 3},
    "payouts": {"agents": 12_000, "rounds": 3, "latency_ms": 60, "calls_per_second": 100},
    "ingest": {"rows": 200_000, "rounds": 3},
    "guarantees": {"agents": 12_000, "intervals": 40, "rounds": 3},
    "invoice": {"contacts": 500_000, "agents": 1_000, "lines": 200, "pages": 60, "rounds": 3},
    "prove_books": {"entries": 1_000_000, "agents": 1_000, "rounds": 5},
    "statement": {"contacts": 1_000_000, "agents": 1_000, "pages": 200},
    "payday": {"payouts": 2_000, "faults_percent": 10, "seed": 1},
    "webhooks": {"messages": 10_000, "seed": 1},
}
_MEANINGS = {
    "singles": "postings with a commit each",
    "many": "postings in one call",
    "entries": "entries in the books",
    "agents": "agents with an account each",
    "contacts": "contacts of a month",
    "intervals": "committed half-hours of each agent in a week, 112 at most",
    "rows": "lines of the file",
    "lines": "lines of an invoice that is typeset",
    "pages": "pages that are read, at random",
    "rounds": "turns of each side; the median counts",
    "messages": "messages of the processor",
    "payouts": "payouts of the run",
    "faults_percent": "calls in a hundred that go wrong",
    "seed": "what the dice begin with",
    "latency_ms": "milliseconds until the stand-in answers",
    "calls_per_second": "calls that the stand-in allows",
}


class Command(BaseCommand):
    help = "Measure ours and the limit side by side, on a database of the benchmark's own."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        benches = parser.add_subparsers(dest="bench", required=True, metavar="BENCH")
        for name, sizes in _SIZES.items():
            bench = benches.add_parser(name, help=_BENCHES[name].__doc__)
            bench.add_argument("--json", action="store_true", help="Print one JSON object.")
            for size, default in sizes.items():
                bench.add_argument(
                    f"--{size.replace('_', '-')}",
                    type=int,
                    default=default,
                    metavar="N",
                    help=f"{_MEANINGS[size]} ({default:,})",
                )

    def handle(self, *args: Any, **options: Any) -> None:
        name = options["bench"]
        sizes = {size: options[size] for size in _SIZES[name]}
        wrong = [size for size, value in sizes.items() if value < 1]
        if wrong:
            raise CommandError(f"--{wrong[0].replace('_', '-')} must be 1 or more.", returncode=2)
        try:
            with scratch_database():
                report = _BENCHES[name](**sizes, say=self._say)
                facts = {"cores": os.cpu_count() or 0, "server": server()}
        except DatabaseError as refusal:
            raise CommandError(
                f"The benchmark could not be taken: {str(refusal).strip()} (It makes a database "
                "of its own: the owner of DATABASE_OWNER_URL needs the right CREATEDB.)"
            ) from refusal
        if options["json"]:
            self.stdout.write(json.dumps({**report.as_dict(), **facts}))
        else:
            self._print(report)

    def _say(self, what: str) -> None:
        if sys.stderr.isatty():
            self.stderr.write(f"… {what}", self.style.NOTICE)

    def _print(self, report: Report) -> None:
        sizes = ", ".join(f"{name.replace('_', ' ')} {n:,}" for name, n in report.sizes.items())
        self.stdout.write(f"{report.bench}: {sizes}")
        for figure in report.figures:
            line = f"  {figure.name:<32} {_verdict(figure)}"
            style = self.style.ERROR if figure.is_met is False else str
            self.stdout.write(style(line))


def _verdict(figure: Figure) -> str:
    if figure.ours is None:
        return f"not measured: {figure.note}"
    words = [f"{figure.ours:,.4g} {figure.unit}"]
    if figure.limit is not None and figure.ratio is not None:
        words.append(f"against {figure.limit:,.4g} of {figure.limit_is}: {figure.ratio:.2f}")
    if figure.target is not None:
        words.append(f"target {figure.target}: {'met' if figure.is_met else 'missed'}")
    if figure.note:
        words.append(figure.note)
    return "; ".join(words)
