"""The promises about what brands owe: nothing starts after a stop, and stops are what they say."""

from typing import Final

from payouts.ledger.laws import Law

# A contact that rings at the instant of the stop is answered; a contact centre needs a moment
# to hear of it. What starts later than that should not have.
_NOTHING_STARTS = Law(
    "I31",
    "No contact starts more than five minutes after its campaign stopped by itself",
    """
    SELECT i.id AS interaction_id, i.campaign_id, i.started_at, p.reason, p.paused_at
    FROM marketplace_campaignpause p
    JOIN marketplace_campaign c ON c.id = p.campaign_id
    JOIN marketplace_interaction i
        ON i.brand_id = c.brand_id AND i.campaign_id = p.campaign_id
       AND i.ended_at > p.paused_at + interval '5 minutes'
    WHERE p.reason <> 'BY_PERSON' AND i.outcome = 'HANDLED'
      AND i.started_at > p.paused_at + interval '5 minutes'
      AND (p.lifted_at IS NULL OR i.started_at < p.lifted_at)
    """,
)

_PAUSED_FOR_A_REASON = Law(
    "I31b",
    "A campaign is paused exactly while a reason to pause it stands",
    """
    SELECT c.id AS campaign_id, c.status, count(p.id) AS reasons
    FROM marketplace_campaign c
    LEFT JOIN marketplace_campaignpause p ON p.campaign_id = c.id AND p.lifted_at IS NULL
    WHERE c.status IN ('LIVE', 'PAUSED')
    GROUP BY c.id
    HAVING (c.status = 'PAUSED') <> (count(p.id) > 0)
    """,
)

_WHAT_WAS_TOLD = Law(
    "I31c",
    "The levels of a limit follow one another without gaps, and no level follows itself",
    """
    SELECT id AS crossing_id, brand_id, campaign_id, measure, number, level
    FROM (
        SELECT c.*, lag(level, 1, 'FREE') OVER one AS before, row_number() OVER one AS place
        FROM payouts_limitcrossing c
        WINDOW one AS (PARTITION BY brand_id, campaign_id, measure ORDER BY number)
    ) step
    WHERE number <> place OR level = before
    """,
)

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
        SELECT l.currency, sum(l.amount_minor) AS minor
        FROM payouts_bankreceipt r JOIN payouts_bankline l ON l.id = r.line_id
        WHERE r.status <> 'BOOKED' GROUP BY 1
    )
    SELECT currency, booked.minor AS booked_minor, waiting.minor AS waiting_minor
    FROM booked FULL JOIN waiting USING (currency)
    WHERE coalesce(booked.minor, 0) <> coalesce(waiting.minor, 0)
    """,
)

_EACH_RECEIPT = Law(
    "I38",
    "What came in with a bank line is one receipt, and a booked one is one payment of its amount",
    """
    SELECT l.id AS line_id, r.id AS receipt_id, r.status, l.amount_minor,
           p.amount_minor AS paid_minor
    FROM payouts_bankline l
    LEFT JOIN payouts_bankreceipt r ON r.line_id = l.id
    LEFT JOIN payouts_brandpayment p ON p.id = r.payment_id
    WHERE (r.id IS NULL) <> (l.amount_minor < 0 OR l.is_reversal)
       OR r.status = 'BOOKED' AND (p.amount_minor, p.currency, p.brand_id, p.status)
          IS DISTINCT FROM (l.amount_minor, l.currency, r.brand_id, 'SUCCEEDED')
    """,
)

LAWS: Final = (_NOTHING_STARTS, _PAUSED_FOR_A_REASON, _WHAT_WAS_TOLD, _SUSPENSE, _EACH_RECEIPT)
