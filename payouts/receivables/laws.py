"""The promises of what brands pay: each unit is in one place, and the books say which."""

from typing import Final

from payouts.ledger.laws import Law
from payouts.receivables import laws_of_credit

_PAID_IS_ALLOCATED = Law(
    "I18a",
    "What an invoice says was paid of it is what was allocated to it, by its own brand",
    """
    SELECT coalesce(i.id, a.invoice_id) AS invoice_id, i.number, i.paid_minor, a.allocated_minor
    FROM payouts_invoice i
    LEFT JOIN (
        SELECT invoice_id, sum(amount_minor) AS allocated_minor,
               min(brand_id) AS brand_id, max(brand_id) AS other_brand_id,
               min(currency) AS currency, max(currency) AS other_currency
        FROM payouts_allocation GROUP BY 1
    ) a ON a.invoice_id = i.id
    WHERE i.paid_minor <> coalesce(a.allocated_minor, 0)
       OR a.brand_id <> i.brand_id OR a.other_brand_id <> i.brand_id
       OR a.currency <> i.currency OR a.other_currency <> i.currency
    """,
)

_WITHIN_PAYMENT = Law(
    "I18d",
    "A payment pays at most what came in, and nothing before it came or after it went back",
    """
    SELECT p.id AS payment_id, p.status, p.amount_minor, sum(a.amount_minor) AS allocated_minor
    FROM payouts_brandpayment p
    JOIN payouts_allocation a ON a.payment_id = p.id
    GROUP BY p.id
    HAVING sum(a.amount_minor) NOT BETWEEN 0
           AND CASE WHEN p.status = 'SUCCEEDED' THEN p.amount_minor ELSE 0 END
        OR bool_or(a.brand_id <> p.brand_id OR a.currency <> p.currency)
    """,
)

_UNDONE_EXACTLY = Law(
    "I18c",
    "An undo is the exact opposite of one allocation",
    """
    SELECT u.id AS allocation_id, u.amount_minor, a.id AS undoes_id, a.amount_minor AS was_minor
    FROM payouts_allocation u
    JOIN payouts_allocation a ON a.id = u.undoes_id
    WHERE (u.brand_id, u.payment_id, u.invoice_id, u.currency, -u.amount_minor)
        IS DISTINCT FROM (a.brand_id, a.payment_id, a.invoice_id, a.currency, a.amount_minor)
       OR a.undoes_id IS NOT NULL
    """,
)

_RECEIVABLE = Law(
    "I35",
    "What the books hold receivable from a brand is what is open of its invoices and not given"
    " up, and owed besides",
    """
    WITH booked AS (
        SELECT a.owner_id AS brand_id, a.currency, b.debits_minor - b.credits_minor AS minor
        FROM payouts_ledgerbalance b
        JOIN payouts_ledgeraccount a ON a.id = b.account_id AND a.kind = 'BRAND_RECEIVABLE'
    ), moved AS (
        SELECT brand_id, currency, total_minor - paid_minor AS minor FROM payouts_invoice
        WHERE number IS NOT NULL
        UNION ALL
        SELECT i.brand_id, i.currency, -n.total_minor FROM payouts_creditnote n
        JOIN payouts_invoice i ON i.id = n.invoice_id
        UNION ALL
        SELECT i.brand_id, i.currency, -w.amount_minor FROM payouts_writeoff w
        JOIN payouts_invoice i ON i.id = w.invoice_id AND w.status = 'BOOKED'
        UNION ALL
        SELECT brand_id, currency, owed_minor FROM payouts_brandpayment
        UNION ALL
        SELECT p.brand_id, p.currency, c.owed_minor FROM payouts_chargeback c
        JOIN payouts_brandpayment p ON p.id = c.payment_id
    ), due AS (
        SELECT brand_id, currency, sum(minor) AS minor FROM moved GROUP BY 1, 2
    )
    SELECT brand_id, currency, booked.minor AS booked_minor, due.minor AS open_minor
    FROM booked FULL JOIN due USING (brand_id, currency)
    WHERE coalesce(booked.minor, 0) <> coalesce(due.minor, 0)
    """,
)

_PREPAID = Law(
    "I31a",
    "A brand's prepaid balance is what came in and nothing has taken, and is never below zero",
    """
    WITH booked AS (
        SELECT a.owner_id AS brand_id, a.currency, b.credits_minor - b.debits_minor AS minor
        FROM payouts_ledgerbalance b
        JOIN payouts_ledgeraccount a ON a.id = b.account_id AND a.kind = 'BRAND_PREPAID'
    ), moved AS (
        SELECT brand_id, currency, CASE status WHEN 'SUCCEEDED' THEN amount_minor
            WHEN 'RETURNED' THEN owed_minor ELSE 0 END AS minor
        FROM payouts_brandpayment
        UNION ALL
        SELECT brand_id, currency, -amount_minor FROM payouts_allocation
        UNION ALL
        SELECT p.brand_id, p.currency, c.owed_minor - c.amount_minor FROM payouts_chargeback c
        JOIN payouts_brandpayment p ON p.id = c.payment_id AND c.resolution = 'OWED'
        UNION ALL
        SELECT p.brand_id, p.currency, -r.amount_minor FROM payouts_brandrefund r
        JOIN payouts_brandpayment p ON p.id = r.payment_id AND r.status IN ('APPROVED', 'DONE')
    ), due AS (
        SELECT brand_id, currency, sum(minor) AS minor FROM moved GROUP BY 1, 2
    )
    SELECT brand_id, currency, booked.minor AS booked_minor, due.minor AS due_minor
    FROM booked FULL JOIN due USING (brand_id, currency)
    WHERE coalesce(booked.minor, 0) <> coalesce(due.minor, 0) OR booked.minor < 0
    """,
)

_RESERVE = Law(
    "I36",
    "The reserve is what card disputes hold that are not settled; so are refunds under way",
    """
    WITH booked AS (
        SELECT a.kind, a.currency, sum(e.amount_minor) AS minor
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount a ON a.id = e.account_id
        WHERE a.kind IN ('DISPUTE_RESERVE', 'BRAND_REFUNDING')
        GROUP BY 1, 2
    ), due AS (
        SELECT 'DISPUTE_RESERVE' AS kind, currency, sum(amount_minor) AS minor
        FROM payouts_chargeback
        WHERE status IN ('OPENED', 'SUBMITTED') OR status = 'LOST' AND resolution = ''
        GROUP BY 2
        UNION ALL
        SELECT 'BRAND_REFUNDING', currency, -sum(amount_minor)
        FROM payouts_brandrefund WHERE status = 'APPROVED' GROUP BY 2
    )
    SELECT kind, currency, booked.minor AS booked_minor, due.minor AS due_minor
    FROM booked FULL JOIN due USING (kind, currency)
    WHERE coalesce(booked.minor, 0) <> coalesce(due.minor, 0)
    """,
)

_ONE_CHARGE = Law(
    "I26p",
    "A charge that came in has one executed attempt, which names it; no charge stands for two",
    """
    SELECT p.id AS payment_id, p.status, p.reference, count(a.id) AS executed_attempts
    FROM payouts_brandpayment p
    LEFT JOIN payouts_attempt a
        ON a.subject = 'payment_' || p.id AND a.status = 'EXECUTED' AND a.reference = p.reference
    WHERE p.method_id IS NOT NULL AND p.status IN ('SUCCEEDED', 'RETURNED')
    GROUP BY p.id HAVING count(a.id) <> 1
    UNION ALL
    SELECT NULL, 'executed twice', min(reference), count(*)
    FROM payouts_attempt WHERE subject LIKE 'payment\\_%' AND status = 'EXECUTED'
    GROUP BY subject HAVING count(*) > 1
    """,
)

_FOUR_EYES = Law(
    "I23r",
    "Nobody approved a refund that they proposed",
    """
    SELECT id AS refund_id, proposed_by_id AS person_id FROM payouts_brandrefund
    WHERE approved_by_id = proposed_by_id
       OR approved_by_id IS NULL AND status IN ('APPROVED', 'DONE', 'FAILED')
    """,
)

_GIVEN_UP = Law(
    "I39",
    "An uncollectible invoice has one standing write-off and no other has any; bad debt is theirs",
    """
    SELECT i.id AS invoice_id, i.status, count(w.id) AS write_offs, NULL::bigint AS minor
    FROM payouts_invoice i
    LEFT JOIN payouts_writeoff w ON w.invoice_id = i.id AND w.status = 'BOOKED'
    GROUP BY i.id
    HAVING count(w.id) <> CASE WHEN i.status = 'UNCOLLECTIBLE' THEN 1 ELSE 0 END
        OR bool_or(w.currency <> i.currency)
    UNION ALL
    SELECT NULL, currency, NULL, coalesce(booked.minor, 0) - coalesce(due.minor, 0)
    FROM (
        SELECT e.currency, sum(e.amount_minor) AS minor
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount a ON a.id = e.account_id AND a.kind = 'BAD_DEBT'
        JOIN payouts_journaltransaction t ON t.id = e.transaction_id
         AND t.kind IN ('RECEIVABLE_WRITTEN_OFF', 'RECEIVABLE_REINSTATED')
        GROUP BY 1
    ) booked
    FULL JOIN (
        SELECT currency, sum(amount_minor) AS minor FROM payouts_writeoff
        WHERE status = 'BOOKED' GROUP BY 1
    ) due USING (currency)
    WHERE coalesce(booked.minor, 0) <> coalesce(due.minor, 0)
    """,
)

_GIVEN_UP_BY_TWO = Law(
    "I23w",
    "What one person may not give up alone was approved by another",
    """
    SELECT id AS write_off_id, proposed_by_id AS person_id FROM payouts_writeoff
    WHERE approved_by_id = proposed_by_id
       OR needs_second AND approved_by_id IS NULL AND status IN ('BOOKED', 'REINSTATED')
    """,
)

LAWS: Final = (
    _PAID_IS_ALLOCATED,
    _WITHIN_PAYMENT,
    _UNDONE_EXACTLY,
    _RECEIVABLE,
    _PREPAID,
    _RESERVE,
    _ONE_CHARGE,
    _FOUR_EYES,
    _GIVEN_UP,
    _GIVEN_UP_BY_TWO,
    *laws_of_credit.LAWS,
)
