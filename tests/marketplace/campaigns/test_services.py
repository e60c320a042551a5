from decimal import Decimal

import pytest

from marketplace.campaigns.models import Campaign, CampaignStatus, RateCardVersion
from marketplace.campaigns.services import (
    CampaignCodeTaken,
    NoRates,
    WrongCurrency,
    launch_campaign,
    open_campaign,
    open_campaign_with_rates,
)
from onboarding.audit.services import TransitionRefused
from tests.factories.onboarding import brand
from tests.times import NOON

pytestmark = pytest.mark.django_db


def with_rates(bill: str = "0.62"):
    return open_campaign_with_rates(
        brand=brand(),
        code="PS",
        name="Regular service",
        bill_per_minute=Decimal(bill),
        pay_per_minute=Decimal("0.38"),
        effective_from=NOON,
        at=NOON,
    )


def test_a_campaign_is_opened_once():
    first = open_campaign(brand=brand(), code="PS", name="Phones", at=NOON)
    second = open_campaign(brand=brand(), code="PS", name="Another", at=NOON)

    assert first == second
    assert (first.status, first.currency, first.timezone) == (CampaignStatus.DRAFT, "USD", "UTC")


def test_a_brand_is_billed_in_one_currency():
    with pytest.raises(WrongCurrency):
        open_campaign(brand=brand(), code="PS", name="Phones", currency="EUR", at=NOON)

    assert Campaign.objects.count() == 0


def test_a_code_is_not_taken_for_another_zone():
    open_campaign(brand=brand(), code="PS", name="Phones", at=NOON)

    with pytest.raises(CampaignCodeTaken):
        open_campaign(brand=brand(), code="PS", name="Phones", timezone="Asia/Tokyo", at=NOON)


def test_a_campaign_without_rates_is_not_launched():
    draft = open_campaign(brand=brand(), code="PS", name="Phones", at=NOON)

    with pytest.raises(NoRates):
        launch_campaign(campaign_id=draft.pk, actor=None, at=NOON)

    draft.refresh_from_db()
    assert draft.status == CampaignStatus.DRAFT


def test_a_campaign_set_up_with_rates_is_live():
    live = with_rates()

    assert live.status == CampaignStatus.LIVE
    assert RateCardVersion.objects.get().bill_per_minute == Decimal("0.62")


def test_setting_it_up_again_changes_nothing():
    first = with_rates()

    assert with_rates(bill="0.99") == first
    assert RateCardVersion.objects.get().bill_per_minute == Decimal("0.62")


def test_a_live_campaign_is_not_launched_again():
    live = with_rates()

    with pytest.raises(TransitionRefused):
        launch_campaign(campaign_id=live.pk, actor=None, at=NOON)
