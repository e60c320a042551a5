"""The dated tariff of instant payouts, and each payout that an agent asked for."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.agents.models import Agent
from onboarding.audit.guards import moves_only_as, trail
from payouts.instant.tariff import Price
from payouts.runs.models import Payout


class InstantTariff(models.Model):
    """What instant payouts in one currency cost from an instant on. Never edited."""

    currency = models.CharField(max_length=3)
    effective_from = models.DateTimeField()
    is_offered = models.BooleanField(help_text="Not offered: nobody can ask from then on.")
    percent = models.DecimalField(max_digits=6, decimal_places=4)
    minimum_minor = models.BigIntegerField(help_text="The least that is charged.")
    day_limit_minor = models.BigIntegerField(help_text="What an agent may ask for in one day.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="instant_tariff_one_start", fields=["currency", "effective_from"]
            ),
            models.CheckConstraint(
                name="instant_tariff_in_bounds",
                condition=Q(
                    percent__gte=0, percent__lte=25, minimum_minor__gte=0, day_limit_minor__gt=0
                ),
            ),
            models.CheckConstraint(
                name="instant_tariff_not_of_the_past", condition=Q(effective_from__gte=F("set_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"instant payouts in {self.currency} from {self.effective_from}"

    @property
    def price(self) -> Price:
        """What the rule needs of it."""
        return Price(self.percent, self.minimum_minor)


class InstantStatus(models.TextChoices):
    """How far a payout on request has come. Arrived is not final: a bank may send it back."""

    REQUESTED = "REQUESTED", _("Asked for")
    ON_ITS_WAY = "ON_ITS_WAY", _("On its way to the bank")
    ARRIVED = "ARRIVED", _("At the bank")
    SLOW = "SLOW", _("Not instant: by the ordinary way")
    WITHDRAWN = "WITHDRAWN", _("Not made")

    @classmethod
    def transitions(cls) -> dict["InstantStatus", set["InstantStatus"]]:
        """Which status may follow which."""
        return {
            cls.REQUESTED: {cls.ON_ITS_WAY, cls.SLOW, cls.WITHDRAWN},
            cls.ON_ITS_WAY: {cls.ARRIVED, cls.SLOW},
            cls.ARRIVED: {cls.SLOW},
        }


@trail()
class InstantPayout(models.Model):
    """What an agent asked for and at which price, and how far it is on its last leg.

    The first leg, from us to the account at the processor, is an ordinary ``Payout``. The
    second, from there to the agent's bank within minutes, is what the fee is for: where it
    fails, the money goes by the account's ordinary schedule and the fee is given back.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(help_text="Of the page that was confirmed: once, however often sent.")
    payout = models.OneToOneField(Payout, models.PROTECT, related_name="instant")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="instant_payouts")
    tariff = models.ForeignKey(InstantTariff, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    asked_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    requested_at = models.DateTimeField()
    requested_on = models.DateField(help_text="The day in the agent's own zone.")
    status = models.CharField(max_length=10, choices=InstantStatus, default=InstantStatus.REQUESTED)
    reference = models.CharField(
        max_length=64, blank=True, help_text="The payout at the processor."
    )
    reason = models.CharField(max_length=300, blank=True)
    arrived_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(InstantStatus)]
        constraints = [
            models.UniqueConstraint(name="instant_payout_once", fields=["agent", "key"]),
            models.CheckConstraint(
                name="instant_payout_leaves_something",
                condition=Q(fee_minor__gte=0, asked_minor__gt=F("fee_minor")),
            ),
            models.CheckConstraint(
                name="instant_payout_arrived_has_date",
                condition=~Q(status="ARRIVED") | Q(arrived_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="instant_payout_newest", fields=["requested_at", "id"]),
            models.Index(
                name="instant_payout_of_day", fields=["agent", "currency", "requested_on"]
            ),
            models.Index(
                name="instant_payout_waiting", fields=["id"], condition=Q(status="REQUESTED")
            ),
        ]

    def __str__(self) -> str:
        return f"instant payout #{self.pk}"
