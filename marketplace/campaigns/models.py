"""A brand's programme of work, and what it pays and charges."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from onboarding.audit.guards import moves_only_as, trail
from onboarding.brands.models import Brand


class CampaignStatus(models.TextChoices):
    """Whether a campaign takes contacts."""

    DRAFT = "DRAFT", "Draft"
    LIVE = "LIVE", "Live"
    PAUSED = "PAUSED", "Paused"
    CLOSED = "CLOSED", "Closed"

    @classmethod
    def transitions(cls) -> dict["CampaignStatus", set["CampaignStatus"]]:
        """Which status may follow which."""
        return {
            cls.DRAFT: {cls.LIVE, cls.CLOSED},
            cls.LIVE: {cls.PAUSED, cls.CLOSED},
            cls.PAUSED: {cls.LIVE, cls.CLOSED},
        }


class Channel(models.TextChoices):
    """How a customer reaches an agent; sets how time is counted."""

    VOICE = "VOICE", "Voice"


@trail()
class Campaign(models.Model):
    """A brand's programme of work. ``code`` is how the brand's sources name it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="campaigns")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.VOICE)
    timezone = models.CharField(max_length=64)
    currency = models.CharField(max_length=3, help_text="ISO 4217.")
    status = models.CharField(max_length=8, choices=CampaignStatus, default=CampaignStatus.DRAFT)
    created_at = models.DateTimeField()

    class Meta:
        triggers = [moves_only_as(CampaignStatus)]
        constraints = [
            models.UniqueConstraint(name="campaign_code_once", fields=["brand", "code"]),
        ]

    def __str__(self) -> str:
        return self.name


class PauseReason(models.TextChoices):
    """Why a campaign takes no new contacts."""

    BY_PERSON = "BY_PERSON", _("Paused by a person")
    BUDGET_SPENT = "BUDGET_SPENT", _("Its budget is spent")
    CREDIT_USED = "CREDIT_USED", _("The credit limit is used up")
    PREPAID_USED = "PREPAID_USED", _("The prepaid balance is used up")
    OVERDUE = "OVERDUE", _("An invoice is long overdue")


class CampaignPause(models.Model):
    """One reason for which a campaign is paused, from when until when.

    Several may stand at once. The campaign takes contacts again when none stands any more, so
    that what pauses by itself and what a person paused do not undo each other.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="pauses")
    reason = models.CharField(max_length=12, choices=PauseReason)
    note = models.CharField(max_length=200, blank=True)
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="campaign_pause_one_of_a_reason",
                fields=["campaign", "reason"],
                condition=Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                name="campaign_pause_runs_forward",
                condition=Q(lifted_at__isnull=True) | Q(lifted_at__gte=F("paused_at")),
            ),
            models.CheckConstraint(
                name="campaign_pause_by_somebody",
                condition=~Q(reason="BY_PERSON") | Q(paused_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"pause #{self.pk}"


def _rate(help_text: str) -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(
        max_digits=18,
        decimal_places=9,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(10_000))],
        help_text=help_text,
    )


def _seconds(default: int, help_text: str) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(
        default=default, validators=[MaxValueValidator(86_400)], help_text=help_text
    )


class RateTerms(models.Model):
    """What a productive minute is worth, and how seconds become minutes, on both sides."""

    effective_from = models.DateTimeField()
    bill_per_minute = _rate("Charged to the brand, major units per productive minute.")
    pay_per_minute = _rate("Paid to the agent, major units per productive minute.")
    hold_cap_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Hold that counts at most; empty: all of it."
    )
    wrap_cap_seconds = _seconds(60, "Wrap-up that counts at most.")
    bill_increment_seconds = models.PositiveSmallIntegerField(default=1)
    bill_minimum_seconds = _seconds(0, "A contact bills at least so much.")
    bill_short_seconds = _seconds(0, "A contact shorter than this is not billed.")
    bill_free_seconds = _seconds(0, "The first seconds of a contact that are not billed.")
    pay_increment_seconds = models.PositiveSmallIntegerField(default=1)
    pay_minimum_seconds = _seconds(0, "A contact pays at least so much.")
    pay_short_seconds = _seconds(0, "A contact shorter than this is not paid.")

    class Meta:
        abstract = True

    @staticmethod
    def lawful(prefix: str) -> list[models.CheckConstraint]:
        """What the database refuses of any terms."""
        return [
            models.CheckConstraint(
                name=f"{prefix}_rates_not_negative",
                condition=Q(bill_per_minute__gte=0, pay_per_minute__gte=0),
            ),
            models.CheckConstraint(
                name=f"{prefix}_increments_known",
                condition=Q(
                    bill_increment_seconds__in=[1, 6, 30, 60],
                    pay_increment_seconds__in=[1, 6, 30, 60],
                ),
            ),
        ]


class RateCardVersion(RateTerms):
    """What a campaign pays and charges from an instant on. Never edited.

    A version is in force from ``effective_from`` until the next one begins.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rate_versions")
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, help_text="ISO 4217.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            *RateTerms.lawful("rate_version"),
            models.UniqueConstraint(name="rate_version_number", fields=["campaign", "number"]),
            models.UniqueConstraint(
                name="rate_version_one_start", fields=["campaign", "effective_from"]
            ),
            models.CheckConstraint(
                name="rate_version_four_eyes",
                condition=Q(proposed_by__isnull=True) | ~Q(published_by=F("proposed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class ProposalStatus(models.TextChoices):
    """What became of proposed terms."""

    OPEN = "OPEN", "Waiting for the other side"
    PUBLISHED = "PUBLISHED", "Published"
    WITHDRAWN = "WITHDRAWN", "Withdrawn"

    @classmethod
    def transitions(cls) -> dict["ProposalStatus", set["ProposalStatus"]]:
        """Which status may follow which."""
        return {cls.OPEN: {cls.PUBLISHED, cls.WITHDRAWN}}


@trail()
class RateProposal(RateTerms):
    """Terms that one person proposed and another is to publish."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="rate_proposals")
    status = models.CharField(max_length=10, choices=ProposalStatus, default=ProposalStatus.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    version = models.OneToOneField(
        RateCardVersion, models.PROTECT, null=True, related_name="proposal"
    )

    class Meta:
        triggers = [moves_only_as(ProposalStatus)]
        constraints = [
            *RateTerms.lawful("rate_proposal"),
            models.CheckConstraint(
                name="rate_proposal_published_has_version",
                condition=Q(status="PUBLISHED", version__isnull=False)
                | (~Q(status="PUBLISHED") & Q(version__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"proposal #{self.pk}"


class RateMultiplier(models.Model):
    """A factor on a version's rates at some times of the week or on one date. Never edited.

    Read in the campaign's zone at the instant a contact ended. Where several apply, the one
    that pays the agent most does, alone.
    """

    version = models.ForeignKey(RateCardVersion, models.PROTECT, related_name="multipliers")
    name = models.CharField(max_length=60)
    weekdays = models.PositiveSmallIntegerField(
        default=127, help_text="Bit 0 is Monday, bit 6 Sunday."
    )
    on_date = models.DateField(null=True, help_text="Only on this date.")
    from_minute = models.PositiveSmallIntegerField(default=0, help_text="Of the day, inclusive.")
    to_minute = models.PositiveSmallIntegerField(default=1440, help_text="Of the day, exclusive.")
    pay_factor = models.DecimalField(max_digits=9, decimal_places=6, default=1)
    bill_factor = models.DecimalField(max_digits=9, decimal_places=6, default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rate_multiplier_factors",
                condition=Q(pay_factor__gt=0, pay_factor__lte=100)
                & Q(bill_factor__gt=0, bill_factor__lte=100),
            ),
            models.CheckConstraint(
                name="rate_multiplier_window",
                condition=Q(from_minute__lt=F("to_minute"), to_minute__lte=1440)
                & Q(weekdays__gte=1, weekdays__lte=127),
            ),
        ]

    def __str__(self) -> str:
        return self.name
