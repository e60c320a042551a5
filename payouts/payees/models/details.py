"""Where money goes, in versions that are never edited."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.audit.guards import moves_only_as, trail
from onboarding.encryption import SealedField
from payouts.payees.models.payee import Payee


class DetailsKind(models.TextChoices):
    """How it is named where money goes."""

    CONNECTED = "CONNECTED", "Account at the processor"
    IBAN = "IBAN", "IBAN"
    US_ACCOUNT = "US_ACCOUNT", "US account"
    BIC_ACCOUNT = "BIC_ACCOUNT", "Account and BIC"


class DetailsStatus(models.TextChoices):
    """How far a version of payout details has come."""

    PROPOSED = "PROPOSED", "Waiting for approval"
    CONFIRMED = "CONFIRMED", "In use"
    SUPERSEDED = "SUPERSEDED", "Replaced"
    REJECTED = "REJECTED", "Not accepted"

    @classmethod
    def transitions(cls) -> dict["DetailsStatus", set["DetailsStatus"]]:
        """Which status may follow which."""
        return {
            cls.PROPOSED: {cls.CONFIRMED, cls.REJECTED},
            cls.CONFIRMED: {cls.SUPERSEDED, cls.REJECTED},
        }


@trail()
class PayoutDetails(models.Model):
    """One version of where a payee's money goes. What it says is never edited.

    A confirmed version is used from ``effective_at`` on, when its cooling period is over. Until
    then nothing goes out at all. Holder and number are sealed; pages show ``masked``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="details")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=DetailsKind)
    country = models.CharField(max_length=2, blank=True, help_text="Where the account is kept.")
    holder = SealedField(blank=True, default="")
    number = SealedField(blank=True, default="")
    bank_code = models.CharField(max_length=11, blank=True, help_text="BIC or routing number.")
    account_type = models.CharField(max_length=10, blank=True)
    masked = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, help_text="Equal for equal accounts.")
    destination = models.CharField(max_length=64, help_text="What a payout names it by.")
    contact = models.EmailField(
        max_length=254, blank=True, help_text="Whom a later change is told to."
    )
    risks = models.CharField(max_length=120, blank=True, help_text="Why a person has to look.")
    status = models.CharField(max_length=10, choices=DetailsStatus, default=DetailsStatus.PROPOSED)
    is_own = models.BooleanField(help_text="Proposed by the agent, who signed in once more.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True, help_text="The end of its cooling period.")
    contested_at = models.DateTimeField(null=True, help_text="“This was not me.”")
    refusal = models.CharField(max_length=300, blank=True, help_text="Why it was not accepted.")

    class Meta:
        triggers = [moves_only_as(DetailsStatus)]
        constraints = [
            models.UniqueConstraint(name="payout_details_once", fields=["payee", "version"]),
            models.UniqueConstraint(
                name="payout_details_one_proposed", fields=["payee"], condition=Q(status="PROPOSED")
            ),
            models.UniqueConstraint(
                name="payout_details_one_confirmed",
                fields=["payee"],
                condition=Q(status="CONFIRMED"),
            ),
            models.CheckConstraint(
                name="payout_details_four_eyes", condition=~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="payout_details_second_look",
                condition=Q(status__in=["PROPOSED", "REJECTED"])
                | Q(decided_by__isnull=False)
                | Q(is_own=True, risks=""),
            ),
            models.CheckConstraint(
                name="payout_details_confirmed_has_dates",
                condition=~Q(status__in=["CONFIRMED", "SUPERSEDED"])
                | Q(confirmed_at__isnull=False, effective_at__gte=F("confirmed_at")),
            ),
        ]
        indexes = [models.Index(name="payout_details_alike", fields=["fingerprint"])]

    def __str__(self) -> str:
        return f"payout details #{self.pk}"
