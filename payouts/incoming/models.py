"""Our bank accounts, the files and lines that banks send, and whose each receipt is."""

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


class CsvLayout(models.Model):
    """How one bank writes its CSV: which column says what. Never edited; the newest holds.

    The amount stands in one column, or in one for what came in and one for what went out.
    """

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="layouts")
    number = models.PositiveIntegerField()
    delimiter = models.CharField(max_length=1, default=",")
    decimal_mark = models.CharField(max_length=1, default=".")
    date_format = models.CharField(max_length=20, default="%Y-%m-%d")
    encoding = models.CharField(max_length=20, default="utf-8-sig")
    date_column = models.CharField(max_length=80)
    amount_column = models.CharField(max_length=80, blank=True)
    credit_column = models.CharField(max_length=80, blank=True)
    debit_column = models.CharField(max_length=80, blank=True)
    text_column = models.CharField(max_length=80, blank=True)
    payer_column = models.CharField(max_length=80, blank=True)
    payer_account_column = models.CharField(max_length=80, blank=True)
    reference_column = models.CharField(max_length=80, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="csv_layout_once", fields=["account", "number"]),
            models.CheckConstraint(
                name="csv_layout_says_amounts",
                condition=(~Q(amount_column="") & Q(credit_column="", debit_column=""))
                | (Q(amount_column="") & ~Q(credit_column="")),
            ),
        ]

    def __str__(self) -> str:
        return f"layout {self.number} of account #{self.account_id}"


class StatementFile(models.Model):
    """One reading of one file. Never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64, help_text="SHA-256: the same content shows.")
    line_count = models.PositiveIntegerField()
    new_count = models.PositiveIntegerField()
    receipt_count = models.PositiveIntegerField(help_text="New lines by which money came in.")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="statement_file_newest", fields=["taken_at", "id"])]

    def __str__(self) -> str:
        return self.name


class BankStatement(models.Model):
    """A statement as its file had it, with its balances. Never edited."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statements")
    file = models.ForeignKey(StatementFile, models.PROTECT, related_name="statements")
    reference = models.CharField(max_length=80)
    opening_minor = models.BigIntegerField(null=True)
    closing_minor = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"statement #{self.pk}"


class BankLine(models.Model):
    """One booked movement of an account, each once. Never edited.

    Above zero came in, below zero went out. ``key`` names the bank's entry: its reference where
    it has one, else a digest of what it says; with day and amount, and the how-manieth of its
    kind in a file. ``place`` numbers the movements of an entry that holds several.
    """

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="lines", db_index=False)
    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="lines")
    key = models.CharField(max_length=160)
    place = models.PositiveIntegerField(default=1)
    booked_on = models.DateField()
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reference = models.CharField(max_length=80, blank=True, help_text="The bank's own.")
    remittance = models.CharField(max_length=500, blank=True)
    end_to_end = models.CharField(max_length=80, blank=True)
    counterparty = models.CharField(max_length=140, blank=True)
    counterparty_account = models.CharField(max_length=40, blank=True)
    is_reversal = models.BooleanField(
        help_text="It takes an earlier movement back, ours or the bank's."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bank_line_once", fields=["account", "key", "place"]),
            models.CheckConstraint(name="bank_line_moves", condition=~Q(amount_minor=0)),
        ]
        indexes = [
            models.Index(name="bank_line_by_amount", fields=["account", "amount_minor"]),
            models.Index(
                name="bank_line_by_payer",
                fields=["counterparty_account"],
                condition=~Q(counterparty_account=""),
            ),
        ]

    def __str__(self) -> str:
        return f"bank line #{self.pk}"


class ReceiptStatus(models.TextChoices):
    """Whose a receipt is. Until that is known its money is in suspense, and never lost."""

    WAITING = "WAITING", _("Waiting for a match")
    BOOKED = "BOOKED", _("Booked")
    PARKED = "PARKED", _("Parked")
    SENDING_BACK = "SENDING_BACK", _("To be sent back")
    WENT_BACK = "WENT_BACK", _("Went back")
    SPLIT = "SPLIT", _("Split")

    @classmethod
    def transitions(cls) -> dict["ReceiptStatus", set["ReceiptStatus"]]:
        """Which status may follow which."""
        return {
            cls.WAITING: {cls.BOOKED, cls.PARKED, cls.SENDING_BACK, cls.WENT_BACK, cls.SPLIT},
            cls.BOOKED: {cls.WAITING},
            cls.PARKED: {cls.WAITING},
            cls.SENDING_BACK: {cls.WAITING, cls.WENT_BACK},
        }

    @classmethod
    def in_suspense(cls) -> list["ReceiptStatus"]:
        """Its money is in suspense."""
        return [cls.WAITING, cls.PARKED, cls.SENDING_BACK]


@trail()
class BankReceipt(models.Model):
    """What came in with one bank line, or a part of it that was split off, and whose it is."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(BankLine, models.PROTECT, related_name="receipts")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    part = models.PositiveIntegerField(default=0, help_text="Of a split line; 0 is the whole.")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=12, choices=ReceiptStatus, default=ReceiptStatus.WAITING)
    bookings = models.PositiveIntegerField(default=0, help_text="How often it was booked.")
    brand = models.ForeignKey(
        Brand, models.PROTECT, null=True, related_name="bank_receipts", db_index=False
    )
    payment = models.OneToOneField(
        BrandPayment, models.PROTECT, null=True, related_name="bank_receipt"
    )
    line_back = models.ForeignKey(
        BankLine,
        models.PROTECT,
        null=True,
        related_name="took_back",
        help_text="The line by which the money left our account again.",
    )
    why = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        triggers = [moves_only_as(ReceiptStatus)]
        constraints = [
            models.UniqueConstraint(name="bank_receipt_once", fields=["line", "part"]),
            models.UniqueConstraint(
                name="bank_receipt_one_line_back",
                fields=["line_back"],
                condition=Q(line_back__isnull=False),
            ),
            models.CheckConstraint(name="bank_receipt_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="bank_receipt_booked_has_payment",
                condition=Q(status="BOOKED", brand__isnull=False, payment__isnull=False)
                | (~Q(status="BOOKED") & Q(brand__isnull=True, payment__isnull=True)),
            ),
            models.CheckConstraint(
                name="bank_receipt_went_back_has_line",
                condition=Q(status="WENT_BACK", line_back__isnull=False)
                | (~Q(status="WENT_BACK") & Q(line_back__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(name="bank_receipt_newest", fields=["taken_at", "id"]),
            models.Index(name="bank_receipt_by_status", fields=["status", "taken_at", "id"]),
        ]

    def __str__(self) -> str:
        return f"bank receipt #{self.pk}"
