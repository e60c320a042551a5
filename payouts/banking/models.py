"""Files that tell our bank to pay, what is in them, and what the bank said."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.audit.guards import moves_only_as, trail
from onboarding.encryption import SealedField
from payouts.gateway.bank_files.answers import Says
from payouts.gateway.bank_files.orders import BankFormat
from payouts.gateway.models import Attempt
from payouts.payees.models import PayoutDetails
from payouts.runs.models import Payout, PayoutRun


class FileStatus(models.TextChoices):
    """How far a file has come. Only what the bank says settles it."""

    MADE = "MADE", "Waiting for release"
    RELEASED = "RELEASED", "Released"
    ACCEPTED = "ACCEPTED", "With the bank"
    REFUSED = "REFUSED", "Refused by the bank"
    SETTLED = "SETTLED", "Settled"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"
    NOT_EXECUTED = "NOT_EXECUTED", "Not executed"

    @classmethod
    def transitions(cls) -> dict["FileStatus", set["FileStatus"]]:
        """Which status may follow which."""
        return {
            cls.MADE: {cls.RELEASED, cls.WITHDRAWN},
            cls.RELEASED: {cls.ACCEPTED, cls.REFUSED, cls.SETTLED, cls.NOT_EXECUTED},
            cls.ACCEPTED: {cls.REFUSED, cls.SETTLED, cls.NOT_EXECUTED},
            cls.REFUSED: {cls.ACCEPTED, cls.SETTLED, cls.NOT_EXECUTED},
        }

    @classmethod
    def live(cls) -> list["FileStatus"]:
        """What it pays may still leave our account."""
        return [cls.MADE, cls.RELEASED, cls.ACCEPTED, cls.REFUSED]

    @classmethod
    def at_the_bank(cls) -> list["FileStatus"]:
        """It left the house, and its fate is open."""
        return [cls.RELEASED, cls.ACCEPTED, cls.REFUSED]


@trail()
class BankFile(models.Model):
    """One order to our bank: some payouts of one run, from one account, in one currency.

    The bytes are not kept: they follow from the entries, the sealed details that those name and
    the originator as it was, and have to come to ``sha256`` each time.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="bank_files")
    format = models.CharField(
        max_length=16,
        choices=[
            (BankFormat.SEPA, "SEPA credit transfer"),
            (BankFormat.PAIN_WITH_BIC, "Cross-border transfer"),
            (BankFormat.NACHA, "ACH credit"),
        ],
    )
    currency = models.CharField(max_length=3)
    number = models.PositiveIntegerField(help_text="Of the run's files in this format, from 1.")
    message_id = models.CharField(max_length=35, unique=True)
    modifier = models.CharField(max_length=1, default="A")
    originator = models.JSONField(help_text="Who pays and from where, as it was.")
    debtor = models.CharField(max_length=40, help_text="The account that pays, masked.")
    execute_on = models.DateField()
    settles_on = models.DateField(
        null=True, help_text="Where the network reports returns alone: paid from this day on."
    )
    entry_count = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    content_hash = models.CharField(
        max_length=64, help_text="Of references, amounts and destinations, in order."
    )
    sha256 = models.CharField(max_length=64, help_text="Of the exact bytes.")
    byte_count = models.PositiveIntegerField()
    status = models.CharField(max_length=12, choices=FileStatus, default=FileStatus.MADE)
    made_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    released_at = models.DateTimeField(null=True)
    dropping_at = models.DateTimeField(null=True, help_text="Writing it to the folder began.")
    dropped_at = models.DateTimeField(null=True, help_text="It stands in the folder.")
    acknowledged_as = models.CharField(
        max_length=80, blank=True, help_text="What the bank calls it, or how it was confirmed."
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why it stands where it does.")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(FileStatus)]
        constraints = [
            models.UniqueConstraint(
                name="bank_file_once", fields=["run", "format", "currency", "number"]
            ),
            models.CheckConstraint(
                name="bank_file_pays", condition=Q(entry_count__gt=0, total_minor__gt=0)
            ),
            models.CheckConstraint(
                name="bank_file_released_by_somebody",
                condition=Q(
                    status__in=["MADE", "WITHDRAWN"],
                    released_by__isnull=True,
                    released_at__isnull=True,
                )
                | Q(~Q(status="MADE"), released_by__isnull=False, released_at__isnull=False),
            ),
            # Who released a file does not alone say that the bank did not execute it.
            models.CheckConstraint(
                name="bank_file_four_eyes",
                condition=~Q(status="NOT_EXECUTED")
                | Q(confirmed_by__isnull=False) & ~Q(confirmed_by=F("released_by")),
            ),
        ]
        indexes = [
            models.Index(name="bank_file_newest", fields=["made_at", "id"]),
            models.Index(
                name="bank_file_live",
                fields=["status"],
                condition=Q(status__in=["MADE", "RELEASED", "ACCEPTED", "REFUSED"]),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id


class BankFileEntry(models.Model):
    """One payout in a file, under one attempt's key. Never edited.

    An attempt is in one file only, and a payout has one open attempt: so it cannot be in two
    files whose fate is open.
    """

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="entries", db_index=False)
    position = models.PositiveIntegerField(help_text="From 1, in the order of the file.")
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="bank_entries")
    attempt = models.OneToOneField(Attempt, models.PROTECT, related_name="bank_entry")
    details = models.ForeignKey(PayoutDetails, models.PROTECT, related_name="+", db_index=False)
    reference = models.CharField(max_length=35, unique=True)
    amount_minor = models.BigIntegerField()
    destination = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="bank_entry_position", fields=["file", "position"]),
            models.CheckConstraint(name="bank_entry_pays", condition=Q(amount_minor__gt=0)),
        ]

    def __str__(self) -> str:
        return self.reference


class BankFileDownload(models.Model):
    """Somebody took the bytes of a file. Never edited."""

    file = models.ForeignKey(BankFile, models.PROTECT, related_name="downloads")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_id} taken at {self.taken_at:%Y-%m-%d %H:%M}"


class BankReport(models.Model):
    """A file of the bank's, taken in once whatever it is called. Never edited."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=80, help_text="What the bank calls it.")
    file_name = models.CharField(max_length=200)
    row_count = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField(help_text="Entries that concern no payout.")
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(name="bank_report_newest", fields=["received_at", "id"])]

    def __str__(self) -> str:
        return self.file_name


class RowStatus(models.TextChoices):
    """What became of one thing that the bank said."""

    NEW = "NEW", "Not looked at yet"
    APPLIED = "APPLIED", "Applied"
    NOTED = "NOTED", "Noted"
    REPEATED = "REPEATED", "Known already"
    WAITING = "WAITING", "Needs a person"
    CLOSED = "CLOSED", "Dealt with"

    @classmethod
    def transitions(cls) -> dict["RowStatus", set["RowStatus"]]:
        """Which status may follow which."""
        return {
            cls.NEW: {cls.APPLIED, cls.NOTED, cls.REPEATED, cls.WAITING},
            cls.WAITING: {cls.CLOSED},
        }


@trail()
class BankReportRow(models.Model):
    """One thing that the bank said: of a payout of ours, or of a whole file."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    report = models.ForeignKey(BankReport, models.PROTECT, related_name="rows", db_index=False)
    position = models.PositiveIntegerField()
    says = models.CharField(max_length=8, choices=[(says, says.value) for says in Says])
    reference = models.CharField(max_length=35, blank=True)
    message_id = models.CharField(max_length=35, blank=True)
    code = models.CharField(max_length=35, blank=True)
    words = models.CharField(max_length=300, blank=True, help_text="The bank's own.")
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    booked_on = models.DateField(null=True)
    bank_reference = models.CharField(max_length=80, blank=True)
    corrected = SealedField(blank=True, default="")
    status = models.CharField(max_length=8, choices=RowStatus, default=RowStatus.NEW)
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="bank_rows")
    file = models.ForeignKey(BankFile, models.PROTECT, null=True, related_name="rows")
    outcome = models.CharField(max_length=300, blank=True, help_text="What followed, or why not.")
    handled_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        triggers = [moves_only_as(RowStatus)]
        constraints = [
            models.UniqueConstraint(name="bank_row_position", fields=["report", "position"]),
            models.CheckConstraint(
                name="bank_row_closed_by_somebody",
                condition=~Q(status="CLOSED") | Q(closed_by__isnull=False) & ~Q(note=""),
            ),
        ]
        indexes = [
            models.Index(name="bank_row_new", fields=["id"], condition=Q(status="NEW")),
            models.Index(name="bank_row_waiting", fields=["id"], condition=Q(status="WAITING")),
        ]

    def __str__(self) -> str:
        return f"{self.says} {self.reference or self.message_id}"
