"""Open a campaign; have it take contacts."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from marketplace.campaigns.models import (
    Campaign,
    CampaignPause,
    CampaignStatus,
    RateCardVersion,
)
from marketplace.campaigns.rate_cards import publish_first_rates
from marketplace.campaigns.terms import Terms
from onboarding.audit.services import advance
from onboarding.brands.models import Brand
from onboarding.errors import Refused
from onboarding.users.models import User


class WrongCurrency(Refused):
    """A brand is billed in one currency, and its campaigns cost in that one."""

    code = "wrong_currency"


class CampaignCodeTaken(Refused):
    """Another campaign of the brand has this code for something else."""

    code = "campaign_code_taken"


class NoRates(Refused):
    """Nothing says what a contact of the campaign is worth."""

    code = "no_rates"


class CampaignIsPaused(Refused):
    """A reason stands for which the campaign takes no contacts."""

    code = "campaign_is_paused"


@transaction.atomic
def open_campaign(
    *,
    brand: Brand,
    code: str,
    name: str,
    at: datetime,
    timezone: str = "",
    currency: str = "",
) -> Campaign:
    """Open a draft campaign, or return the one that already has ``code``.

    Zone and currency are the brand's unless stated.

    Raises:
        WrongCurrency: ``currency`` is not the one in which the brand is billed.
        CampaignCodeTaken: the code is another campaign's, in another zone.
    """
    if currency and currency != brand.currency:
        raise WrongCurrency(f"{brand.name} is billed in {brand.currency}, not in {currency}.")
    campaign, _ = Campaign.objects.get_or_create(
        brand=brand,
        code=code,
        defaults={
            "name": name,
            "timezone": timezone or brand.timezone,
            "currency": brand.currency,
            "created_at": at,
        },
    )
    if timezone and campaign.timezone != timezone:
        raise CampaignCodeTaken(f"{campaign.name} has the code {code} and another time zone.")
    return campaign


@transaction.atomic
def launch_campaign(*, campaign_id: int, actor: User | None, at: datetime) -> Campaign:
    """Have a draft or paused campaign take contacts.

    Raises:
        NoRates: no rate card was published for it.
        CampaignIsPaused: a reason to pause it stands; it resumes when that is lifted.
        TransitionRefused: it is live already, or closed.
    """
    campaign = Campaign.objects.select_for_update(no_key=True).get(pk=campaign_id)
    if not RateCardVersion.objects.filter(campaign=campaign).exists():
        raise NoRates("This campaign has no rates yet. Publish its first rate card.")
    if CampaignPause.objects.filter(campaign=campaign, lifted_at__isnull=True).exists():
        raise CampaignIsPaused("This campaign is paused. It resumes once the reason is gone.")
    advance(campaign, to=CampaignStatus.LIVE, actor=actor, at=at)
    return campaign


@transaction.atomic
def open_campaign_with_rates(
    *,
    brand: Brand,
    code: str,
    name: str,
    effective_from: datetime,
    at: datetime,
    **rates: Decimal,
) -> Campaign:
    """Set up a live campaign with its first rates. One that has rates keeps them.

    ``rates`` are ``bill_per_minute`` and ``pay_per_minute``, major units.

    Raises:
        RatesRefused: the rates may not stand.
    """
    campaign = open_campaign(brand=brand, code=code, name=name, at=at)
    if not RateCardVersion.objects.filter(campaign=campaign).exists():
        terms = Terms(rates["bill_per_minute"], rates["pay_per_minute"])
        publish_first_rates(campaign=campaign, terms=terms, effective_from=effective_from, at=at)
    if campaign.status == CampaignStatus.DRAFT:
        launch_campaign(campaign_id=campaign.pk, actor=None, at=at)
        campaign.refresh_from_db()
    return campaign
