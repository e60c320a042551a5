"""What ``manage.py check`` says of the processor's settings before anything is paid."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured

from payouts.gateway.processor import refuse_the_wrong_world


def check_processor_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a live key at a wrong address, and a test key in production."""
    try:
        refuse_the_wrong_world(
            api_key=settings.STRIPE_API_KEY,
            base=settings.STRIPE_API_BASE,
            is_production=not settings.DEBUG,
        )
    except ImproperlyConfigured as refusal:
        return [Error(str(refusal), id="payouts.E001")]
    return []
