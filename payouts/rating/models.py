"""Rated work: what usage is worth, exactly, on both sides."""

from typing import Any

from django.db import models
from django.db.models import Q

from marketplace.campaigns.models import Campaign, RateCardVersion
from marketplace.interactions.models import Interaction
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from payouts.metering.models import UsageRecord
from payouts.periods.models import Period


def _unchecked(to: Any, related_name: str = "+", **options: Any) -> Any:
    """A reference without a foreign key: rated work is written by the million; laws prove it."""
    return models.ForeignKey(
        to,
        models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name=related_name,
        **options,
    )


class Ruling(models.Model):
    """What a decision says that one contact counts for, in place of the rules. Never edited.

    Each side is ruled on by itself: by seconds, which are priced at the rate in force, by an
    exact amount, or not at all. It holds for the revision it was made on and for later ones of
    the same agent and campaign, until a newer ruling: a record does not undo a decision.
    """

    cause = models.CharField(max_length=80, unique=True, help_text="What it was decided in.")
    interaction = models.ForeignKey(
        Interaction, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    agent = _unchecked(Agent)
    campaign = _unchecked(Campaign)
    payable_seconds = models.PositiveIntegerField(null=True)
    billable_seconds = models.PositiveIntegerField(null=True)
    pay_exact = models.DecimalField(max_digits=24, decimal_places=9, null=True)
    charge_exact = models.DecimalField(max_digits=24, decimal_places=9, null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ruling_says_something",
                condition=Q(payable_seconds__isnull=False)
                | Q(billable_seconds__isnull=False)
                | Q(pay_exact__isnull=False)
                | Q(charge_exact__isnull=False),
            ),
            models.CheckConstraint(
                name="ruling_not_negative",
                condition=(Q(pay_exact__isnull=True) | Q(pay_exact__gte=0))
                & (Q(charge_exact__isnull=True) | Q(charge_exact__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.cause


class RatedWork(models.Model):
    """Exact pay and exact charge of one usage record. Never edited.

    A correction is a further row with the old amounts' signs turned, at the old rate, that
    points at the one it corrects; the newer revision's own row stands beside it. Amounts are
    major units with nine places. With ``version``, the seconds and the factors are the whole
    working: a stranger recomputes both amounts from them. Where a decision says what counts,
    the row names its ``ruling``.
    """

    usage = _unchecked(UsageRecord, "rated")
    corrects = models.OneToOneField(
        "self", models.DO_NOTHING, null=True, db_constraint=False, related_name="corrected_by"
    )
    interaction = _unchecked(Interaction)
    brand = _unchecked(Brand)
    campaign = _unchecked(Campaign)
    agent = _unchecked(Agent)
    version = _unchecked(RateCardVersion)
    ruling = _unchecked(Ruling, null=True)
    billing_period = _unchecked(Period)
    pay_period = _unchecked(Period)
    occurred_at = models.DateTimeField()
    work_day = models.DateField(help_text="Of ``occurred_at`` in the campaign's zone.")
    productive_seconds = models.IntegerField()
    payable_seconds = models.IntegerField()
    billable_seconds = models.IntegerField()
    pay_factor = models.DecimalField(max_digits=9, decimal_places=6)
    bill_factor = models.DecimalField(max_digits=9, decimal_places=6)
    pay_exact = models.DecimalField(max_digits=24, decimal_places=9)
    charge_exact = models.DecimalField(max_digits=24, decimal_places=9)
    currency = models.CharField(max_length=3)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="rated_work_once",
                fields=["usage", "ruling"],
                condition=Q(corrects__isnull=True),
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(name="rated_by_pay_period", fields=["pay_period", "campaign"]),
            # A page of the contacts behind an invoice line walks it, of one price or of all.
            models.Index(
                name="rated_by_billing_period",
                fields=[
                    "billing_period",
                    "campaign",
                    "occurred_at",
                    "version",
                    "bill_factor",
                    "id",
                ],
            ),
            models.Index(
                name="rated_corrections",
                fields=["billing_period"],
                condition=models.Q(corrects__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"rated work #{self.pk}"
