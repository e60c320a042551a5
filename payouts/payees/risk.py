"""When somebody else has to look at payout details before money goes there.

An agent changes their own details alone, after signing in once more; three days of cooling and
the message to the address known before protect them. Where one of these risks shows, a member
of staff decides as well. What staff propose is always decided by another member of staff.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from payouts.payees.names import is_same_person

OFTEN_WITHIN: Final = timedelta(days=30)
CONTESTED_WITHIN: Final = timedelta(days=180)


class Risk(StrEnum):
    """Why details wait for a person."""

    ANOTHER_PAYEES = "ANOTHER_PAYEES"
    OTHER_NAME = "OTHER_NAME"
    OTHER_COUNTRY = "OTHER_COUNTRY"
    CHANGED_OFTEN = "CHANGED_OFTEN"
    CONTESTED = "CONTESTED"


@dataclass(frozen=True, slots=True)
class Change:
    """A change of details as far as its risk depends on it."""

    payee_name: str
    payee_country: str
    holder: str
    account_country: str
    is_claimed_by_another: bool
    changed_at: Collection[datetime]
    contested_at: Collection[datetime]


def risks_of(change: Change, *, at: datetime) -> tuple[Risk, ...]:
    """Every risk that a change shows, in the order of the list; none is calm."""
    found = {
        Risk.ANOTHER_PAYEES: change.is_claimed_by_another,
        Risk.OTHER_NAME: not is_same_person(change.payee_name, change.holder),
        Risk.OTHER_COUNTRY: change.payee_country != change.account_country,
        Risk.CHANGED_OFTEN: any(at - OFTEN_WITHIN < one for one in change.changed_at),
        Risk.CONTESTED: any(at - CONTESTED_WITHIN < one for one in change.contested_at),
    }
    return tuple(risk for risk, shows in found.items() if shows)
