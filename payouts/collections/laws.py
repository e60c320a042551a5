"""The promises of collections: ages add up to the ledger, a step is taken once and in order."""

from typing import Final

from payouts.collections.aging import MOVEMENTS
from payouts.ledger.laws import Law

_AGED_AS_BOOKED = Law(
    "I40",
    "On every day, what facts say that brands owe moved as the ledger's receivable did",
    f"""
    WITH told AS (
        SELECT brand_id, currency, (at AT TIME ZONE 'UTC')::date AS day, sum(minor) AS minor
        FROM ({MOVEMENTS}) m GROUP BY 1, 2, 3
    ), booked AS (
        SELECT a.owner_id AS brand_id, a.currency,
               (t.effective_at AT TIME ZONE 'UTC')::date AS day, sum(e.amount_minor) AS minor
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount a ON a.id = e.account_id AND a.kind = 'BRAND_RECEIVABLE'
        JOIN payouts_journaltransaction t ON t.id = e.transaction_id
        GROUP BY 1, 2, 3
    )
    SELECT brand_id, currency, day, told.minor AS told_minor, booked.minor AS booked_minor
    FROM told FULL JOIN booked USING (brand_id, currency, day)
    WHERE coalesce(told.minor, 0) <> coalesce(booked.minor, 0)
    """,
)

_IN_ORDER = Law(
    "I41",
    "Steps of an invoice follow one another, days apart, after it was due, and never for all that"
    " is contested",
    """
    SELECT id AS notice_id, invoice_id, step, sent_on, before_on
    FROM (
        SELECT n.*, i.due_on, i.number,
               array_position(ARRAY['FRIENDLY', 'FIRST', 'SECOND', 'FINAL', 'STOP'],
                              n.step::text) AS place,
               lag(n.sent_on) OVER one AS before_on,
               lag(array_position(ARRAY['FRIENDLY', 'FIRST', 'SECOND', 'FINAL', 'STOP'],
                                  n.step::text)) OVER one AS before_place
        FROM payouts_dunningnotice n JOIN payouts_invoice i ON i.id = n.invoice_id
        WINDOW one AS (PARTITION BY n.invoice_id ORDER BY n.sent_at, n.id)
    ) step
    WHERE sent_on <= due_on OR number IS NULL OR open_minor <= contested_minor
       OR before_place >= place OR sent_on - before_on < 3
    """,
)

LAWS: Final = (_AGED_AS_BOOKED, _IN_ORDER)
