"""An agent as someone who can be paid."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from onboarding.agents.models import Agent


class Payee(models.Model):
    """Where an agent's money goes, and what stands in its way."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agent = models.OneToOneField(Agent, models.PROTECT, related_name="payee")
    account = models.CharField(
        max_length=64, blank=True, help_text="The connected account at the processor."
    )
    transfers_enabled = models.BooleanField(default=False)
    disabled_reason = models.CharField(max_length=120, blank=True)
    synced_at = models.DateTimeField(null=True)
    cooling_until = models.DateTimeField(
        null=True, help_text="After a change of details nothing goes out before."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payee_account_once", fields=["account"], condition=~Q(account="")
            ),
            models.CheckConstraint(
                name="payee_enabled_has_account",
                condition=Q(transfers_enabled=False) | ~Q(account=""),
            ),
        ]

    def __str__(self) -> str:
        return f"payee of agent #{self.agent_id}"


class PayoutHold(models.Model):
    """A payee is not paid, with a reason, until it is released."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=300)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                name="payout_hold_standing", fields=["payee"], condition=Q(released_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.reason
