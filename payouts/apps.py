"""The Django app."""

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    """One label, one migration history, many slices."""

    name = "payouts"
    default_auto_field = "django.db.models.BigAutoField"
