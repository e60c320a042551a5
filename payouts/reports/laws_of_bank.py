"""The promise that holds our books against what our bank says that it moved."""

from typing import Final

from payouts.ledger.laws import Law
from payouts.reports.bank_lines import AT_THE_BANK

# The nightly comparison has seen what is older.
_COMPARED_BEFORE = "%(at)s - interval '36 hours'"

_EACH_LINE = Law(
    "I29b",
    "Each line of our bank's is in the books for what it moved, or is a difference with its row",
    f"""
    SELECT l.cause, l.subject, l.currency, l.ours AS ours_minor, l.theirs AS theirs_minor
    FROM ({AT_THE_BANK.replace("%(settled_before)s", _COMPARED_BEFORE)})
        AS l (cause, subject, currency, ours, theirs, happened_at)
    WHERE NOT EXISTS (
        SELECT FROM payouts_difference d
        WHERE (d.subject, d.currency, d.ours_minor, d.theirs_minor)
              = (l.subject, l.currency, l.ours, l.theirs) AND d.status <> 'SETTLED')
    """,
)

LAWS: Final = (_EACH_LINE,)
