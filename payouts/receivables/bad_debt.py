"""Receivables that are given up: who proposed it, who approved it, and what came of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.audit.guards import moves_only_as, trail
from payouts.billing.models import Invoice


class WriteOffStatus(models.TextChoices):
    """How far a write-off has come."""

    PROPOSED = "PROPOSED", _("Waiting for approval")
    BOOKED = "BOOKED", _("Written off")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")
    REINSTATED = "REINSTATED", _("Owed again")

    @classmethod
    def transitions(cls) -> dict["WriteOffStatus", set["WriteOffStatus"]]:
        """Which status may follow which."""
        return {cls.PROPOSED: {cls.BOOKED, cls.WITHDRAWN}, cls.BOOKED: {cls.REINSTATED}}


@trail()
class WriteOff(models.Model):
    """What was open of an invoice and will not be collected; bad debt while it is booked.

    A recovery reinstates it whole, pays with what came in, and writes the rest off anew.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="write_offs")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    status = models.CharField(
        max_length=10, choices=WriteOffStatus, default=WriteOffStatus.PROPOSED
    )
    reason = models.CharField(max_length=300)
    needs_second = models.BooleanField(help_text="It is above what one person may give up.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    booked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        triggers = [moves_only_as(WriteOffStatus)]
        constraints = [
            models.CheckConstraint(name="write_off_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="write_off_four_eyes", condition=~Q(approved_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="write_off_booked_has_approver",
                condition=Q(status__in=["PROPOSED", "WITHDRAWN"], booked_at__isnull=True)
                | Q(
                    Q(needs_second=False) | Q(approved_by__isnull=False),
                    status__in=["BOOKED", "REINSTATED"],
                    booked_at__isnull=False,
                ),
            ),
            models.UniqueConstraint(
                name="write_off_one_live",
                fields=["invoice"],
                condition=Q(status__in=["PROPOSED", "BOOKED"]),
            ),
        ]
        indexes = [models.Index(name="write_off_newest", fields=["proposed_at", "id"])]

    def __str__(self) -> str:
        return f"write-off #{self.pk}"
