"""Payout runs, payouts, and who was skipped and why."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.agents.models import Agent
from onboarding.audit.guards import moves_only_as, trail
from onboarding.users.models import Confirmation
from payouts.payees.models import Payee
from payouts.payees.rails import Rail


class RunStatus(models.TextChoices):
    """How far a run has come."""

    DRAFT = "DRAFT", "Draft"
    COMPUTED = "COMPUTED", "Waiting for approval"
    APPROVED = "APPROVED", "Approved"
    EXECUTING = "EXECUTING", "Paying"
    PAUSED = "PAUSED", "Paused"
    COMPLETED = "COMPLETED", "Completed"
    CANCELLED = "CANCELLED", "Cancelled"

    @classmethod
    def transitions(cls) -> dict["RunStatus", set["RunStatus"]]:
        """Which status may follow which."""
        return {
            cls.DRAFT: {cls.COMPUTED, cls.CANCELLED},
            cls.COMPUTED: {cls.APPROVED, cls.CANCELLED},
            cls.APPROVED: {cls.EXECUTING, cls.CANCELLED},
            cls.EXECUTING: {cls.PAUSED, cls.COMPLETED},
            cls.PAUSED: {cls.EXECUTING},
        }


class RunKind(models.TextChoices):
    """Why a run is made."""

    REGULAR = "REGULAR", "Pay day"
    # One payout that its agent asked for; published rules stand where a second person would.
    INSTANT = "INSTANT", "On request"


@trail()
class PayoutRun(models.Model):
    """A list of payouts prepared by one person, approved by another, and carried out.

    A run on request holds one payout and is prepared by its own agent: what may be asked for
    is decided by rules that finance has published, and not by a second person.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=RunKind, default=RunKind.REGULAR)
    status = models.CharField(max_length=16, choices=RunStatus, default=RunStatus.DRAFT)
    currency = models.CharField(max_length=3)
    cutoff_at = models.DateTimeField(help_text="Exclusive: what was payable before it is paid.")
    content_hash = models.CharField(
        max_length=64, blank=True, help_text="Of agents, amounts and accounts."
    )
    payout_count = models.PositiveIntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    confirmation = models.OneToOneField(
        Confirmation,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The second factor of whoever approved, for this very list.",
    )
    completed_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(RunStatus)]
        constraints = [
            models.CheckConstraint(
                name="payout_run_approved_has_approver",
                condition=Q(status__in=["DRAFT", "COMPUTED", "CANCELLED"])
                | Q(kind="INSTANT", approved_at__isnull=False)
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    confirmation__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="payout_run_four_eyes", condition=~Q(approved_by=F("prepared_by"))
            ),
            models.UniqueConstraint(
                name="payout_run_once",
                fields=["currency", "cutoff_at"],
                condition=~Q(status="CANCELLED") & Q(kind="REGULAR"),
            ),
            models.UniqueConstraint(
                name="payout_run_one_live",
                fields=["currency"],
                condition=Q(
                    status__in=["COMPUTED", "APPROVED", "EXECUTING", "PAUSED"], kind="REGULAR"
                ),
            ),
        ]
        indexes = [models.Index(name="payout_run_newest", fields=["prepared_at", "id"])]

    def __str__(self) -> str:
        return f"payout run #{self.pk}"


class PayoutStatus(models.TextChoices):
    """How far one payout has come. Paid is not final: it may be returned for days."""

    PLANNED = "PLANNED", "Planned"
    RESERVED = "RESERVED", "Set aside"
    SENDING = "SENDING", "Sending"
    UNKNOWN = "UNKNOWN", "Outcome unknown"
    PAID = "PAID", "Paid"
    RETURNED = "RETURNED", "Returned"
    REJECTED = "REJECTED", "Rejected"
    CANCELLED = "CANCELLED", "Cancelled"

    @classmethod
    def transitions(cls) -> dict["PayoutStatus", set["PayoutStatus"]]:
        """Which status may follow which."""
        return {
            cls.PLANNED: {cls.RESERVED, cls.CANCELLED},
            cls.RESERVED: {cls.SENDING, cls.CANCELLED},
            cls.SENDING: {cls.PAID, cls.UNKNOWN, cls.REJECTED, cls.RESERVED},
            cls.UNKNOWN: {cls.PAID, cls.REJECTED, cls.RESERVED},
            cls.PAID: {cls.RETURNED},
        }

    @classmethod
    def live(cls) -> list["PayoutStatus"]:
        """Money is promised and its fate is open."""
        return [cls.RESERVED, cls.SENDING, cls.UNKNOWN]


@trail()
class Payout(models.Model):
    """Money from us to one payee in one run."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="payouts", db_index=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="payouts")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="payouts")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(
        default=0, help_text="Kept by us beside the amount, for a payout on request."
    )
    returned_minor = models.BigIntegerField(default=0, help_text="What of the amount came back.")
    rail = models.CharField(
        max_length=10, choices=[(rail, rail.value) for rail in Rail], default=Rail.PROCESSOR
    )
    destination = models.CharField(max_length=64, help_text="Where it goes, as approved.")
    status = models.CharField(max_length=10, choices=PayoutStatus, default=PayoutStatus.PLANNED)
    paid_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it stands where it does.")

    class Meta:
        triggers = [moves_only_as(PayoutStatus)]
        constraints = [
            models.CheckConstraint(name="payout_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="payout_fee_by_processor",
                condition=Q(fee_minor=0) | Q(fee_minor__gt=0, rail="PROCESSOR"),
            ),
            models.CheckConstraint(
                name="payout_returned_is_whole",
                condition=Q(status="RETURNED", returned_minor=F("amount_minor"))
                | Q(status="PAID", returned_minor__gte=0, returned_minor__lt=F("amount_minor"))
                | (~Q(status__in=["PAID", "RETURNED"]) & Q(returned_minor=0)),
            ),
            models.UniqueConstraint(name="payout_once_a_run", fields=["run", "agent"]),
            models.UniqueConstraint(
                name="payout_one_live",
                fields=["agent", "currency"],
                condition=Q(status__in=["RESERVED", "SENDING", "UNKNOWN"]),
            ),
            models.CheckConstraint(
                name="payout_paid_has_date",
                condition=Q(status__in=["PAID", "RETURNED"], paid_at__isnull=False)
                | (~Q(status__in=["PAID", "RETURNED"]) & Q(paid_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"payout #{self.pk}"


class SkipReason(models.TextChoices):
    """Why a payee is left out of a run."""

    BELOW_MINIMUM = "BELOW_MINIMUM", "Below the minimum payout"
    ON_HOLD = "ON_HOLD", "On hold"
    NO_ACCOUNT = "NO_ACCOUNT", "No payout account yet"
    NOT_ENABLED = "NOT_ENABLED", "The payout account is not enabled"
    COOLING = "COOLING", "Payout details changed recently"
    TAX_FORM_MISSING = "TAX_FORM_MISSING", "No approved tax form"
    NEGATIVE = "NEGATIVE", "The balance is below zero"
    ALREADY_LIVE = "ALREADY_LIVE", "Another payout is under way"


class PayoutSkip(models.Model):
    """A payee left out of a run, with the reason. Never edited."""

    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="skips")
    agent = models.ForeignKey(Agent, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=SkipReason)
    amount_minor = models.BigIntegerField(help_text="What stays payable.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payout_skip_once", fields=["run", "agent"]),
        ]

    def __str__(self) -> str:
        return f"{self.reason} in run #{self.run_id}"


class WarningKind(models.TextChoices):
    """What in a run differs so much from the last one that its approver has to say they saw it."""

    NEW_PAYEES = "NEW_PAYEES", "Never paid before"
    NEW_ACCOUNTS = "NEW_ACCOUNTS", "Another account than last time"
    MOVED = "MOVED", "Much more or less than last time"
    GONE = "GONE", "Paid last time and not now"
    TOTAL = "TOTAL", "The total is far from the last one's"


class RunWarning(models.Model):
    """One thing that whoever approves a run has to have seen. Never edited."""

    run = models.ForeignKey(PayoutRun, models.PROTECT, related_name="warnings")
    kind = models.CharField(max_length=16, choices=WarningKind)
    count = models.PositiveIntegerField(help_text="How many agents it concerns.")
    amount_minor = models.BigIntegerField(help_text="What they are paid, or what is different.")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="run_warning_once", fields=["run", "kind"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in run #{self.run_id}"


class WarningTick(models.Model):
    """Whoever approved says that they saw a warning. Never edited."""

    warning = models.OneToOneField(RunWarning, models.PROTECT, related_name="tick")
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"tick of warning #{self.warning_id}"
