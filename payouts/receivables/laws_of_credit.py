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

LAWS: Final = (_NOTHING_STARTS, _PAUSED_FOR_A_REASON, _WHAT_WAS_TOLD)
