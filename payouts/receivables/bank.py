"""Our bank accounts, the files and lines that banks send, and what became of each receipt."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from onboarding.audit.guards import moves_only_as, trail
from onboarding.brands.models import Brand
from payouts.receivables.models import BrandPayment


class BankAccount(models.Model):
    """An account of ours at a bank, in one currency."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True, help_text="IBAN, without spaces.")
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bank_account_currency_code", condition=Q(currency__regex=r"^[A-Z]{3}$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankFile(models.Model):
    """One reading of one file. Never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256: the same content shows.")
    line_count = models.PositiveIntegerField()
    new_count = models.PositiveIntegerField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="bank_file_newest", fields=["taken_at", "id"])]

    def __str__(self) -> str:
        return self.name


class BankStatement(models.Model):
    """A statement as its file had it, with its balances. Never edited."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statements")
    file = models.ForeignKey(BankFile, models.PROTECT, related_name="statements")
    reference = models.CharField(max_length=80)
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"statement #{self.pk}"


class BankLine(models.Model):
    """One booked movement of an account, each once. Never edited.

    Above zero came in, below zero went out. ``key`` is the bank's own reference where it has
    one, else a digest of what the line says and the how-manieth of its kind.
    """

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="lines", db_index=False)
    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    key = models.CharField(max_length=100)
    booked_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    remittance = models.CharField(max_length=500, blank=True)
    end_to_end = models.CharField(max_length=80, blank=True)
    counterparty = models.CharField(max_length=140, blank=True)
    counterparty_account = models.CharField(max_length=40, blank=True)
    is_reversal = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bank_line_once", fields=["account", "key"]),
            models.CheckConstraint(name="bank_line_moves", condition=~Q(amount_minor=0)),
        ]
        indexes = [models.Index(name="bank_line_by_day", fields=["booked_on", "id"])]

    def __str__(self) -> str:
        return f"bank line #{self.pk}"


class ReceiptStatus(models.TextChoices):
    """Whose a receipt is. Until that is known its money is in suspense, and never lost."""

    WAITING = "WAITING", _("Waiting for a match")
    BOOKED = "BOOKED", _("Booked")
    NOT_OURS = "NOT_OURS", _("Not ours")

    @classmethod
    def transitions(cls) -> dict["ReceiptStatus", set["ReceiptStatus"]]:
        """Which status may follow which."""
        return {
            cls.WAITING: {cls.BOOKED, cls.NOT_OURS},
            cls.BOOKED: {cls.WAITING},
            cls.NOT_OURS: {cls.WAITING},
        }


@trail()
class BankReceipt(models.Model):
    """What came in with one bank line, and whose it is."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.OneToOneField(BankLine, models.PROTECT, related_name="receipt")
    status = models.CharField(max_length=8, choices=ReceiptStatus, default=ReceiptStatus.WAITING)
    bookings = models.PositiveIntegerField(default=0, help_text="How often it was booked.")
    brand = models.ForeignKey(
        Brand, models.PROTECT, null=True, related_name="bank_receipts", db_index=False
    )
    payment = models.OneToOneField(
        BrandPayment, models.PROTECT, null=True, related_name="bank_receipt"
    )
    why = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(ReceiptStatus)]
        constraints = [
            models.CheckConstraint(
                name="bank_receipt_booked_has_payment",
                condition=Q(status="BOOKED", brand__isnull=False, payment__isnull=False)
                | (~Q(status="BOOKED") & Q(brand__isnull=True, payment__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(name="bank_receipt_waiting", fields=["id"], condition=Q(status="WAITING")),
        ]

    def __str__(self) -> str:
        return f"bank receipt #{self.pk}"
