"""The Django app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from onboarding.audit.grants import grant_application_role


class OnboardingConfig(AppConfig):
    """One label, one migration history, many slices."""

    name = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Have the application's role given its rights whenever the schema has moved."""
        post_migrate.connect(grant_application_role, dispatch_uid="grants")
