"""One sum that no contact made."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from payouts.periods.models import Period


class ExtraKind(models.TextChoices):
    """What a sum is for."""

    FLOOR_TOP_UP = "FLOOR_TOP_UP", _("Floor top-up")
    SURGE_BONUS = "SURGE_BONUS", _("Surge bonus")
    REFERRAL_BONUS = "REFERRAL_BONUS", _("Referral bonus")
    CERTIFICATION_BONUS = "CERTIFICATION_BONUS", _("Certification bonus")
    LATE_CANCELLATION = "LATE_CANCELLATION", _("Late cancellation")
    TRAINING = "TRAINING", _("Paid training")
    GOODWILL = "GOODWILL", _("Goodwill")


class Extra(models.Model):
    """What an agent is paid, or a brand is charged, or both, for no contact. Never edited.

    Each side lies in a period of its own party. Where the period in which it happened was
    closed when it became known, it lies in the open one, and ``…_adjusts`` points at the closed
    one. A correction is a further row with both signs turned, that points at the row it
    corrects. ``working`` holds every step, so that a stranger can recompute both amounts.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True, help_text="What it is for, once.")
    kind = models.CharField(max_length=20, choices=ExtraKind)
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    currency = models.CharField(max_length=3, help_text="ISO 4217.")
    pay_minor = models.BigIntegerField()
    charge_minor = models.BigIntegerField()
    pay_period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="+")
    pay_adjusts = models.ForeignKey(Period, models.PROTECT, null=True, related_name="+")
    billing_period = models.ForeignKey(Period, models.PROTECT, null=True, related_name="+")
    billing_adjusts = models.ForeignKey(Period, models.PROTECT, null=True, related_name="+")
    occurred_at = models.DateTimeField()
    work_day = models.DateField(
        help_text="Of ``occurred_at`` in the campaign's zone, or else in the party's."
    )
    recorded_at = models.DateTimeField()
    description = models.CharField(max_length=200)
    working = models.JSONField(help_text="Every step from facts and terms to both amounts.")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extra_moves_something", condition=~Q(pay_minor=0, charge_minor=0)
            ),
            models.CheckConstraint(
                name="extra_pay_has_agent_and_period",
                condition=Q(pay_minor=0, pay_period__isnull=True, pay_adjusts__isnull=True)
                | (~Q(pay_minor=0) & Q(agent__isnull=False, pay_period__isnull=False)),
            ),
            models.CheckConstraint(
                name="extra_charge_has_campaign_and_period",
                condition=Q(charge_minor=0, billing_period__isnull=True)
                & Q(billing_adjusts__isnull=True)
                | ~Q(charge_minor=0)
                & Q(brand__isnull=False, campaign__isnull=False, billing_period__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="extra_newest", fields=["recorded_at", "id"]),
            models.Index(name="extra_by_day", fields=["currency", "work_day"]),
        ]

    def __str__(self) -> str:
        return self.key
