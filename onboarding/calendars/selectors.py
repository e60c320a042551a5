"""The holidays that move a pay day or stretch a clock."""

from collections.abc import Container
from datetime import date
from functools import cache

import holidays
from django.conf import settings


@cache
def bank_holidays() -> Container[date]:
    """The holidays of the country whose banks pay out. Years are filled in as asked for."""
    return holidays.country_holidays(settings.PAY_CALENDAR_COUNTRY)


@cache
def holidays_in(country: str) -> Container[date]:
    """The public holidays of a country by its ISO code; none where nobody keeps a list of them."""
    try:
        return holidays.country_holidays(country)
    except NotImplementedError:
        return frozenset()
