"""What is decided about balances, and who looked at what is sealed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.audit.guards import moves_only_as, trail
from payouts.payees.models.payee import Payee


class DecisionKind(models.TextChoices):
    """What is decided about a balance."""

    WRITE_OFF = "WRITE_OFF", "Write off"
    CLAWBACK = "CLAWBACK", "Take back"


class DecisionStatus(models.TextChoices):
    """How far a decision about a balance has come."""

    PROPOSED = "PROPOSED", "Waiting for approval"
    APPROVED = "APPROVED", "Booked"
    REJECTED = "REJECTED", "Not accepted"

    @classmethod
    def transitions(cls) -> dict["DecisionStatus", set["DecisionStatus"]]:
        """Which status may follow which."""
        return {cls.PROPOSED: {cls.APPROVED, cls.REJECTED}}


@trail()
class BalanceDecision(models.Model):
    """A balance below zero written off, or pay taken back: proposed by one, booked by another."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    status = models.CharField(
        max_length=10, choices=DecisionStatus, default=DecisionStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, help_text="Why it was not accepted.")

    class Meta:
        triggers = [moves_only_as(DecisionStatus)]
        constraints = [
            models.CheckConstraint(
                name="balance_decision_positive", condition=Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="balance_decision_four_eyes", condition=~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="balance_decision_approved_has_decider",
                condition=Q(status="PROPOSED") | Q(decided_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="balance_decision_one_open",
                fields=["payee", "currency"],
                condition=Q(status="PROPOSED"),
            ),
        ]

    def __str__(self) -> str:
        return f"balance decision #{self.pk}"


class Reveal(models.Model):
    """Somebody looked at what is sealed: who, what, when and why. Never edited."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="reveals")
    what = models.CharField(max_length=60, help_text="Which details or form, and which part.")
    reason = models.CharField(max_length=300)
    revealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reveal #{self.pk}"
