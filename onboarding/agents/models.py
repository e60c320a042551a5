"""People who serve."""

import uuid

from django.conf import settings
from django.db import models

from onboarding.audit.guards import moves_only_as, trail


class AgentStatus(models.TextChoices):
    """How far an agent has come."""

    APPLIED = "APPLIED", "Applied"
    CLEARED = "CLEARED", "Cleared"
    ACTIVE = "ACTIVE", "Active"
    SUSPENDED = "SUSPENDED", "Suspended"
    LEFT = "LEFT", "Left"
    REJECTED = "REJECTED", "Rejected"

    @classmethod
    def transitions(cls) -> dict["AgentStatus", set["AgentStatus"]]:
        """Which status may follow which."""
        return {
            cls.APPLIED: {cls.CLEARED, cls.REJECTED},
            cls.CLEARED: {cls.ACTIVE, cls.LEFT},
            cls.ACTIVE: {cls.SUSPENDED, cls.LEFT},
            cls.SUSPENDED: {cls.ACTIVE, cls.LEFT},
        }


@trail()
class Agent(models.Model):
    """An independent contractor who serves. Their zone bounds their pay periods."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="agent"
    )
    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    country = models.CharField(max_length=2, default="US", help_text="ISO 3166-1 alpha-2.")
    timezone = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=AgentStatus, default=AgentStatus.APPLIED)
    created_at = models.DateTimeField()

    class Meta:
        triggers = [moves_only_as(AgentStatus)]

    def __str__(self) -> str:
        return self.name
