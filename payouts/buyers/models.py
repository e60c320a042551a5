"""What stands on a brand's invoices beside the work: particulars, purchase orders, tax."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from onboarding.audit.guards import history
from onboarding.brands.models import Brand
from payouts.buyers.tax_rules import Category

TAX_CATEGORIES = [
    (Category.STANDARD.value, _("Standard rate")),
    (Category.ZERO.value, _("Zero rate")),
    (Category.EXEMPT.value, _("Exempt")),
    (Category.REVERSE_CHARGE.value, _("Reverse charge")),
    (Category.EXPORT.value, _("Service abroad")),
    (Category.OUT_OF_SCOPE.value, _("Not subject to tax")),
]


@history(
    "legal_name",
    "street",
    "postal_code",
    "city",
    "region",
    "country",
    "vat_number",
    "invoice_email",
    "language",
)
class BillingProfile(models.Model):
    """A brand's legal particulars, as its next invoice will bear them."""

    brand = models.OneToOneField(Brand, models.PROTECT, related_name="billing_profile")
    legal_name = models.CharField(max_length=200)
    street = models.TextField(help_text="Up to three lines.")
    postal_code = models.CharField(max_length=16, blank=True)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2.")
    vat_number = models.CharField(max_length=32, blank=True)
    vat_number_is_valid = models.BooleanField(
        default=False, help_text="By its country's rule for form and check digits."
    )
    invoice_email = models.EmailField(max_length=254, blank=True)
    language = models.CharField(max_length=12, default="en")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="billing_profile_country", condition=Q(country__regex=r"^[A-Z]{2}$")
            ),
            models.CheckConstraint(
                name="billing_profile_valid_number_is_there",
                condition=Q(vat_number_is_valid=False) | ~Q(vat_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"billing profile of brand #{self.brand_id}"


@history("closed_at")
class PurchaseOrder(models.Model):
    """A brand's own number for what it ordered, to stand on its invoices.

    It may be good for some days only, and up to an amount of net.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="purchase_orders")
    number = models.CharField(max_length=60)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True, help_text="Exclusive.")
    amount_minor = models.BigIntegerField(null=True, help_text="Of net, in ``currency``.")
    currency = models.CharField(max_length=3)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="purchase_order_once", fields=["brand", "number"]),
            models.CheckConstraint(
                name="purchase_order_runs_forward",
                condition=Q(from_on__isnull=True)
                | Q(to_on__isnull=True)
                | Q(from_on__isnull=False, to_on__isnull=False, to_on__gt=F("from_on")),
            ),
            models.CheckConstraint(
                name="purchase_order_amount",
                condition=Q(amount_minor__isnull=True)
                | Q(amount_minor__isnull=False, amount_minor__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_on(self) -> date | None:
        """The last day on which it is good."""
        return self.to_on - timedelta(days=1) if self.to_on else None


@history("to_on")
class TaxDecision(models.Model):
    """How one brand is taxed on some days, decided by a person, with the reason.

    It goes before the rules. It is never changed; only its end may be set.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    brand = models.ForeignKey(Brand, models.PROTECT, related_name="tax_decisions")
    category = models.CharField(max_length=2, choices=TAX_CATEGORIES)
    rate = models.DecimalField(max_digits=6, decimal_places=5, help_text="Share of the net.")
    reason = models.CharField(max_length=200, help_text="Stands on the invoice.")
    from_on = models.DateField()
    to_on = models.DateField(null=True, help_text="Exclusive.")
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tax_decision_rate_fits_category",
                condition=Q(category=Category.STANDARD, rate__gt=0, rate__lt=1)
                | Q(~Q(category=Category.STANDARD), rate=0),
            ),
            models.CheckConstraint(name="tax_decision_has_reason", condition=~Q(reason="")),
            ExclusionConstraint(
                name="tax_decision_no_overlap",
                expressions=[
                    ("brand", RangeOperators.EQUAL),
                    (
                        Func(
                            F("from_on"),
                            F("to_on"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"tax decision #{self.pk}"

    @property
    def last_on(self) -> date | None:
        """Its last day."""
        return self.to_on - timedelta(days=1) if self.to_on else None

    @property
    def percent(self) -> str:
        """The rate in per cent, without the zeros that say nothing."""
        return f"{(self.rate * 100).normalize():f}"
