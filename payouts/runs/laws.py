"""The promises of payout runs: what was approved is paid, once, and the books say so."""

from typing import Final

from onboarding.users.second_factor import FRESH_FOR
from payouts.gateway.key_life import SENDABLE_FOR
from payouts.ledger.laws import Law

_AGENT_IDENTITY = Law(
    "I21",
    "For each agent: pending + payable + held + in transit = earned − fees − paid − taken back",
    """
    WITH standing AS (
        SELECT a.owner_id AS agent_id, a.currency,
               sum(b.credits_minor - b.debits_minor) AS stands_at
        FROM payouts_ledgerbalance b
        JOIN payouts_ledgeraccount a ON a.id = b.account_id AND a.owner = 'AGENT'
        GROUP BY 1, 2
    ), earned AS (
        SELECT a.owner_id AS agent_id, a.currency, -sum(e.amount_minor) AS earned
        FROM payouts_journalentry e
        JOIN payouts_ledgeraccount a ON a.id = e.account_id AND a.owner = 'AGENT'
        WHERE e.transaction_id IN (
            SELECT c.transaction_id FROM payouts_journalentry c
            JOIN payouts_ledgeraccount k ON k.id = c.account_id
                AND k.kind IN ('AGENT_COST', 'BAD_DEBT', 'PAYOUT_FEES'))
        GROUP BY 1, 2
    ), paid AS (
        SELECT agent_id, currency, sum(amount_minor - returned_minor) AS paid
        FROM payouts_payout WHERE status = 'PAID' GROUP BY 1, 2
    )
    SELECT agent_id, currency, stands_at AS stands_at_minor, earned AS earned_minor,
           paid AS paid_minor
    FROM standing
    FULL JOIN earned USING (agent_id, currency)
    FULL JOIN paid USING (agent_id, currency)
    WHERE coalesce(stands_at, 0) <> coalesce(earned, 0) - coalesce(paid, 0)
    """,
)

_NOT_MORE_THAN_AVAILABLE = Law(
    "I22",
    "No payout is more than what was payable to its agent at the run's cut-off",
    """
    SELECT p.id AS payout_id, p.amount_minor, p.fee_minor, known.available AS available_minor
    FROM payouts_payout p
    JOIN payouts_payoutrun r ON r.id = p.run_id
    LEFT JOIN payouts_ledgeraccount a
        ON a.kind = 'AGENT_PAYABLE' AND a.owner_id = p.agent_id AND a.currency = p.currency
    CROSS JOIN LATERAL (
        SELECT coalesce(-sum(e.amount_minor), 0) AS available
        FROM payouts_journalentry e
        JOIN payouts_journaltransaction t ON t.id = e.transaction_id
        WHERE e.account_id = a.id AND t.effective_at < r.cutoff_at
          AND t.recorded_at <= r.prepared_at
    ) known
    WHERE p.amount_minor + p.fee_minor > known.available OR p.currency <> r.currency
    """,
)

_RUN_ADDS_UP = Law(
    "I22a",
    "A run's count and total are those of its payouts",
    """
    SELECT r.id AS run_id, r.payout_count, r.total_minor, count(p.id) AS payouts,
           coalesce(sum(p.amount_minor), 0) AS sum_minor
    FROM payouts_payoutrun r
    LEFT JOIN payouts_payout p ON p.run_id = r.id
    WHERE r.status <> 'DRAFT'
    GROUP BY r.id
    HAVING (r.payout_count, r.total_minor)
        IS DISTINCT FROM (count(p.id), coalesce(sum(p.amount_minor), 0))
    """,
)

_HASH = Law(
    "I22b",
    "A run's content hash recomputes from its agents, amounts and accounts",
    """
    SELECT r.id AS run_id, r.content_hash
    FROM payouts_payoutrun r
    LEFT JOIN payouts_payout p ON p.run_id = r.id
    WHERE r.status <> 'DRAFT'
    GROUP BY r.id
    HAVING r.content_hash <> encode(sha256(convert_to(coalesce(string_agg(
        concat_ws('|', p.agent_id, p.amount_minor, p.destination) || E'\n', ''
        ORDER BY p.agent_id, p.amount_minor, p.destination), ''), 'UTF8')), 'hex')
    """,
)

_FOUR_EYES = Law(
    "I23",
    "Nobody approved what they prepared: payout runs and rate cards",
    """
    SELECT 'payout run' AS what, id, prepared_by_id AS person_id
    FROM payouts_payoutrun WHERE approved_by_id = prepared_by_id
    UNION ALL
    SELECT 'payout run without approver', id, prepared_by_id
    FROM payouts_payoutrun
    WHERE kind = 'REGULAR' AND approved_by_id IS NULL
      AND status IN ('APPROVED', 'EXECUTING', 'PAUSED', 'COMPLETED')
    UNION ALL
    SELECT 'rate card version', id, published_by_id
    FROM marketplace_ratecardversion WHERE published_by_id = proposed_by_id
    UNION ALL
    SELECT 'rate card version', v.id, v.published_by_id
    FROM marketplace_rateproposal p
    JOIN marketplace_ratecardversion v ON v.id = p.version_id
    WHERE v.published_by_id = p.proposed_by_id
    """,
)

_SECOND_FACTOR = Law(
    "I23b",
    "Whoever approved a run confirmed that very list minutes before, and ticked every warning",
    f"""
    SELECT r.id AS run_id, r.approved_by_id AS person_id, 'no fresh second factor' AS wrong
    FROM payouts_payoutrun r
    LEFT JOIN onboarding_confirmation c ON c.id = r.confirmation_id
    WHERE r.kind = 'REGULAR' AND r.approved_at IS NOT NULL
      AND (c.id IS NULL OR c.user_id <> r.approved_by_id
           OR c.subject <> 'approve payout run ' || r.id || ' ' || r.content_hash
           OR c.confirmed_at > r.approved_at
           OR c.confirmed_at <= r.approved_at
              - interval '{int(FRESH_FOR.total_seconds())} seconds')
    UNION ALL
    SELECT r.id, r.approved_by_id, 'a warning is not ticked by its approver'
    FROM payouts_runwarning w
    JOIN payouts_payoutrun r ON r.id = w.run_id
    LEFT JOIN payouts_warningtick t ON t.warning_id = w.id
    WHERE r.approved_at IS NOT NULL AND t.ticked_by_id IS DISTINCT FROM r.approved_by_id
    """,
)

_ONE_AT_A_TIME = Law(
    "I24",
    "One live payout for each agent and currency; one open attempt for each payout",
    """
    SELECT 'payouts of agent ' || agent_id AS what, currency, count(*) AS live
    FROM payouts_payout WHERE status IN ('RESERVED', 'SENDING', 'UNKNOWN')
    GROUP BY agent_id, currency HAVING count(*) > 1
    UNION ALL
    SELECT 'attempts of ' || subject, '', count(*)
    FROM payouts_attempt WHERE status = 'OPEN' GROUP BY subject HAVING count(*) > 1
    """,
)

_IN_TRANSIT = Law(
    "I25",
    "What is in transit is what live payouts have set aside, agent by agent",
    """
    WITH transit AS (
        SELECT a.owner_id AS agent_id, a.currency, b.credits_minor - b.debits_minor AS minor
        FROM payouts_ledgeraccount a
        JOIN payouts_ledgerbalance b ON b.account_id = a.id
        WHERE a.kind = 'AGENT_IN_TRANSIT'
    ), live AS (
        SELECT agent_id, currency, sum(amount_minor) AS minor
        FROM payouts_payout WHERE status IN ('RESERVED', 'SENDING', 'UNKNOWN') GROUP BY 1, 2
    )
    SELECT agent_id, currency, transit.minor AS in_transit_minor, live.minor AS live_minor
    FROM transit FULL JOIN live USING (agent_id, currency)
    WHERE coalesce(transit.minor, 0) <> coalesce(live.minor, 0)
    """,
)

_ONE_TRANSFER = Law(
    "I26",
    "A payout that was paid has one executed attempt, and an executed attempt its paid payout",
    """
    SELECT p.id AS payout_id, p.status, coalesce(done.subject, 'payout_' || p.id) AS subject,
           coalesce(done.attempts, 0) AS executed_attempts
    FROM payouts_payout p
    FULL JOIN (
        SELECT subject, count(*) AS attempts FROM payouts_attempt
        WHERE status = 'EXECUTED' AND subject LIKE 'payout\\_%' GROUP BY subject
    ) done ON done.subject = 'payout_' || p.id
    WHERE (CASE WHEN p.status IN ('PAID', 'RETURNED') THEN 1 ELSE 0 END)
          <> coalesce(done.attempts, 0)
    UNION ALL
    SELECT NULL, 'the same transfer', min(subject), count(*)
    FROM payouts_attempt WHERE reference <> '' GROUP BY reference HAVING count(*) > 1
    """,
)

_DOUBTS_ARE_DECIDED = Law(
    "I26f",
    "Where several transfers were met, two people chose, and the payout is what they chose",
    """
    SELECT d.id AS doubt_id, d.payout_id, d.status, d.chosen, a.status AS attempt, a.reference
    FROM payouts_transferdoubt d
    JOIN payouts_payout p ON p.id = d.payout_id
    JOIN payouts_payoutrun r ON r.id = p.run_id
    LEFT JOIN payouts_attempt a ON a.id = d.attempt_id
    WHERE d.status = 'DECIDED'
          AND (d.decided_by_id IS NOT DISTINCT FROM d.proposed_by_id
               OR d.chosen <> '' AND (a.status, a.reference)
                  IS DISTINCT FROM ('EXECUTED'::varchar, d.chosen)
               OR d.chosen = '' AND a.status = 'EXECUTED')
       OR d.status <> 'DECIDED' AND r.status = 'EXECUTING'
    UNION ALL
    SELECT d.id, d.payout_id, d.status, 'set aside and taken all the same', a.status, a.reference
    FROM payouts_transferdoubt d
    JOIN payouts_attempt a ON a.reference <> '' AND d.references ? a.reference
    WHERE d.status = 'DECIDED' AND a.reference <> d.chosen
    """,
)

_YOUNG_KEYS = Law(
    "I27",
    "No key was sent when it could have been forgotten",
    f"""
    SELECT id AS attempt_id, key, first_sent_at, last_sent_at, send_count
    FROM payouts_attempt
    WHERE last_sent_at >= first_sent_at + interval '{SENDABLE_FOR.total_seconds():.0f} seconds'
       OR last_sent_at < first_sent_at OR send_count < 1
       OR key <> subject || '_' || number
    """,
)

_BOOKED_AS_IT_STANDS = Law(
    "I28",
    "Every payout is booked exactly as it stands: reserved, settled, released, returned",
    """
    WITH booked AS (
        SELECT substring(t.event_key FROM '^payout:([0-9]+):')::bigint AS payout_id,
               t.kind, a.owner_id, a.currency,
               sum(CASE WHEN e.amount_minor > 0 THEN e.amount_minor ELSE -e.amount_minor END)
                   FILTER (
                       WHERE a.kind IN ('AGENT_IN_TRANSIT', 'PROCESSOR_BALANCE', 'BANK')) AS minor,
               count(*) AS legs
        FROM payouts_journaltransaction t
        JOIN payouts_journalentry e ON e.transaction_id = t.id
        JOIN payouts_ledgeraccount a ON a.id = e.account_id
        WHERE t.kind IN ('PAYOUT_RESERVED', 'PAYOUT_SETTLED', 'PAYOUT_RELEASED', 'PAYOUT_RETURNED')
        GROUP BY t.id, a.owner_id, a.currency
    ), by_payout AS (
        SELECT payout_id,
               count(DISTINCT owner_id) AS owners, max(owner_id) AS owner_id,
               count(DISTINCT currency) AS currencies, max(currency) AS currency,
               coalesce(sum(minor) FILTER (WHERE kind = 'PAYOUT_RESERVED'), 0) AS reserved,
               coalesce(sum(minor) FILTER (
                   WHERE kind = 'PAYOUT_SETTLED' AND owner_id IS NOT NULL), 0) AS settled,
               coalesce(sum(minor) FILTER (WHERE kind = 'PAYOUT_RELEASED'), 0) AS released,
               coalesce(sum(minor) FILTER (WHERE kind = 'PAYOUT_RETURNED'), 0) AS returned
        FROM booked GROUP BY payout_id
    )
    SELECT coalesce(p.id, b.payout_id) AS payout_id, p.status, p.amount_minor,
           b.reserved, b.settled, b.released, b.returned
    FROM payouts_payout p
    FULL JOIN by_payout b ON b.payout_id = p.id
    WHERE p.id IS NULL
       OR b.payout_id IS NOT NULL
          AND (b.owners, b.owner_id, b.currencies, b.currency)
              IS DISTINCT FROM (1::bigint, p.agent_id, 1::bigint, p.currency)
       OR (coalesce(b.reserved, 0), coalesce(b.settled, 0),
           coalesce(b.released, 0), coalesce(b.returned, 0)) IS DISTINCT FROM (
           CASE WHEN p.status = 'PLANNED'
                  OR p.status = 'CANCELLED' AND coalesce(b.reserved, 0) = 0
                THEN 0 ELSE p.amount_minor END,
           CASE WHEN p.status IN ('PAID', 'RETURNED') THEN p.amount_minor ELSE 0 END,
           CASE WHEN p.status = 'REJECTED'
                  OR p.status = 'CANCELLED' AND coalesce(b.reserved, 0) <> 0
                THEN p.amount_minor ELSE 0 END,
           p.returned_minor)
    """,
)

LAWS: Final = (
    _AGENT_IDENTITY,
    _NOT_MORE_THAN_AVAILABLE,
    _RUN_ADDS_UP,
    _HASH,
    _FOUR_EYES,
    _SECOND_FACTOR,
    _ONE_AT_A_TIME,
    _IN_TRANSIT,
    _ONE_TRANSFER,
    _DOUBTS_ARE_DECIDED,
    _YOUNG_KEYS,
    _BOOKED_AS_IT_STANDS,
)
