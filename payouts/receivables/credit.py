"""A brand's terms of payment, budgets of its campaigns, and every limit that was crossed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign
from onboarding.audit.guards import moves_only_as, trail
from onboarding.brands.models import Brand
from payouts.receivables.limits import Level, Measure


class BillingMode(models.TextChoices):
    """Whether a brand pays after the work or before it."""

    POSTPAID = "POSTPAID", _("Pays after the month")
    PREPAID = "PREPAID", _("Pays in advance")


class Terms(models.Model):
    """What was agreed with a brand: how it pays, and how much it may owe."""

    mode = models.CharField(max_length=8, choices=BillingMode, default=BillingMode.POSTPAID)
    credit_limit_minor = models.BigIntegerField(
        null=True, help_text="Of the brand's currency; empty: no limit."
    )
    payment_terms_days = models.PositiveSmallIntegerField(default=30)
    is_dunned = models.BooleanField(default=True, help_text="Overdue invoices are pursued.")
    reason = models.CharField(max_length=200)

    class Meta:
        abstract = True

    @staticmethod
    def lawful(prefix: str) -> list[models.CheckConstraint]:
        """What the database refuses of any terms."""
        return [
            models.CheckConstraint(
                name=f"{prefix}_limit_of_postpaid",
                condition=Q(credit_limit_minor__isnull=True)
                | Q(mode="POSTPAID", credit_limit_minor__gte=0),
            ),
            models.CheckConstraint(
                name=f"{prefix}_days_in_a_year", condition=Q(payment_terms_days__lte=365)
            ),
        ]


class BillingTerms(Terms):
    """A brand's terms from ``set_at`` until the next. Never edited.

    More credit than before has been approved by somebody else than who set it.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="billing_terms")
    number = models.PositiveIntegerField()
    raises_credit = models.BooleanField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            *Terms.lawful("billing_terms"),
            models.UniqueConstraint(name="billing_terms_once", fields=["brand", "number"]),
            models.CheckConstraint(
                name="billing_terms_four_eyes",
                condition=Q(raises_credit=False)
                | Q(set_by__isnull=False, approved_by__isnull=False) & ~Q(approved_by=F("set_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"terms {self.number} of brand #{self.brand_id}"


class TermsProposalStatus(models.TextChoices):
    """What became of proposed terms."""

    OPEN = "OPEN", _("Waiting for approval")
    APPROVED = "APPROVED", _("Approved")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")

    @classmethod
    def transitions(cls) -> dict["TermsProposalStatus", set["TermsProposalStatus"]]:
        """Which status may follow which."""
        return {cls.OPEN: {cls.APPROVED, cls.WITHDRAWN}}


@trail()
class TermsProposal(Terms):
    """Terms with more credit than a brand has, until another person approves them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="terms_proposals")
    status = models.CharField(
        max_length=9, choices=TermsProposalStatus, default=TermsProposalStatus.OPEN
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    terms = models.OneToOneField(BillingTerms, models.PROTECT, null=True, related_name="proposal")

    class Meta:
        triggers = [moves_only_as(TermsProposalStatus)]
        constraints = [
            *Terms.lawful("terms_proposal"),
            models.UniqueConstraint(
                name="terms_proposal_one_open", fields=["brand"], condition=Q(status="OPEN")
            ),
            models.CheckConstraint(
                name="terms_proposal_approved_has_terms",
                condition=Q(status="APPROVED", terms__isnull=False)
                | (~Q(status="APPROVED") & Q(terms__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"terms proposal #{self.pk}"


class BudgetSpan(models.TextChoices):
    """What a budget is for."""

    MONTH = "MONTH", _("Each month")
    TOTAL = "TOTAL", _("In all")


class CampaignBudget(models.Model):
    """What a brand lets a campaign cost at most, before tax, until the next row. Never edited."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="budgets")
    number = models.PositiveIntegerField()
    span = models.CharField(max_length=5, choices=BudgetSpan)
    amount_minor = models.BigIntegerField(null=True, help_text="Empty: no budget any more.")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="campaign_budget_once", fields=["campaign", "number"]),
            models.CheckConstraint(
                name="campaign_budget_not_negative",
                condition=Q(amount_minor__isnull=True) | Q(amount_minor__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"budget {self.number} of campaign #{self.campaign_id}"


class LimitCrossing(models.Model):
    """A limit that went from one level to another, and by how much. Never edited.

    The last row of a limit says where it stands and what was told of it.
    """

    brand = models.ForeignKey(Brand, models.PROTECT, related_name="limit_crossings")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    measure = models.CharField(max_length=7, choices=[(one, one) for one in Measure])
    number = models.PositiveIntegerField()
    level = models.CharField(max_length=7, choices=[(one, one) for one in Level])
    used_minor = models.BigIntegerField(null=True)
    limit_minor = models.BigIntegerField(null=True, help_text="Empty: no limit any more.")
    crossed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="limit_crossing_once",
                fields=["brand", "campaign", "measure", "number"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="limit_crossing_of_a_budget_names_it",
                condition=Q(measure="BUDGET", campaign__isnull=False)
                | (~Q(measure="BUDGET") & Q(campaign__isnull=True)),
            ),
        ]
        indexes = [models.Index(name="limit_crossing_by_brand", fields=["brand", "id"])]

    def __str__(self) -> str:
        return f"crossing #{self.pk}"
