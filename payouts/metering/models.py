"""Usage records: the seconds of one revision that count as an agent's work."""

from django.db import models

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import Interaction, InteractionRevision
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand


class Exclusion(models.TextChoices):
    """Why a revision is neither paid nor billed."""

    NONE = "", "Counts"
    ABANDONED = "ABANDONED", "The customer left before an agent answered"
    PHANTOM = "PHANTOM", "The source marks it as no contact at all"
    UNATTRIBUTED = "UNATTRIBUTED", "Handled, but no agent is named"
    UNKNOWN_AGENT = "UNKNOWN_AGENT", "Handled by somebody whom we do not know"
    UNKNOWN_CAMPAIGN = "UNKNOWN_CAMPAIGN", "It names no campaign of the brand"
    SUPERSEDED = "SUPERSEDED", "A newer revision was known before it was metered"


class UsageRecord(models.Model):
    """What one revision counts for: whole seconds by component, or why it counts for nothing."""

    revision = models.OneToOneField(
        InteractionRevision,
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="usage",
    )
    interaction = models.ForeignKey(
        Interaction, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="usage"
    )
    brand = models.ForeignKey(
        Brand, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    campaign = models.ForeignKey(
        Campaign,
        models.DO_NOTHING,
        null=True,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    agent = models.ForeignKey(
        Agent, models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="+"
    )
    occurred_at = models.DateTimeField(help_text="When the work ended.")
    talk_seconds = models.PositiveIntegerField()
    hold_seconds = models.PositiveIntegerField()
    wrap_seconds = models.PositiveIntegerField()
    exclusion = models.CharField(max_length=16, choices=Exclusion, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"usage of revision #{self.pk}"
