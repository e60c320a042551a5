"""On which day a file is executed, and from which day on an ACH credit counts as paid.

Nobody reports that an ACH credit has arrived: silence is the answer, and returns are what is
reported. A return has to reach our bank by the opening of business on the second banking day
after settlement (Nacha Operating Rules, subsection 3.8, return entries), so a credit counts
as paid from the banking day after that. It may still come back later, and is booked then.
"""

from collections.abc import Container
from datetime import date
from typing import Final

from onboarding.calendars.business_days import business_days_after
from payouts.gateway.bank_files.orders import BankFormat

# From which day of execution on: after so many banking days without a return, it is paid.
ACH_PAID_AFTER: Final = ((date(2000, 1, 1), 3),)


def execution_day(made_on: date, holidays: Container[date]) -> date:
    """The banking day after ``made_on``: a file that reaches the bank today is in time for it.

    >>> execution_day(date(2026, 11, 20), set())
    datetime.date(2026, 11, 23)
    """
    return business_days_after(made_on, 1, holidays)


def settlement_day(
    file_format: BankFormat, execute_on: date, holidays: Container[date]
) -> date | None:
    """From which day on silence means paid; nothing where the bank books and says so.

    >>> settlement_day(BankFormat.NACHA, date(2026, 11, 23), {date(2026, 11, 26)})
    datetime.date(2026, 11, 27)
    >>> settlement_day(BankFormat.SEPA, date(2026, 11, 23), set()) is None
    True
    """
    if file_format is not BankFormat.NACHA:
        return None
    in_force = [days for since, days in ACH_PAID_AFTER if since <= execute_on]
    return business_days_after(execute_on, in_force[-1], holidays)
