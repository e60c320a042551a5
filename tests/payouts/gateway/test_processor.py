import pytest
from django.core.exceptions import ImproperlyConfigured

from payouts.gateway.checks import check_processor_settings
from payouts.gateway.processor import processor, refuse_the_wrong_world

STRIPE, LOOPBACK = "https://api.stripe.com", "http://127.0.0.1:12111"


@pytest.mark.parametrize("key", ["sk_live_real", "rk_live_real"])
@pytest.mark.parametrize("is_production", [True, False])
def test_a_live_key_goes_to_stripe_and_nowhere_else(key, is_production):
    refuse_the_wrong_world(api_key=key, base=f"{STRIPE}/", is_production=is_production)
    for base in (LOOPBACK, "https://api.stripe.com.example.com", "http://api.stripe.com"):
        with pytest.raises(ImproperlyConfigured, match="STRIPE_API_BASE"):
            refuse_the_wrong_world(api_key=key, base=base, is_production=is_production)


def test_a_test_key_at_stripe_pays_nobody_and_is_refused_in_production():
    refuse_the_wrong_world(api_key="sk_test_play", base=STRIPE, is_production=False)
    refuse_the_wrong_world(api_key="sk_test_play", base=LOOPBACK, is_production=True)
    with pytest.raises(ImproperlyConfigured, match="STRIPE_API_KEY"):
        refuse_the_wrong_world(api_key="sk_test_play", base=STRIPE, is_production=True)


def test_the_settings_name_the_processor(stand_in):
    stand_in.has(900, "EUR")

    assert processor().balance("EUR") == 900
    assert processor() is processor()


def test_other_settings_are_another_processor(stand_in, settings):
    before = processor()
    settings.STRIPE_WEBHOOK_SECRET = "whsec_rolled"

    assert processor() is not before


def test_a_wrong_world_is_refused_before_the_first_call_and_by_the_check(settings):
    settings.STRIPE_API_KEY, settings.STRIPE_API_BASE = "sk_live_real", LOOPBACK

    with pytest.raises(ImproperlyConfigured, match="STRIPE_API_BASE"):
        processor()
    assert [error.id for error in check_processor_settings(None)] == ["payouts.E001"]


def test_the_check_has_nothing_to_say_of_a_stand_in(stand_in):
    assert check_processor_settings(None) == []
