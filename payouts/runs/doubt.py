"""More transfers than one, or one on other terms: what two people decided it is."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.audit.guards import moves_only_as, trail
from payouts.gateway.models import Attempt
from payouts.runs.models import Payout


class DoubtStatus(models.TextChoices):
    """How far people have come with it."""

    OPEN = "OPEN", _("Somebody has to look")
    PROPOSED = "PROPOSED", _("Waiting for a second person")
    DECIDED = "DECIDED", _("Decided")

    @classmethod
    def transitions(cls) -> dict["DoubtStatus", set["DoubtStatus"]]:
        """Which status may follow which."""
        return {cls.OPEN: {cls.PROPOSED}, cls.PROPOSED: {cls.OPEN, cls.DECIDED}}


UNDECIDED = (DoubtStatus.OPEN, DoubtStatus.PROPOSED)


@trail()
class TransferDoubt(models.Model):
    """Transfers at the processor of which no rule may say which is a payout's.

    One person proposes which it is, or that none is; another decides. What is not chosen stays
    set aside: it is never taken for the payout again, and reconciliation keeps naming it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="doubts")
    attempt = models.ForeignKey(
        Attempt,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="Whose outcome it is; nothing where every attempt was closed already.",
    )
    references = models.JSONField(help_text="What the processor named.")
    found_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=DoubtStatus, default=DoubtStatus.OPEN)
    evidence = models.JSONField(default=list, help_text="Each transfer as the proposer saw it.")
    chosen = models.CharField(max_length=64, blank=True, help_text="Empty: none of them.")
    reason = models.CharField(max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(DoubtStatus)]
        constraints = [
            models.UniqueConstraint(
                name="transfer_doubt_one_open",
                fields=["payout"],
                condition=Q(status__in=["OPEN", "PROPOSED"]),
            ),
            models.CheckConstraint(
                name="transfer_doubt_four_eyes", condition=~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="transfer_doubt_says_who",
                condition=Q(status="OPEN", proposed_by__isnull=True, decided_by__isnull=True)
                | Q(status="PROPOSED", proposed_by__isnull=False, decided_by__isnull=True)
                | Q(status="DECIDED", proposed_by__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"doubt #{self.pk}"
