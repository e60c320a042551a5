"""Tax forms as they were signed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.audit.guards import moves_only_as, trail
from onboarding.encryption import SealedField
from payouts.payees.models.payee import Payee


class TaxFormKind(models.TextChoices):
    """Which form: by tax residence."""

    W9 = "W9", "W-9"
    W8BEN = "W8BEN", "W-8BEN"


class TaxFormStatus(models.TextChoices):
    """How far a tax form has come."""

    SUBMITTED = "SUBMITTED", "Waiting for review"
    APPROVED = "APPROVED", "Approved"
    REJECTED = "REJECTED", "Not accepted"
    SUPERSEDED = "SUPERSEDED", "Replaced"

    @classmethod
    def transitions(cls) -> dict["TaxFormStatus", set["TaxFormStatus"]]:
        """Which status may follow which."""
        return {
            cls.SUBMITTED: {cls.APPROVED, cls.REJECTED, cls.SUPERSEDED},
            cls.APPROVED: {cls.SUPERSEDED},
        }


@trail()
class TaxForm(models.Model):
    """A tax form as its signer left it: numbers sealed, the words signed named by hash."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="tax_forms")
    kind = models.CharField(max_length=5, choices=TaxFormKind)
    residence = models.CharField(max_length=2, help_text="Country of tax residence.")
    classification = models.CharField(max_length=20, blank=True)
    tin_kind = models.CharField(max_length=8, blank=True)
    name = SealedField()
    tin = SealedField(blank=True, default="")
    born_on = SealedField(blank=True, default="")
    address = SealedField(blank=True, default="")
    tin_masked = models.CharField(max_length=20, blank=True)
    tin_fingerprint = models.CharField(max_length=64, blank=True)
    is_tin_checked = models.BooleanField(
        default=False, help_text="Its check digits or its form are known and hold."
    )
    treaty = models.JSONField(
        default=dict, help_text="What is claimed under a treaty, if anything."
    )
    statement_version = models.CharField(max_length=20)
    statement_hash = models.CharField(max_length=64, help_text="SHA-256 of the words signed.")
    signed_name = SealedField()
    signed_at = models.DateTimeField()
    signed_from = models.GenericIPAddressField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    holds_until = models.DateField(help_text="The last day on which it may be relied on.")
    status = models.CharField(max_length=10, choices=TaxFormStatus, default=TaxFormStatus.SUBMITTED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True, help_text="Why it was not accepted.")

    class Meta:
        triggers = [moves_only_as(TaxFormStatus)]
        constraints = [
            models.UniqueConstraint(
                name="tax_form_one_waiting", fields=["payee"], condition=Q(status="SUBMITTED")
            ),
            models.UniqueConstraint(
                name="tax_form_one_approved", fields=["payee"], condition=Q(status="APPROVED")
            ),
            models.CheckConstraint(
                name="tax_form_four_eyes", condition=~Q(decided_by=F("signed_by"))
            ),
            models.CheckConstraint(
                name="tax_form_approved_has_decider",
                condition=~Q(status="APPROVED")
                | Q(decided_by__isnull=False, decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="tax_form_ends", fields=["holds_until"])]

    def __str__(self) -> str:
        return f"tax form #{self.pk}"
