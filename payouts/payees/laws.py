"""The promises about where money goes: four eyes, cooling, tax forms, and holds."""

from typing import Final

from payouts.ledger.laws import Law
from payouts.payees.versions import COOLING

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

# The rows of payees say when they cool; runs read those, and not the versions.
_COOLS_LONG_ENOUGH = Law(
    "I30b",
    "Every change of where money goes cools for three days, and the payee's row knows until when",
    f"""
    SELECT 'cooled too shortly' AS wrong, d.payee_id, d.id AS details_id, d.confirmed_at,
           d.effective_at
    FROM payouts_payoutdetails d
    WHERE d.effective_at < d.confirmed_at + interval '{COOLING.days} days'
      AND EXISTS (SELECT FROM payouts_payoutdetails b
                  WHERE b.payee_id = d.payee_id AND b.confirmed_at IS NOT NULL
                    AND (b.confirmed_at, b.version) < (d.confirmed_at, d.version))
    UNION ALL
    SELECT 'the row says otherwise', p.id, d.id, p.cooling_until, d.effective_at
    FROM payouts_payee p
    JOIN payouts_payoutdetails d ON d.payee_id = p.id AND d.status = 'CONFIRMED'
    WHERE d.effective_at > d.confirmed_at AND p.cooling_until IS DISTINCT FROM d.effective_at
    """,
)

_HELD_BACK = Law(
    "I30d",
    "Nothing was sent to anybody while everything of theirs was held",
    """
    SELECT p.id AS payout_id, a.first_sent_at, h.id AS hold_id, h.placed_at, h.released_at
    FROM payouts_payout p
    JOIN payouts_attempt a ON a.subject = 'payout_' || p.id
    JOIN payouts_payouthold h ON h.payee_id = p.payee_id AND h.amount_minor IS NULL
    WHERE h.placed_at < a.first_sent_at - interval '1 minute'
      AND (h.released_at IS NULL OR h.released_at > a.first_sent_at)
    """,
)

_FORM = Law(
    "I30c",
    "A payee's row says of their tax form what the approved one says",
    """
    SELECT p.id AS payee_id, p.tax_form_until, f.holds_until
    FROM payouts_payee p
    LEFT JOIN payouts_taxform f ON f.payee_id = p.id AND f.status = 'APPROVED'
    WHERE p.tax_form_until IS DISTINCT FROM f.holds_until
      AND EXISTS (SELECT FROM payouts_taxform s WHERE s.payee_id = p.id)
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

LAWS: Final = (_FOUR_EYES, _COOLED, _IN_USE, _COOLS_LONG_ENOUGH, _FORM, _HELD_BACK, _HELD)
