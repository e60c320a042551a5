"""What proving the books found, and where they and the processor disagree."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from onboarding.audit.guards import moves_only_as, trail


class Proof(models.Model):
    """One pass over every law. Never edited."""

    started_at = models.DateTimeField()
    seconds = models.DecimalField(max_digits=10, decimal_places=3)
    law_count = models.PositiveIntegerField()
    violation_count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"proof #{self.pk}"


class ProofResult(models.Model):
    """What one law came back with: nothing, or the rows that break it. Never edited."""

    proof = models.ForeignKey(Proof, models.PROTECT, related_name="results")
    code = models.CharField(max_length=8)
    sentence = models.CharField(max_length=300)
    violation_count = models.PositiveIntegerField()
    sample = models.JSONField(default=list)
    seconds = models.DecimalField(max_digits=10, decimal_places=3)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proof_result_once", fields=["proof", "code"]),
        ]

    def __str__(self) -> str:
        return self.code


class ProcessorMovement(models.Model):
    """One movement of our balance at the processor, as it told us. Never edited."""

    reference = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    source = models.CharField(max_length=64, blank=True, help_text="What moved the balance.")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(name="processor_movement_by_source", fields=["source"]),
            models.Index(name="processor_movement_by_time", fields=["created_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="processor_movement_adds_up",
                condition=models.Q(net_minor=models.F("amount_minor") - models.F("fee_minor")),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class DifferenceStatus(models.TextChoices):
    """How far a difference has come."""

    NEW = "NEW", _("New")
    EXPLAINED = "EXPLAINED", _("Explained")
    ACCEPTED = "ACCEPTED", _("Accepted")
    SETTLED = "SETTLED", _("Gone by itself")

    @classmethod
    def transitions(cls) -> dict["DifferenceStatus", set["DifferenceStatus"]]:
        """Which status may follow which. One that comes back is new again."""
        return {
            cls.NEW: {cls.EXPLAINED, cls.SETTLED},
            cls.EXPLAINED: {cls.ACCEPTED, cls.NEW, cls.SETTLED},
            cls.ACCEPTED: {cls.SETTLED, cls.NEW},
            cls.SETTLED: {cls.NEW},
        }


class Cause(models.TextChoices):
    """Why the two sides differ, as far as we can tell by ourselves."""

    FEE = "FEE", _("A fee of the processor's that is not booked")
    ONLY_OURS = "ONLY_OURS", _("In the books; the processor has no movement for it")
    ONLY_THEIRS = "ONLY_THEIRS", _("At the processor; the books know nothing of it")
    AMOUNT = "AMOUNT", _("On both sides, with different amounts")
    STATEMENT = "STATEMENT", _("A statement's lines are not what the books hold of it")
    AGENT = "AGENT", _("What an agent has is not what they earned less what they were paid")
    BANK_OURS = "BANK_OURS", _("In the books; no line of our bank's is it")
    BANK_THEIRS = "BANK_THEIRS", _("On a line of our bank's; the books know nothing of it")
    BANK_AMOUNT = "BANK_AMOUNT", _("In the books and at our bank, with different amounts")
    BANK_BALANCE = "BANK_BALANCE", _("A bank statement does not follow from the one before it")
    BANK_OPENING = "BANK_OPENING", _("Stood in an account before its first statement")

    @classmethod
    def of_the_bank(cls) -> list["Cause"]:
        """Those of the comparison with the bank's lines and balances."""
        return [
            cls.BANK_OURS,
            cls.BANK_THEIRS,
            cls.BANK_AMOUNT,
            cls.BANK_BALANCE,
            cls.BANK_OPENING,
        ]

    @classmethod
    def of_ourselves(cls) -> list["Cause"]:
        """Where the books disagree with themselves, and with nobody else."""
        return [cls.AGENT, cls.STATEMENT]


@trail()
class Difference(models.Model):
    """Where two sides of the money disagree: one row for each thing, until it is explained."""

    cause = models.CharField(max_length=12, choices=Cause)
    subject = models.CharField(max_length=120, help_text="The processor's or our name for it.")
    currency = models.CharField(max_length=3)
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    happened_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(help_text="When it was seen last.")
    status = models.CharField(max_length=10, choices=DifferenceStatus, default=DifferenceStatus.NEW)
    explanation = models.CharField(max_length=300, blank=True)
    explained_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    explained_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        triggers = [moves_only_as(DifferenceStatus)]
        indexes = [models.Index(name="difference_by_find", fields=["found_at", "id"])]
        constraints = [
            models.UniqueConstraint(name="difference_once", fields=["subject", "currency"]),
            models.CheckConstraint(
                name="difference_explained_in_words",
                condition=~models.Q(status__in=["EXPLAINED", "ACCEPTED"])
                | models.Q(~models.Q(explanation=""), explained_by__isnull=False),
            ),
            models.CheckConstraint(
                name="difference_four_eyes",
                condition=~models.Q(status="ACCEPTED")
                | models.Q(
                    ~models.Q(accepted_by=models.F("explained_by")), accepted_by__isnull=False
                ),
            ),
        ]

    @property
    def minor(self) -> int:
        """What the books hold above what the other side says, in minor units."""
        return self.ours_minor - self.theirs_minor

    def __str__(self) -> str:
        return self.subject
