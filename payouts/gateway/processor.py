"""``processor()``: the payment processor, at the address that the settings name."""

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from payouts.gateway.base import Gateway

# By name, because the vendor's library takes over half a second to load: commands and pages
# that pay nobody do not wait for it.
_ADAPTER = "payouts.gateway.stripe.StripeGateway"
STRIPE = "https://api.stripe.com"
_LIVE = ("sk_live_", "rk_live_")


def processor() -> Gateway:
    """Return the gateway that the settings describe: the same one for the same settings.

    Raises:
        ImproperlyConfigured: real money at a wrong address, or play money in production.
    """
    key, base = settings.STRIPE_API_KEY, settings.STRIPE_API_BASE.rstrip("/")
    refuse_the_wrong_world(api_key=key, base=base, is_production=not settings.DEBUG)
    return _gateway(key, base, settings.STRIPE_WEBHOOK_SECRET)


def refuse_the_wrong_world(*, api_key: str, base: str, is_production: bool) -> None:
    """Refuse a key that does not belong to the address it would be sent to.

    Raises:
        ImproperlyConfigured: a live key and an address that is not Stripe's, which would hand
            the key to a stranger; or a test key at Stripe in production, where every payout
            would look settled and no agent would be paid.
    """
    is_live = api_key.startswith(_LIVE)
    if is_live and base.rstrip("/") != STRIPE:
        raise ImproperlyConfigured(
            f"STRIPE_API_KEY is a live key, so STRIPE_API_BASE must be {STRIPE}, not {base}."
        )
    if not is_live and is_production and base.rstrip("/") == STRIPE:
        raise ImproperlyConfigured(
            "STRIPE_API_KEY is a test key, and this is production: nobody would be paid. "
            "Example: STRIPE_API_KEY=sk_live_…"
        )


@lru_cache(maxsize=8)
def _gateway(api_key: str, base: str, webhook_secret: str) -> Gateway:
    adapter: Callable[..., Gateway] = import_string(_ADAPTER)
    return adapter(api_key=api_key, base=base, webhook_secret=webhook_secret)
