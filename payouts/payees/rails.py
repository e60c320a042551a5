"""By which rail an agent is paid, and in which format where that is a bank file.

Plain values in and out. Countries are ISO 3166-1 alpha-2, currencies ISO 4217.
"""

from enum import StrEnum
from typing import Final

# The European Economic Area: the Union's members with Iceland, Liechtenstein and Norway.
# Source: Agreement on the European Economic Area, Art. 126 with Annex and Protocol 1.
EUROPEAN_UNION: Final = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()
)
EUROPEAN_ECONOMIC_AREA: Final = EUROPEAN_UNION | {"IS", "LI", "NO"}

# Whom a platform in one of these countries may pay across borders without a contract of its own.
# Source: docs.stripe.com/connect/cross-border-payouts, "Availability", read in November 2026.
PROCESSOR_REACHES: Final = EUROPEAN_ECONOMIC_AREA | {"US", "GB", "CA", "CH"}

# Where an account can receive a SEPA credit transfer.
# Source: European Payments Council, EPC409-09, list of SEPA scheme countries, as of October 2025.
SEPA_COUNTRIES: Final = EUROPEAN_ECONOMIC_AREA | {
    "AD", "AL", "CH", "GB", "MC", "MD", "ME", "MK", "SM", "VA",
}  # fmt: skip


class Rail(StrEnum):
    """How money reaches a payee."""

    PROCESSOR = "PROCESSOR"
    BANK_FILE = "BANK_FILE"


class FileFormat(StrEnum):
    """In which file a bank is told to pay."""

    SEPA = "SEPA"
    NACHA = "NACHA"
    PAIN_WITH_BIC = "PAIN_WITH_BIC"


def rail_of(country: str) -> Rail:
    """The rail that reaches an agent who lives in ``country``.

    >>> rail_of("US").value, rail_of("KE").value
    ('PROCESSOR', 'BANK_FILE')
    """
    return Rail.PROCESSOR if country in PROCESSOR_REACHES else Rail.BANK_FILE


def format_of(*, account_country: str, has_iban: bool, currency: str) -> FileFormat:
    """The file in which an account in ``account_country`` is paid in ``currency``.

    SEPA for euros to an IBAN inside SEPA; NACHA for dollars to an account in the United States;
    a payment instruction with the bank's BIC for everything else.

    >>> format_of(account_country="DE", has_iban=True, currency="EUR").value
    'SEPA'
    >>> format_of(account_country="DE", has_iban=True, currency="USD").value
    'PAIN_WITH_BIC'
    >>> format_of(account_country="US", has_iban=False, currency="USD").value
    'NACHA'
    """
    if currency == "EUR" and has_iban and account_country in SEPA_COUNTRIES:
        return FileFormat.SEPA
    if currency == "USD" and account_country == "US":
        return FileFormat.NACHA
    return FileFormat.PAIN_WITH_BIC
