"""A party's billing or pay period."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from onboarding.agents.models import Agent
from onboarding.audit.guards import moves_only_as, trail
from onboarding.brands.models import Brand


class PeriodStatus(models.TextChoices):
    """Whether facts may still fall into a period."""

    OPEN = "OPEN", "Open"
    CLOSING = "CLOSING", "Closing"
    CLOSED = "CLOSED", "Closed"

    @classmethod
    def transitions(cls) -> dict["PeriodStatus", set["PeriodStatus"]]:
        """Which status may follow which."""
        return {cls.OPEN: {cls.CLOSING}, cls.CLOSING: {cls.CLOSED}}


class PeriodKind(models.TextChoices):
    """What a period bounds."""

    BILLING = "BILLING", "Billing period"
    PAY = "PAY", "Pay period"


@trail()
class Period(models.Model):
    """A half-open span of a party's own zone, and the cut-off of knowledge once it closes.

    What becomes known after the cut-off belongs to the period that is open then.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=PeriodKind)
    brand = models.ForeignKey(Brand, models.PROTECT, null=True, related_name="periods")
    agent = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="periods")
    currency = models.CharField(max_length=3)
    timezone = models.CharField(max_length=64)
    from_on = models.DateField()
    to_on = models.DateField(help_text="Exclusive.")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(help_text="Exclusive.")
    status = models.CharField(max_length=8, choices=PeriodStatus, default=PeriodStatus.OPEN)
    cutoff_at = models.DateTimeField(null=True, help_text="What became known later is not in it.")

    class Meta:
        triggers = [moves_only_as(PeriodStatus)]
        constraints = [
            models.CheckConstraint(
                name="period_has_one_party",
                condition=Q(kind="BILLING", brand__isnull=False, agent__isnull=True)
                | Q(kind="PAY", brand__isnull=True, agent__isnull=False),
            ),
            models.CheckConstraint(name="period_runs_forward", condition=Q(to_at__gt=F("from_at"))),
            models.CheckConstraint(
                name="period_closed_has_cutoff",
                condition=Q(status="OPEN", cutoff_at__isnull=True)
                | Q(
                    # A comparison with nothing is neither true nor false, and would pass.
                    status__in=["CLOSING", "CLOSED"],
                    cutoff_at__isnull=False,
                    cutoff_at__gte=F("to_at"),
                ),
            ),
            ExclusionConstraint(
                name="period_no_overlap",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    (Func(F("brand"), Value(0), function="COALESCE"), RangeOperators.EQUAL),
                    (Func(F("agent"), Value(0), function="COALESCE"), RangeOperators.EQUAL),
                    ("currency", RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_at"),
                            F("to_at"),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(
                name="period_of_party", fields=["kind", "brand", "agent", "currency", "from_at"]
            ),
            models.Index(name="period_to_close", fields=["to_at"], condition=~Q(status="CLOSED")),
            models.Index(name="period_by_agent", fields=["agent", "from_at"]),
            models.Index(name="period_by_brand", fields=["brand", "from_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.from_on} to {self.to_on}"
