"""The promises of disputes: each is settled once, fairly, and booked as what was decided."""

from typing import Final

from payouts.ledger.laws import Law

_SETTLED_ONCE = Law(
    "D1",
    "What is decided or lapsed has its verdict, and nothing else has one",
    """
    SELECT d.id AS dispute_id, d.status, v.id AS verdict_id, v.reason
    FROM payouts_dispute d
    FULL JOIN payouts_verdict v ON v.dispute_id = d.id
    WHERE (d.status IN ('DECIDED', 'LAPSED')) IS DISTINCT FROM (v.id IS NOT NULL)
       OR v.id IS NOT NULL AND (d.status = 'LAPSED') <> (v.decided_by_id IS NULL)
    """,
)

# Both ways: no ruling in a dispute's name without its verdict, and none that says otherwise.
_OUTCOMES_ARE_CORRECTIONS = Law(
    "D2",
    "Outcomes and corrections are one to one: a verdict that changes a price is its ruling",
    """
    SELECT v.dispute_id, v.ruling_id, g.cause
    FROM payouts_verdict v
    JOIN payouts_dispute d ON d.id = v.dispute_id
    FULL JOIN (SELECT * FROM payouts_ruling WHERE cause LIKE 'dispute:%%') g
      ON g.id = v.ruling_id
    WHERE v.id IS NULL
       OR v.ruling_id IS NOT NULL
          AND (g.id IS NULL OR g.cause <> concat('dispute:', d.public_id)
               OR (g.interaction_id, g.agent_id, g.campaign_id)
                  IS DISTINCT FROM (d.interaction_id, d.agent_id, d.campaign_id)
               OR v.pay_seconds IS NOT NULL AND v.pay_seconds IS DISTINCT FROM g.payable_seconds
               OR v.pay_exact IS NOT NULL AND v.pay_exact IS DISTINCT FROM g.pay_exact
               OR v.charge_seconds IS NOT NULL
                  AND v.charge_seconds IS DISTINCT FROM g.billable_seconds
               OR v.charge_exact IS NOT NULL AND v.charge_exact IS DISTINCT FROM g.charge_exact)
    """,
)

_NOT_BEYOND_THE_LINE = Law(
    "D3",
    "No outcome takes more than the line: a ruled price is neither negative nor above its asker's",
    """
    SELECT d.id AS dispute_id, d.opener, w.id AS rated_work, w.charge_exact, w.pay_exact
    FROM payouts_verdict v
    JOIN payouts_dispute d ON d.id = v.dispute_id
    JOIN payouts_ruling g ON g.id = v.ruling_id
    JOIN marketplace_interactionrevision r ON r.interaction_id = g.interaction_id
    JOIN payouts_ratedwork w ON w.usage_id = r.id AND w.ruling_id = g.id AND w.corrects_id IS NULL
    JOIN payouts_ratedwork read ON read.id = d.work_id AND read.usage_id = w.usage_id
    WHERE w.charge_exact < 0 OR w.pay_exact < 0
       OR d.opener = 'BRAND' AND (w.charge_exact > read.charge_exact)
       OR d.opener = 'AGENT' AND (w.pay_exact < read.pay_exact)
    """,
)

_DECIDED_BY_A_THIRD = Law(
    "D4",
    "Nobody decides a dispute that they opened, answered or serve in",
    """
    SELECT d.id AS dispute_id, v.decided_by_id
    FROM payouts_verdict v
    JOIN payouts_dispute d ON d.id = v.dispute_id
    JOIN onboarding_agent a ON a.id = d.agent_id
    WHERE v.decided_by_id IN (d.opened_by_id, d.answered_by_id, a.user_id)
    """,
)

_HEARD_FIRST = Law(
    "D5",
    "Nothing is decided before the other side has answered or its time is over",
    """
    SELECT d.id AS dispute_id, d.status, d.settled_at, d.answer_due_at
    FROM payouts_dispute d
    WHERE d.status IN ('DECIDED', 'LAPSED') AND d.answered_at IS NULL
      AND d.settled_at < d.answer_due_at
    """,
)

# An hour is plenty for a job that runs each quarter of it.
_SILENCE_IS_HEARD = Law(
    "D6",
    "What a brand contests without showing anything lapses when the answer is not given in time",
    """
    SELECT d.id AS dispute_id, d.answer_due_at
    FROM payouts_dispute d
    WHERE d.status = 'OPEN' AND d.opener = 'BRAND'
      AND d.answer_due_at < %(at)s - interval '1 hour'
      AND NOT EXISTS (
          SELECT FROM payouts_evidence e
          WHERE e.side = 'BRAND' AND e.file_id IS NOT NULL
            AND (e.dispute_id = d.id OR e.batch_id = d.batch_id))
    """,
)

_CONTESTED_PAY_WAITS = Law(
    "D7",
    "Pay is withheld exactly while its dispute is not settled",
    """
    SELECT w.id AS withholding_id, w.cause, w.ended_at, d.status
    FROM payouts_withholding w
    LEFT JOIN payouts_dispute d
      ON concat('dispute:', d.public_id) = regexp_replace(w.cause, ':taken$', '')
    WHERE w.cause LIKE 'dispute:%%'
      AND (d.id IS NULL
           OR (d.status IN ('OPEN', 'ANSWERED')) IS DISTINCT FROM (w.ended_at IS NULL)
           OR w.amount_minor > d.pay_exact * minor_units_in(d.currency))
    """,
)

_GOODWILL_IS_BOOKED = Law(
    "D8",
    "A sum that a verdict pays in place of a missing contact stands among the extras, and only so",
    """
    SELECT v.dispute_id, v.extra_key, x.id AS extra_id
    FROM (SELECT * FROM payouts_verdict WHERE extra_key <> '') v
    FULL JOIN (SELECT * FROM payouts_extra
               WHERE key LIKE 'dispute:%%' AND corrects_id IS NULL) x ON x.key = v.extra_key
    LEFT JOIN payouts_dispute d ON d.id = v.dispute_id
    WHERE v.id IS NULL OR x.id IS NULL OR x.agent_id <> d.agent_id OR x.currency <> d.currency
    """,
)

_BATCH_IS_ITS_DISPUTES = Law(
    "D9",
    "A batch has as many disputes as it says, all of its own brand's opening",
    """
    SELECT b.id AS batch_id, b.dispute_count, count(d.id) AS disputes
    FROM payouts_disputebatch b
    LEFT JOIN payouts_dispute d ON d.batch_id = b.id
    GROUP BY b.id
    HAVING b.dispute_count <> count(d.id)
        OR bool_or(d.opener <> 'BRAND' OR d.brand_id <> b.brand_id)
    """,
)

LAWS: Final = (
    _SETTLED_ONCE,
    _OUTCOMES_ARE_CORRECTIONS,
    _NOT_BEYOND_THE_LINE,
    _DECIDED_BY_A_THIRD,
    _HEARD_FIRST,
    _SILENCE_IS_HEARD,
    _CONTESTED_PAY_WAITS,
    _GOODWILL_IS_BOOKED,
    _BATCH_IS_ITS_DISPUTES,
)
