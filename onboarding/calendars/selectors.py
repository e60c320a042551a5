"""The holidays that move a pay day or stretch a clock."""

from collections.abc import Container
from datetime import date
from functools import cache

import holidays
from django.conf import settings

from onboarding.calendars.business_days import DaysOff


@cache
def bank_holidays() -> Container[date]:
    """The holidays of the country whose banks pay out. Years are filled in as asked for."""
    return holidays.country_holidays(settings.PAY_CALENDAR_COUNTRY)


@cache
def days_off_in(country: str) -> DaysOff:
    """Weekend and public holidays of a country, by its ISO 3166-1 code.

    A country whose holidays nobody has written down has those of the country that pays out.
    """
    try:
        known = holidays.country_holidays(country)
    except NotImplementedError:
        known = holidays.country_holidays(settings.PAY_CALENDAR_COUNTRY)
    return DaysOff(frozenset(known.weekend), known)
