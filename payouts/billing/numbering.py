"""The next number of a series: one after the other, without gaps.

The series' row stays locked until the transaction that issues has ended, so a number that is
not used is not taken.
"""

from datetime import UTC, datetime
from enum import StrEnum

from django.db import connection


class Series(StrEnum):
    """What is numbered."""

    INVOICE = "INV"
    CREDIT_NOTE = "CN"


_NEXT = """
    INSERT INTO payouts_numberseries AS s (name, last) VALUES (%s, 1)
    ON CONFLICT (name) DO UPDATE SET last = s.last + 1
    RETURNING last
"""


def next_number(series: Series, *, at: datetime) -> str:
    """The next number of the year in which ``at`` lies in UTC, such as INV-2026-000001."""
    assert connection.in_atomic_block, "a number is taken by the transaction that uses it"
    name = f"{series}-{at.astimezone(UTC).year}"
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [name])
        row = cursor.fetchone()
    assert row is not None
    return f"{name}-{row[0]:06d}"
