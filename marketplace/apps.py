"""The Django app."""

from django.apps import AppConfig


class MarketplaceConfig(AppConfig):
    """One label, one migration history, many slices."""

    name = "marketplace"
    default_auto_field = "django.db.models.BigAutoField"
