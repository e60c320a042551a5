"""Limits as pages show them: where each stands, what happens next, how a month will end."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import OuterRef, QuerySet, Subquery

from marketplace.campaigns.models import Campaign, CampaignPause, CampaignStatus, PauseReason
from onboarding.brands.models import Brand
from onboarding.calendars.periods import local_day, month_of
from payouts.money import Money
from payouts.receivables.credit import (
    BillingTerms,
    BudgetSpan,
    CampaignBudget,
    TermsProposal,
    TermsProposalStatus,
)
from payouts.receivables.limits import Level, Measure, Meter, at_this_pace
from payouts.receivables.meters import meters_of

TONES = {Level.FREE: "2", Level.WARNED: "4", Level.STOPPED: "6"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A meter with its amounts as money; ``forecast`` of a monthly budget alone."""

    meter: Meter
    forecast: Money | None = None

    @property
    def used(self) -> Money:
        return Money(self.meter.used_minor, self.meter.currency)

    @property
    def limit(self) -> Money:
        return Money(self.meter.limit_minor, self.meter.currency)

    @property
    def room(self) -> Money:
        return Money(self.meter.room_minor, self.meter.currency)

    @property
    def tone(self) -> str:
        return TONES[self.meter.level]

    @property
    def will_not_do(self) -> bool:
        """Whether the budget is spent before the month ends, at this pace."""
        return self.forecast is not None and not self.forecast < self.limit


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign with its budget, if it has one, and the reasons for which it is paused."""

    campaign: Campaign
    shown: Shown | None
    span: BudgetSpan | None
    reasons: tuple[str, ...]


def limits_of(*, brand: Brand, at: datetime) -> tuple[Shown | None, list[CampaignRow]]:
    """A brand's own limit, and its campaigns with their budgets, by name."""
    meters = meters_of(at=at, brand_ids=[brand.pk])
    own = next((Shown(one) for one in meters if one.campaign_id is None), None)
    by_campaign = {one.campaign_id: one for one in meters if one.measure is Measure.BUDGET}
    newest = CampaignBudget.objects.filter(campaign=OuterRef("pk")).order_by("-number")
    campaigns = (
        Campaign.objects.filter(brand=brand)
        .exclude(status__in=[CampaignStatus.CLOSED])
        .annotate(budget_span=Subquery(newest.values("span")[:1]))
        .order_by("name", "pk")
    )
    reasons = _reasons(brand)
    rows = []
    for campaign in campaigns:
        meter = by_campaign.get(campaign.pk)
        span = BudgetSpan(campaign.budget_span) if meter else None
        shown = _shown(meter, span, brand, at) if meter else None
        rows.append(CampaignRow(campaign, shown, span, reasons.get(campaign.pk, ())))
    return own, rows


def budgets_of(campaign: Campaign) -> QuerySet[CampaignBudget]:
    """Every budget that a campaign has had, with who set it, the newest first."""
    return (
        CampaignBudget.objects.filter(campaign=campaign)
        .select_related("set_by")
        .order_by("-number")
    )


def brands_with_terms() -> QuerySet[Brand]:
    """Brands with the newest of their terms as ``mode`` and ``limit_minor``, and ``asked_at``.

    ``mode`` is null where nothing was ever agreed; ``asked_at`` where no credit is asked for.
    """
    newest = BillingTerms.objects.filter(brand=OuterRef("pk")).order_by("-number")
    asked = TermsProposal.objects.filter(brand=OuterRef("pk"), status=TermsProposalStatus.OPEN)
    return Brand.objects.annotate(
        mode=Subquery(newest.values("mode")[:1]),
        limit_minor=Subquery(newest.values("credit_limit_minor")[:1]),
        asked_at=Subquery(asked.values("proposed_at")[:1]),
    )


def terms_history(brand: Brand) -> QuerySet[BillingTerms]:
    """Every terms that a brand has had, with who set and approved them, the newest first."""
    return (
        BillingTerms.objects.filter(brand=brand)
        .select_related("set_by", "approved_by")
        .order_by("-number")
    )


def open_proposal_of(brand: Brand) -> TermsProposal | None:
    """The credit that waits for a second person, if any does."""
    return (
        TermsProposal.objects.filter(brand=brand, status=TermsProposalStatus.OPEN)
        .select_related("proposed_by")
        .first()
    )


def _shown(meter: Meter, span: BudgetSpan | None, brand: Brand, at: datetime) -> Shown:
    if span is not BudgetSpan.MONTH:
        return Shown(meter)
    zone = ZoneInfo(brand.timezone)
    today = local_day(at, zone)
    month = month_of(today, zone)
    forecast = at_this_pace(
        spent_minor=meter.used_minor,
        days_gone=today.day,
        days=(month.to_on - month.from_on).days,
    )
    return Shown(meter, Money(forecast, meter.currency))


def _reasons(brand: Brand) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    pauses = CampaignPause.objects.filter(campaign__brand=brand, lifted_at__isnull=True)
    for campaign, reason in pauses.order_by("pk").values_list("campaign", "reason"):
        found[campaign] = (*found.get(campaign, ()), str(PauseReason(reason).label))
    return found
