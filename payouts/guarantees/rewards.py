"""The tables of bonuses: what a referral, a certificate or training pays, and what was earned."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from payouts.extras.models import Extra
from payouts.guarantees.models import Funding


class BonusKind(models.TextChoices):
    """What a bonus is paid for."""

    REFERRAL = "REFERRAL", _("Referral")
    CERTIFICATION = "CERTIFICATION", _("Certification")
    TRAINING = "TRAINING", _("Paid training")


class BonusTerms(models.Model):
    """What a kind of bonus pays on a campaign, from an instant on. Never edited; zero ends it.

    Amounts are major units: for each referral or certificate, and for an hour of training,
    which is metered like work. A referral counts once the new agent has served
    ``needed_seconds`` within ``within_days``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=13, choices=BonusKind)
    effective_from = models.DateTimeField()
    pay = models.DecimalField(max_digits=18, decimal_places=9)
    charge = models.DecimalField(max_digits=18, decimal_places=9)
    funded_by = models.CharField(max_length=8, choices=Funding)
    needed_seconds = models.PositiveIntegerField(default=0)
    within_days = models.PositiveSmallIntegerField(default=0)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="bonus_terms_one_start", fields=["campaign", "kind", "effective_from"]
            ),
            models.CheckConstraint(
                name="bonus_terms_not_negative", condition=Q(pay__gte=0, charge__gte=0)
            ),
            models.CheckConstraint(
                name="bonus_terms_charge_who_funds_them",
                condition=Q(funded_by="BRAND") | Q(charge=0),
            ),
            models.CheckConstraint(
                name="bonus_terms_not_of_the_past", condition=Q(effective_from__gte=F("set_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"bonus terms #{self.pk}"


class BonusCase(models.Model):
    """That an agent referred somebody, was certified or was trained: once for each reason.

    ``reference`` names the reason: the certificate, the course and its day, the agent referred.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=13, choices=BonusKind)
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80)
    about = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+")
    happened_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0, help_text="Of training.")
    source = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bonus_case_once", fields=["agent", "kind", "reference"]),
            models.UniqueConstraint(
                name="bonus_case_referred_once", fields=["about"], condition=Q(kind="REFERRAL")
            ),
            models.CheckConstraint(
                name="bonus_case_refers_somebody_else",
                condition=Q(kind="REFERRAL", about__isnull=False) & ~Q(about=F("agent"))
                | ~Q(kind="REFERRAL") & Q(about__isnull=True),
            ),
            models.CheckConstraint(
                name="bonus_case_of_training_has_time",
                condition=Q(kind="TRAINING", seconds__gt=0) | ~Q(kind="TRAINING") & Q(seconds=0),
            ),
        ]
        indexes = [models.Index(name="bonus_case_newest", fields=["happened_at", "id"])]

    def __str__(self) -> str:
        return f"case #{self.pk}"


class Bonus(models.Model):
    """What was paid for a case, by which terms. Never edited, and never twice for one case."""

    case = models.OneToOneField(BonusCase, models.PROTECT, related_name="bonus")
    terms = models.ForeignKey(BonusTerms, models.PROTECT, related_name="+")
    extra = models.OneToOneField(Extra, models.PROTECT, related_name="bonus")

    def __str__(self) -> str:
        return f"bonus of case #{self.case_id}"
