"""How a brand pays, what it paid, and which invoice each payment went to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from onboarding.audit.guards import moves_only_as, trail
from onboarding.brands.models import Brand
from payouts.billing.models import Invoice


class Payer(models.Model):
    """A brand as the processor knows it. Opened with its first stored method."""

    brand = models.OneToOneField(Brand, models.PROTECT, related_name="payer")
    reference = models.CharField(max_length=64, blank=True, help_text="The processor's name.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payer_reference_once", fields=["reference"], condition=~Q(reference="")
            ),
        ]

    def __str__(self) -> str:
        return f"payer of brand #{self.brand_id}"


class Rail(models.TextChoices):
    """The way that money takes from a brand to us."""

    CARD = "CARD", "Card"
    SEPA_DEBIT = "SEPA_DEBIT", "SEPA direct debit"
    ACH_DEBIT = "ACH_DEBIT", "ACH debit"
    BANK_TRANSFER = "BANK_TRANSFER", "Bank transfer"

    @classmethod
    def debits(cls) -> list["Rail"]:
        """They take days, and come back for weeks: a dispute of theirs cannot be answered."""
        return [cls.SEPA_DEBIT, cls.ACH_DEBIT]


class MethodStatus(models.TextChoices):
    """Whether a stored method may be charged."""

    ACTIVE = "ACTIVE", "Active"
    REMOVED = "REMOVED", "Removed"

    @classmethod
    def transitions(cls) -> dict["MethodStatus", set["MethodStatus"]]:
        """Which status may follow which."""
        return {cls.ACTIVE: {cls.REMOVED}}


@trail()
class PaymentMethod(models.Model):
    """A card or a bank account that a brand has stored at the processor; never its number."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="payment_methods")
    kind = models.CharField(max_length=13, choices=[(one, one.label) for one in Rail][:3])
    reference = models.CharField(max_length=64, unique=True, help_text="The processor's name.")
    label = models.CharField(max_length=60, help_text="As a person knows it: Visa •• 4242.")
    expires_on = models.DateField(null=True, help_text="The last day of a card's month.")
    mandate = models.CharField(
        max_length=64, blank=True, help_text="Under which a bank account may be debited."
    )
    is_default = models.BooleanField(default=False)
    status = models.CharField(max_length=8, choices=MethodStatus, default=MethodStatus.ACTIVE)
    added_at = models.DateTimeField()
    is_forgotten = models.BooleanField(
        default=False, help_text="The processor has taken it off the payer as well."
    )

    class Meta:
        triggers = [moves_only_as(MethodStatus)]
        constraints = [
            models.UniqueConstraint(
                name="payment_method_one_default", fields=["brand"], condition=Q(is_default=True)
            ),
            models.CheckConstraint(
                name="payment_method_default_is_active",
                condition=Q(is_default=False) | Q(status="ACTIVE"),
            ),
        ]

    def __str__(self) -> str:
        return f"payment method #{self.pk}"


class Purpose(models.TextChoices):
    """What a brand pays for."""

    INVOICE = "INVOICE", "Invoice"
    PREPAID = "PREPAID", "Prepaid balance"


class PaymentStatus(models.TextChoices):
    """How far a payment has come. Succeeded is not final: it may come back for weeks."""

    REQUESTED = "REQUESTED", "Being charged"
    PROCESSING = "PROCESSING", "Processing"
    NEEDS_BRAND = "NEEDS_BRAND", "Waiting for your confirmation"
    SUCCEEDED = "SUCCEEDED", "Paid"
    FAILED = "FAILED", "Failed"
    RETURNED = "RETURNED", "Returned"

    @classmethod
    def transitions(cls) -> dict["PaymentStatus", set["PaymentStatus"]]:
        """Which status may follow which."""
        known = {cls.SUCCEEDED, cls.FAILED}
        return {
            cls.REQUESTED: {cls.PROCESSING, cls.NEEDS_BRAND, *known},
            cls.PROCESSING: {cls.NEEDS_BRAND, *known},
            cls.NEEDS_BRAND: {cls.PROCESSING, *known},
            cls.SUCCEEDED: {cls.RETURNED},
        }

    @classmethod
    def live(cls) -> list["PaymentStatus"]:
        """Money may be on its way, and its fate is open."""
        return [cls.REQUESTED, cls.PROCESSING, cls.NEEDS_BRAND]


@trail()
class BrandPayment(models.Model):
    """Money from a brand to us, on one rail, once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="payments", db_index=False)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    rail = models.CharField(max_length=13, choices=Rail)
    purpose = models.CharField(max_length=7, choices=Purpose)
    invoice = models.ForeignKey(
        Invoice,
        models.PROTECT,
        null=True,
        related_name="payments",
        help_text="Which it was asked for. What it paid say its allocations.",
    )
    method = models.ForeignKey(PaymentMethod, models.PROTECT, null=True, related_name="payments")
    status = models.CharField(max_length=11, choices=PaymentStatus, default=PaymentStatus.REQUESTED)
    reference = models.CharField(
        max_length=80, blank=True, help_text="The processor's name, or the bank's of its line."
    )
    charge = models.CharField(
        max_length=64, blank=True, help_text="What the processor's disputes and refunds speak of."
    )
    is_automatic = models.BooleanField(default=False, help_text="Nobody asked for it by hand.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True, help_text="When the rail said so.")
    ended_at = models.DateTimeField(null=True, help_text="When it failed or came back.")
    fee_minor = models.BigIntegerField(null=True, help_text="The processor's; none while unknown.")
    owed_minor = models.BigIntegerField(
        default=0, help_text="Of what came back: had been given back to the brand before."
    )
    reason = models.CharField(max_length=300, blank=True, help_text="Why it stands where it does.")

    class Meta:
        triggers = [moves_only_as(PaymentStatus)]
        constraints = [
            models.CheckConstraint(
                name="brand_payment_positive",
                condition=Q(
                    amount_minor__gt=0, owed_minor__gte=0, owed_minor__lte=F("amount_minor")
                ),
            ),
            models.UniqueConstraint(
                name="brand_payment_once", fields=["rail", "reference"], condition=~Q(reference="")
            ),
            models.UniqueConstraint(
                name="brand_payment_one_live",
                fields=["invoice"],
                condition=Q(status__in=["REQUESTED", "PROCESSING", "NEEDS_BRAND"]),
            ),
            models.UniqueConstraint(
                name="brand_payment_one_live_top_up",
                fields=["brand", "currency"],
                condition=Q(
                    purpose="PREPAID", status__in=["REQUESTED", "PROCESSING", "NEEDS_BRAND"]
                ),
            ),
            models.CheckConstraint(
                name="brand_payment_received_has_date",
                condition=Q(status__in=["SUCCEEDED", "RETURNED"], received_at__isnull=False)
                | (~Q(status__in=["SUCCEEDED", "RETURNED"]) & Q(received_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="brand_payment_owed_came_back",
                condition=Q(owed_minor=0) | Q(status="RETURNED"),
            ),
        ]
        indexes = [
            models.Index(name="brand_payment_newest", fields=["asked_at", "id"]),
            models.Index(name="brand_payment_by_brand", fields=["brand", "asked_at", "id"]),
            models.Index(
                name="brand_payment_live",
                fields=["id"],
                condition=Q(status__in=["REQUESTED", "PROCESSING", "NEEDS_BRAND"]),
            ),
        ]

    def __str__(self) -> str:
        return f"payment #{self.pk}"


class Allocation(models.Model):
    """The part of a payment, or of the prepaid balance, that pays one invoice. Never edited.

    One without a payment is drawn from the prepaid balance. An undo is a further row with the
    sign turned, once for each.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="allocations")
    payment = models.ForeignKey(BrandPayment, models.PROTECT, null=True, related_name="allocations")
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="allocations")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    undoes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="undone_by", db_index=False
    )
    allocated_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="allocation_undo_is_negative",
                condition=Q(undoes__isnull=True, amount_minor__gt=0)
                | Q(undoes__isnull=False, amount_minor__lt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"allocation #{self.pk}"


class TopUpRule(models.Model):
    """A brand's automatic top-up: below the threshold, so much is charged to its method."""

    brand = models.OneToOneField(Brand, models.PROTECT, related_name="top_up_rule")
    is_on = models.BooleanField(default=False)
    threshold_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    changed_at = models.DateTimeField()
    stopped_reason = models.CharField(
        max_length=300, blank=True, help_text="Why it switched itself off."
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="top_up_rule_amounts",
                condition=Q(threshold_minor__gte=0, amount_minor__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"top-up rule of brand #{self.brand_id}"


class ChargebackStatus(models.TextChoices):
    """How far a card dispute has come."""

    OPENED = "OPENED", "Evidence due"
    SUBMITTED = "SUBMITTED", "Evidence submitted"
    WON = "WON", "Won"
    LOST = "LOST", "Lost"

    @classmethod
    def transitions(cls) -> dict["ChargebackStatus", set["ChargebackStatus"]]:
        """Which status may follow which."""
        return {
            cls.OPENED: {cls.SUBMITTED, cls.WON, cls.LOST},
            cls.SUBMITTED: {cls.WON, cls.LOST},
        }


class Resolution(models.TextChoices):
    """Who bears a chargeback that was lost. A person decides."""

    NONE = "", "Not decided"
    OWED = "OWED", "The brand owes it again"
    BAD_DEBT = "BAD_DEBT", "Bad debt"


@trail()
class Chargeback(models.Model):
    """A card dispute: the processor takes the money when it opens, and so do the books."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(BrandPayment, models.PROTECT, related_name="chargebacks")
    reference = models.CharField(max_length=64, unique=True, help_text="The processor's name.")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    owed_minor = models.BigIntegerField(
        default=0, help_text="Of what was lost: had been given back to the brand before."
    )
    claim = models.CharField(max_length=60, help_text="What the card's holder says.")
    status = models.CharField(
        max_length=9, choices=ChargebackStatus, default=ChargebackStatus.OPENED
    )
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, help_text="Until when evidence is taken.")
    evidence = models.TextField(blank=True, max_length=20_000)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    resolution = models.CharField(max_length=8, choices=Resolution, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)
    resolved_why = models.CharField(max_length=300, blank=True)

    class Meta:
        triggers = [moves_only_as(ChargebackStatus)]
        constraints = [
            models.CheckConstraint(
                name="chargeback_positive", condition=Q(amount_minor__gt=0, fee_minor__gte=0)
            ),
            models.CheckConstraint(
                name="chargeback_resolved_when_lost",
                condition=Q(resolution="") | Q(status="LOST", resolved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="chargeback_closed_has_date",
                condition=Q(status__in=["WON", "LOST"], closed_at__isnull=False)
                | (~Q(status__in=["WON", "LOST"]) & Q(closed_at__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="chargeback_newest", fields=["opened_at", "id"])]

    def __str__(self) -> str:
        return f"chargeback #{self.pk}"


class RefundStatus(models.TextChoices):
    """How far money has come that goes back to a brand."""

    PROPOSED = "PROPOSED", "Waiting for approval"
    APPROVED = "APPROVED", "Under way"
    DONE = "DONE", "Refunded"
    FAILED = "FAILED", "Failed"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"

    @classmethod
    def transitions(cls) -> dict["RefundStatus", set["RefundStatus"]]:
        """Which status may follow which."""
        return {
            cls.PROPOSED: {cls.APPROVED, cls.WITHDRAWN},
            cls.APPROVED: {cls.DONE, cls.FAILED},
            # The bank may send it back days after the processor said that it went out.
            cls.DONE: {cls.FAILED},
        }


@trail()
class BrandRefund(models.Model):
    """Prepaid money that goes back to a brand, the way it came. One proposes, another approves."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(BrandPayment, models.PROTECT, related_name="refunds")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    why = models.CharField(max_length=300)
    status = models.CharField(max_length=9, choices=RefundStatus, default=RefundStatus.PROPOSED)
    reference = models.CharField(max_length=64, blank=True, help_text="The processor's name.")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it stands where it does.")

    class Meta:
        triggers = [moves_only_as(RefundStatus)]
        constraints = [
            models.CheckConstraint(name="brand_refund_positive", condition=Q(amount_minor__gt=0)),
            models.CheckConstraint(
                name="brand_refund_four_eyes", condition=~Q(approved_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="brand_refund_approved_has_approver",
                condition=Q(status__in=["PROPOSED", "WITHDRAWN"])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
        ]
        indexes = [models.Index(name="brand_refund_newest", fields=["proposed_at", "id"])]

    def __str__(self) -> str:
        return f"refund #{self.pk}"
