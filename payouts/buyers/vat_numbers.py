"""VAT numbers: is the form right, and do the check digits fit? Nobody outside is asked.

Whether a number is *registered* is for the tax authority's own service to say (VIES in the
Union); what stands here catches what was mistyped or made up.
"""

from dataclasses import dataclass
from enum import StrEnum

from stdnum import get_cc_module
from stdnum.exceptions import (
    InvalidChecksum,
    InvalidComponent,
    InvalidFormat,
    InvalidLength,
    ValidationError,
)

from payouts.buyers.tax_rules import EU

# Where the library keeps the number that stands on invoices, outside the Union.
_ELSEWHERE = {"GB": "vat", "CH": "vat", "NO": "mva"}
_PREFIX = {"GR": "EL"}


class Fault(StrEnum):
    """What is wrong with a number."""

    LENGTH = "LENGTH"
    FORMAT = "FORMAT"
    CHECK = "CHECK"
    COUNTRY = "COUNTRY"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A number as it is written on invoices; what is wrong with it; whether a rule knew it."""

    number: str
    fault: Fault | None
    is_checked: bool

    @property
    def is_valid(self) -> bool:
        """Whether a rule of its country knew the number, and found nothing wrong."""
        return self.is_checked and self.fault is None


def prefix_of(country: str) -> str:
    """The two letters before a VAT number: the country's own code, but EL for Greece."""
    return _PREFIX.get(country, country)


def verdict_on(number: str, country: str) -> Verdict:
    """Check a VAT number of ``country``; the prefix may be missing, spaces and dots do not matter.

    >>> verdict_on("136 695 976", "DE")
    Verdict(number='DE136695976', fault=None, is_checked=True)
    >>> verdict_on("DE136695978", "DE").fault
    <Fault.CHECK: 'CHECK'>
    >>> verdict_on("FR40303265045", "DE").fault
    <Fault.COUNTRY: 'COUNTRY'>
    """
    written = "".join(char for char in number.upper() if char.isalnum())
    rule = _rule(country)
    if rule is None:
        return Verdict(number.strip(), None, is_checked=False)
    prefix = prefix_of(country)
    digits = written.removeprefix(prefix)
    try:
        found = rule.validate(written if country == "CH" else digits)
    except InvalidLength:
        return Verdict(written, _of_another(written, prefix) or Fault.LENGTH, is_checked=True)
    except InvalidChecksum:
        return Verdict(written, Fault.CHECK, is_checked=True)
    except (InvalidFormat, InvalidComponent, ValidationError):
        return Verdict(written, _of_another(written, prefix) or Fault.FORMAT, is_checked=True)
    bare = str(found).removeprefix(prefix)
    return Verdict(f"{prefix}{bare}", None, is_checked=True)


def _rule(country: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a module of the library
    if country in EU:
        return get_cc_module(country, "vat")
    name = _ELSEWHERE.get(country)
    return get_cc_module(country, name) if name else None


def _of_another(written: str, prefix: str) -> Fault | None:
    others = {prefix_of(country) for country in (*EU, *_ELSEWHERE)} - {prefix}
    return Fault.COUNTRY if written[:2] in others else None
