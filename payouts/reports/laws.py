"""The promises that speak of the floors below: records, references, and every status moved."""

from typing import Any, Final

from marketplace.campaigns.models import Campaign, CampaignStatus, ProposalStatus, RateProposal
from onboarding.agents.models import Agent, AgentStatus
from payouts.banking.models import BankFile, BankReportRow, FileStatus, RowStatus
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.disputes.choices import DisputeStatus
from payouts.disputes.models import Dispute
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.incoming.models import BankReceipt, ReceiptStatus
from payouts.instant.models import InstantPayout, InstantStatus
from payouts.ledger.laws import Law
from payouts.payees.models import (
    BalanceDecision,
    DecisionStatus,
    DetailsStatus,
    PayoutDetails,
    TaxForm,
    TaxFormStatus,
)
from payouts.periods.models import Period, PeriodStatus
from payouts.receivables.bad_debt import WriteOff, WriteOffStatus
from payouts.receivables.credit import TermsProposal, TermsProposalStatus
from payouts.receivables.models import (
    BrandPayment,
    BrandRefund,
    Chargeback,
    ChargebackStatus,
    MethodStatus,
    PaymentMethod,
    PaymentStatus,
    RefundStatus,
)
from payouts.reports import laws_of_bank, laws_of_processor
from payouts.reports.models import Difference, DifferenceStatus
from payouts.runs.doubt import DoubtStatus, TransferDoubt
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus

_EACH_RECORD_ONCE = Law(
    "I10",
    "A source's contact is one interaction, and its revisions are numbered without gaps",
    """
    SELECT NULL::bigint AS interaction_id, source_id, external_id, count(*) AS how_many
    FROM marketplace_interaction GROUP BY source_id, external_id HAVING count(*) > 1
    UNION ALL
    SELECT i.id, i.source_id, i.external_id, coalesce(r.revisions, 0)
    FROM marketplace_interaction i
    FULL JOIN (
        SELECT interaction_id, count(*) AS revisions, min(revision) AS first, max(revision) AS last,
               count(DISTINCT revision) AS numbers
        FROM marketplace_interactionrevision GROUP BY interaction_id
    ) r ON r.interaction_id = i.id
    WHERE (i.revision, 1::bigint, r.revisions, r.revisions)
        IS DISTINCT FROM (r.last, r.first::bigint, r.last::bigint, r.numbers)
    """,
)

_HEAD_IS_NEWEST = Law(
    "I34",
    "Every interaction shows what its newest revision says",
    """
    SELECT i.id AS interaction_id, i.revision, i.recorded_at
    FROM marketplace_interaction i
    JOIN marketplace_interactionrevision r
        ON r.interaction_id = i.id AND r.revision = i.revision
    WHERE (i.campaign_id, i.agent_id, i.campaign_ref, i.agent_ref, i.customer_ref, i.channel,
           i.outcome, i.arrived_at, i.started_at, i.ended_at, i.queue_seconds, i.talk_seconds,
           i.hold_seconds, i.wrap_seconds, i.recorded_at)
        IS DISTINCT FROM
          (r.campaign_id, r.agent_id, r.campaign_ref, r.agent_ref, r.customer_ref, r.channel,
           r.outcome, r.arrived_at, r.started_at, r.ended_at, r.queue_seconds, r.talk_seconds,
           r.hold_seconds, r.wrap_seconds, r.recorded_at)
    """,
)

_REFERENCES = Law(
    "R5",
    "What an interaction refers to is there and belongs to its brand",
    """
    SELECT i.id AS interaction_id, i.source_id, i.brand_id, i.campaign_id, i.agent_id
    FROM marketplace_interaction i
    LEFT JOIN marketplace_source s ON s.id = i.source_id
    LEFT JOIN marketplace_campaign c ON c.id = i.campaign_id
    LEFT JOIN onboarding_agent a ON a.id = i.agent_id
    WHERE s.brand_id IS DISTINCT FROM i.brand_id
       OR i.campaign_id IS NOT NULL AND c.brand_id IS DISTINCT FROM i.brand_id
       OR i.agent_id IS NOT NULL AND a.id IS NULL
    """,
)

# Those of runs, refunds and payees stand in their own slices.
_FOUR_EYES = Law(
    "I23c",
    "Nobody approved what they made: credit, differences, unexecuted bank files, sums taken back",
    """
    SELECT 'billing terms' AS what, id, set_by_id AS person_id
    FROM payouts_billingterms
    WHERE raises_credit AND (approved_by_id IS NULL OR approved_by_id = set_by_id)
    UNION ALL
    SELECT 'difference', id, explained_by_id
    FROM payouts_difference
    WHERE accepted_by_id = explained_by_id OR status = 'ACCEPTED' AND accepted_by_id IS NULL
    UNION ALL
    SELECT 'bank file', id, released_by_id
    FROM payouts_bankfile
    WHERE status = 'NOT_EXECUTED' AND coalesce(confirmed_by_id = released_by_id, true)
    UNION ALL
    SELECT 'extra', back.id, back.actor_id
    FROM payouts_extra back
    JOIN payouts_extra booked ON booked.id = back.corrects_id
    WHERE back.actor_id = booked.actor_id
    """,
)

# Every row that has a status, and the map of its moves.
TRAILED: Final[tuple[tuple[Any, Any], ...]] = (
    (Agent, AgentStatus),
    (Campaign, CampaignStatus),
    (RateProposal, ProposalStatus),
    (Period, PeriodStatus),
    (PayoutRun, RunStatus),
    (Payout, PayoutStatus),
    (TransferDoubt, DoubtStatus),
    (PayoutDetails, DetailsStatus),
    (TaxForm, TaxFormStatus),
    (BalanceDecision, DecisionStatus),
    (Attempt, AttemptStatus),
    (InstantPayout, InstantStatus),
    (BankFile, FileStatus),
    (BankReportRow, RowStatus),
    (Invoice, InvoiceStatus),
    (TermsProposal, TermsProposalStatus),
    (Difference, DifferenceStatus),
    (Dispute, DisputeStatus),
    (PaymentMethod, MethodStatus),
    (BrandPayment, PaymentStatus),
    (WriteOff, WriteOffStatus),
    (BankReceipt, ReceiptStatus),
    (Chargeback, ChargebackStatus),
    (BrandRefund, RefundStatus),
)


def _strays_of(model: Any, status: Any) -> str:
    """Moves in the trail of ``model`` that are not on its map, and rows that it lost sight of."""
    name = model._meta.verbose_name
    table = model._meta.db_table
    trail = model.events.rel.related_model._meta.db_table
    moves = ", ".join(
        f"('{before}', '{after}')"
        for before, targets in status.transitions().items()
        for after in sorted(targets)
    )
    return f"""
        SELECT '{name}' AS what, obj_id, before, status AS after,
               CASE WHEN why IS NULL THEN 'nobody says why' ELSE 'not on the map' END AS wrong
        FROM (
            SELECT pgh_obj_id AS obj_id, status, pgh_context_id AS why,
                   lag(status) OVER (PARTITION BY pgh_obj_id ORDER BY pgh_id) AS before
            FROM {trail}
        ) step
        WHERE before IS NOT NULL
          AND (why IS NULL OR (before, status) NOT IN (VALUES {moves}))
        UNION ALL
        SELECT '{name}', m.id, last.status, m.status, 'the trail ends elsewhere'
        FROM {table} m
        LEFT JOIN (
            SELECT DISTINCT ON (pgh_obj_id) pgh_obj_id, status
            FROM {trail} ORDER BY pgh_obj_id, pgh_id DESC
        ) last ON last.pgh_obj_id = m.id
        WHERE last.status IS DISTINCT FROM m.status
    """


_MOVES = Law(
    "I32",
    "Every move of a status is on its map and recorded with who and why, without gaps",
    " UNION ALL ".join(_strays_of(model, status) for model, status in TRAILED),
)

LAWS: Final = (
    _EACH_RECORD_ONCE,
    _HEAD_IS_NEWEST,
    _REFERENCES,
    _FOUR_EYES,
    _MOVES,
    *laws_of_processor.LAWS,
    *laws_of_bank.LAWS,
)
