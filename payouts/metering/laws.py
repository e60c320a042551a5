"""The promises of metering: usage says what its revision says."""

from typing import Final

from payouts.ledger.laws import Law

_LIKE_ITS_REVISION = Law(
    "R1",
    "Every usage record has its revision, and its seconds, agent, campaign and end",
    """
    SELECT u.revision_id, u.interaction_id, r.id IS NULL AS is_without_revision
    FROM payouts_usagerecord u
    LEFT JOIN marketplace_interactionrevision r ON r.id = u.revision_id
    LEFT JOIN marketplace_interaction i ON i.id = u.interaction_id
    WHERE (u.interaction_id, u.brand_id, u.campaign_id, u.agent_id, u.occurred_at,
           u.talk_seconds, u.hold_seconds, u.wrap_seconds)
          IS DISTINCT FROM
          (r.interaction_id, i.brand_id, r.campaign_id, r.agent_id, r.ended_at,
           r.talk_seconds, r.hold_seconds, r.wrap_seconds)
    """,
)

_EXCLUDED_FOR_ITS_REASON = Law(
    "I11a",
    "What counts names an agent and a campaign and was handled; what does not, says why",
    """
    SELECT u.revision_id, u.exclusion, r.outcome, u.agent_id, u.campaign_id
    FROM payouts_usagerecord u
    JOIN marketplace_interactionrevision r ON r.id = u.revision_id
    JOIN marketplace_interaction i ON i.id = u.interaction_id
    WHERE CASE u.exclusion
        WHEN '' THEN r.outcome <> 'HANDLED' OR u.agent_id IS NULL OR u.campaign_id IS NULL
        WHEN 'SUPERSEDED' THEN i.revision <= r.revision
        WHEN 'UNATTRIBUTED' THEN r.outcome <> 'HANDLED' OR u.agent_id IS NOT NULL
        WHEN 'UNKNOWN_AGENT' THEN r.outcome <> 'HANDLED' OR u.agent_id IS NOT NULL
        WHEN 'UNKNOWN_CAMPAIGN' THEN r.outcome <> 'HANDLED' OR u.campaign_id IS NOT NULL
        ELSE r.outcome <> u.exclusion
    END
    """,
)

LAWS: Final = (_LIKE_ITS_REVISION, _EXCLUDED_FOR_ITS_REASON)
