"""Campaigns with their rates, and contacts handled on them."""

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import md5

from marketplace.campaigns.models import Campaign, CampaignStatus, RateCardVersion
from marketplace.interactions.models import (
    Interaction,
    InteractionRevision,
    Outcome,
    Source,
    SourceKind,
)
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from tests.times import NOON

BEGINNING = datetime(1990, 1, 1, tzinfo=UTC)


def campaign(of: Brand, code: str = "PS", *, bill: str = "0.55", pay: str = "0.35", **terms):
    """A live campaign with a first rate card version in force since the beginning."""
    found, new = Campaign.objects.get_or_create(
        brand=of,
        code=code,
        defaults={
            "name": f"{of.name} {code}",
            "timezone": of.timezone,
            "currency": of.currency,
            "status": CampaignStatus.LIVE,
            "created_at": BEGINNING,
        },
    )
    if new:
        rate_version(found, bill=bill, pay=pay, **terms)
    return found


def rate_version(
    of: Campaign, *, bill: str = "0.55", pay: str = "0.35", effective_from=BEGINNING, **terms
) -> RateCardVersion:
    return RateCardVersion.objects.create(
        campaign=of,
        number=of.rate_versions.count() + 1,
        currency=of.currency,
        bill_per_minute=Decimal(bill),
        pay_per_minute=Decimal(pay),
        effective_from=effective_from,
        published_at=BEGINNING,
        **terms,
    )


def source(of: Brand) -> Source:
    found, _ = Source.objects.get_or_create(
        brand=of,
        kind=SourceKind.ANONYMOUS_BANK,
        defaults={"timezone": of.timezone, "created_at": BEGINNING},
    )
    return found


def contact(
    on: Campaign,
    by: Agent | None,
    *,
    seconds: int = 60,
    ended_at: datetime = NOON,
    external_id: str = "",
    outcome: Outcome = Outcome.HANDLED,
    recorded_at: datetime | None = None,
    hold: int = 0,
    wrap: int = 0,
) -> InteractionRevision:
    """A contact as its source reports it; the same external id again is a newer revision."""
    external_id = external_id or uuid.uuid4().hex
    facts = {
        "campaign": on,
        "agent": by,
        "campaign_ref": on.code,
        "agent_ref": by.name if by else "",
        "outcome": outcome,
        "arrived_at": ended_at - timedelta(seconds=seconds + 5),
        "started_at": ended_at - timedelta(seconds=seconds),
        "ended_at": ended_at,
        "queue_seconds": 5,
        "talk_seconds": seconds,
        "hold_seconds": hold,
        "wrap_seconds": wrap,
    }
    known = recorded_at or ended_at
    head = Interaction.objects.filter(source__brand=on.brand, external_id=external_id).first()
    if head is None:
        head = Interaction.objects.create(
            source=source(on.brand),
            brand=on.brand,
            external_id=external_id,
            revision=1,
            recorded_at=known,
            **facts,
        )
    else:
        Interaction.objects.filter(pk=head.pk).update(
            revision=head.revision + 1, recorded_at=known, **facts
        )
        head.refresh_from_db()
    record = f"{external_id} {head.revision} {seconds}"
    return InteractionRevision.objects.create(
        interaction=head,
        revision=head.revision,
        record=record,
        content_hash=md5(record.encode()).hexdigest(),
        recorded_at=known,
        **facts,
    )
