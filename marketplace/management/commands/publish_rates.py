"""Publish a file of rates for a brand's campaigns."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from marketplace.campaigns.rate_cards import publish_rate_lines
from marketplace.campaigns.rates_file import read_rates
from onboarding.brands.models import Brand
from onboarding.brands.selectors import brand_by_slug
from onboarding.errors import DomainError


class Command(BaseCommand):
    help = "Publish the next rate card version of each campaign that FILE names, or of none."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", metavar="FILE", type=Path, help="campaign,bill_per_minute,pay_per_minute"
        )
        parser.add_argument("--brand", required=True, help="Slug of the brand.")
        parser.add_argument(
            "--effective-from",
            default="",
            help="ISO 8601, such as 2026-12-01 (midnight of the brand's zone) or "
            "2026-12-01T00:00+02:00. Otherwise: now.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = now()
        brand = brand_by_slug(options["brand"])
        if brand is None:
            raise CommandError(f"There is no brand {options['brand']!r}.", returncode=2)
        effective_from = _instant(options["effective_from"], brand) or at
        try:
            versions = publish_rate_lines(
                brand=brand, lines=read_rates(options["file"]), effective_from=effective_from, at=at
            )
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        for version in versions:
            self.stdout.write(
                f"{version.campaign.code}: version {version.number} from "
                f"{version.effective_from.isoformat()}, billed {version.bill_per_minute}, "
                f"paid {version.pay_per_minute} {version.currency} a minute"
            )


def _instant(text: str, brand: Brand) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(
            f"--effective-from {text!r} is no ISO 8601 instant, such as 2026-12-01T00:00+02:00.",
            returncode=2,
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(brand.timezone))
