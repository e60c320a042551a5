"""Two more brands, so that the portals show money coming in: what they owe, and by which work.

For the portals alone: their contacts are served by the same agents, and the month that the job
replays has nothing of them. Their invoices come late and are due within a week.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from marketplace.campaigns.rates_file import RateLine
from marketplace.campaigns.services import open_campaign_with_rates
from marketplace.interactions.files import Reading, import_file
from marketplace.interactions.generator import month_of_contacts
from marketplace.interactions.models import AgentAlias, Source, SourceKind
from marketplace.interactions.services import open_source
from marketplace.interactions.sources.anonymous_bank import header_line, read_line
from onboarding.brands.models import Brand
from onboarding.brands.services import open_brand
from onboarding.calendars.periods import midnight, month_of
from payouts.accruals.services import accrue, close_periods
from payouts.billing.models import Invoice
from payouts.billing.services import issue_due_invoices
from payouts.management.main_job.calendar import Timeline
from payouts.management.main_job.cast import brand_owner
from payouts.metering.services import meter_revisions
from payouts.rating.services import rate_usage

DUE_DAYS: Final = 7
# Of a month of calls every so manieth is theirs.
_EVERY: Final = 80
_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Tariffs:
    """What a minute of each campaign is worth, and what each is called."""

    rates: Sequence[RateLine]
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """One pays by card; the other by bank transfer, and not always in time."""

    by_card: Brand
    by_transfer: Brand


def open_neighbours(
    *, like: Source, timeline: Timeline, tariffs: Tariffs, at: datetime
) -> Neighbours:
    """Open both with what they have bought up to ``at``; a second time finds them as they are."""
    by_card, by_transfer = (
        _opened(like, timeline, tariffs, slug=slug, name=name, address=address)
        for slug, name, address in (
            ("northpoint-telecom", "Northpoint Telecom", "3 Pier Road, Ashdod"),
            ("sandhill-travel", "Sandhill Travel", "21 Hill Lane, Jerusalem"),
        )
    )
    both = Neighbours(by_card, by_transfer)
    if not Invoice.objects.filter(brand__in=[by_card, by_transfer]).exists():
        _serve(both, like, timeline, at=at)
    return both


def _opened(
    like: Source, timeline: Timeline, tariffs: Tariffs, *, slug: str, name: str, address: str
) -> Brand:
    zone = ZoneInfo(like.timezone)
    brand = open_brand(
        slug=slug,
        name=name,
        legal_name=f"{name} Ltd.",
        address=address,
        country="IL",
        timezone=like.timezone,
        currency=like.brand.currency,
        payment_terms_days=DUE_DAYS,
        at=timeline.known_at,
    )
    for line in tariffs.rates:
        open_campaign_with_rates(
            brand=brand,
            code=line.campaign,
            name=tariffs.names.get(line.campaign, line.campaign),
            bill_per_minute=line.bill_per_minute,
            pay_per_minute=line.pay_per_minute,
            effective_from=midnight(timeline.month - timedelta(days=62), zone),
            at=timeline.known_at,
        )
    brand_owner(brand=brand, at=timeline.known_at)
    return brand


def _serve(both: Neighbours, like: Source, timeline: Timeline, *, at: datetime) -> None:
    """The month before and the month itself are billed; what came since is under way."""
    zone = ZoneInfo(like.timezone)
    before = month_of(timeline.month - timedelta(days=1), zone).from_on
    for brand in (both.by_card, both.by_transfer):
        source = open_source(
            brand=brand,
            kind=SourceKind.ANONYMOUS_BANK,
            timezone=like.timezone,
            at=timeline.known_at,
        )
        _same_agents(source, like)
        for month in (before, timeline.month):
            _take_in(source, _lines(source, month), at=timeline.known_at)
    _book(timeline.known_at)
    billed_at = timeline.closes_at + _HOUR
    close_periods(at=billed_at)
    issue_due_invoices(at=billed_at)
    this_month = month_of(at.astimezone(zone).date(), zone).from_on
    for source in Source.objects.filter(brand__in=[both.by_card, both.by_transfer]):
        _take_in(source, _lines(source, this_month, until=at), at=at)
    _book(at)


def _same_agents(source: Source, like: Source) -> None:
    known = AgentAlias.objects.filter(source=like).order_by("pk")
    aliases = [
        AgentAlias(source=source, external_ref=one.external_ref, agent_id=one.agent_id)
        for one in known
    ]
    AgentAlias.objects.bulk_create(aliases, ignore_conflicts=True)


def _take_in(source: Source, lines: Iterator[str], *, at: datetime) -> None:
    with tempfile.TemporaryDirectory(prefix="tallyline-") as folder:
        path = Path(folder) / f"{source.brand.slug}.tsv"
        with path.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        rejects = Path(folder) / "rejects.csv"
        import_file(Reading(source, path, rejects, enrol_unknown=True), at=at)


def _lines(source: Source, month: date, *, until: datetime | None = None) -> Iterator[str]:
    zone = ZoneInfo(source.timezone)
    seed = crc32(source.brand.slug.encode()) % 10_000 + month.toordinal()
    lines = month_of_contacts(year=month.year, month=month.month, zone=zone, seed=seed)
    yield header_line()
    for line in islice(lines, 1, None, _EVERY):
        if until is None or read_line(line, zone).ended_at <= until:
            yield line


def _book(at: datetime) -> None:
    meter_revisions(at=at)
    rate_usage(at=at)
    accrue(at=at)
