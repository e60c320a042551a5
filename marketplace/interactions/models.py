"""Contact records from any source, and what became known of each interaction.

Facts are written by the million, so their references carry no foreign keys: checking
them row by row costs as much as the work. Nothing they refer to can be deleted, and laws
prove the references.
"""

import uuid
from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q

from marketplace.campaigns.models import Campaign, Channel
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand


class SourceKind(models.TextChoices):
    """What a source speaks."""

    ANONYMOUS_BANK = "anonymous-bank", "Anonymous Bank file"


class Source(models.Model):
    """A contact-centre system that reports a brand's interactions. Its clocks run in one zone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="sources")
    kind = models.CharField(max_length=24, choices=SourceKind)
    timezone = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="source_once", fields=["brand", "kind"])]

    def __str__(self) -> str:
        return f"{self.kind} of brand #{self.brand_id}"


class AgentAlias(models.Model):
    """The name under which a source knows an agent."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="aliases")
    external_ref = models.CharField(max_length=80)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="aliases")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="agent_alias_once", fields=["source", "external_ref"]),
        ]

    def __str__(self) -> str:
        return self.external_ref


class ImportFile(models.Model):
    """One reading of one file: what it held and what became of its lines."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    rows = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    newer = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    """How a contact ended."""

    HANDLED = "HANDLED", "Handled"
    ABANDONED = "ABANDONED", "Abandoned"
    PHANTOM = "PHANTOM", "Phantom"


def _unchecked(to: Any, **options: Any) -> Any:
    """A reference without a foreign key: see the module's word on facts."""
    return models.ForeignKey(
        to, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+", **options
    )


class ContactFacts(models.Model):
    """What a record says of an interaction. Whole seconds; instants in UTC."""

    campaign = _unchecked(Campaign, null=True)
    agent = _unchecked(Agent, null=True)
    campaign_ref = models.CharField(max_length=40)
    agent_ref = models.CharField(max_length=80, blank=True)
    customer_ref = models.CharField(max_length=80, blank=True, help_text="Opaque.")
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.VOICE)
    outcome = models.CharField(max_length=9, choices=Outcome)
    arrived_at = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(help_text="Decides the period and the rate in force.")
    queue_seconds = models.PositiveIntegerField()
    talk_seconds = models.PositiveIntegerField()
    hold_seconds = models.PositiveIntegerField()
    wrap_seconds = models.PositiveIntegerField()

    class Meta:
        abstract = True

    @property
    def is_unattributed(self) -> bool:
        """Handled, but no agent is named: neither paid nor billed until resolved."""
        return self.outcome == Outcome.HANDLED and self.agent_id is None

    @property
    def handle_seconds(self) -> int:
        """Talk, hold and wrap."""
        return self.talk_seconds + self.hold_seconds + self.wrap_seconds


class Interaction(ContactFacts):
    """One conversation, as its newest revision tells it. Identity: source and external id."""

    source = models.ForeignKey(
        Source, models.PROTECT, db_constraint=False, db_index=False, related_name="interactions"
    )
    brand = _unchecked(Brand)
    external_id = models.CharField(max_length=80)
    revision = models.PositiveIntegerField(help_text="The newest known.")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="interaction_once", fields=["source", "external_id"]),
            models.CheckConstraint(
                name="interaction_in_order",
                condition=Q(ended_at__gte=F("started_at")),
            ),
        ]
        indexes = [
            models.Index(name="interaction_by_brand", fields=["brand", "ended_at", "id"]),
            models.Index(
                name="interaction_by_agent",
                fields=["agent", "ended_at", "id"],
                condition=Q(agent__isnull=False),
            ),
            models.Index(
                name="interaction_revised",
                fields=["recorded_at"],
                condition=Q(revision__gt=1),
            ),
        ]

    def __str__(self) -> str:
        return self.external_id


class InteractionRevision(ContactFacts):
    """An interaction as one record reported it, and the record as it came. Never edited."""

    interaction = _unchecked(Interaction)
    revision = models.PositiveIntegerField()
    record = models.TextField(help_text="As it came.")
    content_hash = models.UUIDField(help_text="MD5 of the record: the same content is known.")
    file = _unchecked(ImportFile, null=True)
    line_number = models.PositiveIntegerField(null=True)
    recorded_at = models.DateTimeField(help_text="When we learned of it.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="interaction_revision_once", fields=["interaction", "revision"]
            ),
        ]
        indexes = [BrinIndex(name="revision_by_knowledge", fields=["recorded_at"])]

    def __str__(self) -> str:
        return f"revision {self.revision} of interaction #{self.interaction_id}"
