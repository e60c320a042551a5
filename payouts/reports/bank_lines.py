"""The statement that compares our bank's lines and balances with what the books moved there."""

from typing import Final

from payouts.reports.models import Cause

# A transfer that is ordered before a long weekend has left the account by then.
_BANK_DAYS = 5
# A line that names nothing of ours is paired by its amount within so many days of its order.
_EARLIEST, _LATEST = 1, 7

# What the books moved; what takes a posting back stands with it.
_BOOKED = """
    SELECT t.id, coalesce(taken_back.kind, t.kind) AS kind,
           coalesce(taken_back.event_key, t.event_key) AS event_key, t.recorded_at, e.currency,
           (t.effective_at AT TIME ZONE 'UTC')::date AS day, sum(e.amount_minor)::bigint AS minor
    FROM payouts_journalentry e
    JOIN payouts_ledgeraccount k ON k.id = e.account_id AND k.kind = 'BANK'
    JOIN payouts_journaltransaction t ON t.id = e.transaction_id
    LEFT JOIN payouts_journaltransaction taken_back ON taken_back.id = t.reverses_id
    GROUP BY t.id, taken_back.id, e.currency
"""

# What the bank says of each line, and when we knew. One by which a receipt went back is decided.
_LINES = """
    SELECT l.id, l.currency, l.booked_on, l.amount_minor AS minor, l.is_reversal, f.taken_at,
           concat_ws(' ', l.end_to_end, l.remittance) AS words,
           (l.amount_minor < 0 OR l.is_reversal)
               AND NOT EXISTS (SELECT FROM payouts_bankreceipt r WHERE r.line_back_id = l.id)
               AS is_open
    FROM payouts_bankline l
    JOIN payouts_bankstatement s ON s.id = l.statement_id
    JOIN payouts_statementfile f ON f.id = s.file_id
"""

# A word of a line that is the name of a transfer, of a file, or of a funding of ours.
_NAMED = """
    SELECT DISTINCT ON (l.id) l.id AS line_id, l.minor, e.reference, f.id AS file_id, t.event_key
    FROM line l
    CROSS JOIN LATERAL regexp_split_to_table(l.words, '[[:space:]]+') AS word
    LEFT JOIN payouts_bankfileentry e ON e.reference = word
    LEFT JOIN payouts_bankfile f
        ON f.currency = l.currency AND (f.id = e.file_id OR f.message_id = word)
    LEFT JOIN payouts_journaltransaction t
        ON t.event_key = 'funding:' || word AND t.kind = 'PROCESSOR_FUNDED'
    WHERE l.is_open AND word <> '' AND (f.id IS NOT NULL OR t.id IS NOT NULL)
    ORDER BY l.id, e.reference NULLS LAST, f.id NULLS LAST
"""

# A bank books a file as one sum, or transfer by transfer; what comes back is netted with it.
_ORDERED = """
    SELECT e.reference, e.payout_id, f.id AS file_id, a.status = 'EXECUTED' AS is_executed,
           e.amount_minor,
           CASE WHEN m.is_singly THEN 'bank payment ' || e.reference
                ELSE 'bank file ' || f.message_id END AS subject
    FROM payouts_bankfileentry e
    JOIN payouts_bankfile f ON f.id = e.file_id
    JOIN payouts_attempt a ON a.id = e.attempt_id
    LEFT JOIN (
        SELECT file_id, bool_and(reference IS NOT NULL) AS is_singly
        FROM named WHERE minor < 0 AND file_id IS NOT NULL GROUP BY file_id
    ) m ON m.file_id = f.id
"""

_OURS = """
    SELECT CASE b.kind
            WHEN 'RECEIPT_SUSPENDED' THEN 'bank line ' || split_part(b.event_key, ':', 2)
            WHEN 'RECEIPT_WENT_BACK' THEN (
                SELECT 'bank line ' || r.line_back_id FROM payouts_bankreceipt r
                WHERE r.id = split_part(b.event_key, ':', 2)::bigint)
            ELSE coalesce(o.subject, b.event_key) END AS subject,
           b.currency, sum(b.minor)::bigint AS minor, max(b.day) AS day, max(b.recorded_at) AS at
    FROM booked b
    LEFT JOIN ordered o
        ON b.kind IN ('PAYOUT_SETTLED', 'PAYOUT_RETURNED') AND o.is_executed
       AND o.payout_id = substring(b.event_key FROM '^payout:([0-9]+):')::bigint
    GROUP BY 1, 2
"""

# What nothing names is looked for by its amount: a file's as ordered or as settled, a funding's.
_WANTED = """
    SELECT subject, currency, day, minor,
           row_number() OVER (PARTITION BY currency, minor, day ORDER BY subject) AS nth
    FROM (
        SELECT 'bank file ' || f.message_id AS subject, f.currency, f.execute_on AS day,
               -f.total_minor AS minor
        FROM payouts_bankfile f
        WHERE f.status NOT IN ('MADE', 'WITHDRAWN', 'NOT_EXECUTED')
          AND NOT EXISTS (SELECT FROM named n WHERE n.file_id = f.id AND n.minor < 0)
        UNION
        SELECT 'bank file ' || f.message_id, f.currency, f.execute_on, -sum(o.amount_minor)
        FROM payouts_bankfile f JOIN ordered o ON o.file_id = f.id AND o.is_executed
        WHERE NOT EXISTS (SELECT FROM named n WHERE n.file_id = f.id AND n.minor < 0)
        GROUP BY f.id
        UNION
        SELECT b.event_key, b.currency, b.day, b.minor FROM booked b
        WHERE b.kind = 'PROCESSOR_FUNDED' AND b.minor < 0
          AND NOT EXISTS (SELECT FROM named n WHERE n.event_key = b.event_key)
    ) unnamed
"""

_UNNAMED = """
    SELECT id, currency, booked_on, minor,
           row_number() OVER (PARTITION BY currency, minor, booked_on ORDER BY id) AS nth
    FROM line
    WHERE is_open AND minor < 0 AND NOT is_reversal AND id NOT IN (SELECT line_id FROM named)
"""

# Whoever is each other's nearest first.
_NEAREST = f"""
    SELECT subject, line_id
    FROM (
        SELECT w.subject, u.id AS line_id,
               row_number() OVER (PARTITION BY w.subject
                   ORDER BY abs(u.booked_on - w.day), abs(u.nth - w.nth), u.id) AS for_subject,
               row_number() OVER (PARTITION BY u.id
                   ORDER BY abs(u.booked_on - w.day), abs(u.nth - w.nth), w.subject) AS for_line
        FROM wanted w
        JOIN unnamed u ON (u.currency, u.minor) = (w.currency, w.minor)
         AND u.booked_on BETWEEN w.day - {_EARLIEST} AND w.day + {_LATEST}
    ) near
    WHERE for_subject = 1 AND for_line = 1
"""

# What is left is paired in its order: which of two equal sums was which does not matter.
_NEXT = f"""
    SELECT w.subject, u.id AS line_id
    FROM (
        SELECT *, row_number() OVER (PARTITION BY currency, minor ORDER BY day, subject) AS place
        FROM wanted WHERE subject NOT IN (SELECT subject FROM nearest)
    ) w
    JOIN (
        SELECT *, row_number() OVER (PARTITION BY currency, minor ORDER BY booked_on, id) AS place
        FROM unnamed WHERE id NOT IN (SELECT line_id FROM nearest)
    ) u ON (u.currency, u.minor, u.place) = (w.currency, w.minor, w.place)
       AND u.booked_on BETWEEN w.day - {_EARLIEST} AND w.day + {_LATEST}
"""

_THEIRS = """
    SELECT coalesce(o.subject, 'bank file ' || f.message_id, n.event_key, p.subject,
                    'bank line ' || l.id) AS subject,
           l.currency, sum(l.minor)::bigint AS minor, max(l.taken_at) AS at,
           max(l.booked_on)::timestamp AT TIME ZONE 'UTC' AS happened_at
    FROM line l
    LEFT JOIN named n ON n.line_id = l.id
    LEFT JOIN ordered o ON o.reference = n.reference
    LEFT JOIN payouts_bankfile f ON f.id = n.file_id
    LEFT JOIN (SELECT * FROM nearest UNION ALL SELECT * FROM next) p ON p.line_id = l.id
    GROUP BY 1, 2
"""

# Statements with both balances and lines of their own, in the order of their days.
_CHAIN = """
    SELECT s.*, lag(closing_minor) OVER following AS before_minor,
           lag(last_on) OVER following AS before_on
    FROM (
        SELECT s.id, s.account_id, s.opening_minor, s.closing_minor, f.taken_at,
               min(l.booked_on) AS first_on, max(l.booked_on) AS last_on,
               sum(l.amount_minor) AS moved_minor
        FROM payouts_bankstatement s
        JOIN payouts_statementfile f ON f.id = s.file_id
        JOIN payouts_bankline l ON l.statement_id = s.id
        WHERE s.opening_minor IS NOT NULL AND s.closing_minor IS NOT NULL
        GROUP BY s.id, f.id
    ) s
    WINDOW following AS (PARTITION BY account_id ORDER BY last_on, first_on, id)
"""

# A line that a notice told first belongs to the first statement that reaches its day.
_BALANCES = """
    SELECT 'bank statement ' || c.id AS subject, a.currency, c.taken_at, c.last_on,
           (coalesce(c.before_minor, c.opening_minor) + c.moved_minor
            + coalesce(sum(told.minor), 0))::bigint AS ours, c.closing_minor AS theirs
    FROM chain c
    JOIN payouts_bankaccount a ON a.id = c.account_id
    LEFT JOIN (
        SELECT account_id, booked_on, sum(amount_minor) AS minor
        FROM payouts_bankline WHERE statement_id NOT IN (SELECT id FROM chain)
        GROUP BY account_id, booked_on
    ) told ON told.account_id = c.account_id AND told.booked_on <= c.last_on
          AND told.booked_on > coalesce(c.before_on, c.first_on - 1)
    GROUP BY c.id, c.before_minor, c.opening_minor, c.moved_minor, c.closing_minor, c.taken_at,
             c.last_on, a.id
"""

AT_THE_BANK: Final = f"""(
    WITH booked AS ({_BOOKED}), line AS ({_LINES}), named AS ({_NAMED}), ordered AS ({_ORDERED}),
    wanted AS ({_WANTED}), unnamed AS ({_UNNAMED}), nearest AS ({_NEAREST}), next AS ({_NEXT}),
    chain AS ({_CHAIN}), known AS (
        SELECT currency, min(booked_on) AS since, max(booked_on) - {_BANK_DAYS} AS until
        FROM payouts_bankline GROUP BY currency
    )
    SELECT CASE WHEN coalesce(t.minor, 0) = 0 THEN '{Cause.BANK_OURS}'
                WHEN coalesce(o.minor, 0) = 0 THEN '{Cause.BANK_THEIRS}'
                ELSE '{Cause.BANK_AMOUNT}' END,
           subject, currency, coalesce(o.minor, 0), coalesce(t.minor, 0),
           coalesce(t.happened_at, o.at)
    FROM ({_OURS}) o FULL JOIN ({_THEIRS}) t USING (subject, currency)
    JOIN known USING (currency)
    WHERE coalesce(o.minor, 0) <> coalesce(t.minor, 0)
      AND greatest(o.at, t.at) < %(settled_before)s
      AND (t.subject IS NOT NULL OR o.day BETWEEN known.since AND known.until)
    UNION ALL
    SELECT '{Cause.BANK_BALANCE}', subject, currency, ours, theirs,
           last_on::timestamp AT TIME ZONE 'UTC'
    FROM ({_BALANCES}) balances
    WHERE ours <> theirs AND taken_at < %(settled_before)s
    UNION ALL
    SELECT '{Cause.BANK_OPENING}', 'opening ' || a.number, a.currency, 0, c.opening_minor,
           c.first_on::timestamp AT TIME ZONE 'UTC'
    FROM chain c JOIN payouts_bankaccount a ON a.id = c.account_id
    WHERE c.before_on IS NULL AND c.opening_minor <> 0 AND c.taken_at < %(settled_before)s
)"""
