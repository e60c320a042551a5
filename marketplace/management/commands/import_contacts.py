"""Take in a file of contact records."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from marketplace.interactions.files import Reading, import_file
from marketplace.interactions.models import SourceKind
from marketplace.interactions.services import open_source, resolve_references
from onboarding.brands.selectors import brand_by_slug
from onboarding.calendars.zones import UnknownZone, zone_named
from onboarding.errors import DomainError


class Command(BaseCommand):
    help = "Take in a file of contact records. Repeats are harmless; bad lines are named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", required=True, choices=SourceKind.values)
        parser.add_argument("--brand", required=True, help="The brand's slug.")
        parser.add_argument("--timezone", required=True, help="Of the clocks in the file.")
        parser.add_argument("--rejects", type=Path, help="Where bad lines go (a CSV).")
        parser.add_argument(
            "--enrol-agents", action="store_true", help="Enrol agents whom nobody knows yet."
        )
        parser.add_argument("--json", action="store_true", help="Print one JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        try:
            zone_named(options["timezone"])
        except UnknownZone as refusal:
            raise CommandError(f"--timezone: {refusal}", returncode=2) from refusal
        brand = brand_by_slug(options["brand"])
        if brand is None:
            raise CommandError(
                f"--brand {options['brand']!r}: there is no brand with this slug.", returncode=2
            )
        source = open_source(
            brand=brand, kind=SourceKind(options["format"]), timezone=options["timezone"], at=at
        )
        if source.timezone != options["timezone"]:
            raise CommandError(
                f"--timezone {options['timezone']}: this source's clocks run in {source.timezone}.",
                returncode=2,
            )
        path: Path = options["file"]
        rejects: Path = options["rejects"] or Path(f"{path.name}.rejects.csv")
        reading = Reading(source, path, rejects, enrol_unknown=options["enrol_agents"])
        try:
            size = path.stat().st_size if path.is_file() else 1
            with Progress(console=Console(stderr=True), disable=options["json"]) as bar:
                task = bar.add_task(f"Reading {path.name}", total=size)
                tally = import_file(
                    reading, at=at, progress=lambda done: bar.update(task, completed=done)
                )
                bar.update(task, completed=size)
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        resolved = resolve_references(source=source, at=at)
        report = {
            "rows": tally.rows,
            **{
                kind: tally.by_kind[kind]
                for kind in ("handled", "abandoned", "phantom", "unattributed", "rejected")
            },
            "new": tally.new,
            "newer": tally.newer,
            "known": tally.known,
            "resolved": resolved,
            "rejects": str(rejects) if tally.rejected else None,
        }
        self.stdout.write(json.dumps(report) if options["json"] else _in_words(report))


def _in_words(report: dict[str, Any]) -> str:
    lines = [
        f"{report['rows']:,} rows: {report['handled']:,} handled, {report['abandoned']:,} "
        f"abandoned, {report['phantom']:,} phantom, {report['unattributed']:,} unattributed, "
        f"{report['rejected']:,} rejected.",
        f"{report['new']:,} new, {report['newer']:,} newer revisions, {report['known']:,} known.",
    ]
    if report["resolved"]:
        lines.append(f"{report['resolved']:,} contacts that waited are now attributed.")
    if report["rejects"]:
        lines.append(f"Bad lines, with number and reason: {report['rejects']}")
    return "\n".join(lines)
