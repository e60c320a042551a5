"""The face that the worker looks for: every job of this floor."""

from onboarding.deliveries import tasks as deliveries

__all__ = ["deliveries"]
