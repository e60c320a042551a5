"""The tables of surge: what is offered for some hours, how an offer ended, what was paid for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from payouts.extras.models import Extra
from payouts.guarantees.models import Funding
from payouts.periods.models import Period


class Measure(models.TextChoices):
    """What a surge bonus is counted by."""

    PER_HOUR = "PER_HOUR", _("An amount for each staffed hour")
    SHARE = "SHARE", _("A share of what contacts earn in those hours")


class SurgeOffer(models.Model):
    """A bonus for the hours of a campaign that begin in a span, on conditions. Never edited.

    ``pay_rate`` and ``charge_rate`` are major units for an hour, or shares of what contacts pay
    and charge: one fact, priced on both sides. What the platform pays, no brand is charged.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(help_text="Exclusive.")
    measure = models.CharField(max_length=8, choices=Measure)
    pay_rate = models.DecimalField(max_digits=18, decimal_places=9)
    charge_rate = models.DecimalField(max_digits=18, decimal_places=9)
    funded_by = models.CharField(max_length=8, choices=Funding)
    min_seconds = models.PositiveIntegerField(help_text="Staffed in the span, at least.")
    min_adherence = models.PositiveSmallIntegerField(help_text="Percent of committed, at least.")
    booked_before = models.DateTimeField(null=True, help_text="Only hours booked before this.")
    budget_minor = models.BigIntegerField(null=True, help_text="Taken up, it takes no bookings.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="surge_offer_begins_later_and_runs_forward",
                condition=Q(from_at__gte=F("published_at"), to_at__gt=F("from_at")),
            ),
            models.CheckConstraint(
                name="surge_offer_pays",
                condition=Q(pay_rate__gt=0, charge_rate__gte=0, min_adherence__lte=100),
            ),
            models.CheckConstraint(
                name="surge_offer_charges_who_funds_it",
                condition=Q(funded_by="BRAND") | Q(charge_rate=0),
            ),
            models.CheckConstraint(
                name="surge_offer_budget_not_negative",
                condition=Q(budget_minor__isnull=True) | Q(budget_minor__gte=0),
            ),
        ]
        indexes = [
            models.Index(name="surge_by_campaign", fields=["campaign", "from_at"]),
            models.Index(name="surge_newest", fields=["from_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"offer #{self.pk}"


class EndReason(models.TextChoices):
    """Why an offer takes no more bookings."""

    BUDGET = "BUDGET", _("Its budget is taken up")
    BY_PERSON = "BY_PERSON", _("Ended by a person")


class SurgeEnd(models.Model):
    """From when on hours that are booked do not count for an offer. Never edited.

    Hours booked before are paid as promised.
    """

    offer = models.OneToOneField(SurgeOffer, models.PROTECT, related_name="end")
    ended_at = models.DateTimeField()
    reason = models.CharField(max_length=9, choices=EndReason)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="surge_end_by_person_or_budget",
                condition=Q(reason="BUDGET", ended_by__isnull=True)
                | Q(reason="BY_PERSON", ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"end of offer #{self.offer_id}"


class SurgeBonus(models.Model):
    """What one agent was paid for one offer in one pay period. A newer one replaces the older."""

    offer = models.ForeignKey(SurgeOffer, models.PROTECT, related_name="bonuses")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    extra = models.OneToOneField(Extra, models.PROTECT, related_name="surge_bonus")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="surge_bonus_once", fields=["offer", "agent", "period", "number"]
            ),
        ]

    def __str__(self) -> str:
        return f"bonus {self.number} of offer #{self.offer_id} to agent #{self.agent_id}"
