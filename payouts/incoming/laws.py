"""The promises of what came in: suspense is what is nobody's, each line is booked once."""

from typing import Final

from payouts.ledger.laws import Law

_SUSPENSE = Law(
    "I37",
    "What is in suspense is what came in and is nobody's yet, to the last minor unit",
    """
    WITH booked AS (
        SELECT e.currency, -sum(e.amount_minor) AS minor
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount a ON a.id = e.account_id AND a.kind = 'SUSPENSE'
        GROUP BY 1
    ), waiting AS (
        SELECT currency, sum(amount_minor) AS minor FROM payouts_bankreceipt
        WHERE status IN ('WAITING', 'PARKED', 'SENDING_BACK') GROUP BY 1
    )
    SELECT currency, booked.minor AS booked_minor, waiting.minor AS waiting_minor
    FROM booked FULL JOIN waiting USING (currency)
    WHERE coalesce(booked.minor, 0) <> coalesce(waiting.minor, 0)
    """,
)

_EACH_RECEIPT = Law(
    "I38",
    "What came in with a bank line is its receipts, whole; a booked one is one payment of its sum",
    """
    SELECT l.id AS line_id, NULL::bigint AS receipt_id, l.amount_minor,
           sum(r.amount_minor) AS received_minor
    FROM payouts_bankline l
    LEFT JOIN payouts_bankreceipt r ON r.line_id = l.id AND r.status <> 'SPLIT'
    GROUP BY l.id
    HAVING coalesce(sum(r.amount_minor), 0)
        <> CASE WHEN l.amount_minor < 0 OR l.is_reversal THEN 0 ELSE l.amount_minor END
    UNION ALL
    SELECT r.line_id, r.id, r.amount_minor, p.amount_minor
    FROM payouts_bankreceipt r JOIN payouts_brandpayment p ON p.id = r.payment_id
    WHERE (p.amount_minor, p.currency, p.brand_id, p.status)
          IS DISTINCT FROM (r.amount_minor, r.currency, r.brand_id, 'SUCCEEDED')
    """,
)

_WENT_BACK = Law(
    "I38b",
    "What went back left the account that it came into, by one line of exactly its amount",
    """
    SELECT r.id AS receipt_id, r.amount_minor, b.amount_minor AS back_minor
    FROM payouts_bankreceipt r
    JOIN payouts_bankline l ON l.id = r.line_id
    JOIN payouts_bankline b ON b.id = r.line_back_id
    WHERE (b.account_id, b.currency, -b.amount_minor)
        IS DISTINCT FROM (l.account_id, r.currency, r.amount_minor)
    """,
)

LAWS: Final = (_SUSPENSE, _EACH_RECEIPT, _WENT_BACK)
