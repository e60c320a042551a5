"""The whole journal in a plain-text form that an outside tool can prove; in constant memory."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db import connection

from payouts.reports.plain_text import Entry, Form, Transaction, account_name
from payouts.reports.snapshot import one_snapshot

# The journal's days are days of UTC, as its instants are.
_DAYS = """
    SELECT min(effective_at AT TIME ZONE 'UTC')::date, max(effective_at AT TIME ZONE 'UTC')::date
    FROM payouts_journaltransaction
"""

_CURRENCIES = "SELECT DISTINCT currency FROM payouts_ledgeraccount ORDER BY currency"

_ACCOUNTS = """
    SELECT min(code), array_agg(currency ORDER BY currency)
    FROM payouts_ledgeraccount GROUP BY kind, owner_id ORDER BY kind, owner_id
"""

_JOURNAL = """
    SELECT t.id, t.event_key, t.kind, t.effective_at AT TIME ZONE 'UTC',
           t.recorded_at AT TIME ZONE 'UTC', a.code, e.amount_minor, e.currency
    FROM payouts_journaltransaction t
    JOIN payouts_journalentry e ON e.transaction_id = t.id
    JOIN payouts_ledgeraccount a ON a.id = e.account_id
    ORDER BY t.effective_at, t.id, e.id
"""

_BALANCES = """
    SELECT a.code, coalesce(sum(e.amount_minor), 0)::bigint, a.currency
    FROM payouts_ledgeraccount a
    LEFT JOIN payouts_journalentry e ON e.account_id = a.id
    GROUP BY a.id ORDER BY a.kind, a.owner_id, a.currency
"""


def books_in(form: Form) -> Iterator[str]:
    """Yield the books line by line: openings, every transaction, and every balance asserted.

    All of it as of one instant. Empty books are an empty file.
    """
    with one_snapshot():
        first_on, last_on = next(_rows(_DAYS))
        if first_on is None:
            return
        yield from _openings(form, first_on)
        for _, legs in groupby(_rows(_JOURNAL), key=lambda row: row[0]):
            yield ""
            yield from form.transaction(_transaction(list(legs)))
        day_after = last_on + timedelta(days=1)
        yield ""
        for code, minor, currency in _rows(_BALANCES):
            yield form.assertion(Entry(account_name(code), minor, currency), day_after)


def _openings(form: Form, on: date) -> Iterator[str]:
    for (currency,) in _rows(_CURRENCIES):
        yield form.commodity(currency, on)
    for code, currencies in _rows(_ACCOUNTS):
        yield form.opening(account_name(code), currencies, on)


def _transaction(legs: list[tuple[Any, ...]]) -> Transaction:
    pk, event_key, kind, effective_at, recorded_at = legs[0][:5]
    return Transaction(
        id=pk,
        event_key=event_key,
        kind=kind,
        effective_at=effective_at,
        recorded_at=recorded_at,
        entries=[Entry(account_name(code), minor, currency) for *_, code, minor, currency in legs],
    )


def _rows(query: str) -> Iterator[tuple[Any, ...]]:
    # A cursor on the server: the journal is read as it is written out, and never held.
    with connection.chunked_cursor() as cursor:
        cursor.execute(query)
        while rows := cursor.fetchmany(2_000):
            yield from rows
