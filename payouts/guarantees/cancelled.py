"""The table of hours that brands cancelled late."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from payouts.extras.models import Extra


class Basis(models.TextChoices):
    """What an hour that was cancelled is taken to be worth."""

    FLOOR = "FLOOR", _("The earnings floor")
    TRAILING = "TRAILING", _("The average of that interval")
    CAMPAIGN = "CAMPAIGN", _("The average of the campaign")
    RATE = "RATE", _("An hour at the full rate")


class CancelledHours(models.Model):
    """Hours of one agent that the brand took back, and what came of it. Never edited.

    ``per_hour`` is what they were worth, major units; without a fee, as with long notice, there
    is no ``extra``.
    """

    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text="Exclusive.")
    cancelled_at = models.DateTimeField()
    basis = models.CharField(max_length=8, choices=Basis)
    per_hour = models.DecimalField(max_digits=24, decimal_places=9)
    share = models.PositiveSmallIntegerField(help_text="Percent of their worth that is paid.")
    extra = models.OneToOneField(Extra, models.PROTECT, null=True, related_name="cancelled_hours")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cancelled_hours_are_ahead",
                condition=Q(ends_at__gt=F("starts_at"), cancelled_at__lte=F("starts_at")),
            ),
            models.CheckConstraint(
                name="cancelled_hours_share_known", condition=Q(share__in=[0, 50, 100])
            ),
            ExclusionConstraint(
                name="cancelled_hours_once",
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
            ),
        ]
        indexes = [models.Index(name="cancelled_newest", fields=["starts_at", "id"])]

    def __str__(self) -> str:
        return f"cancelled hours #{self.pk}"
