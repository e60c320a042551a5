"""When brands are reminded, what they were sent and promised, and why nobody reminds them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.brands.models import Brand
from payouts.billing.models import Invoice


class DunningStep(models.TextChoices):
    """What was done about an overdue invoice."""

    FRIENDLY = "FRIENDLY", _("Friendly reminder")
    FIRST = "FIRST", _("First reminder")
    SECOND = "SECOND", _("Second reminder")
    FINAL = "FINAL", _("Final notice")
    STOP = "STOP", _("Stop of new contacts, handed over")


def _days() -> "models.PositiveSmallIntegerField[int | None, int | None]":
    return models.PositiveSmallIntegerField(
        null=True, help_text="After the due date; empty: this step is left out."
    )


class DunningTerms(models.Model):
    """When which step is taken: of one brand, of one currency, or of everybody. Never edited.

    The nearest holds, and of equals the newest that is in force. Nothing is charged for being
    late: no terms provide for interest or fees.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, null=True, related_name="dunning_terms")
    currency = models.CharField(max_length=3, blank=True)
    from_on = models.DateField()
    friendly_days = _days()
    first_days = _days()
    second_days = _days()
    final_days = _days()
    stop_days = _days()
    reason = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dunning_terms_of_brand_or_currency",
                condition=Q(brand__isnull=True) | Q(currency=""),
            ),
        ]

    def __str__(self) -> str:
        return f"dunning terms #{self.pk}"


class DunningNotice(models.Model):
    """A step that was taken for an invoice, once. Never edited."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="notices", db_index=False)
    step = models.CharField(max_length=8, choices=DunningStep)
    currency = models.CharField(max_length=3)
    open_minor = models.BigIntegerField(help_text="Of the invoice, when it was sent.")
    contested_minor = models.BigIntegerField(help_text="Of that: contested, and not asked for.")
    days_overdue = models.PositiveIntegerField()
    sent_to = models.PositiveIntegerField(help_text="How many people were told.")
    sent_on = models.DateField(help_text="In the brand's zone.")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="dunning_notice_once", fields=["invoice", "step"]),
            models.CheckConstraint(
                name="dunning_notice_asks_for_something",
                condition=Q(contested_minor__gte=0, open_minor__gt=models.F("contested_minor")),
            ),
        ]
        indexes = [models.Index(name="dunning_notice_newest", fields=["sent_at", "id"])]

    def __str__(self) -> str:
        return f"notice #{self.pk}"


class DunningPause(models.Model):
    """Nobody reminds a brand, or of one invoice, until this is lifted or its day has come."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="dunning_pauses")
    invoice = models.ForeignKey(Invoice, models.PROTECT, null=True, related_name="dunning_pauses")
    reason = models.CharField(max_length=200)
    until_on = models.DateField(null=True, help_text="The first day without it.")
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="dunning_pause_one_standing",
                fields=["brand", "invoice"],
                condition=Q(lifted_at__isnull=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="dunning_pause_lifted_by_somebody",
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"dunning pause #{self.pk}"


class PaymentPromise(models.Model):
    """A day by which a brand said that it pays. Never edited; the newest holds."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="promises")
    promised_on = models.DateField()
    words = models.CharField(max_length=200)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"promise #{self.pk}"
