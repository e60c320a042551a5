"""The promises that hold our books against what the processor says that it moved."""

from typing import Final

from payouts.ledger.laws import Law
from payouts.reports.models import Cause
from payouts.reports.two_sides import COMPARED

# Both sides are known up to the newest movement that was taken in, and a little before it, as
# the comparison itself waits; of what came later nothing can be said yet.
_KNOWN_UNTIL = "(SELECT max(created_at) - interval '1 hour' FROM payouts_processormovement)"
# A lost transfer is looked for twice, the second time more than 25 hours after it was sent:
# until then an attempt may not know its own transfer.
_LOOKED_FOR = "interval '48 hours'"
_OF_PROCESSOR = ", ".join(
    f"'{one}'" for one in Cause if one not in {Cause.AGENT, *Cause.of_the_bank()}
)

_EXPLAINED = Law(
    "I29",
    "Our balance at the processor is the processor's; each difference is explained in a week",
    f"""
    SELECT 'has no row of its own' AS wrong, l.subject, l.currency, l.ours AS ours_minor,
           l.theirs AS theirs_minor
    FROM ({COMPARED.replace("%(settled_before)s", _KNOWN_UNTIL)})
        AS l (cause, subject, currency, ours, theirs, happened_at)
    WHERE l.cause IN ({_OF_PROCESSOR})
      AND NOT EXISTS (
          SELECT FROM payouts_difference d
          WHERE (d.subject, d.currency, d.ours_minor, d.theirs_minor)
                = (l.subject, l.currency, l.ours, l.theirs) AND d.status <> 'SETTLED')
    UNION ALL
    SELECT 'is not explained', d.subject, d.currency, d.ours_minor, d.theirs_minor
    FROM payouts_difference d
    WHERE d.status = 'NEW' AND d.found_at < %(at)s - interval '7 days'
    """,
)

_TRANSFERS = Law(
    "I26c",
    "Executed attempts and the processor's transfers are one to one, for the same amount",
    f"""
    WITH known AS (
        SELECT {_KNOWN_UNTIL} AS until
    ), moved AS (
        SELECT source, max(currency) AS currency, -sum(amount_minor) AS minor,
               count(*) AS movements, max(created_at) AS at
        FROM payouts_processormovement WHERE kind = 'transfer' GROUP BY source
    ), sent AS (
        SELECT a.reference, p.id AS payout_id, p.currency, p.amount_minor AS minor, a.closed_at
        FROM payouts_attempt a
        JOIN payouts_payout p ON a.subject = concat('payout_', p.id)
        WHERE a.status = 'EXECUTED' AND p.rail = 'PROCESSOR'
    )
    SELECT s.payout_id, coalesce(s.reference, m.source) AS transfer, s.minor AS sent_minor,
           m.minor AS moved_minor, m.movements
    FROM sent s
    FULL JOIN moved m ON m.source = s.reference
    CROSS JOIN known
    WHERE m.source IS NULL AND s.closed_at < known.until
       OR s.reference IS NULL AND m.at < known.until - {_LOOKED_FOR}
       OR m.movements > 1
       OR (s.currency, s.minor) <> (m.currency, m.minor)
    """,
)

LAWS: Final = (_EXPLAINED, _TRANSFERS)
