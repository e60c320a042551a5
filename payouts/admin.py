"""Look at money and its facts. Nothing here can be changed: deeds go through services."""

from onboarding.audit.looking import look_at
from payouts.accruals.models import Accrual, Clearing, Withholding
from payouts.banking.models import (
    BankFile,
    BankFileDownload,
    BankFileEntry,
    BankReport,
    BankReportRow,
)
from payouts.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, IssuedFile
from payouts.buyers.models import BillingProfile, PurchaseOrder, TaxDecision
from payouts.collections.models import DunningNotice, DunningPause, DunningTerms, PaymentPromise
from payouts.disputes.models import Dispute, DisputeBatch, Evidence, EvidenceFile, Verdict
from payouts.extras.models import Extra
from payouts.gateway.models import (
    Attempt,
    AttemptStep,
    EventPoll,
    GatewayEvent,
    RefusedMessages,
)
from payouts.guarantees.cancelled import CancelledHours
from payouts.guarantees.models import CommittedInterval, FloorTerms, TopUp
from payouts.guarantees.offers import SurgeBonus, SurgeEnd, SurgeOffer
from payouts.guarantees.rewards import Bonus, BonusCase, BonusTerms
from payouts.incoming.models import (
    BankAccount,
    BankLine,
    BankReceipt,
    BankStatement,
    CsvLayout,
    StatementFile,
)
from payouts.instant.models import InstantPayout, InstantTariff
from payouts.ledger.models import (
    JournalEntry,
    JournalSeal,
    JournalTransaction,
    LedgerAccount,
    LedgerBalance,
)
from payouts.metering.models import UsageRecord
from payouts.payees.models import (
    BalanceDecision,
    Payee,
    PayoutDetails,
    PayoutHold,
    PayoutMinimum,
    Reveal,
    TaxForm,
)
from payouts.periods.models import Period
from payouts.rating.models import RatedWork, Ruling
from payouts.receivables.bad_debt import WriteOff
from payouts.receivables.credit import (
    BillingTerms,
    CampaignBudget,
    LimitCrossing,
    TermsProposal,
)
from payouts.receivables.models import (
    Allocation,
    BrandPayment,
    BrandRefund,
    Chargeback,
    Payer,
    PaymentMethod,
    TopUpRule,
)
from payouts.reports.models import Difference, ProcessorMovement, Proof, ProofResult
from payouts.runs.doubt import TransferDoubt
from payouts.runs.models import Payout, PayoutRun, PayoutSkip, RunWarning, WarningTick

look_at(Period, "kind", "brand", "agent", "currency", "from_on", "to_on", "status", "cutoff_at")
look_at(UsageRecord, "interaction", "agent", "occurred_at", "talk_seconds", "exclusion")
look_at(RatedWork, "interaction", "agent", "occurred_at", "pay_exact", "charge_exact", "currency")
look_at(Ruling, "cause", "interaction", "recorded_at", search=("cause__exact",))
look_at(Extra, "kind", "agent", "brand", "pay_minor", "charge_minor", search=("key__exact",))
look_at(FloorTerms, "campaign", "effective_from", "per_hour", "multiplier", "funded_by")
look_at(CommittedInterval, "agent", "campaign", "starts_at", "ends_at", "staffed_seconds")
look_at(TopUp, "period", "campaign", "number", "extra")
look_at(SurgeOffer, "campaign", "name", "from_at", "to_at", "measure", "pay_rate", "funded_by")
look_at(SurgeEnd, "offer", "ended_at", "reason", "ended_by")
look_at(SurgeBonus, "offer", "agent", "period", "number", "extra")
look_at(BonusTerms, "campaign", "kind", "effective_from", "pay", "charge", "funded_by")
look_at(BonusCase, "kind", "agent", "campaign", "reference", "happened_at")
look_at(Bonus, "case", "terms", "extra")
look_at(CancelledHours, "agent", "campaign", "starts_at", "cancelled_at", "share", "extra")
look_at(Accrual, "side", "period", "campaign", "day", "posted_minor", search=("event_key__exact",))
look_at(Clearing, "period", "amount_minor", "cleared_at")
look_at(Withholding, "cause", "period", "amount_minor", "withheld_at", "released_at")
look_at(LedgerAccount, "kind", "owner", "currency", "grows_by", "floor_binds", search=("code",))
look_at(LedgerBalance, "account", "debits_minor", "credits_minor", "entry_count")
look_at(
    JournalTransaction,
    "kind",
    "effective_at",
    "recorded_at",
    "actor",
    search=("event_key__exact",),
)
look_at(JournalEntry, "transaction", "account", "amount_minor", "currency")
look_at(
    JournalSeal, "after_id", "last_id", "transaction_count", "sealed_at", search=("hash__exact",)
)
look_at(Invoice, "brand", "status", "currency", "total_minor", "due_on", search=("number",))
look_at(InvoiceLine, "invoice", "campaign", "net_minor")
look_at(CreditNote, "invoice", "currency", "total_minor", "issued_at", search=("number",))
look_at(CreditNoteLine, "credit_note", "campaign", "net_minor")
look_at(Dispute, "opener", "ground", "status", "brand", "agent", "opened_at", "answer_due_at")
look_at(DisputeBatch, "brand", "opened_by", "opened_at", "dispute_count")
look_at(Evidence, "dispute", "batch", "side", "given_by", "given_at")
look_at(EvidenceFile, "sha256", "media_type", "size", "stored_at", search=("sha256__exact",))
look_at(Verdict, "dispute", "favours", "reason", "decided_by", "decided_at")
look_at(IssuedFile, "invoice", "credit_note", "pdf_sha256", "made_at")
look_at(BillingProfile, "brand", "legal_name", "country", "vat_number", search=("brand__name",))
look_at(PurchaseOrder, "brand", "number", "from_on", "to_on", search=("number",))
look_at(TaxDecision, "brand", "category", "rate", "reason", "from_on", "to_on")
look_at(
    Payee, "agent", "rail", "account", "transfers_enabled", "cooling_until", search=("agent__name",)
)
look_at(PayoutDetails, "payee", "version", "kind", "masked", "status", "effective_at")
look_at(TaxForm, "payee", "kind", "tin_masked", "status", "holds_until")
look_at(PayoutHold, "payee", "cause", "amount_minor", "currency", "placed_at", "released_at")
look_at(PayoutMinimum, "payee", "currency", "minimum_minor", "set_at")
look_at(BalanceDecision, "payee", "kind", "amount_minor", "currency", "status", "proposed_at")
look_at(Reveal, "payee", "what", "revealed_by", "revealed_at")
look_at(Payer, "brand", "reference", search=("reference__exact",))
look_at(PaymentMethod, "brand", "kind", "label", "is_default", "status")
look_at(
    BrandPayment,
    "brand",
    "rail",
    "purpose",
    "currency",
    "amount_minor",
    "status",
    search=("reference__exact",),
)
look_at(Allocation, "payment", "invoice", "amount_minor", "allocated_at")
look_at(TopUpRule, "brand", "is_on", "threshold_minor", "amount_minor")
look_at(Chargeback, "payment", "amount_minor", "status", "due_at", search=("reference__exact",))
look_at(BrandRefund, "payment", "amount_minor", "status", "proposed_by", "approved_by")
look_at(PayoutRun, "currency", "cutoff_at", "status", "payout_count", "total_minor", "prepared_by")
look_at(Payout, "run", "agent", "currency", "amount_minor", "status", search=("agent__name",))
look_at(TransferDoubt, "payout", "status", "chosen", "proposed_by", "decided_by", "found_at")
look_at(InstantTariff, "currency", "effective_from", "percent", "minimum_minor", "day_limit_minor")
look_at(
    InstantPayout,
    "agent",
    "currency",
    "asked_minor",
    "fee_minor",
    "status",
    "requested_at",
    search=("agent__name",),
)
look_at(PayoutSkip, "run", "agent", "reason", "amount_minor", search=("agent__name",))
look_at(BankFile, "format", "currency", "status", "total_minor", search=("message_id__exact",))
look_at(BankFileEntry, "file", "position", "payout", search=("reference__exact",))
look_at(BankFileDownload, "file", "taken_by", "taken_at")
look_at(BankReport, "kind", "file_name", "row_count", "received_at")
look_at(BankReportRow, "report", "says", "code", "status", search=("reference__exact",))
look_at(RunWarning, "run", "kind", "count", "amount_minor")
look_at(WarningTick, "warning", "ticked_by", "ticked_at")
look_at(
    Attempt,
    "subject",
    "number",
    "status",
    "send_count",
    "first_sent_at",
    search=("subject__exact",),
)
look_at(RefusedMessages, "on", "code", "count", "last_at")
look_at(EventPoll, "begun_at", "since", "event_count", "new_count")
look_at(AttemptStep, "attempt", "kind", "at", "words")
look_at(GatewayEvent, "type", "received_at", "handled_at", search=("event_id__exact",))
look_at(Difference, "cause", "currency", "ours_minor", "theirs_minor", "status", "found_at")
look_at(ProcessorMovement, "kind", "source", "net_minor", "currency", "created_at")
look_at(Proof, "started_at", "seconds", "law_count", "violation_count")
look_at(ProofResult, "proof", "code", "violation_count", "seconds", search=("code__exact",))
look_at(BankAccount, "number", "currency", "added_by", "added_at", search=("number__exact",))
look_at(CsvLayout, "account", "number", "set_by", "set_at")
look_at(StatementFile, "line_count", "new_count", "taken_by", "taken_at", search=("name",))
look_at(BankStatement, "account", "reference", "opening_minor", "closing_minor")
look_at(BankLine, "account", "booked_on", "amount_minor", "currency", "counterparty")
look_at(BankReceipt, "line", "status", "amount_minor", "brand", "decided_by", "decided_at")
look_at(DunningTerms, "brand", "currency", "from_on", "set_by", "set_at")
look_at(DunningNotice, "invoice", "step", "open_minor", "sent_to", "sent_at")
look_at(DunningPause, "brand", "invoice", "until_on", "placed_by", "lifted_at")
look_at(PaymentPromise, "invoice", "promised_on", "noted_by", "noted_at")
look_at(WriteOff, "invoice", "amount_minor", "status", "proposed_by", "approved_by", "proposed_at")
look_at(BillingTerms, "brand", "mode", "credit_limit_minor", "set_by", "approved_by", "set_at")
look_at(TermsProposal, "brand", "status", "credit_limit_minor", "proposed_by", "proposed_at")
look_at(CampaignBudget, "campaign", "span", "amount_minor", "set_by", "set_at")
look_at(LimitCrossing, "brand", "campaign", "measure", "level", "used_minor", "crossed_at")
