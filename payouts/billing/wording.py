"""What documents say of themselves: lines, reasons and parties, as they are kept for ever."""

from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from django.conf import settings
from django.utils.translation import override

from marketplace.campaigns.models import Campaign, RateCardVersion
from onboarding.brands.models import Brand
from payouts.billing.lines import WorkSum
from payouts.extras.models import ExtraKind
from payouts.periods.models import Period

_LONGEST = 200


def line_description(
    work: WorkSum,
    *,
    campaign: Campaign,
    version: RateCardVersion | None,
    adjusts: Period | None,
) -> str:
    """Campaign, rate and multiplier of a line; of an adjustment, the period first.

    Of what no contact made, what it is for. A document is worded once, in English.
    """
    parts = [campaign.name]
    if work.extra_kind:
        with override("en"):
            parts.insert(0, str(ExtraKind(work.extra_kind).label))
    if version is not None:
        rate = plain(version.bill_per_minute)
        parts.append(f"rate {version.number}, {rate} {version.currency} a minute")
    if work.factor != 1:
        parts.append(f"× {plain(work.factor)}")
    text = " · ".join(parts)
    if adjusts is not None:
        text = f"Adjustment, {month_of_period(adjusts)}: {text}"
    return text[:_LONGEST]


def month_of_period(period: Period) -> str:
    """A billing period by its name, such as January 1999."""
    return format_date(period.from_on, "LLLL yyyy", locale="en")


def credit_reason(period: Period) -> str:
    """Why a credit note lowers the invoice of ``period``."""
    return f"Contacts of {month_of_period(period)} were corrected after it was invoiced."


def seller() -> dict[str, str]:
    """The platform, as it stands on a document."""
    return {
        "name": settings.PLATFORM_LEGAL_NAME,
        "address": settings.PLATFORM_ADDRESS,
        "country": settings.PLATFORM_COUNTRY,
        "country_name": _country(settings.PLATFORM_COUNTRY),
        "tax_number": settings.PLATFORM_TAX_NUMBER,
        "bank": settings.PLATFORM_BANK_DETAILS,
    }


def buyer(brand: Brand) -> dict[str, str]:
    """The brand, as it stands on a document."""
    return {
        "name": brand.legal_name,
        "address": brand.address,
        "country": brand.country,
        "country_name": _country(brand.country),
        "tax_number": brand.tax_number,
    }


def _country(code: str) -> str:
    return str(Locale("en").territories.get(code, code))


def plain(number: Decimal) -> str:
    """A decimal without the zeros that say nothing.

    >>> plain(Decimal("0.620000000")), plain(Decimal("1.000000")), plain(Decimal("100"))
    ('0.62', '1', '100')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
