"""Propose, publish and withdraw rates. What is published never changes, nor does the past."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from django.db import transaction

from marketplace.campaigns.models import (
    Campaign,
    ProposalStatus,
    RateCardVersion,
    RateProposal,
)
from marketplace.campaigns.policies import PROPOSERS, can_publish_rates
from marketplace.campaigns.rates_file import RateLine, RatesFileRefused, in_one_message
from marketplace.campaigns.selectors import last_versions
from marketplace.campaigns.terms import Terms, charges_no_less, fault_of, terms_of
from onboarding.audit.services import advance
from onboarding.brands.models import Brand, BrandMember, BrandRole
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User

# What a calendar and every zone of it can show.
_YEARS = range(1970, 2200)


class RatesRefused(Refused):
    """The terms say what no rate card may say."""

    code = "rates_refused"


class VersionsOverlap(Refused):
    """Another version already holds from that instant on, or from a later one."""

    code = "versions_overlap"


class RatesCannotChangeThePast(Refused):
    """Work may have been priced already by the version that was in force."""

    code = "rates_cannot_change_the_past"


class MayNotProposeRates(NotPermitted):
    """Rates are proposed by whoever runs the brand's campaigns."""

    code = "may_not_propose_rates"


class MayNotPublishRates(NotPermitted):
    """Rates are published by the other side: Tallyline, or another owner of the brand."""

    code = "may_not_publish_rates"


class ProposerMayNotPublish(NotPermitted):
    """Four eyes: whoever proposed does not publish."""

    code = "proposer_may_not_publish"


class TallylineDecides(NotPermitted):
    """A brand does not lower its own charge, nor what agents earn, without the other side."""

    code = "tallyline_decides"


@transaction.atomic
def propose_rates(
    *, campaign_id: int, terms: Terms, effective_from: datetime, actor: User, at: datetime
) -> RateProposal:
    """Propose what a campaign costs from ``effective_from`` on; somebody else publishes it.

    Raises:
        MayNotProposeRates: ``actor`` does not run the brand's campaigns.
        RatesRefused, VersionsOverlap, RatesCannotChangeThePast: it could never be published.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if _role_of(actor, campaign) not in PROPOSERS:
        raise MayNotProposeRates("Rates are proposed by the brand's owner or campaign manager.")
    last = last_versions(campaign_ids=[campaign.pk]).get(campaign.pk)
    # What could not be published now is refused to the proposer and not to the publisher.
    _next(campaign, last, terms, effective_from, at)
    return RateProposal.objects.create(
        campaign=campaign,
        effective_from=effective_from,
        proposed_by=actor,
        proposed_at=at,
        **terms.as_columns(),
    )


@transaction.atomic
def publish_rates(*, proposal_id: int, actor: User, at: datetime) -> RateCardVersion:
    """Publish proposed rates as the campaign's next version; they hold from their instant on.

    Raises:
        ProposerMayNotPublish: ``actor`` proposed them.
        MayNotPublishRates: ``actor`` has no grant for it and does not own the brand.
        TallylineDecides: an owner of the brand would lower its charge, or change the pay.
        RatesRefused, VersionsOverlap, RatesCannotChangeThePast: they may not stand (any more).
        TransitionRefused: they were published or withdrawn already.
    """
    proposal = _locked(proposal_id)
    campaign, terms = proposal.campaign, terms_of(proposal)
    last = last_versions(campaign_ids=[campaign.pk]).get(campaign.pk)
    if actor.pk == proposal.proposed_by_id:
        raise ProposerMayNotPublish("Rates are published by someone other than their proposer.")
    if not can_publish_rates(actor):
        if _role_of(actor, campaign) != BrandRole.OWNER:
            raise MayNotPublishRates("Rates are published by Tallyline, or by another owner.")
        if last is None or not charges_no_less(terms, terms_of(last)):
            raise TallylineDecides(
                "First rates, a lower charge and a change of pay are published by Tallyline."
            )
    version = _next(campaign, last, terms, proposal.effective_from, at)
    version.proposed_by, version.published_by = proposal.proposed_by, actor
    version.save(force_insert=True)
    advance(proposal, to=ProposalStatus.PUBLISHED, actor=actor, at=at, version=version)
    return version


@transaction.atomic
def withdraw_rates(*, proposal_id: int, actor: User, at: datetime) -> RateProposal:
    """Take a proposal back; it can no longer be published.

    Raises:
        MayNotProposeRates: ``actor`` does not run the brand's campaigns.
        TransitionRefused: it was published or withdrawn already.
    """
    proposal = _locked(proposal_id)
    if _role_of(actor, proposal.campaign) not in PROPOSERS:
        raise MayNotProposeRates("Rates are withdrawn by the brand's owner or campaign manager.")
    advance(proposal, to=ProposalStatus.WITHDRAWN, actor=actor, at=at)
    return proposal


@transaction.atomic
def publish_first_rates(
    *, campaign: Campaign, terms: Terms, effective_from: datetime, at: datetime
) -> RateCardVersion:
    """Publish a campaign's first version, for set-up. It may begin at any time.

    Raises:
        VersionsOverlap: the campaign has rates already.
        RatesRefused: the terms may not stand.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    last = last_versions(campaign_ids=[campaign.pk]).get(campaign.pk)
    if last is not None:
        raise VersionsOverlap(f"{_already_holds(campaign, last)} First rates come once.")
    version = _next(campaign, None, terms, effective_from, at)
    version.save(force_insert=True)
    return version


@transaction.atomic
def publish_rate_lines(
    *, brand: Brand, lines: Sequence[RateLine], effective_from: datetime, at: datetime
) -> list[RateCardVersion]:
    """Publish a whole file of rates for a brand's campaigns, or nothing of it.

    The rules for seconds stay what they were in each campaign's last version.

    Raises:
        RatesFileRefused: names each line that may not stand, and why.
    """
    campaigns: Mapping[str, Campaign] = {
        campaign.code: campaign
        # In the order of ids, so that two files cannot wait for each other.
        for campaign in Campaign.objects.select_for_update(no_key=True)
        .filter(brand=brand, code__in=[line.campaign for line in lines])
        .order_by("pk")
    }
    last = last_versions(campaign_ids=[campaign.pk for campaign in campaigns.values()])
    versions: list[RateCardVersion] = []
    faults: list[str] = []
    for line in lines:
        campaign = campaigns.get(line.campaign)
        if campaign is None:
            faults.append(f"line {line.number}: {brand.name} has no campaign {line.campaign}.")
            continue
        before = last.get(campaign.pk)
        try:
            versions.append(_next(campaign, before, _terms(line, before), effective_from, at))
        except Refused as refusal:
            faults.append(f"line {line.number}: {refusal}")
    if faults:
        raise RatesFileRefused(in_one_message("Nothing was published.", faults))
    return RateCardVersion.objects.bulk_create(versions)


def _terms(line: RateLine, before: RateCardVersion | None) -> Terms:
    if before is None:
        return Terms(line.bill_per_minute, line.pay_per_minute)
    return replace(
        terms_of(before),
        bill_per_minute=line.bill_per_minute,
        pay_per_minute=line.pay_per_minute,
    )


def _locked(proposal_id: int) -> RateProposal:
    """The proposal, once its campaign's row is ours: versions follow one another under it."""
    proposal = RateProposal.objects.only("campaign").get(pk=proposal_id)
    Campaign.objects.select_for_update(no_key=True).get(pk=proposal.campaign_id)
    return RateProposal.objects.select_related("campaign").get(pk=proposal_id)


def _next(
    campaign: Campaign,
    last: RateCardVersion | None,
    terms: Terms,
    effective_from: datetime,
    at: datetime,
) -> RateCardVersion:
    """The version that would follow ``last``, not written yet; its rules are checked here."""
    if fault := fault_of(terms):
        raise RatesRefused(fault)
    if effective_from.year not in _YEARS:
        raise RatesRefused(f"Rates begin in a year from {_YEARS[0]} to {_YEARS[-1]}.")
    if last is not None:
        if effective_from <= last.effective_from:
            raise VersionsOverlap(
                f"{_already_holds(campaign, last)} The next one begins later than that."
            )
        if effective_from < at:
            raise RatesCannotChangeThePast(
                f"Rates cannot change the past, and {_shown(effective_from, campaign)} is over."
            )
    return RateCardVersion(
        campaign=campaign,
        number=last.number + 1 if last else 1,
        currency=campaign.currency,
        effective_from=effective_from,
        published_at=at,
        **terms.as_columns(),
    )


def _role_of(actor: User, campaign: Campaign) -> str | None:
    return (
        BrandMember.objects.filter(user=actor, brand=campaign.brand_id)
        .order_by("pk")
        .values_list("role", flat=True)
        .first()
    )


def _already_holds(campaign: Campaign, version: RateCardVersion) -> str:
    return (
        f"Version {version.number} already holds from {_shown(version.effective_from, campaign)}."
    )


def _shown(at: datetime, campaign: Campaign) -> str:
    local = at.astimezone(ZoneInfo(campaign.timezone))
    text = format_datetime(local, "d MMM yyyy, HH:mm", locale="en")
    return f"{text} ({campaign.timezone})"
