"""Money that is kept back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from payouts.payees.models.payee import Payee


class HoldCause(models.TextChoices):
    """What a hold is for. Some causes lift it by themselves when they are gone."""

    BY_PERSON = "BY_PERSON", "Placed by a person"
    UNDER_REVIEW = "UNDER_REVIEW", "An amount under review"
    RETURNED = "RETURNED", "A payout came back"
    CONTESTED = "CONTESTED", "A change of details was contested"
    LONG_NEGATIVE = "LONG_NEGATIVE", "Below zero for long"


class PayoutHold(models.Model):
    """Money is kept back, with a reason, until the hold is released.

    Without an amount the payee is not paid at all. With one, that much has moved from payable to
    held in the books, and the rest is paid.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="holds")
    cause = models.CharField(max_length=16, choices=HoldCause, default=HoldCause.BY_PERSON)
    reason = models.CharField(max_length=300)
    amount_minor = models.BigIntegerField(null=True, help_text="Nothing: everything is held.")
    currency = models.CharField(max_length=3, blank=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    placed_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    released_because = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                name="payout_hold_standing", fields=["payee"], condition=Q(released_at__isnull=True)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="payout_hold_amount_has_currency",
                condition=Q(amount_minor__isnull=True, currency="")
                | (Q(amount_minor__isnull=False, amount_minor__gt=0) & ~Q(currency="")),
            ),
        ]

    def __str__(self) -> str:
        return self.reason
