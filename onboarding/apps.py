"""The Django app."""

from django.apps import AppConfig


class OnboardingConfig(AppConfig):
    """One label, one migration history, many slices."""

    name = "onboarding"
    default_auto_field = "django.db.models.BigAutoField"
