"""The promises about where money goes: four eyes, cooling, and holds that the books know of."""

from typing import Final

from payouts.ledger.laws import Law

_FOUR_EYES = Law(
    "I23a",
    "Nobody decided what they made themselves: payout details, tax forms, balances",
    """
    SELECT 'payout details' AS what, id, proposed_by_id AS person_id
    FROM payouts_payoutdetails WHERE decided_by_id = proposed_by_id
    UNION ALL
    SELECT 'payout details that nobody else looked at', d.id, d.proposed_by_id
    FROM payouts_payoutdetails d
    JOIN payouts_payee p ON p.id = d.payee_id
    JOIN onboarding_agent a ON a.id = p.agent_id
    WHERE d.status IN ('CONFIRMED', 'SUPERSEDED') AND d.decided_by_id IS NULL
      AND (d.risks <> '' OR d.proposed_by_id IS NOT NULL AND d.proposed_by_id <> a.user_id)
    UNION ALL
    SELECT 'tax form', id, signed_by_id
    FROM payouts_taxform WHERE decided_by_id = signed_by_id
    UNION ALL
    SELECT 'balance decision', id, proposed_by_id
    FROM payouts_balancedecision
    WHERE decided_by_id = proposed_by_id OR status = 'APPROVED' AND decided_by_id IS NULL
    """,
)

# Judged from what was sent and when, and not from what a payee's row says today.
_COOLED = Law(
    "I30",
    "No payout was sent to an account in its cooling period, contested, or not in use",
    """
    SELECT p.id AS payout_id, p.destination, a.first_sent_at, d.id AS details_id, d.effective_at
    FROM payouts_payout p
    JOIN payouts_attempt a ON a.subject = 'payout_' || p.id
    CROSS JOIN LATERAL (
        SELECT v.id, v.destination, v.effective_at, v.contested_at
        FROM payouts_payoutdetails v
        WHERE v.payee_id = p.payee_id AND v.confirmed_at <= a.first_sent_at
        ORDER BY v.confirmed_at DESC, v.version DESC LIMIT 1
    ) d
    WHERE d.effective_at > a.first_sent_at OR d.contested_at <= a.first_sent_at
       OR d.destination <> p.destination
    """,
)

_IN_USE = Law(
    "I30a",
    "A payee is paid to the version of their details that is in use, and to nothing else",
    """
    SELECT p.id AS payee_id, p.account, d.destination
    FROM payouts_payee p
    LEFT JOIN payouts_payoutdetails d ON d.payee_id = p.id AND d.status = 'CONFIRMED'
    WHERE p.account <> coalesce(d.destination, '')
      AND EXISTS (SELECT FROM payouts_payoutdetails v
                  WHERE v.payee_id = p.id AND v.confirmed_at IS NOT NULL)
    """,
)

_HELD = Law(
    "I21c",
    "What is held is what standing holds keep back, agent by agent",
    """
    WITH held AS (
        SELECT a.owner_id AS agent_id, a.currency, b.credits_minor - b.debits_minor AS minor
        FROM payouts_ledgeraccount a
        JOIN payouts_ledgerbalance b ON b.account_id = a.id
        WHERE a.kind = 'AGENT_HELD'
    ), standing AS (
        SELECT p.agent_id, h.currency, sum(h.amount_minor) AS minor
        FROM payouts_payouthold h
        JOIN payouts_payee p ON p.id = h.payee_id
        WHERE h.released_at IS NULL AND h.amount_minor IS NOT NULL
        GROUP BY 1, 2
    )
    SELECT agent_id, currency, held.minor AS held_minor, standing.minor AS standing_minor
    FROM held FULL JOIN standing USING (agent_id, currency)
    WHERE coalesce(held.minor, 0) <> coalesce(standing.minor, 0)
    """,
)

LAWS: Final = (_FOUR_EYES, _COOLED, _IN_USE, _HELD)
