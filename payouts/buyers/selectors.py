"""What is known of a buyer: particulars, the purchase order in force, how it is taxed."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import F, Q, QuerySet

from onboarding.brands.models import Brand
from payouts.buyers.models import BillingProfile, PurchaseOrder, TaxDecision
from payouts.buyers.tax_rules import Category, Decided, Place, TreatmentStep, treatment_steps
from payouts.buyers.vat_numbers import verdict_on


@dataclass(frozen=True, slots=True)
class Particulars:
    """A brand as it stands on a document. ``vat_number`` is empty where it is not valid."""

    name: str
    street: str
    postal_code: str
    city: str
    region: str
    country: str
    tax_number: str
    vat_number: str
    email: str
    language: str

    @property
    def address(self) -> str:
        """The address in lines: street, then postal code and city, then region."""
        town = " ".join(part for part in (self.postal_code, self.city) if part)
        return "\n".join(part for part in (self.street, town, self.region) if part)


def profile_of(brand: Brand) -> BillingProfile | None:
    """The particulars that the brand itself stated, if it did."""
    return BillingProfile.objects.filter(brand=brand).select_related("updated_by").first()


def buyers(*, named: str = "") -> QuerySet[Brand]:
    """Every brand with its stated particulars, or those whose name holds ``named``."""
    brands = Brand.objects.select_related("billing_profile")
    return brands.filter(name__icontains=named) if named else brands


def particulars_of(brand: Brand) -> Particulars:
    """What the brand's documents bear: what it stated, or else what it was opened with."""
    profile = profile_of(brand)
    if profile is None:
        verdict = verdict_on(brand.tax_number, brand.country)
        return Particulars(
            name=brand.legal_name,
            street=brand.address,
            postal_code="",
            city="",
            region="",
            country=brand.country,
            tax_number=brand.tax_number,
            vat_number=verdict.number if verdict.is_valid else "",
            email="",
            language="en",
        )
    return Particulars(
        name=profile.legal_name,
        street=profile.street,
        postal_code=profile.postal_code,
        city=profile.city,
        region=profile.region,
        country=profile.country,
        tax_number=profile.vat_number,
        vat_number=profile.vat_number if profile.vat_number_is_valid else "",
        email=profile.invoice_email,
        language=profile.language,
    )


def seller_place() -> Place:
    """The platform as tax sees it, from the settings."""
    country = settings.PLATFORM_COUNTRY
    verdict = verdict_on(settings.PLATFORM_TAX_NUMBER, country)
    return Place(country, verdict.number if verdict.is_valid else "")


def tax_steps(brand: Brand, buyer: Particulars, *, since: date) -> tuple[TreatmentStep, ...]:
    """How the brand's work is taxed, by the day it was done, from ``since`` on.

    Raises:
        RateUnknown: the rules have no answer, and nobody decided.
    """
    return treatment_steps(
        seller=seller_place(),
        buyer=Place(buyer.country, buyer.vat_number),
        decided=[_decided(one) for one in decisions_of(brand)],
        since=since,
        us_sales_tax=settings.US_SALES_TAX,
    )


def decisions_of(brand: Brand) -> QuerySet[TaxDecision]:
    """What was decided of the brand's tax, newest first."""
    return (
        TaxDecision.objects.filter(brand=brand)
        .select_related("decided_by")
        .order_by("-from_on", "-pk")
    )


def purchase_orders_of(brand: Brand) -> QuerySet[PurchaseOrder]:
    """The brand's purchase orders, those in use first, oldest first."""
    return (
        PurchaseOrder.objects.filter(brand=brand)
        .select_related("added_by")
        .order_by(F("closed_at").asc(nulls_first=True), F("from_on").asc(nulls_first=True), "pk")
    )


def purchase_orders_on(*, brand_id: int, currency: str, day: date) -> QuerySet[PurchaseOrder]:
    """The purchase orders that are good on ``day``, the one to use up first first."""
    return (
        PurchaseOrder.objects.filter(
            Q(from_on__isnull=True) | Q(from_on__lte=day),
            Q(to_on__isnull=True) | Q(to_on__gt=day),
            brand=brand_id,
            currency=currency,
            closed_at__isnull=True,
        )
        # One that ends is used before one that does not.
        .order_by(F("to_on").asc(nulls_last=True), F("from_on").asc(nulls_last=True), "pk")
    )


def _decided(one: TaxDecision) -> Decided:
    return Decided(one.from_on, one.to_on, Category(one.category), one.rate, one.reason)
