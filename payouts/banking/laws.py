"""The promises of the rail of bank files: what is ordered is what was approved, once."""

from typing import Final

from payouts.ledger.laws import Law

_ONE_LIVE_FILE = Law(
    "I24b",
    "A payout is in at most one bank file whose fate is open, under a key of its own",
    """
    SELECT e.payout_id, count(*) AS files
    FROM payouts_bankfileentry e
    JOIN payouts_bankfile f ON f.id = e.file_id
    JOIN payouts_attempt a ON a.id = e.attempt_id
    WHERE f.status IN ('MADE', 'RELEASED', 'ACCEPTED', 'REFUSED') AND a.status = 'OPEN'
    GROUP BY e.payout_id HAVING count(*) > 1
    UNION ALL
    SELECT e.payout_id, 0
    FROM payouts_bankfileentry e
    JOIN payouts_attempt a ON a.id = e.attempt_id
    WHERE a.subject <> 'payout_' || e.payout_id
    """,
)

_NEVER_LOST = Law(
    "I24c",
    "A payout on its way by bank file is in a file, and no open attempt is in a dead one",
    """
    SELECT p.id AS payout_id, p.status, f.message_id
    FROM payouts_payout p
    LEFT JOIN payouts_attempt a ON a.subject = 'payout_' || p.id AND a.status = 'OPEN'
    LEFT JOIN payouts_bankfileentry e ON e.attempt_id = a.id
    LEFT JOIN payouts_bankfile f ON f.id = e.file_id
    WHERE p.rail = 'BANK_FILE'
      AND (p.status IN ('SENDING', 'UNKNOWN')
               AND coalesce(f.status, '') NOT IN ('MADE', 'RELEASED', 'ACCEPTED', 'REFUSED')
           OR p.status NOT IN ('SENDING', 'UNKNOWN') AND a.id IS NOT NULL)
    """,
)

_FILE_ADDS_UP = Law(
    "I26a",
    "A bank file's count, total and hash are those of its entries, and those are its payouts'",
    r"""
    SELECT f.id AS file_id, f.message_id, f.entry_count, f.total_minor, count(e.id) AS entries,
           coalesce(sum(e.amount_minor), 0) AS sum_minor
    FROM payouts_bankfile f
    LEFT JOIN payouts_bankfileentry e ON e.file_id = f.id
    GROUP BY f.id
    HAVING (f.entry_count, f.total_minor)
            IS DISTINCT FROM (count(e.id), coalesce(sum(e.amount_minor), 0))
        OR max(e.position) <> count(e.id)
        OR f.content_hash <> encode(sha256(convert_to(coalesce(string_agg(
               concat_ws('|', e.reference, e.amount_minor, e.destination) || E'\n', ''
               ORDER BY e.position), ''), 'UTF8')), 'hex')
    UNION ALL
    SELECT f.id, f.message_id, f.entry_count, f.total_minor, e.position, e.amount_minor
    FROM payouts_bankfileentry e
    JOIN payouts_bankfile f ON f.id = e.file_id
    JOIN payouts_payout p ON p.id = e.payout_id
    LEFT JOIN payouts_payoutdetails d ON d.id = e.details_id
    WHERE (e.amount_minor, e.destination, f.run_id, f.currency, p.rail, d.payee_id, d.destination)
        IS DISTINCT FROM
          (p.amount_minor, p.destination, p.run_id, p.currency, 'BANK_FILE', p.payee_id,
           e.destination)
    """,
)

_SETTLED_IS_OVER = Law(
    "I26b",
    "A settled bank file has nothing open, and what was never released has nothing executed",
    """
    SELECT f.id AS file_id, f.message_id, f.status, a.key, a.status AS attempt
    FROM payouts_bankfile f
    JOIN payouts_bankfileentry e ON e.file_id = f.id
    JOIN payouts_attempt a ON a.id = e.attempt_id
    WHERE f.status = 'SETTLED' AND a.status = 'OPEN'
       OR f.status IN ('MADE', 'WITHDRAWN', 'NOT_EXECUTED') AND a.status = 'EXECUTED'
    """,
)

_ITS_OWN_ACCOUNT = Law(
    "I28a",
    "A payout leaves by the account of its rail: our bank, or the balance at the processor",
    r"""
    SELECT p.id AS payout_id, p.rail, t.kind, a.kind AS account
    FROM payouts_journaltransaction t
    JOIN payouts_payout p
        ON p.id = substring(t.event_key FROM '^payout:([0-9]+):')::bigint
    JOIN payouts_journalentry e ON e.transaction_id = t.id
    JOIN payouts_ledgeraccount a ON a.id = e.account_id
    WHERE t.kind IN ('PAYOUT_SETTLED', 'PAYOUT_RETURNED')
      AND (p.rail = 'BANK_FILE' AND a.kind = 'PROCESSOR_BALANCE'
           OR p.rail = 'PROCESSOR' AND a.kind = 'BANK')
    UNION ALL
    SELECT id, rail, 'destination', destination
    FROM payouts_payout
    WHERE (rail = 'BANK_FILE') <> (destination LIKE 'bank\_%')
    """,
)

LAWS: Final = (
    _ONE_LIVE_FILE,
    _NEVER_LOST,
    _FILE_ADDS_UP,
    _SETTLED_IS_OVER,
    _ITS_OWN_ACCOUNT,
)
