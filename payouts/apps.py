"""The Django app."""

from django.apps import AppConfig
from django.core import checks

from payouts.gateway.checks import check_processor_settings


class PayoutsConfig(AppConfig):
    """One label, one migration history, many slices."""

    name = "payouts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the check of the processor's settings run at start."""
        checks.register(check_processor_settings)
