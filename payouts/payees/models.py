"""An agent as someone who can be paid: where to, since when, and what stands in the way."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.agents.models import Agent
from onboarding.audit.guards import moves_only_as, trail
from onboarding.encryption import SealedField
from payouts.payees.rails import Rail


class Payee(models.Model):
    """Where an agent's money goes, and what stands in its way.

    ``account`` is where it goes now, whatever the rail: the connected account at the processor,
    or the ``destination`` of the confirmed version of the bank details.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agent = models.OneToOneField(Agent, models.PROTECT, related_name="payee")
    rail = models.CharField(
        max_length=10, choices=[(rail, rail.value) for rail in Rail], default=Rail.PROCESSOR
    )
    account = models.CharField(max_length=64, blank=True, help_text="Where money goes now.")
    transfers_enabled = models.BooleanField(default=False)
    is_bank_reached = models.BooleanField(
        default=True, help_text="The processor can pay out to the agent's own bank."
    )
    requirements = models.JSONField(
        default=list, help_text="What the processor still asks for, by its own names."
    )
    disabled_reason = models.CharField(max_length=120, blank=True)
    synced_at = models.DateTimeField(null=True)
    cooling_until = models.DateTimeField(
        null=True, help_text="After a change of details nothing goes out before."
    )
    tax_form_until = models.DateField(
        null=True, help_text="The last day on which the approved tax form holds."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payee_account_once", fields=["account"], condition=~Q(account="")
            ),
            models.CheckConstraint(
                name="payee_enabled_has_account",
                condition=Q(transfers_enabled=False) | ~Q(account=""),
            ),
        ]

    def __str__(self) -> str:
        return f"payee of agent #{self.agent_id}"


class DetailsKind(models.TextChoices):
    """How it is named where money goes."""

    CONNECTED = "CONNECTED", "Account at the processor"
    IBAN = "IBAN", "IBAN"
    US_ACCOUNT = "US_ACCOUNT", "US account"
    BIC_ACCOUNT = "BIC_ACCOUNT", "Account and BIC"


class DetailsStatus(models.TextChoices):
    """How far a version of payout details has come."""

    PROPOSED = "PROPOSED", "Waiting for approval"
    CONFIRMED = "CONFIRMED", "In use"
    SUPERSEDED = "SUPERSEDED", "Replaced"
    REJECTED = "REJECTED", "Not accepted"

    @classmethod
    def transitions(cls) -> dict["DetailsStatus", set["DetailsStatus"]]:
        """Which status may follow which."""
        return {
            cls.PROPOSED: {cls.CONFIRMED, cls.REJECTED},
            cls.CONFIRMED: {cls.SUPERSEDED, cls.REJECTED},
        }


@trail()
class PayoutDetails(models.Model):
    """One version of where a payee's money goes. What it says is never edited.

    A confirmed version is used from ``effective_at`` on, when its cooling period is over. Until
    then nothing goes out at all. Holder and number are sealed; pages show ``masked``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="details")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=DetailsKind)
    country = models.CharField(max_length=2, blank=True, help_text="Where the account is kept.")
    holder = SealedField(blank=True, default="")
    number = SealedField(blank=True, default="")
    bank_code = models.CharField(max_length=11, blank=True, help_text="BIC or routing number.")
    account_type = models.CharField(max_length=10, blank=True)
    masked = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, help_text="Equal for equal accounts.")
    destination = models.CharField(max_length=64, help_text="What a payout names it by.")
    contact = models.EmailField(
        max_length=254, blank=True, help_text="Whom a later change is told to."
    )
    risks = models.CharField(max_length=120, blank=True, help_text="Why a person has to look.")
    status = models.CharField(max_length=10, choices=DetailsStatus, default=DetailsStatus.PROPOSED)
    is_own = models.BooleanField(help_text="Proposed by the agent, who signed in once more.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True, help_text="The end of its cooling period.")
    contested_at = models.DateTimeField(null=True, help_text="“This was not me.”")
    refusal = models.CharField(max_length=300, blank=True, help_text="Why it was not accepted.")

    class Meta:
        triggers = [moves_only_as(DetailsStatus)]
        constraints = [
            models.UniqueConstraint(name="payout_details_once", fields=["payee", "version"]),
            models.UniqueConstraint(
                name="payout_details_one_proposed", fields=["payee"], condition=Q(status="PROPOSED")
            ),
            models.UniqueConstraint(
                name="payout_details_one_confirmed",
                fields=["payee"],
                condition=Q(status="CONFIRMED"),
            ),
            models.CheckConstraint(
                name="payout_details_four_eyes", condition=~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="payout_details_second_look",
                condition=Q(status__in=["PROPOSED", "REJECTED"])
                | Q(decided_by__isnull=False)
                | Q(is_own=True, risks=""),
            ),
            models.CheckConstraint(
                name="payout_details_confirmed_has_dates",
                condition=~Q(status__in=["CONFIRMED", "SUPERSEDED"])
                | Q(confirmed_at__isnull=False, effective_at__gte=F("confirmed_at")),
            ),
        ]
        indexes = [models.Index(name="payout_details_alike", fields=["fingerprint"])]

    def __str__(self) -> str:
        return f"payout details #{self.pk}"


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


class PayoutMinimum(models.Model):
    """The smallest payout that a payee wants in one currency, above the platform's own."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="minimums")
    currency = models.CharField(max_length=3)
    minimum_minor = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payout_minimum_once", fields=["payee", "currency"]),
            models.CheckConstraint(
                name="payout_minimum_positive", condition=Q(minimum_minor__gt=0)
            ),
        ]

    def __str__(self) -> str:
        return f"minimum in {self.currency} of payee #{self.payee_id}"


class DecisionKind(models.TextChoices):
    """What is decided about a balance."""

    WRITE_OFF = "WRITE_OFF", "Write off"
    CLAWBACK = "CLAWBACK", "Take back"


class DecisionStatus(models.TextChoices):
    """How far a decision about a balance has come."""

    PROPOSED = "PROPOSED", "Waiting for approval"
    APPROVED = "APPROVED", "Booked"
    REJECTED = "REJECTED", "Not accepted"

    @classmethod
    def transitions(cls) -> dict["DecisionStatus", set["DecisionStatus"]]:
        """Which status may follow which."""
        return {cls.PROPOSED: {cls.APPROVED, cls.REJECTED}}


@trail()
class BalanceDecision(models.Model):
    """A balance below zero written off, or pay taken back: proposed by one, booked by another."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=DecisionKind)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    status = models.CharField(
        max_length=10, choices=DecisionStatus, default=DecisionStatus.PROPOSED
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, help_text="Why it was not accepted.")

    class Meta:
        triggers = [moves_only_as(DecisionStatus)]
        constraints = [
            models.CheckConstraint(
                name="balance_decision_positive", condition=Q(amount_minor__gt=0)
            ),
            models.CheckConstraint(
                name="balance_decision_four_eyes", condition=~Q(decided_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="balance_decision_approved_has_decider",
                condition=Q(status="PROPOSED") | Q(decided_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="balance_decision_one_open",
                fields=["payee", "currency"],
                condition=Q(status="PROPOSED"),
            ),
        ]

    def __str__(self) -> str:
        return f"balance decision #{self.pk}"


class Reveal(models.Model):
    """Somebody looked at what is sealed: who, what, when and why. Never edited."""

    payee = models.ForeignKey(Payee, models.PROTECT, related_name="reveals")
    what = models.CharField(max_length=60, help_text="Which details or form, and which part.")
    reason = models.CharField(max_length=300)
    revealed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reveal #{self.pk}"
