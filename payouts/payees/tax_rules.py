"""Which tax form, what has to be on it, and how long it may be relied on. Plain values.

* W-9 for a US person, W-8BEN for a foreign individual, before the first payment: 26 CFR
  1.1441-1(b)(1) and (c); Instructions for the Requester of Form W-9; Instructions for the
  Requester of Forms W-8.
* A W-8BEN holds until the last day of the third calendar year after the one in which it was
  signed: 26 CFR 1.1441-1(e)(4)(ii)(A). A W-9 holds until something on it changes.
* Who lives in the European Union gives their address, tax number and date of birth as well:
  Directive 2011/16/EU (DAC7: 2021/514), Annex V, Section II, B(1).
"""

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from stdnum.us import ein, itin, ssn

from payouts.payees.names import NameRefused, clean_name
from payouts.payees.rails import EUROPEAN_UNION

WITHOUT_END: Final = date(9999, 12, 31)
W8BEN_YEARS: Final = 3
# On which days before its end the signer is reminded.
WARNINGS: Final = (30, 7)
_OLDEST: Final = 120
_FOREIGN_TIN: Final = re.compile(r"[A-Z0-9]{4,24}")
_LONGEST_ADDRESS: Final = 300


class FormKind(StrEnum):
    """Which form."""

    W9 = "W9"
    W8BEN = "W8BEN"


class TinKind(StrEnum):
    """What a tax number is."""

    SSN = "SSN"
    EIN = "EIN"
    ITIN = "ITIN"
    FOREIGN = "FOREIGN"


class Classification(StrEnum):
    """Line 3a of Form W-9 (March 2024)."""

    INDIVIDUAL = "INDIVIDUAL"
    C_CORPORATION = "C_CORPORATION"
    S_CORPORATION = "S_CORPORATION"
    PARTNERSHIP = "PARTNERSHIP"
    TRUST_OR_ESTATE = "TRUST_OR_ESTATE"
    LLC = "LLC"


class FormRefused(ValueError):
    """The form cannot be taken. ``part`` names the field; ``str(error)`` is fit to show."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(why)
        self.part = part


@dataclass(frozen=True, slots=True)
class GivenForm:
    """What a signer gave, as it was typed; what is theirs alone shows in no ``repr``."""

    residence: str
    name: str = field(repr=False)
    signed_name: str = field(repr=False)
    tin_kind: TinKind = TinKind.FOREIGN
    tin: str = field(default="", repr=False)
    classification: Classification | None = None
    born_on: date | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    treaty_article: str = ""
    treaty_rate: str = ""
    treaty_reason: str = ""


def kind_for(residence: str) -> FormKind:
    """The form of somebody who is resident for tax in ``residence``.

    >>> kind_for("US").value, kind_for("KE").value
    ('W9', 'W8BEN')
    """
    return FormKind.W9 if residence == "US" else FormKind.W8BEN


def holds_until(kind: FormKind, signed_on: date) -> date:
    """The last day on which a form signed on a day may be relied on.

    >>> [str(holds_until(FormKind.W8BEN, date(2026, month, 1))) for month in (1, 12)]
    ['2029-12-31', '2029-12-31']
    """
    if kind is FormKind.W9:
        return WITHOUT_END
    return date(signed_on.year + W8BEN_YEARS, 12, 31)


def is_reported_in_the_union(residence: str) -> bool:
    """Whether DAC7 asks for this person's particulars."""
    return residence in EUROPEAN_UNION


def masked_tin(tin: str) -> str:
    """The last four characters of a tax number alone; none of a short one's.

    >>> masked_tin("536904399"), masked_tin("")
    ('•••• 4399', '')
    """
    return f"•••• {tin[-4:]}" if len(tin) > len("1234") else "••••" * bool(tin)


def checked_form(given: GivenForm, *, on: date) -> GivenForm:
    """The form with its parts cleaned, if everything is on it that has to be.

    Raises:
        FormRefused: a part is missing or wrong.
    """
    names = {part: _name(part, getattr(given, part)) for part in ("name", "signed_name")}
    kind = kind_for(given.residence)
    tin = re.sub(r"[\s\-./]", "", given.tin).upper()
    if kind is FormKind.W9:
        _check_w9(given, tin)
    else:
        _check_w8ben(given, tin, on=on)
    return GivenForm(
        residence=given.residence,
        **names,
        tin_kind=given.tin_kind,
        tin=tin,
        classification=given.classification if kind is FormKind.W9 else None,
        born_on=given.born_on if kind is FormKind.W8BEN else None,
        address=" ".join(given.address.split()),
        treaty_article=given.treaty_article.strip(),
        treaty_rate=given.treaty_rate.strip(),
        treaty_reason=given.treaty_reason.strip(),
    )


def _check_w9(given: GivenForm, tin: str) -> None:
    if given.classification is None:
        raise FormRefused("classification", "Please say what you are for federal tax.")
    if given.tin_kind is TinKind.FOREIGN:
        raise FormRefused("tin_kind", "A W-9 names a US number: SSN, ITIN or EIN.")
    is_person = given.classification is Classification.INDIVIDUAL
    if not is_person and given.tin_kind is not TinKind.EIN:
        raise FormRefused("tin_kind", "A company gives its EIN.")
    check = {TinKind.SSN: ssn, TinKind.ITIN: itin, TinKind.EIN: ein}[given.tin_kind]
    if not re.fullmatch(r"[0-9]{9}", tin) or not check.is_valid(tin):
        raise FormRefused("tin", f"This is no {given.tin_kind.value} that can have been issued.")
    _check_address(given.address)


def _check_w8ben(given: GivenForm, tin: str, *, on: date) -> None:
    if given.tin_kind is not TinKind.FOREIGN:
        raise FormRefused("tin_kind", "A W-8BEN names the number of your own country.")
    if tin and not _FOREIGN_TIN.fullmatch(tin):
        raise FormRefused("tin", "A tax number has 4 to 24 letters and digits.")
    if given.born_on is None:
        raise FormRefused("born_on", "Please give your date of birth.")
    if not on.year - _OLDEST <= given.born_on.year or given.born_on >= on:
        raise FormRefused("born_on", "This is no date on which you can have been born.")
    if is_reported_in_the_union(given.residence) and not tin:
        raise FormRefused("tin", "In the European Union your tax number is needed (DAC7).")
    _check_address(given.address)
    claims = [given.treaty_article.strip(), given.treaty_rate.strip(), given.treaty_reason.strip()]
    if any(claims) and not all(claims):
        raise FormRefused("treaty_article", "A treaty claim names the article, rate and reason.")
    # Line 6 of the form: a reduced rate is granted to somebody with a tax number alone.
    if all(claims) and not tin:
        raise FormRefused("tin", "A treaty claim needs your tax number.")


def _check_address(address: str) -> None:
    if not 8 <= len(" ".join(address.split())) <= _LONGEST_ADDRESS:
        raise FormRefused("address", "Please give your whole permanent address.")


def _name(part: str, raw: str) -> str:
    try:
        return clean_name(raw)
    except NameRefused as refusal:
        raise FormRefused(part, str(refusal)) from None
