"""Where something that happened then and becomes known now belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from payouts.periods.models import PeriodKind, PeriodStatus
from payouts.periods.services import open_periods, share_periods

_WANTED = """
    unnest(%(parties)s::bigint[], %(currencies)s::text[], %(ats)s::timestamptz[])
        WITH ORDINALITY AS w (party_id, currency, at, place)
"""

_OWN = f"""
    SELECT w.place, p.id, p.status
    FROM {_WANTED}
    LEFT JOIN payouts_period p ON p.{{party}}_id = w.party_id AND p.currency = w.currency
     AND w.at >= p.from_at AND w.at < p.to_at
    ORDER BY w.place
"""

# When the period begins or stands that takes what belongs to a closed one: now, or, by a clock
# that runs behind a close, once the last closed one is over.
_LATE = f"""
    SELECT w.party_id, w.currency, greatest(max(w.at), max(p.to_at))
    FROM {_WANTED}
    JOIN payouts_period p ON p.{{party}}_id = w.party_id AND p.currency = w.currency
     AND p.status <> 'OPEN'
    GROUP BY w.party_id, w.currency
"""

_CURRENT = f"""
    SELECT DISTINCT ON (w.party_id, w.currency) w.party_id, w.currency, p.id
    FROM {_WANTED}
    JOIN payouts_period p ON p.{{party}}_id = w.party_id AND p.currency = w.currency
     AND p.status = 'OPEN' AND p.to_at > w.at
    ORDER BY w.party_id, w.currency, p.from_at
"""

Wanted = tuple[int, str, datetime]
"""A party, a currency, and when it happened."""


@dataclass(frozen=True, slots=True)
class Landing:
    """The open period that takes it, and the closed one in which it happened, if that is so."""

    period_id: int
    adjusts_id: int | None = None


def land(*, kind: PeriodKind, wanted: Sequence[Wanted], at: datetime) -> list[Landing]:
    """For each of ``wanted`` where it lands, known ``at``; periods that are missing are opened.

    No period is closed before the caller's transaction ends. In as many queries for a
    thousand as for one.
    """
    if not wanted:
        return []
    share_periods()
    own = _own(kind, wanted)
    if missing := [one for one, (period, _) in zip(wanted, own, strict=True) if period is None]:
        _open(kind, missing)
        own = _own(kind, wanted)
    closed = {
        one[:2] for one, (_, status) in zip(wanted, own, strict=True) if status != PeriodStatus.OPEN
    }
    current = _current(kind, sorted((*party, at) for party in closed)) if closed else {}
    return [
        Landing(period) if status == PeriodStatus.OPEN else Landing(current[one[:2]], period)
        for one, (period, status) in zip(wanted, own, strict=True)
    ]


def _own(kind: PeriodKind, wanted: Sequence[Wanted]) -> list[tuple[int, str]]:
    return [(period, status) for _, period, status in _ask(_OWN, kind, wanted)]


def _current(kind: PeriodKind, wanted: Sequence[Wanted]) -> dict[tuple[int, str], int]:
    _open(kind, _ask(_LATE, kind, wanted))
    rows = _ask(_CURRENT, kind, wanted)
    return {(party, currency): period for party, currency, period in rows}


def _open(kind: PeriodKind, wanted: Sequence[Wanted]) -> None:
    chosen = sorted(wanted)
    if kind == PeriodKind.BILLING:
        open_periods(brands=chosen, agents=[])
    else:
        open_periods(brands=[], agents=chosen)


def _ask(statement: str, kind: PeriodKind, wanted: Sequence[Wanted]) -> list[Any]:
    parties, currencies, ats = zip(*wanted, strict=True)
    party = "brand" if kind == PeriodKind.BILLING else "agent"
    with connection.cursor() as cursor:
        cursor.execute(
            statement.format(party=party),
            {"parties": list(parties), "currencies": list(currencies), "ats": list(ats)},
        )
        return list(cursor.fetchall())
