"""Terms of floors, the hours that they guarantee, and what was paid for them."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from payouts.extras.models import Extra
from payouts.periods.models import Period


class Funding(models.TextChoices):
    """Who pays for a guarantee."""

    BRAND = "BRAND", _("The brand")
    PLATFORM = "PLATFORM", _("The platform")


class FloorTerms(models.Model):
    """A campaign's earnings floor from an instant on. Never edited; amounts of zero end it."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    effective_from = models.DateTimeField()
    per_hour = models.DecimalField(max_digits=18, decimal_places=9)
    multiplier = models.DecimalField(max_digits=9, decimal_places=6, default=1)
    per_contact = models.DecimalField(max_digits=18, decimal_places=9, default=0)
    funded_by = models.CharField(max_length=8, choices=Funding)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="floor_terms_one_start", fields=["campaign", "effective_from"]
            ),
            models.CheckConstraint(
                name="floor_terms_not_negative",
                condition=Q(per_hour__gte=0, multiplier__gt=0, per_contact__gte=0),
            ),
            models.CheckConstraint(
                name="floor_terms_not_of_the_past", condition=Q(effective_from__gte=F("set_at"))
            ),
        ]

    @property
    def times(self) -> str:
        """The multiplier without idle zeros."""
        return f"{self.multiplier.normalize():f}"

    def __str__(self) -> str:
        return f"floor of campaign #{self.campaign_id} from {self.effective_from}"


class CommittedInterval(models.Model):
    """Hours to which an agent was committed, and how much of them was staffed. Never edited.

    What is reported again with another figure is a further row that supersedes the first.
    """

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Exclusive.")
    staffed_seconds = models.PositiveIntegerField()
    booked_at = models.DateTimeField(null=True, help_text="Unknown counts as in time.")
    source = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="committed_interval_runs_forward", condition=Q(ends_at__gt=F("starts_at"))
            ),
            ExclusionConstraint(
                name="committed_interval_no_overlap",
                expressions=[
                    ("agent", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_at"),
                            F("ends_at"),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(supersedes__isnull=True),
            ),
        ]
        indexes = [
            models.Index(name="committed_by_agent", fields=["agent", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"interval #{self.pk}"


class TopUp(models.Model):
    """What one pay period on one campaign was topped up with. A newer one replaces the older."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    extra = models.OneToOneField(Extra, models.PROTECT, related_name="top_up")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="top_up_once", fields=["period", "campaign", "number"]),
        ]

    def __str__(self) -> str:
        return f"top-up {self.number} of period #{self.period_id}"
