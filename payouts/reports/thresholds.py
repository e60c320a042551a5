"""From which sum on a year's payments are reported, and by whom: dated, each with its source."""

from datetime import date
from typing import Final

from payouts.money import exponent

# 1099-NEC, by the calendar year of payment. $600 through 2025: 26 U.S.C. § 6041(a) as it stood;
# $2,000 for payments after 2025-12-31: P.L. 119-21 § 70433, which also has it follow prices from
# 2027 on. The amount of 2027 has to be entered here once the IRS has published it.
_NEC_MAJOR: Final = ((date(2026, 1, 1), 2_000), (date(1954, 1, 1), 600))

# DAC7 (Directive (EU) 2021/514): who provides personal services for a consideration is reported
# from the first euro, for each quarter; the de minimis of annex V section I.B.4 is for goods alone.
DAC7_COUNTRIES: Final = (
    "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
).split()


def nec_threshold_minor(year: int) -> int:
    """The sum of US dollars, in cents, from which payments of ``year`` go on a 1099-NEC.

    >>> nec_threshold_minor(2025), nec_threshold_minor(2026)
    (60000, 200000)
    """
    major = next(amount for since, amount in _NEC_MAJOR if date(year, 1, 1) >= since)
    return int(major * 10 ** exponent("USD"))


def is_on_nec(*, paid_minor: int, year: int) -> bool:
    """Whether a US payee's payments of a calendar year are to be reported.

    >>> is_on_nec(paid_minor=199_999, year=2026), is_on_nec(paid_minor=200_000, year=2026)
    (False, True)
    """
    return paid_minor >= nec_threshold_minor(year)
