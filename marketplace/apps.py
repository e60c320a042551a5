"""The Django app."""

from django.apps import AppConfig

# Loaded with the site, so that a nudge from a request knows the broker.
from marketplace.celery import app as celery_app  # noqa: F401


class MarketplaceConfig(AppConfig):
    """One label, one migration history, many slices."""

    name = "marketplace"
    default_auto_field = "django.db.models.BigAutoField"
