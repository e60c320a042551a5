"""A decision on what a contact counts for, booked as a correction: minus the old, plus the new."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from payouts.periods.services import share_periods
from payouts.rating import statements
from payouts.rating.ruled import NOT_RULED, Ruled
from payouts.rating.services import LOCK, rate_staged


@dataclass(frozen=True, slots=True)
class NewRuling:
    """What a decision says of one contact of one agent on one campaign. ``cause`` names it."""

    cause: str
    interaction_id: int
    agent_id: int
    campaign_id: int
    pay: Ruled = NOT_RULED
    charge: Ruled = NOT_RULED


@transaction.atomic
def rule_on_work(*, rulings: Sequence[NewRuling], at: datetime) -> dict[str, int]:
    """Put rulings in place of the rules; return the id of each that is new, by its cause.

    The price that stands is taken back at its own rate and the ruled one is added, both in the
    period that is open now where their own is closed, so that books, credit notes and statements
    follow by themselves. A cause that was ruled on before changes nothing. A side of which a
    ruling says nothing stays as it was.
    """
    if not rulings:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        share_periods()
        cursor.execute(statements.WRITE_RULINGS, _columns(rulings, at))
        written = {cause: ruling for ruling, cause in cursor.fetchall()}
        parameters: dict[str, Any] = {"rulings": list(written.values()), "at": at}
        # Rated first: that opens the periods which the correction needs as well.
        rate_staged(cursor, statements.RULED, parameters)
        cursor.execute(statements.CORRECT_OVERRULED, parameters)
    return written


def _columns(rulings: Sequence[NewRuling], at: datetime) -> dict[str, Any]:
    def exacts(side: str) -> list[Decimal | None]:
        return [getattr(ruling, side).exact for ruling in rulings]

    def seconds(side: str) -> list[int | None]:
        return [getattr(ruling, side).seconds for ruling in rulings]

    return {
        "at": at,
        "causes": [ruling.cause for ruling in rulings],
        "interactions": [ruling.interaction_id for ruling in rulings],
        "agents": [ruling.agent_id for ruling in rulings],
        "campaigns": [ruling.campaign_id for ruling in rulings],
        "payables": seconds("pay"),
        "pays": exacts("pay"),
        "billables": seconds("charge"),
        "charges": exacts("charge"),
    }
