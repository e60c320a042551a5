"""Who is paid, by which rail and from which amount on."""

import uuid

from django.db import models
from django.db.models import Q

from onboarding.agents.models import Agent
from payouts.payees.rails import Rail


class Payee(models.Model):
    """Where an agent's money goes, and what stands in its way.

    ``account`` is where it goes now, whatever the rail: the connected account at the processor,
    or the ``destination`` of the confirmed version of the bank details.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agent = models.OneToOneField(Agent, models.PROTECT, related_name="payee")
    rail = models.CharField(
        max_length=10, choices=[(rail, rail.value) for rail in Rail], default=Rail.PROCESSOR
    )
    account = models.CharField(max_length=64, blank=True, help_text="Where money goes now.")
    transfers_enabled = models.BooleanField(default=False)
    is_bank_reached = models.BooleanField(
        default=True, help_text="The processor can pay out to the agent's own bank."
    )
    instant_currencies = models.JSONField(
        default=list, help_text="In which the account takes a payout within minutes."
    )
    requirements = models.JSONField(
        default=list, help_text="What the processor still asks for, by its own names."
    )
    disabled_reason = models.CharField(max_length=120, blank=True)
    synced_at = models.DateTimeField(null=True)
    cooling_until = models.DateTimeField(
        null=True, help_text="After a change of details nothing goes out before."
    )
    tax_form_until = models.DateField(
        null=True, help_text="The last day on which the approved tax form holds."
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


class PayoutMinimum(models.Model):
    """The smallest payout that a payee wants in one currency, above the platform's own."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="minimums")
    currency = models.CharField(max_length=3)
    minimum_minor = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payout_minimum_once", fields=["payee", "currency"]),
            models.CheckConstraint(
                name="payout_minimum_positive", condition=Q(minimum_minor__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"minimum in {self.currency} of payee #{self.payee_id}"
