"""Standard rates of value added tax, and which treatment a service gets between two countries.

Every rate has a first day and a source; none is edited once it was in force. What a law
changes is a further step. The rules are those of general services to businesses: what the
platform sells is nothing else.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Category(StrEnum):
    """Tax category codes (UNCL 5305, the part that EN 16931 knows and we use)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    EXPORT = "G"
    OUT_OF_SCOPE = "O"


class Reason(StrEnum):
    """Why no tax is charged, or why it is charged across a border."""

    NONE = ""
    REVERSE_CHARGE = "REVERSE_CHARGE"
    EXPORT = "EXPORT"
    ABROAD = "ABROAD"
    NO_VAT_SELLER = "NO_VAT_SELLER"
    NO_SALES_TAX = "NO_SALES_TAX"
    NO_VALID_NUMBER = "NO_VALID_NUMBER"
    DECIDED = "DECIDED"


# Codes for exemption reasons: VATEX list of the Connecting Europe Facility, as EN 16931 asks.
_VATEX: Final = {
    Reason.REVERSE_CHARGE: "VATEX-EU-AE",
    Reason.EXPORT: "VATEX-EU-G",
    Reason.NO_VAT_SELLER: "VATEX-EU-O",
    Reason.NO_SALES_TAX: "VATEX-EU-O",
}
_DIRECTIVE = "Directive 2006/112/EC"
_ALWAYS = date(1, 1, 1)


class RateUnknown(ValueError):
    """The table holds no rate for the country on that day."""


@dataclass(frozen=True, slots=True)
class RateStep:
    """A standard rate, as a share of the net, from its first day on."""

    from_on: date
    rate: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """A party as tax sees it: its country, and its VAT number if that was found valid."""

    country: str
    vat_number: str = ""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a service is taxed: category, rate as a share of the net, why, and by what source."""

    category: Category
    rate: Decimal
    reason: Reason
    source: str

    @property
    def vatex(self) -> str:
        """The code of the exemption reason; none where tax is charged or the list has none."""
        return _VATEX.get(self.reason, "")


@dataclass(frozen=True, slots=True)
class TreatmentStep:
    """A treatment from its first day on."""

    from_on: date
    treatment: Treatment


@dataclass(frozen=True, slots=True)
class Decided:
    """What a person decided for one brand, for the days ``[from_on, to_on)``."""

    from_on: date
    to_on: date | None
    category: Category
    rate: Decimal
    reason: str


def _steps(source: str, *pairs: str) -> tuple[RateStep, ...]:
    """Steps of one country, each written as ``2024-01-01 22``: first day and per cent."""
    steps = []
    for pair in pairs:
        day, percent = pair.split()
        steps.append(RateStep(date.fromisoformat(day), Decimal(percent) / 100, source))
    return tuple(steps)


# Sources: each member state's VAT law; all EU rates as published by the European Commission in
# the Taxes in Europe Database ("Standard VAT rate"), read in November 2026.
_RATES: Final[dict[str, tuple[RateStep, ...]]] = {
    "AT": _steps("UStG 1994 §10(1); TEDB", "1984-01-01 20"),
    "BE": _steps("Royal Decree no. 20 of 1970; TEDB", "1996-01-01 21"),
    "BG": _steps("ZDDS art. 66; TEDB", "1999-01-01 20"),
    "CY": _steps("VAT Law 95(I)/2000; TEDB", "2014-01-13 19"),
    "CZ": _steps("Act 235/2004 §47; TEDB", "2013-01-01 21"),
    "DE": _steps(
        "UStG §12(1), §28(1) (2. Corona-Steuerhilfegesetz 2020); TEDB",
        "2007-01-01 19",
        "2020-07-01 16",
        "2021-01-01 19",
    ),
    "DK": _steps("Momsloven §33; TEDB", "1992-01-01 25"),
    "EE": _steps("KMS §15(1); TEDB", "2009-07-01 20", "2024-01-01 22", "2025-07-01 24"),
    "ES": _steps("Ley 37/1992 art. 90; TEDB", "2012-09-01 21"),
    "FI": _steps("AVL 1501/1993 §84; TEDB", "2013-01-01 24", "2024-09-01 25.5"),
    "FR": _steps("CGI art. 278; TEDB", "2014-01-01 20"),
    "GR": _steps("Law 2859/2000 art. 21; TEDB", "2016-06-01 24"),
    "HR": _steps("Zakon o PDV art. 38; TEDB", "2012-03-01 25"),
    "HU": _steps("Act CXXVII of 2007 §82; TEDB", "2012-01-01 27"),
    "IE": _steps("VATCA 2010 s. 46(1)(a); TEDB", "2012-01-01 23", "2020-09-01 21", "2021-03-01 23"),
    "IT": _steps("DPR 633/1972 art. 16; TEDB", "2013-10-01 22"),
    "LT": _steps("PVM istatymas art. 19; TEDB", "2009-09-01 21"),
    "LU": _steps("Loi TVA art. 39; TEDB", "2015-01-01 17", "2023-01-01 16", "2024-01-01 17"),
    "LV": _steps("PVN likums art. 41; TEDB", "2012-07-01 21"),
    "MT": _steps("VAT Act cap. 406; TEDB", "2004-01-01 18"),
    "NL": _steps("Wet OB 1968 art. 9; TEDB", "2012-10-01 21"),
    "PL": _steps("Ustawa o VAT art. 41, 146aa; TEDB", "2011-01-01 23"),
    "PT": _steps("CIVA art. 18; TEDB", "2011-01-01 23"),
    "RO": _steps("Codul fiscal art. 291; TEDB", "2017-01-01 19", "2025-08-01 21"),
    "SE": _steps("ML 2023:200 ch. 9; TEDB", "1990-07-01 25"),
    "SI": _steps("ZDDV-1 art. 41; TEDB", "2013-07-01 22"),
    "SK": _steps("Act 222/2004 §27; TEDB", "2011-01-01 20", "2025-01-01 23"),
    # Outside the European Union.
    "CH": _steps("MWSTG art. 25 (Federal Tax Administration)", "2018-01-01 7.7", "2024-01-01 8.1"),
    "GB": _steps("VATA 1994 s. 2(1)", "2011-01-04 20"),
    "IL": _steps("VAT Law 1975 s. 2 and orders", "2015-10-01 17", "2025-01-01 18"),
    "NO": _steps("Stortingets MVA-vedtak §2", "2005-01-01 25"),
}
OUTSIDE_EU: Final = frozenset({"CH", "GB", "IL", "NO"})
EU: Final = frozenset(_RATES) - OUTSIDE_EU


def standard_rate(country: str, on: date) -> RateStep:
    """The standard rate of ``country`` in force on the day ``on``.

    >>> str(standard_rate("DE", date(2020, 12, 31)).rate)
    '0.16'

    Raises:
        RateUnknown: the table has none.
    """
    steps = _RATES.get(country, ())
    place = bisect_right([step.from_on for step in steps], on)
    if not place:
        raise RateUnknown(f"No standard rate is known for {country} on {on}.")
    return steps[place - 1]


def has_vat(country: str) -> bool:
    """Whether ``country`` charges a value added tax that this table knows."""
    return country in _RATES


def treatment_of(
    *, seller: Place, buyer: Place, on: date, us_sales_tax: Decimal = Decimal(0)
) -> Treatment:
    """How a service of ``seller`` to the business ``buyer`` is taxed, if done on the day ``on``.

    Place of supply between businesses is where the customer is (Directive 2006/112/EC art. 44);
    the customer owes the tax where the supplier is not established there (art. 196). A customer
    of another member state that shows no valid VAT number is taxed as a private one is, at the
    supplier's place (art. 45). A service to a customer outside the Union is not taxed: it is
    marked ``G`` and not ``O``, because a supplier that is registered must show its VAT number,
    which EN 16931 forbids beside ``O`` (BR-O-02). In the United States call handling is no
    taxable service in most states, so that none is charged unless ``us_sales_tax`` says so.

    >>> ada, bo = Place("DE", "DE136695976"), Place("FR", "FR40303265045")
    >>> treatment_of(seller=ada, buyer=bo, on=date(2026, 1, 1)).category
    <Category.REVERSE_CHARGE: 'AE'>

    Raises:
        RateUnknown: tax is due at home and the table has no rate for it.
    """
    if not has_vat(seller.country):
        return _without_vat(seller, buyer, us_sales_tax)
    if seller.country == buyer.country:
        step = standard_rate(seller.country, on)
        return Treatment(Category.STANDARD, step.rate, Reason.NONE, step.source)
    if seller.country not in EU:
        source = f"Place of supply abroad; VAT law of {seller.country}"
        return Treatment(Category.EXPORT, Decimal(0), Reason.ABROAD, source)
    if buyer.country not in EU:
        source = f"{_DIRECTIVE} art. 44"
        return Treatment(Category.EXPORT, Decimal(0), Reason.EXPORT, source)
    if seller.vat_number and buyer.vat_number:
        source = f"{_DIRECTIVE} art. 44 and 196"
        return Treatment(Category.REVERSE_CHARGE, Decimal(0), Reason.REVERSE_CHARGE, source)
    step = standard_rate(seller.country, on)
    source = f"{_DIRECTIVE} art. 45; {step.source}"
    return Treatment(Category.STANDARD, step.rate, Reason.NO_VALID_NUMBER, source)


def treatment_steps(
    *,
    seller: Place,
    buyer: Place,
    decided: Iterable[Decided] = (),
    since: date = _ALWAYS,
    us_sales_tax: Decimal = Decimal(0),
) -> tuple[TreatmentStep, ...]:
    """Treatments of a pair of parties from ``since`` on, oldest first; equal neighbours are one.

    What a person ``decided`` goes before the rules, for its days.

    Raises:
        RateUnknown: a day from ``since`` on needs a rate that the table does not have.
    """
    decisions = list(decided)
    days = {since}
    days |= {step.from_on for step in _RATES.get(seller.country, ())}
    days |= {one.from_on for one in decisions} | {one.to_on for one in decisions if one.to_on}
    steps: list[TreatmentStep] = []
    for day in sorted(day for day in days if day >= since):
        made = _decided_on(decisions, day) or treatment_of(
            seller=seller, buyer=buyer, on=day, us_sales_tax=us_sales_tax
        )
        if not steps or steps[-1].treatment != made:
            steps.append(TreatmentStep(day, made))
    return tuple(steps)


def _decided_on(decisions: Sequence[Decided], day: date) -> Treatment | None:
    for one in decisions:
        if one.from_on <= day and (one.to_on is None or day < one.to_on):
            return Treatment(one.category, one.rate, Reason.DECIDED, one.reason)
    return None


def _without_vat(seller: Place, buyer: Place, us_sales_tax: Decimal) -> Treatment:
    if seller.country == buyer.country == "US":
        if us_sales_tax:
            source = "Sales tax as set by US_SALES_TAX"
            return Treatment(Category.STANDARD, us_sales_tax, Reason.NONE, source)
        source = "State sales tax laws: call handling is not among the taxable services"
        return Treatment(Category.OUT_OF_SCOPE, Decimal(0), Reason.NO_SALES_TAX, source)
    if seller.country == buyer.country:
        raise RateUnknown(f"No tax rule is known for services within {seller.country}.")
    source = f"The seller is established in {seller.country}, outside of any VAT system we know"
    return Treatment(Category.OUT_OF_SCOPE, Decimal(0), Reason.NO_VAT_SELLER, source)
