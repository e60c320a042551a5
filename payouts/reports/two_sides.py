"""The statements that compare the two sides of the money: what each says, and where they differ."""

from typing import Final

from payouts.reports.models import Cause
from payouts.runs.laws import LAWS as LAWS_OF_RUNS

_REFUND = """(
    SELECT r.reference FROM payouts_brandrefund r
    WHERE r.id = split_part(t.event_key, ':', 2)::bigint)
"""
_CASE = """(
    SELECT c.reference FROM payouts_chargeback c
    WHERE c.id = split_part(t.event_key, ':', 2)::bigint)
"""
# A debit that came back is no case of ours: the processor's own messages name its dispute.
_DISPUTE = """(
    SELECT g.payload -> 'data' -> 'object' ->> 'id'
    FROM payouts_brandpayment p
    JOIN payouts_gatewayevent g
        ON g.type LIKE 'charge.dispute.%%'
       AND g.payload -> 'data' -> 'object' ->> 'payment_intent' = p.reference
    WHERE p.id = split_part(t.event_key, ':', 2)::bigint
    ORDER BY g.id LIMIT 1)
"""

# What the books moved at the processor, under the name that the processor gave it.
_OURS = f"""
    SELECT coalesce(nullif(n.reference, ''), t.event_key) AS subject, e.currency,
           sum(e.amount_minor)::bigint AS minor, max(t.recorded_at) AS at
    FROM payouts_journalentry e
    JOIN payouts_ledgeraccount k ON k.id = e.account_id AND k.kind = 'PROCESSOR_BALANCE'
    JOIN payouts_journaltransaction t ON t.id = e.transaction_id
    LEFT JOIN LATERAL (
        SELECT CASE t.kind
            WHEN 'PAYOUT_SETTLED' THEN (
                SELECT a.reference FROM payouts_attempt a
                WHERE a.subject = 'payout_' || split_part(t.event_key, ':', 2)
                  AND a.status = 'EXECUTED' LIMIT 1)
            WHEN 'PAYOUT_RETURNED' THEN split_part(t.event_key, ':', 4)
            WHEN 'PROCESSOR_FUNDED' THEN split_part(t.event_key, ':', 2)
            WHEN 'PAYMENT_RECEIVED' THEN (
                SELECT p.charge FROM payouts_brandpayment p
                WHERE p.id = split_part(t.event_key, ':', 2)::bigint)
            WHEN 'PROCESSOR_FEE' THEN CASE split_part(t.event_key, ':', 3)
                WHEN 'fee' THEN (
                    SELECT p.charge FROM payouts_brandpayment p
                    WHERE p.id = split_part(t.event_key, ':', 2)::bigint)
                ELSE {_DISPUTE} END
            WHEN 'PAYMENT_RETURNED' THEN {_DISPUTE}
            WHEN 'REFUND_SETTLED' THEN {_REFUND}
            WHEN 'REFUND_RETURNED' THEN {_REFUND}
            WHEN 'CHARGEBACK_OPENED' THEN {_CASE}
            WHEN 'CHARGEBACK_WON' THEN {_CASE}
        END AS reference
    ) n ON true
    GROUP BY 1, 2
"""

_THEIRS = """
    SELECT CASE WHEN m.source = '' THEN m.reference ELSE m.source END AS subject, m.currency,
           sum(m.net_minor)::bigint AS minor, max(m.created_at) AS at,
           bool_and(m.kind = 'stripe_fee') AS is_fee
    FROM payouts_processormovement m
    GROUP BY 1, 2
"""

# What an agent has, against what they earned and were paid: the law of the books, one row for
# each agent for whom it does not hold.
(_IDENTITY,) = (law.query for law in LAWS_OF_RUNS if law.code == "I21")
_AGENTS = f"""
    SELECT 'agent ' || agent_id, currency, coalesce(stands_at_minor, 0)::bigint,
           (coalesce(earned_minor, 0) - coalesce(paid_minor, 0))::bigint, NULL::timestamptz
    FROM ({_IDENTITY}) agents
"""

# What the lines of each closed statement come to, against what the books hold of it.
_STATEMENTS = """
    SELECT 'statement ' || p.public_id, p.currency, coalesce(b.minor, 0)::bigint,
           coalesce(e.minor, 0)::bigint, p.cutoff_at
    FROM payouts_period p
    LEFT JOIN (
        SELECT period_id, sum(posted_minor) AS minor FROM payouts_accrual
        WHERE side = 'AGENT' GROUP BY period_id
    ) b ON b.period_id = p.id
    LEFT JOIN (
        SELECT pay_period_id, sum(minor) AS minor
        FROM (
            SELECT pay_period_id,
                   round_half_even(sum(pay_exact) * minor_units_in(currency)) AS minor
            FROM payouts_ratedwork GROUP BY pay_period_id, campaign_id, currency
        ) campaigns GROUP BY pay_period_id
    ) e ON e.pay_period_id = p.id
    WHERE p.kind = 'PAY' AND p.status = 'CLOSED'
      AND coalesce(b.minor, 0) <> coalesce(e.minor, 0)
"""

COMPARED: Final = f"""
    SELECT CASE WHEN t.subject IS NULL THEN '{Cause.ONLY_OURS}'
                WHEN o.subject IS NOT NULL THEN '{Cause.AMOUNT}'
                WHEN t.is_fee THEN '{Cause.FEE}' ELSE '{Cause.ONLY_THEIRS}' END AS cause,
           subject, currency, coalesce(o.minor, 0), coalesce(t.minor, 0), coalesce(t.at, o.at)
    FROM ({_OURS}) o FULL JOIN ({_THEIRS}) t USING (subject, currency)
    WHERE coalesce(o.minor, 0) <> coalesce(t.minor, 0)
      AND greatest(o.at, t.at) < %(settled_before)s
    UNION ALL
    SELECT '{Cause.AGENT}', agents.* FROM ({_AGENTS}) agents
    UNION ALL
    SELECT '{Cause.STATEMENT}', statements.* FROM ({_STATEMENTS}) statements
"""

KEEP: Final = """
    INSERT INTO payouts_difference AS d
        (cause, subject, currency, ours_minor, theirs_minor, happened_at, found_at, seen_at,
         status, explanation)
    SELECT cause, subject, currency, ours, theirs, happened_at, %(at)s, %(at)s, 'NEW', ''
    FROM compared c
    WHERE NOT EXISTS (SELECT FROM payouts_difference d
                      WHERE d.subject = c.subject AND d.currency = c.currency)
"""

SEEN: Final = """
    UPDATE payouts_difference d
    SET seen_at = %(at)s
    FROM compared c
    WHERE d.subject = c.subject AND d.currency = c.currency
      AND (d.ours_minor, d.theirs_minor) = (c.ours, c.theirs) AND d.status <> 'SETTLED'
"""

CHANGED: Final = """
    SELECT d.id, c.cause, c.ours, c.theirs
    FROM payouts_difference d
    JOIN compared c ON c.subject = d.subject AND c.currency = d.currency
    WHERE d.status = 'SETTLED' OR (d.ours_minor, d.theirs_minor) <> (c.ours, c.theirs)
"""

GONE: Final = """
    SELECT d.id FROM payouts_difference d
    WHERE d.status <> 'SETTLED'
      AND NOT EXISTS (SELECT FROM compared c
                      WHERE c.subject = d.subject AND c.currency = d.currency)
"""
