"""What both sides see of a brand's billing details."""

from typing import Any

from django.utils.timezone import now

from onboarding.brands.models import Brand
from payouts.buyers import selectors
from payouts.buyers.tax_rules import RateUnknown
from payouts.buyers.wording import ShownStep, shown


def details_page(brand: Brand) -> dict[str, Any]:
    """Particulars, purchase orders and treatments of a brand, for a page."""
    particulars = selectors.particulars_of(brand)
    return {
        "brand": brand,
        "profile": selectors.profile_of(brand),
        "particulars": particulars,
        "orders": selectors.purchase_orders_of(brand),
        "steps": _steps(brand, particulars),
    }


def initial_of(brand: Brand) -> dict[str, Any]:
    """What a form of particulars begins with."""
    known = selectors.particulars_of(brand)
    return {
        "legal_name": known.name,
        "street": known.street,
        "postal_code": known.postal_code,
        "city": known.city,
        "region": known.region,
        "country": known.country,
        "vat_number": known.tax_number,
        "invoice_email": known.email,
        "language": known.language,
    }


def _steps(brand: Brand, particulars: selectors.Particulars) -> list[ShownStep]:
    # From this year on: what was before stands on the invoices of then.
    first_day = now().date().replace(month=1, day=1)
    try:
        return shown(selectors.tax_steps(brand, particulars, since=first_day))
    except RateUnknown:
        return []
