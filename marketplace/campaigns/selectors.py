"""Campaigns with what they cost, and the history of what they cost."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import DateTimeField, F, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import Lead

from marketplace.campaigns.models import Campaign, ProposalStatus, RateCardVersion, RateProposal

_CURRENT = (
    "number",
    "effective_from",
    "bill_per_minute",
    "bill_increment_seconds",
    "bill_minimum_seconds",
    "bill_short_seconds",
    "bill_free_seconds",
)


def campaigns_with_rates(*, brand_id: int, at: datetime) -> QuerySet[Campaign]:
    """A brand's campaigns by code, each with the charge in force at ``at`` as ``rate_…``.

    ``rate_number`` and the rest are null where nothing is in force; ``next_rate_from`` is when
    the next version begins, if one is published.
    """
    versions = RateCardVersion.objects.filter(campaign=OuterRef("pk"))
    in_force = versions.filter(effective_from__lte=at).order_by("-effective_from", "-pk")
    following = versions.filter(effective_from__gt=at).order_by("effective_from", "pk")
    return (
        Campaign.objects.filter(brand=brand_id)
        .annotate(
            **{f"rate_{name}": Subquery(in_force.values(name)[:1]) for name in _CURRENT},
            next_rate_from=Subquery(following.values("effective_from")[:1]),
        )
        .order_by("code", "pk")
    )


def campaigns_of(*, brand_id: int) -> QuerySet[Campaign]:
    """A brand's campaigns by code."""
    return Campaign.objects.filter(brand=brand_id).order_by("code", "pk")


def version_in_force(*, campaign_id: int, at: datetime) -> RateCardVersion | None:
    """The version that prices what ends at ``at``; none before the first one begins."""
    return (
        RateCardVersion.objects.filter(campaign=campaign_id, effective_from__lte=at)
        .order_by("-effective_from", "-pk")
        .first()
    )


def last_versions(*, campaign_ids: Collection[int]) -> dict[int, RateCardVersion]:
    """For each campaign that has one, the version that begins last, in force or not yet."""
    versions = (
        RateCardVersion.objects.filter(campaign__in=campaign_ids)
        .order_by("campaign", "-effective_from", "-pk")
        .distinct("campaign")
    )
    return {version.campaign_id: version for version in versions}


def versions_with_spans(*, campaign_id: int) -> QuerySet[RateCardVersion]:
    """A campaign's versions, the newest first, each with ``until_at``: ``[from, until)``.

    ``until_at`` is null for the last one.
    """
    following = Window(Lead("effective_from"), order_by=[F("effective_from"), F("pk")])
    return (
        RateCardVersion.objects.filter(campaign=campaign_id)
        .select_related("proposed_by", "published_by")
        .annotate(until_at=following)
        .order_by("-effective_from", "-pk")
    )


def open_proposals(*, campaign_id: int | None = None) -> QuerySet[RateProposal]:
    """Proposals that wait for the other side, the oldest first, with what holds meanwhile.

    ``now_bill_per_minute`` and ``now_pay_per_minute`` are those of the last version.
    """
    last = RateCardVersion.objects.filter(campaign=OuterRef("campaign")).order_by(
        "-effective_from", "-pk"
    )
    proposals = (
        RateProposal.objects.filter(status=ProposalStatus.OPEN)
        .select_related("campaign__brand", "proposed_by")
        .annotate(
            now_bill_per_minute=Subquery(last.values("bill_per_minute")[:1]),
            now_pay_per_minute=Subquery(last.values("pay_per_minute")[:1]),
            now_effective_from=Subquery(
                last.values("effective_from")[:1], output_field=DateTimeField()
            ),
        )
        .order_by("proposed_at", "pk")
    )
    return proposals if campaign_id is None else proposals.filter(campaign=campaign_id)
