"""What documents say of themselves: lines, reasons and parties, as they are kept for ever."""

from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from marketplace.campaigns.models import Campaign, RateCardVersion
from payouts.billing.lines import WorkSum
from payouts.buyers.selectors import Particulars
from payouts.buyers.tax_rules import Reason, Treatment
from payouts.buyers.vat_numbers import verdict_on
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
        with translation.override("en"):
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


def month_of_period(period: Period, locale: str = "en") -> str:
    """A billing period by its name, such as January 1999."""
    return str(format_date(period.from_on, "LLLL yyyy", locale=locale))


def credit_reason(period: Period) -> str:
    """Why a credit note lowers the invoice of ``period``."""
    return f"Contacts of {month_of_period(period)} were corrected after it was invoiced."


_NOTES = {
    Reason.REVERSE_CHARGE: _(
        "Reverse charge: the recipient owes the VAT (Directive 2006/112/EC, art. 44 and 196)."
    ),
    Reason.EXPORT: _(
        "Service to a business outside the European Union: no VAT is charged"
        " (Directive 2006/112/EC, art. 44)."
    ),
    Reason.ABROAD: _("Service to a business abroad: VAT may be due from the recipient."),
    Reason.NO_VAT_SELLER: _("Service from abroad: VAT may be due from the recipient."),
    Reason.NO_SALES_TAX: _("Not subject to sales tax."),
    Reason.NO_VALID_NUMBER: _("Taxed where the supplier is: no valid VAT number was stated."),
}


def tax_note(treatment: Treatment, language: str) -> str:
    """Why a document is taxed as it is, in its language; nothing where it is as at home."""
    if treatment.reason is Reason.DECIDED:
        return treatment.source
    with translation.override(language):
        return str(_NOTES.get(treatment.reason, ""))


def seller() -> dict[str, str]:
    """The platform, as it stands on a document."""
    country, number = settings.PLATFORM_COUNTRY, settings.PLATFORM_TAX_NUMBER
    verdict = verdict_on(number, country)
    return {
        "name": settings.PLATFORM_LEGAL_NAME,
        "address": settings.PLATFORM_ADDRESS,
        "country": country,
        "country_name": _country(country),
        "tax_number": number,
        "vat_number": verdict.number if verdict.is_valid else "",
        "bank": settings.PLATFORM_BANK_DETAILS,
    }


def parties(known: Particulars) -> dict[str, Any]:
    """Who sells, who buys and the buyer's language, as fields of an invoice."""
    return {
        "seller": seller(),
        "buyer": buyer(known),
        "language": known.language,
    }


def buyer(known: Particulars) -> dict[str, str]:
    """The brand, as it stands on a document."""
    return {
        "name": known.name,
        "address": known.address,
        "street": known.street,
        "postal_code": known.postal_code,
        "city": known.city,
        "region": known.region,
        "country": known.country,
        "country_name": _country(known.country),
        "tax_number": known.tax_number,
        "vat_number": known.vat_number,
        "email": known.email,
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
