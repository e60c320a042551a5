"""Warn of limits, stop new contacts where one is used up, and let them start again.

What stands is compared with what should stand, for all brands at once; only brands where the
two differ are looked at again under their lock. So running twice, or beside another worker,
tells and pauses once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marketplace.campaigns.models import Campaign, CampaignPause, CampaignStatus, PauseReason
from marketplace.campaigns.pausing import lift_pauses, pause_campaigns
from onboarding.brands.models import Brand, BrandRole
from onboarding.brands.selectors import members_in
from onboarding.deliveries.services import tell
from payouts.money import Money
from payouts.receivables.credit import LimitCrossing
from payouts.receivables.limits import Level, Measure, Meter
from payouts.receivables.meters import meters_of

REASONS = {
    Measure.CREDIT: PauseReason.CREDIT_USED,
    Measure.PREPAID: PauseReason.PREPAID_USED,
    Measure.BUDGET: PauseReason.BUDGET_SPENT,
}
_TOLD = (BrandRole.OWNER, BrandRole.FINANCE, BrandRole.CAMPAIGN_MANAGER)
_RANK = {level: rank for rank, level in enumerate(Level)}

# A limit: brand, campaign where it is a budget, measure.
_Key = tuple[int, int | None, Measure]
_Pause = tuple[int, PauseReason]


@dataclass(frozen=True, slots=True)
class Enforced:
    """How many limits crossed a level, and how many campaigns paused and resumed for it."""

    crossed: int = 0
    paused: int = 0
    resumed: int = 0

    def __add__(self, other: "Enforced") -> "Enforced":
        return Enforced(
            self.crossed + other.crossed,
            self.paused + other.paused,
            self.resumed + other.resumed,
        )


def enforce_limits(*, at: datetime) -> Enforced:
    """Warn, stop and resume wherever a limit asks for it, each brand in its own transaction."""
    done = Enforced()
    for brand_id in brands_to_look_at(at=at):
        done += _enforce(brand_id, at)
    return done


def brands_to_look_at(*, at: datetime) -> list[int]:
    """Brands where a limit stands elsewhere than was last told, or a pause is due or over."""
    meters = meters_of(at=at)
    levels = _levels(meters)
    last = {key: crossing.level for key, crossing in _last_crossings().items()}
    moved = {
        key[0]
        for key in levels.keys() | last.keys()
        if levels.get(key, Level.FREE) != last.get(key, Level.FREE)
    }
    due, standing = _due_pauses(meters, _campaigns_that_pause()), _standing_pauses()
    brands = Campaign.objects.filter(pk__in={campaign for campaign, _ in due ^ standing})
    return sorted(moved | set(brands.values_list("brand", flat=True)))


@transaction.atomic
def _enforce(brand_id: int, at: datetime) -> Enforced:
    # The brand's row is the lock under which its limits are crossed, one worker after another.
    brand = Brand.objects.select_for_update(no_key=True).get(pk=brand_id)
    meters = meters_of(at=at, brand_ids=[brand_id])
    crossed = _cross(brand, meters, at)
    due = _due_pauses(meters, _campaigns_that_pause(brand_id))
    standing = _standing_pauses(brand_id)
    paused = resumed = 0
    for reason in REASONS.values():
        paused += len(
            pause_campaigns(campaign_ids=_for(reason, due - standing), reason=reason, at=at)
        )
        resumed += len(lift_pauses(campaign_ids=_for(reason, standing - due), reason=reason, at=at))
    return Enforced(crossed, paused, resumed)


def _cross(brand: Brand, meters: Collection[Meter], at: datetime) -> int:
    """Write down every level that changed, and tell the brand of each once."""
    last = _last_crossings(brand.pk)
    by_key = {_key(meter): meter for meter in meters}
    new: list[LimitCrossing] = []
    for key in sorted(by_key.keys() | last.keys(), key=str):
        meter, before = by_key.get(key), last.get(key)
        level = meter.level if meter else Level.FREE
        if level == (before.level if before else Level.FREE):
            continue
        new.append(
            LimitCrossing(
                brand=brand,
                campaign_id=key[1],
                measure=key[2],
                number=before.number + 1 if before else 1,
                level=level,
                used_minor=meter.used_minor if meter else None,
                limit_minor=meter.limit_minor if meter else None,
                crossed_at=at,
            )
        )
    LimitCrossing.objects.bulk_create(new)
    _tell(brand, [(one, last.get(_key_of(one))) for one in new], at)
    return len(new)


def _tell(
    brand: Brand,
    crossings: Iterable[tuple[LimitCrossing, LimitCrossing | None]],
    at: datetime,
) -> None:
    readers = list(members_in(brand_ids=[brand.pk], roles=_TOLD))
    names = Campaign.objects.in_bulk([one.campaign_id for one, _ in crossings if one.campaign_id])
    for crossing, before in crossings:
        event = _event(crossing, before)
        if event is None:
            continue
        for reader in readers:
            tell(
                key=f"limit:{crossing.pk}:{reader.user.email}",
                to=reader.user.email,
                template=f"payouts/receivables/{event}",
                facts=_facts(brand, crossing, names),
                at=at,
                language=reader.user.language,
            )


def _event(crossing: LimitCrossing, before: LimitCrossing | None) -> str | None:
    """Which mail a crossing is; falling back below a warning is none."""
    was = Level(before.level) if before else Level.FREE
    if crossing.level == Level.STOPPED:
        return "limit_stopped"
    if was == Level.STOPPED:
        return "limit_resumed"
    return "limit_warned" if _RANK[Level(crossing.level)] > _RANK[was] else None


def _facts(brand: Brand, crossing: LimitCrossing, campaigns: dict[int, Campaign]) -> dict[str, str]:
    campaign = campaigns.get(crossing.campaign_id or 0)
    return {
        "brand": brand.name,
        "campaign": campaign.name if campaign else "",
        "measure": crossing.measure,
        "used": _said(crossing.used_minor, brand.currency),
        "limit": _said(crossing.limit_minor, brand.currency),
    }


def _said(minor: int | None, currency: str) -> str:
    if minor is None:
        return ""
    return f"{Money(minor, currency).exact} {currency}"


def _levels(meters: Iterable[Meter]) -> dict[_Key, Level]:
    return {_key(meter): meter.level for meter in meters}


def _key(meter: Meter) -> _Key:
    return meter.brand_id, meter.campaign_id, meter.measure


def _key_of(crossing: LimitCrossing) -> _Key:
    return crossing.brand_id, crossing.campaign_id, Measure(crossing.measure)


def _last_crossings(brand_id: int | None = None) -> dict[_Key, LimitCrossing]:
    crossings = LimitCrossing.objects.order_by("brand", "campaign", "measure", "-number").distinct(
        "brand", "campaign", "measure"
    )
    if brand_id is not None:
        crossings = crossings.filter(brand=brand_id)
    return {_key_of(crossing): crossing for crossing in crossings}


def _campaigns_that_pause(brand_id: int | None = None) -> dict[int, set[int]]:
    """By brand, the campaigns that take contacts, or would if they were not paused."""
    campaigns = Campaign.objects.filter(status__in=[CampaignStatus.LIVE, CampaignStatus.PAUSED])
    if brand_id is not None:
        campaigns = campaigns.filter(brand=brand_id)
    found: dict[int, set[int]] = defaultdict(set)
    for brand, campaign in campaigns.values_list("brand", "pk"):
        found[brand].add(campaign)
    return found


def _due_pauses(meters: Iterable[Meter], campaigns: dict[int, set[int]]) -> set[_Pause]:
    due: set[_Pause] = set()
    for meter in meters:
        if meter.level is Level.STOPPED:
            of_brand = campaigns.get(meter.brand_id, set())
            stopped = of_brand if meter.campaign_id is None else of_brand & {meter.campaign_id}
            due |= {(campaign, REASONS[meter.measure]) for campaign in stopped}
    return due


def _standing_pauses(brand_id: int | None = None) -> set[_Pause]:
    pauses = CampaignPause.objects.filter(lifted_at__isnull=True, reason__in=REASONS.values())
    if brand_id is not None:
        pauses = pauses.filter(campaign__brand=brand_id)
    found = pauses.values_list("campaign", "reason")
    return {(campaign, PauseReason(reason)) for campaign, reason in found}


def _for(reason: PauseReason, pauses: Iterable[_Pause]) -> list[int]:
    return [campaign for campaign, why in pauses if why == reason]
