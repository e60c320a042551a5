"""What pages of guarantees show: offers and their cost, floors and bonuses in force, hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from payouts.extras.models import Extra, ExtraKind
from payouts.guarantees.cancelled import CancelledHours
from payouts.guarantees.floor import floor_of, top_up
from payouts.guarantees.models import CommittedInterval, FloorTerms, TopUp
from payouts.guarantees.offers import SurgeBonus, SurgeOffer
from payouts.guarantees.rewards import BonusCase, BonusTerms
from payouts.guarantees.selectors import Guaranteed, guaranteed_in
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind


class OfferState(TextChoices):
    """Where an offer stands at an instant."""

    COMING = "OPEN", _("Coming")
    RUNNING = "LIVE", _("Running")
    FULL = "PAUSED", _("Takes no more bookings")
    OVER = "COMPLETED", _("Over")


def state_of(offer: SurgeOffer, *, at: datetime) -> OfferState:
    """Where an offer of ``offers`` stands."""
    if offer.to_at <= at:
        return OfferState.OVER
    if hasattr(offer, "end"):
        return OfferState.FULL
    return OfferState.RUNNING if offer.from_at <= at else OfferState.COMING


def offers() -> QuerySet[SurgeOffer]:
    """Offers, each with ``paid_minor`` and ``charged_minor``: what was booked and stands."""
    return SurgeOffer.objects.select_related("campaign__brand", "end", "published_by").annotate(
        paid_minor=_standing("pay_minor"), charged_minor=_standing("charge_minor")
    )


def _standing(column: str) -> Coalesce:
    """What the bonuses of an offer come to, less what was taken back."""
    sums = (
        SurgeBonus.objects.filter(offer=OuterRef("pk"))
        .order_by()
        .values("offer")
        .annotate(
            total=Sum(f"extra__{column}") + Coalesce(Sum(f"extra__corrected_by__{column}"), 0)
        )
        .values("total")
    )
    return Coalesce(Subquery(sums), Value(0), output_field=BigIntegerField())


def bonuses_of(offer: SurgeOffer) -> QuerySet[SurgeBonus]:
    """What was booked for an offer, with agent, week and what took it back."""
    return SurgeBonus.objects.filter(offer=offer).select_related(
        "agent", "period", "extra", "extra__corrected_by"
    )


def floors_in_force(*, at: datetime, brand: Brand | None = None) -> QuerySet[FloorTerms]:
    """The floor of each campaign that has one at an instant."""
    newest = (
        FloorTerms.objects.filter(campaign=OuterRef("campaign"), effective_from__lte=at)
        .order_by("-effective_from")
        .values("pk")[:1]
    )
    found = FloorTerms.objects.filter(pk=Subquery(newest)).exclude(per_hour=0, per_contact=0)
    if brand is not None:
        found = found.filter(campaign__brand=brand)
    return found.select_related("campaign__brand").order_by(
        "campaign__brand__name", "campaign__name", "pk"
    )


def floors_to_come(*, at: datetime, brand: Brand | None = None) -> QuerySet[FloorTerms]:
    """Floors that begin after an instant, those that end one among them."""
    found = FloorTerms.objects.filter(effective_from__gt=at)
    if brand is not None:
        found = found.filter(campaign__brand=brand)
    return found.select_related("campaign__brand").order_by("effective_from", "pk")


def bonuses_in_force(*, at: datetime, brand: Brand | None = None) -> QuerySet[BonusTerms]:
    """The terms of each kind of bonus of each campaign at an instant."""
    newest = (
        BonusTerms.objects.filter(
            campaign=OuterRef("campaign"), kind=OuterRef("kind"), effective_from__lte=at
        )
        .order_by("-effective_from")
        .values("pk")[:1]
    )
    found = BonusTerms.objects.filter(pk=Subquery(newest), pay__gt=0)
    if brand is not None:
        found = found.filter(campaign__brand=brand)
    return found.select_related("campaign__brand").order_by(
        "campaign__brand__name", "campaign__name", "kind", "pk"
    )


def bonuses_to_come(*, at: datetime, brand: Brand | None = None) -> QuerySet[BonusTerms]:
    """Terms of bonuses that begin after an instant, those that end one among them."""
    found = BonusTerms.objects.filter(effective_from__gt=at)
    if brand is not None:
        found = found.filter(campaign__brand=brand)
    return found.select_related("campaign__brand").order_by("effective_from", "pk")


def cancelled_hours(*, brand: Brand | None = None) -> QuerySet[CancelledHours]:
    """Hours that were cancelled, with whose they were and what was booked."""
    found = CancelledHours.objects.select_related("agent", "campaign__brand", "extra")
    return found if brand is None else found.filter(campaign__brand=brand)


def waiting_cases() -> QuerySet[BonusCase]:
    """Reasons for a bonus that was not paid: the terms are not met, or there are none."""
    return BonusCase.objects.filter(bonus__isnull=True).select_related(
        "agent", "campaign__brand", "about"
    )


def campaigns_served_by(agent: Agent) -> QuerySet[Campaign]:
    """The campaigns that an agent was ever committed to."""
    mine = CommittedInterval.objects.filter(agent=agent, campaign=OuterRef("pk"))
    return Campaign.objects.filter(Exists(mine))


def offers_for(agent: Agent, *, at: datetime) -> QuerySet[SurgeOffer]:
    """Offers that run or come on campaigns that an agent serves, the nearest first."""
    return (
        SurgeOffer.objects.filter(campaign__in=campaigns_served_by(agent), to_at__gt=at)
        .select_related("campaign", "end")
        .order_by("from_at", "pk")
    )


def guaranteed_weeks(agent: Agent) -> QuerySet[Period]:
    """The pay weeks in which an agent was committed, each with ``topped_up_minor``."""
    hours = CommittedInterval.objects.filter(
        agent=agent, starts_at__gte=OuterRef("from_at"), starts_at__lt=OuterRef("to_at")
    )
    sums = (
        TopUp.objects.filter(period=OuterRef("pk"))
        .order_by()
        .values("period")
        .annotate(
            total=Sum("extra__pay_minor") + Coalesce(Sum("extra__corrected_by__pay_minor"), 0)
        )
        .values("total")
    )
    return Period.objects.filter(Exists(hours), kind=PeriodKind.PAY, agent=agent).annotate(
        topped_up_minor=Coalesce(Subquery(sums), Value(0), output_field=BigIntegerField())
    )


def hours_in(agent: Agent, week: Period) -> QuerySet[CommittedInterval]:
    """The hours of an agent that begin in a week, as they stand."""
    return (
        CommittedInterval.objects.filter(
            agent=agent,
            starts_at__gte=week.from_at,
            starts_at__lt=week.to_at,
            superseded_by__isnull=True,
        )
        .select_related("campaign")
        .order_by("starts_at", "pk")
    )


def bonuses_paid_to(agent: Agent) -> QuerySet[Extra]:
    """What an agent was paid for no contact, but for top-ups."""
    kinds = [
        ExtraKind.SURGE_BONUS,
        ExtraKind.REFERRAL_BONUS,
        ExtraKind.CERTIFICATION_BONUS,
        ExtraKind.TRAINING,
        ExtraKind.LATE_CANCELLATION,
    ]
    return Extra.objects.filter(~Q(pay_minor=0), agent=agent, kind__in=kinds).select_related(
        "campaign"
    )


def corrections() -> QuerySet[Extra]:
    """Sums of guarantees that were taken back, the exceptions that finance looks at."""
    return (
        Extra.objects.filter(corrects__isnull=False)
        .exclude(kind=ExtraKind.GOODWILL)
        .select_related("agent", "campaign")
        .annotate(sum_minor=F("pay_minor"))
    )


@dataclass(frozen=True, slots=True)
class Explained:
    """One campaign's floor in one week, step by step. ``is_over`` once it is final."""

    campaign: Campaign
    guaranteed: Guaranteed
    floor: Money
    earned: Money
    missing: Money


def explained(week: Period) -> list[Explained]:
    """What a week guarantees on each campaign, and how the top-up comes about."""
    found = guaranteed_in(week)
    campaigns = Campaign.objects.in_bulk({one.campaign_id for one in found})
    return [_explained(one, campaigns[one.campaign_id]) for one in found]


def _explained(one: Guaranteed, campaign: Campaign) -> Explained:
    return Explained(
        campaign=campaign,
        guaranteed=one,
        floor=floor_of(one.stretches, one.currency),
        earned=Money.of_exact(one.earned, one.currency),
        missing=top_up(one.stretches, one.earned, one.currency),
    )


def seconds_of(hours: Iterable[CommittedInterval]) -> int:
    """How much of some hours was staffed."""
    return sum(one.staffed_seconds for one in hours)
