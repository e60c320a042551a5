"""Disputes, what both sides say and show, and what was decided."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import Interaction
from onboarding.agents.models import Agent
from onboarding.audit.guards import moves_only_as, trail
from onboarding.brands.models import Brand
from payouts.billing.models import Invoice
from payouts.disputes.choices import DisputeSide, DisputeStatus, Ground, Reason
from payouts.rating.models import RatedWork, Ruling


def _unchecked(to: Any, related_name: str = "+") -> Any:
    """A reference to a fact that is written by the million: see rated work's word on it."""
    return models.ForeignKey(
        to, models.DO_NOTHING, null=True, db_constraint=False, related_name=related_name
    )


class DisputeBatch(models.Model):
    """Disputes that a brand opened at once, by a filter: what it asked for, kept as it was."""

    key = models.UUIDField(unique=True, help_text="Of the form: sent twice, it opens once.")
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    asked = models.JSONField(help_text="The filter, as plain data.")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    dispute_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"batch #{self.pk} of disputes"


@trail()
class Dispute(models.Model):
    """A brand or an agent contests one price of one contact, or an agent misses a contact.

    The price that was contested is kept as it was then, in major units: ``at_stake_exact`` is
    by how much it would change if it went as ``opener`` asks.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    opener = models.CharField(max_length=5, choices=DisputeSide)
    ground = models.CharField(max_length=16, choices=Ground)
    status = models.CharField(max_length=10, choices=DisputeStatus, default=DisputeStatus.OPEN)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="+")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    interaction = _unchecked(Interaction, "disputes")
    work = _unchecked(RatedWork)
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="disputes")
    batch = models.ForeignKey(DisputeBatch, models.PROTECT, null=True, related_name="disputes")
    currency = models.CharField(max_length=3)
    pay_exact = models.DecimalField(max_digits=24, decimal_places=9, default=0)
    charge_exact = models.DecimalField(max_digits=24, decimal_places=9, default=0)
    claimed_seconds = models.PositiveIntegerField(null=True)
    at_stake_exact = models.DecimalField(max_digits=24, decimal_places=9, default=0)
    contact_ref = models.CharField(max_length=80, blank=True, help_text="As the opener knows it.")
    contact_at = models.DateTimeField(help_text="When the contact ended, or is said to have.")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    answer_due_at = models.DateTimeField(help_text="Exclusive.")
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(DisputeStatus)]
        constraints = [
            models.UniqueConstraint(
                name="dispute_one_live",
                fields=["interaction", "opener"],
                condition=Q(status__in=["OPEN", "ANSWERED"], interaction__isnull=False)
                & ~Q(ground="MISSING"),
            ),
            models.UniqueConstraint(
                name="dispute_price_once",
                fields=["work", "opener"],
                condition=Q(work__isnull=False) & ~Q(status="WITHDRAWN"),
            ),
            models.CheckConstraint(
                name="dispute_speaks_of_a_contact",
                condition=Q(ground="MISSING", work__isnull=True)
                | (~Q(ground="MISSING") & Q(interaction__isnull=False)),
            ),
            models.CheckConstraint(
                name="dispute_of_a_brand_is_on_an_invoice",
                condition=Q(opener="AGENT", invoice__isnull=True)
                | Q(opener="BRAND", invoice__isnull=False, work__isnull=False),
            ),
            models.CheckConstraint(
                name="dispute_answered_has_answer",
                condition=~Q(status="ANSWERED")
                | Q(answered_by__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="dispute_settled_has_date",
                condition=Q(status__in=["OPEN", "ANSWERED"], settled_at__isnull=True)
                | (~Q(status__in=["OPEN", "ANSWERED"]) & Q(settled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(name="dispute_by_brand", fields=["brand", "opened_at", "id"]),
            models.Index(name="dispute_by_agent", fields=["agent", "opened_at", "id"]),
            models.Index(
                name="dispute_by_urgency",
                fields=["answer_due_at", "id"],
                condition=Q(status__in=["OPEN", "ANSWERED"]),
            ),
        ]

    def __str__(self) -> str:
        return f"dispute #{self.pk}"

    @property
    def cause(self) -> str:
        """The name under which its outcome stands in rating and in the books."""
        return f"dispute:{self.public_id}"

    @property
    def is_live(self) -> bool:
        """Whether it is not settled."""
        return self.status in DisputeStatus.live()

    @property
    def waits_for_a_person_since(self) -> datetime:
        """When it was answered; unanswered, when the time to answer is over."""
        return self.answered_at or self.answer_due_at


class EvidenceFile(models.Model):
    """A file that was shown, kept once under the hash of its bytes. Never edited."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    media_type = models.CharField(max_length=40, help_text="By its bytes, not by its name.")
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Evidence(models.Model):
    """What one side said or showed, of one dispute or of a whole batch. Never edited."""

    dispute = models.ForeignKey(Dispute, models.PROTECT, null=True, related_name="evidence")
    batch = models.ForeignKey(DisputeBatch, models.PROTECT, null=True, related_name="evidence")
    side = models.CharField(max_length=5, choices=DisputeSide)
    words = models.TextField(blank=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=120, blank=True, help_text="As it was called.")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_says_or_shows",
                condition=~Q(words="") | Q(file__isnull=False),
            ),
            models.CheckConstraint(
                name="evidence_of_one_thing",
                condition=Q(dispute__isnull=False, batch__isnull=True)
                | Q(dispute__isnull=True, batch__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"evidence #{self.pk}"


class Verdict(models.Model):
    """What was decided, by whom and why. Never edited; ``decided_by`` is nobody for silence.

    What changes a price names its ``ruling``; what gave a contact to its agent or campaign names
    the ``revision`` that did; what pays a sum of its own names its ``extra_key``.
    """

    dispute = models.OneToOneField(Dispute, models.PROTECT, related_name="verdict")
    favours = models.CharField(max_length=12)
    reason = models.CharField(max_length=20, choices=Reason)
    words = models.TextField(blank=True)
    pay_seconds = models.PositiveIntegerField(null=True)
    pay_exact = models.DecimalField(max_digits=24, decimal_places=9, null=True)
    charge_seconds = models.PositiveIntegerField(null=True)
    charge_exact = models.DecimalField(max_digits=24, decimal_places=9, null=True)
    ruling = models.OneToOneField(Ruling, models.PROTECT, null=True, related_name="+")
    interaction = _unchecked(Interaction)
    revision = models.PositiveIntegerField(null=True)
    extra_key = models.CharField(max_length=120, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="verdict_of_a_person_has_words",
                condition=Q(decided_by__isnull=True, reason="SILENCE")
                | (Q(decided_by__isnull=False) & ~Q(reason="SILENCE") & ~Q(words="")),
            ),
            models.CheckConstraint(
                name="verdict_rules_by_a_ruling",
                condition=Q(
                    ruling__isnull=True,
                    pay_seconds__isnull=True,
                    pay_exact__isnull=True,
                    charge_seconds__isnull=True,
                    charge_exact__isnull=True,
                )
                | Q(ruling__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"verdict on dispute #{self.dispute_id}"
