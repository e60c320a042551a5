"""What the database refuses by itself: each constraint by its name, tried from outside.

Every row tried is a copy of a good one with as little changed as breaks the rule. The
owner's login tries it with the triggers asleep, so that nobody but the constraint refuses.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from marketplace.campaigns.models import (
    Campaign,
    CampaignPause,
    RateCardVersion,
    RateMultiplier,
    RateProposal,
)
from marketplace.interactions.models import AgentAlias, Interaction, InteractionRevision, Source
from onboarding.brands.models import Brand, BrandMember
from onboarding.deliveries.models import Message
from onboarding.users.models import Confirmation, Grant, StaffGrant, User
from onboarding.users.second_factor import confirm_by_command
from payouts.accruals.models import Accrual, Withholding
from payouts.banking.models import BankFile, BankFileEntry, BankReportRow
from payouts.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, IssuedFile
from payouts.buyers.models import BillingProfile, PurchaseOrder, TaxDecision
from payouts.collections.models import DunningNotice, DunningPause, DunningTerms
from payouts.disputes.models import Dispute, Evidence, Verdict
from payouts.extras.models import Extra
from payouts.gateway.models import Attempt, RefusedMessages
from payouts.gateway.services import count_refusal
from payouts.guarantees.cancelled import CancelledHours
from payouts.guarantees.models import CommittedInterval, FloorTerms, TopUp
from payouts.guarantees.offers import SurgeBonus, SurgeEnd, SurgeOffer
from payouts.guarantees.rewards import BonusCase, BonusTerms
from payouts.incoming.models import BankAccount, BankLine, BankReceipt, CsvLayout
from payouts.instant.models import InstantPayout, InstantTariff
from payouts.ledger.models import JournalEntry, JournalSeal
from payouts.ledger.seals import seal_journal
from payouts.payees.models import (
    BalanceDecision,
    Payee,
    PayoutDetails,
    PayoutHold,
    PayoutMinimum,
    TaxForm,
)
from payouts.periods.models import Period, PeriodKind
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
    Purpose,
    TopUpRule,
)
from payouts.reports.models import Difference, ProcessorMovement, ProofResult
from payouts.runs.doubt import TransferDoubt
from payouts.runs.models import Payout, PayoutRun, PayoutSkip, RunWarning
from tests.laws.of_payees import one_of_each
from tests.laws.town import Side, Town, build_town
from tests.payouts.owner import owner_login  # noqa: F401
from tests.times import NOON

FLOORS = {"onboarding", "marketplace", "payouts"}


@dataclass(frozen=True)
class Attempted:
    """A copy of the first row of ``model`` with ``changes``, which constraint ``name`` refuses."""

    name: str
    model: type[models.Model]
    changes: dict[str, Any]
    of: dict[str, Any]


def copy(
    name: str, model: type[models.Model], *, of: dict[str, Any] | None = None, **changes: Any
) -> Attempted:
    return Attempted(name, model, changes, of or {})


def _later(field: str, by: Any) -> Callable[[Any], Any]:
    return lambda row: getattr(row, field) + by


def _proposer(row: Any) -> int:
    return row.proposed_by_id


SECOND = timedelta(seconds=1)
OF_BILLING, OF_PAY = {"kind": PeriodKind.BILLING}, {"kind": PeriodKind.PAY}
CONTESTED, STANDING = {"status": "ANSWERED"}, {"ended_at": None}
GIVEN_UP = {"status": "BOOKED"}
REFERRED = {"kind": "REFERRAL"}
BY_APP = {"method": "AUTHENTICATOR_APP"}
ANOTHER_RUN = {
    "cutoff_at": _later("cutoff_at", SECOND),
    "confirmation_id": lambda row: -row.pk,
}
ISSUED, IN_USE, WAITING = {"status": "ISSUED"}, {"status": "CONFIRMED"}, {"status": "PROPOSED"}
PAID, CHARGED = {"pay_period__isnull": False}, {"billing_period__isnull": False}
NO_PAY = {"pay_minor": 0, "pay_period_id": None}
NO_CHARGE = {"charge_minor": 0, "billing_period_id": None}
FOR_INVOICE, FOR_PREPAID = ({"status": "PROCESSING", "purpose": one} for one in Purpose)
CAME_BACK = {"status": "RETURNED"}
EXPLAINED = {"subject": "other", "status": "ACCEPTED", "explanation": "It is."}
EXPLAINED |= {"explained_by_id": 1}

ATTEMPTS = [
    # ------------------------------------------------------------ terms, budgets, limits
    copy("write_off_positive", WriteOff, of={"status": "PROPOSED"}, invoice_id=0, amount_minor=0),
    copy("write_off_four_eyes", WriteOff, of=GIVEN_UP, invoice_id=0, approved_by_id=_proposer),
    copy("write_off_booked_has_approver", WriteOff, of=GIVEN_UP, invoice_id=0, approved_by_id=None),
    copy("write_off_one_live", WriteOff, of=GIVEN_UP),
    copy("dunning_terms_of_brand_or_currency", DunningTerms, brand_id=1, currency="USD"),
    copy("dunning_notice_once", DunningNotice),
    copy("dunning_notice_asks_for_something", DunningNotice, invoice_id=0, open_minor=0),
    copy("dunning_pause_one_standing", DunningPause),
    copy("dunning_pause_lifted_by_somebody", DunningPause, lifted_at=NOON),
    copy("bank_account_currency_code", BankAccount, number="other", currency="usd"),
    copy("bank_line_once", BankLine),
    copy("refused_messages_once", RefusedMessages),
    copy("refused_messages_counted", RefusedMessages, code="other", count=0),
    copy("bank_line_moves", BankLine, key="other", amount_minor=0),
    copy("csv_layout_once", CsvLayout),
    copy("csv_layout_says_amounts", CsvLayout, number=99, credit_column="In"),
    copy("bank_receipt_once", BankReceipt),
    copy("bank_receipt_one_line_back", BankReceipt, of={"status": "WENT_BACK"}, part=99),
    copy("bank_receipt_positive", BankReceipt, part=99, amount_minor=0),
    copy("bank_receipt_booked_has_payment", BankReceipt, part=99, status="BOOKED"),
    copy(
        "bank_receipt_went_back_has_line",
        BankReceipt,
        of={"status": "WAITING"},
        part=99,
        status="WENT_BACK",
    ),
    copy("billing_terms_once", BillingTerms),
    copy("billing_terms_limit_of_postpaid", BillingTerms, number=99, credit_limit_minor=-1),
    copy("billing_terms_limit_of_postpaid", BillingTerms, number=99, mode="PREPAID"),
    copy("billing_terms_days_in_a_year", BillingTerms, number=99, payment_terms_days=366),
    copy("billing_terms_four_eyes", BillingTerms, number=99, raises_credit=True),
    copy("terms_proposal_one_open", TermsProposal),
    copy("terms_proposal_limit_of_postpaid", TermsProposal, credit_limit_minor=-1),
    copy("terms_proposal_days_in_a_year", TermsProposal, payment_terms_days=366),
    copy("terms_proposal_approved_has_terms", TermsProposal, status="APPROVED"),
    copy("campaign_budget_once", CampaignBudget),
    copy("campaign_budget_not_negative", CampaignBudget, number=99, amount_minor=-1),
    copy("limit_crossing_once", LimitCrossing),
    copy("limit_crossing_once", LimitCrossing, of={"measure": "CREDIT"}),
    copy(
        "limit_crossing_of_a_budget_names_it",
        LimitCrossing,
        of={"measure": "BUDGET"},
        campaign_id=None,
    ),
    # ------------------------------------------------------------ people and organisations
    copy("brand_currency_code", Brand, currency="usd"),
    copy("brand_currency_code", Brand, currency="US"),
    copy("brand_member_once", BrandMember),
    copy("user_email_once", User, email=lambda row: row.email.upper()),
    copy("staff_grant_once", StaffGrant),
    # ------------------------------------------------------------ campaigns and their rates
    copy("campaign_code_once", Campaign),
    copy(
        "campaign_pause_one_of_a_reason",
        CampaignPause,
        of={"lifted_at__isnull": True},
    ),
    copy("campaign_pause_runs_forward", CampaignPause, lifted_at=_later("paused_at", -SECOND)),
    copy("campaign_pause_by_somebody", CampaignPause, paused_by_id=None),
    copy("rate_version_rates_not_negative", RateCardVersion, bill_per_minute=Decimal("-0.01")),
    copy("rate_version_rates_not_negative", RateCardVersion, pay_per_minute=Decimal("-0.01")),
    copy("rate_version_increments_known", RateCardVersion, bill_increment_seconds=7),
    copy("rate_version_increments_known", RateCardVersion, pay_increment_seconds=0),
    copy("rate_version_number", RateCardVersion, effective_from=NOON),
    copy("rate_version_one_start", RateCardVersion, number=9),
    copy("rate_version_four_eyes", RateCardVersion, proposed_by_id=1, published_by_id=1),
    copy("rate_proposal_rates_not_negative", RateProposal, bill_per_minute=Decimal("-0.01")),
    copy("rate_proposal_rates_not_negative", RateProposal, pay_per_minute=Decimal("-0.01")),
    copy("rate_proposal_increments_known", RateProposal, bill_increment_seconds=61),
    copy("rate_proposal_increments_known", RateProposal, pay_increment_seconds=59),
    copy("rate_proposal_published_has_version", RateProposal, status="PUBLISHED"),
    copy("rate_proposal_published_has_version", RateProposal, version_id=1),
    copy("rate_multiplier_factors", RateMultiplier, pay_factor=Decimal(0)),
    copy("rate_multiplier_factors", RateMultiplier, bill_factor=Decimal("100.01")),
    copy("rate_multiplier_window", RateMultiplier, from_minute=600, to_minute=600),
    copy("rate_multiplier_window", RateMultiplier, to_minute=1441),
    copy("rate_multiplier_window", RateMultiplier, weekdays=0),
    copy("rate_multiplier_window", RateMultiplier, weekdays=128),
    # ------------------------------------------------------------ contacts
    copy("message_sent_or_given_up", Message, key="other", sent_at=NOON, given_up_at=NOON),
    copy("source_once", Source),
    copy("agent_alias_once", AgentAlias),
    copy("interaction_once", Interaction),
    copy("interaction_in_order", Interaction, ended_at=lambda row: row.started_at - SECOND),
    copy("interaction_revision_once", InteractionRevision),
    # ------------------------------------------------------------ the books and their periods
    copy("journal_entry_moves", JournalEntry, amount_minor=0),
    copy("journal_seal_span", JournalSeal, number=9, hash="h", after_id=2, last_id=1, seen_id=2),
    copy("journal_seal_span", JournalSeal, number=9, hash="h", last_id=2, seen_id=1),
    copy("processor_movement_adds_up", ProcessorMovement, reference="other", fee_minor=1),
    copy("difference_once", Difference),
    copy("difference_explained_in_words", Difference, subject="other", status="EXPLAINED"),
    copy(
        "difference_explained_in_words",
        Difference,
        subject="other",
        status="EXPLAINED",
        explanation="It is.",
    ),
    copy("difference_four_eyes", Difference, **EXPLAINED, accepted_by_id=1),
    copy("difference_four_eyes", Difference, **EXPLAINED),
    copy("period_no_overlap", Period, of=OF_BILLING),
    copy("period_has_one_party", Period, of=OF_BILLING, brand_id=None),
    copy("period_has_one_party", Period, of=OF_PAY, agent_id=None),
    copy("period_has_one_party", Period, of=OF_PAY, brand_id=1),
    copy("period_runs_forward", Period, to_at=lambda row: row.from_at),
    copy("period_closed_has_cutoff", Period, of={"status": "CLOSED"}, cutoff_at=None),
    copy("period_closed_has_cutoff", Period, of={"status": "CLOSED"}, status="OPEN"),
    copy(
        "period_closed_has_cutoff",
        Period,
        of={"status": "CLOSED"},
        cutoff_at=_later("to_at", -SECOND),
    ),
    copy("period_no_overlap", Period, of=OF_BILLING, from_at=_later("from_at", SECOND)),
    copy("period_no_overlap", Period, of=OF_PAY, from_at=_later("from_at", SECOND)),
    copy("floor_terms_one_start", FloorTerms),
    copy(
        "floor_terms_not_negative",
        FloorTerms,
        per_hour=-1,
        effective_from=_later("effective_from", SECOND),
    ),
    copy("floor_terms_not_of_the_past", FloorTerms, effective_from=_later("set_at", -SECOND)),
    copy(
        "committed_interval_runs_forward",
        CommittedInterval,
        ends_at=_later("starts_at", timedelta(0)),
    ),
    copy("committed_interval_no_overlap", CommittedInterval),
    copy("top_up_once", TopUp, extra_id=-1),
    copy(
        "surge_offer_begins_later_and_runs_forward",
        SurgeOffer,
        from_at=_later("published_at", -SECOND),
    ),
    copy(
        "surge_offer_begins_later_and_runs_forward",
        SurgeOffer,
        to_at=_later("from_at", timedelta(0)),
    ),
    copy("surge_offer_pays", SurgeOffer, pay_rate=0),
    copy("surge_offer_pays", SurgeOffer, min_adherence=101),
    copy("surge_offer_charges_who_funds_it", SurgeOffer, funded_by="PLATFORM"),
    copy("surge_offer_budget_not_negative", SurgeOffer, budget_minor=-1),
    copy("surge_end_by_person_or_budget", SurgeEnd, offer_id=-1, reason="BUDGET"),
    copy("surge_end_by_person_or_budget", SurgeEnd, offer_id=-1, ended_by_id=None),
    copy("surge_bonus_once", SurgeBonus, extra_id=-1),
    copy("bonus_terms_one_start", BonusTerms),
    copy(
        "bonus_terms_not_negative",
        BonusTerms,
        pay=-1,
        effective_from=_later("effective_from", SECOND),
    ),
    copy(
        "bonus_terms_charge_who_funds_them",
        BonusTerms,
        funded_by="PLATFORM",
        effective_from=_later("effective_from", SECOND),
    ),
    copy("bonus_terms_not_of_the_past", BonusTerms, effective_from=_later("set_at", -SECOND)),
    copy("bonus_case_once", BonusCase),
    copy("bonus_case_referred_once", BonusCase, of=REFERRED, reference="again"),
    copy("bonus_case_refers_somebody_else", BonusCase, of=REFERRED, about_id=None, reference="x"),
    copy(
        "bonus_case_refers_somebody_else",
        BonusCase,
        of=REFERRED,
        about_id=lambda row: row.agent_id,
        reference="x",
    ),
    copy(
        "bonus_case_of_training_has_time",
        BonusCase,
        of={"kind": "TRAINING"},
        seconds=0,
        reference="x",
    ),
    copy(
        "cancelled_hours_are_ahead",
        CancelledHours,
        extra_id=-1,
        cancelled_at=_later("ends_at", SECOND),
    ),
    copy("cancelled_hours_share_known", CancelledHours, extra_id=-1, share=75),
    copy("cancelled_hours_once", CancelledHours, extra_id=-1),
    copy("extra_moves_something", Extra, key="nothing", **NO_PAY, **NO_CHARGE),
    copy("extra_pay_has_agent_and_period", Extra, of=PAID, key="unpaid", pay_period_id=None),
    copy(
        "extra_charge_has_campaign_and_period",
        Extra,
        of=CHARGED,
        key="uncharged",
        billing_period_id=None,
    ),
    copy("accrual_once", Accrual, event_key="another"),
    copy("accrual_posted_has_key", Accrual, event_key=""),
    copy("accrual_posted_has_key", Accrual, posted_minor=0),
    copy("rated_work_once", RatedWork, of={"corrects": None}),
    copy("ruling_says_something", Ruling, cause="x", charge_exact=None),
    copy("ruling_not_negative", Ruling, cause="x", charge_exact=Decimal("-0.01")),
    copy("ruling_not_negative", Ruling, cause="x", pay_exact=Decimal("-0.01")),
    copy("withholding_positive", Withholding, cause="x", amount_minor=0),
    copy("withholding_ends_before_release", Withholding, of=STANDING, cause="x", released_at=NOON),
    copy("withholding_released_is_posted", Withholding, of=STANDING, cause="x", transaction_id=1),
    # ------------------------------------------------------------ disputes
    copy("dispute_one_live", Dispute, of=CONTESTED, work_id=0),
    copy("dispute_price_once", Dispute, of=CONTESTED, interaction_id=0),
    copy("dispute_speaks_of_a_contact", Dispute, of=CONTESTED, interaction_id=None, work_id=0),
    copy("dispute_speaks_of_a_contact", Dispute, of=CONTESTED, ground="MISSING"),
    copy("dispute_of_a_brand_is_on_an_invoice", Dispute, of=CONTESTED, invoice_id=None),
    copy("dispute_of_a_brand_is_on_an_invoice", Dispute, of=CONTESTED, opener="AGENT"),
    copy("dispute_answered_has_answer", Dispute, of=CONTESTED, answered_by_id=None),
    copy("dispute_answered_has_answer", Dispute, of=CONTESTED, answered_at=None),
    copy("dispute_settled_has_date", Dispute, of=CONTESTED, settled_at=NOON),
    copy("dispute_settled_has_date", Dispute, of={"status": "DECIDED"}, settled_at=None),
    copy("evidence_says_or_shows", Evidence, words="", file_id=None),
    copy("evidence_of_one_thing", Evidence, dispute_id=None),
    copy("evidence_of_one_thing", Evidence, batch_id=1),
    copy("verdict_of_a_person_has_words", Verdict, words=""),
    copy("verdict_of_a_person_has_words", Verdict, decided_by_id=None),
    copy("verdict_of_a_person_has_words", Verdict, reason="SILENCE"),
    copy("verdict_rules_by_a_ruling", Verdict, pay_seconds=1),
    # ------------------------------------------------------------ invoices and credit notes
    copy("invoice_once_a_period", Invoice, number="INV-0000-000000"),
    copy("invoice_total_adds_up", Invoice, total_minor=_later("total_minor", 1)),
    copy("invoice_not_negative", Invoice, net_minor=-1, tax_minor=1, total_minor=0),
    copy("invoice_not_negative", Invoice, net_minor=1, tax_minor=-2, total_minor=-1),
    copy("invoice_issued_is_complete", Invoice, of=ISSUED, number=None),
    copy("invoice_issued_is_complete", Invoice, of=ISSUED, due_on=None),
    copy("invoice_issued_is_complete", Invoice, of=ISSUED, issued_at=None),
    copy("invoice_issued_is_complete", Invoice, of=ISSUED, status="DRAFT"),
    copy("invoice_line_position", InvoiceLine),
    copy("credit_note_once", CreditNote, number="CN-0000-000000"),
    copy("credit_note_adds_up", CreditNote, total_minor=_later("total_minor", 1)),
    copy("credit_note_adds_up", CreditNote, net_minor=0, tax_minor=0, total_minor=0),
    copy("credit_note_line_position", CreditNoteLine),
    copy("issued_file_of_one_document", IssuedFile, invoice_id=None, credit_note_id=None),
    copy("issued_file_of_one_document", IssuedFile, invoice_id=1, credit_note_id=1),
    # ------------------------------------------------------------ who is billed
    copy("billing_profile_country", BillingProfile, brand_id=0, country="us"),
    copy(
        "billing_profile_valid_number_is_there",
        BillingProfile,
        brand_id=0,
        vat_number="",
        vat_number_is_valid=True,
    ),
    copy("purchase_order_once", PurchaseOrder),
    copy(
        "purchase_order_runs_forward",
        PurchaseOrder,
        number="another",
        from_on=NOON.date(),
        to_on=NOON.date(),
    ),
    copy("purchase_order_amount", PurchaseOrder, number="another", amount_minor=0),
    copy("tax_decision_rate_fits_category", TaxDecision, category="S", rate=Decimal(0)),
    copy("tax_decision_rate_fits_category", TaxDecision, category="S", rate=Decimal(1)),
    copy("tax_decision_rate_fits_category", TaxDecision, category="AE", rate=Decimal("0.1")),
    copy("tax_decision_has_reason", TaxDecision, reason=""),
    copy("tax_decision_no_overlap", TaxDecision),
    copy("invoice_paid_within_total", Invoice, of=ISSUED, paid_minor=-1),
    copy("invoice_paid_within_total", Invoice, paid_minor=_later("total_minor", 1)),
    # ------------------------------------------------------------ what brands pay
    copy("payer_reference_once", Payer, brand_id=0),
    copy("payment_method_one_default", PaymentMethod, reference="pm_other"),
    copy("payment_method_default_is_active", PaymentMethod, brand_id=0, status="REMOVED"),
    copy("brand_payment_positive", BrandPayment, amount_minor=0),
    copy("brand_payment_positive", BrandPayment, of=CAME_BACK, owed_minor=-1),
    copy("brand_payment_positive", BrandPayment, of=CAME_BACK, owed_minor=1_000_000),
    copy("brand_payment_once", BrandPayment),
    copy("brand_payment_one_live", BrandPayment, of=FOR_INVOICE),
    copy("brand_payment_one_live_top_up", BrandPayment, of=FOR_PREPAID),
    copy("brand_payment_received_has_date", BrandPayment, of=FOR_PREPAID, received_at=NOON),
    copy("brand_payment_received_has_date", BrandPayment, of=CAME_BACK, received_at=None),
    copy("brand_payment_owed_came_back", BrandPayment, reference="", owed_minor=1),
    copy("allocation_undo_is_negative", Allocation, amount_minor=0),
    copy("allocation_undo_is_negative", Allocation, amount_minor=-5),
    copy("allocation_undo_is_negative", Allocation, undoes_id=-1),
    copy("top_up_rule_amounts", TopUpRule, brand_id=0, threshold_minor=-1),
    copy("top_up_rule_amounts", TopUpRule, brand_id=0, amount_minor=0),
    copy("chargeback_positive", Chargeback, reference="dp_other", amount_minor=0),
    copy("chargeback_positive", Chargeback, reference="dp_other", fee_minor=-1),
    copy(
        "chargeback_resolved_when_lost",
        Chargeback,
        reference="dp_other",
        resolution="OWED",
        resolved_at=NOON,
    ),
    copy("chargeback_closed_has_date", Chargeback, reference="dp_other", status="WON"),
    copy("chargeback_closed_has_date", Chargeback, reference="dp_other", closed_at=NOON),
    copy("brand_refund_positive", BrandRefund, amount_minor=0),
    copy("brand_refund_four_eyes", BrandRefund, approved_by_id=lambda row: row.proposed_by_id),
    copy("brand_refund_approved_has_approver", BrandRefund, approved_by_id=None),
    copy("brand_refund_approved_has_approver", BrandRefund, approved_at=None),
    # ------------------------------------------------------------ the processor and payouts
    copy(
        "attempt_number_once",
        Attempt,
        of={"key": "open"},
        key="another",
        status="DECLINED",
        closed_at=NOON,
    ),
    copy("attempt_one_open", Attempt, of={"key": "open"}, key="another", number=2),
    copy("attempt_reference_once", Attempt, of={"number": 7}, key="another", number=8),
    copy("attempt_executed_has_reference", Attempt, of={"number": 7}, reference=""),
    copy("attempt_closed_has_date", Attempt, of={"number": 7}, closed_at=None),
    copy("payout_details_once", PayoutDetails, of=IN_USE, status="SUPERSEDED"),
    copy("payout_details_one_confirmed", PayoutDetails, of=IN_USE, version=9),
    copy(
        "payout_details_one_proposed",
        PayoutDetails,
        of={"status": "PROPOSED", "is_own": True},
        version=9,
    ),
    copy(
        "payout_details_four_eyes",
        PayoutDetails,
        of=IN_USE,
        version=9,
        status="REJECTED",
        decided_by_id=lambda row: row.proposed_by_id,
    ),
    copy(
        "payout_details_second_look",
        PayoutDetails,
        of=IN_USE,
        version=9,
        status="SUPERSEDED",
        risks="X",
    ),
    copy(
        "payout_details_second_look",
        PayoutDetails,
        of=IN_USE,
        version=9,
        status="SUPERSEDED",
        is_own=False,
    ),
    copy(
        "payout_details_confirmed_has_dates",
        PayoutDetails,
        of=IN_USE,
        version=9,
        status="SUPERSEDED",
        effective_at=_later("confirmed_at", -SECOND),
    ),
    copy("tax_form_one_waiting", TaxForm, of={"status": "SUBMITTED"}),
    copy("tax_form_one_approved", TaxForm, of={"status": "APPROVED"}),
    copy(
        "tax_form_four_eyes",
        TaxForm,
        status="REJECTED",
        decided_by_id=lambda row: row.signed_by_id,
    ),
    copy("tax_form_approved_has_decider", TaxForm, status="APPROVED"),
    copy("payout_hold_amount_has_currency", PayoutHold, amount_minor=100),
    copy("payout_hold_amount_has_currency", PayoutHold, amount_minor=0, currency="USD"),
    copy("payout_hold_amount_has_currency", PayoutHold, currency="USD"),
    copy("payout_minimum_once", PayoutMinimum),
    copy("payout_minimum_positive", PayoutMinimum, currency="EUR", minimum_minor=0),
    copy("balance_decision_positive", BalanceDecision, currency="EUR", amount_minor=0),
    copy(
        "balance_decision_four_eyes",
        BalanceDecision,
        status="REJECTED",
        decided_by_id=lambda row: row.proposed_by_id,
    ),
    copy("balance_decision_approved_has_decider", BalanceDecision, status="APPROVED"),
    copy("balance_decision_one_open", BalanceDecision),
    copy("attempt_closed_has_date", Attempt, of={"key": "open"}, closed_at=NOON),
    copy("payee_account_once", Payee, agent_id=0),
    copy("payee_enabled_has_account", Payee, account=""),
    copy("confirmation_code_once", Confirmation, of=BY_APP),
    copy("confirmation_by_app_has_step", Confirmation, of=BY_APP, step=None),
    copy("payout_run_one_live", PayoutRun, of={"status": "PAUSED"}, **ANOTHER_RUN),
    copy("run_warning_once", RunWarning),
    copy("payout_run_approved_has_approver", PayoutRun, confirmation_id=None),
    copy("payout_run_approved_has_approver", PayoutRun, approved_by_id=None),
    copy("payout_run_approved_has_approver", PayoutRun, approved_at=None),
    copy("payout_run_four_eyes", PayoutRun, approved_by_id=lambda row: row.prepared_by_id),
    copy("payout_run_once", PayoutRun, confirmation_id=lambda row: -row.pk),
    copy("payout_positive", Payout, amount_minor=0),
    copy("payout_fee_by_processor", Payout, fee_minor=-1),
    copy("payout_returned_is_whole", Payout, of={"status": "PAID"}, returned_minor=-1),
    copy(
        "payout_returned_is_whole",
        Payout,
        of={"status": "PAID"},
        returned_minor=lambda row: row.amount_minor,
    ),
    copy("payout_returned_is_whole", Payout, of={"status": "SENDING"}, returned_minor=1),
    copy("transfer_doubt_one_open", TransferDoubt),
    copy(
        "transfer_doubt_four_eyes",
        TransferDoubt,
        status="DECIDED",
        proposed_by_id=-1,
        decided_by_id=-1,
    ),
    copy("transfer_doubt_says_who", TransferDoubt, status="PROPOSED"),
    copy("transfer_doubt_says_who", TransferDoubt, status="DECIDED", proposed_by_id=-1),
    copy("instant_tariff_one_start", InstantTariff),
    copy("instant_tariff_in_bounds", InstantTariff, currency="USD", percent=26),
    copy("instant_tariff_in_bounds", InstantTariff, currency="USD", minimum_minor=-1),
    copy("instant_tariff_in_bounds", InstantTariff, currency="USD", day_limit_minor=0),
    copy(
        "instant_tariff_not_of_the_past",
        InstantTariff,
        currency="USD",
        effective_from=_later("set_at", -timedelta(seconds=1)),
    ),
    copy("instant_payout_once", InstantPayout, payout_id=-1),
    copy("instant_payout_leaves_something", InstantPayout, payout_id=-1, fee_minor=10_000),
    copy("instant_payout_leaves_something", InstantPayout, payout_id=-1, fee_minor=-1),
    copy("instant_payout_arrived_has_date", InstantPayout, payout_id=-1, status="ARRIVED"),
    copy("payout_once_a_run", Payout),
    copy("payout_one_live", Payout, of={"status": "SENDING"}, run_id=0),
    copy("payout_paid_has_date", Payout, of={"status": "PAID"}, paid_at=None),
    copy("payout_paid_has_date", Payout, of={"status": "SENDING"}, paid_at=NOON),
    copy("payout_skip_once", PayoutSkip),
    # ------------------------------------------------------------ bank files
    copy("bank_file_once", BankFile, message_id="other"),
    copy("bank_file_pays", BankFile, message_id="other", number=9, entry_count=0),
    copy("bank_file_pays", BankFile, message_id="other", number=9, total_minor=0),
    copy(
        "bank_file_released_by_somebody",
        BankFile,
        message_id="other",
        number=9,
        released_by_id=None,
        released_at=None,
    ),
    copy("bank_file_released_by_somebody", BankFile, message_id="other", number=9, status="MADE"),
    copy(
        "bank_file_four_eyes",
        BankFile,
        message_id="other",
        number=9,
        status="NOT_EXECUTED",
        confirmed_by_id=lambda row: row.released_by_id,
    ),
    copy("bank_file_four_eyes", BankFile, message_id="other", number=9, status="NOT_EXECUTED"),
    copy("bank_entry_position", BankFileEntry, attempt_id=0, reference="other"),
    copy("bank_entry_pays", BankFileEntry, attempt_id=0, reference="other", amount_minor=0),
    copy("bank_row_position", BankReportRow),
    copy("bank_row_closed_by_somebody", BankReportRow, position=99, status="CLOSED", note="x"),
    copy(
        "bank_row_closed_by_somebody",
        BankReportRow,
        position=99,
        status="CLOSED",
        closed_by_id=1,
    ),
    copy("proof_result_once", ProofResult),
]


def _payments_in_every_state(side: Side) -> None:
    terms = {"brand": side.brand, "currency": "USD", "amount_minor": 900, "rail": "CARD"}
    terms |= {"asked_at": NOON}
    live = {"status": "PROCESSING", "reference": ""}
    BrandPayment.objects.create(purpose="INVOICE", invoice=side.invoice, **live, **terms)
    BrandPayment.objects.create(purpose="PREPAID", **live, **terms)
    BrandPayment.objects.create(
        purpose="PREPAID", status="RETURNED", received_at=NOON, reference="", **terms
    )


@pytest.fixture
def town(owner_login, db) -> Town:  # noqa: F811
    """The town, in a transaction of the owner's, and what it does not have by itself."""
    town = build_town()
    one_of_each()
    StaffGrant.objects.get_or_create(user=town.finance, grant=Grant.VIEW_FINANCE)
    source = Source.objects.order_by("pk").first()
    RateMultiplier.objects.create(version=town.acme.campaign.rate_versions.get(), name="Nights")
    AgentAlias.objects.create(source=source, external_ref="A1", agent=town.acme.agent)
    Ruling.objects.create(
        cause="decided",
        interaction=town.acme.contact,
        agent=town.acme.agent,
        campaign=town.acme.campaign,
        charge_exact=1,
        recorded_at=NOON,
    )
    sent = {"request": {}, "first_sent_at": NOON, "last_sent_at": NOON}
    Attempt.objects.create(subject="payout_1", number=1, key="open", **sent)
    Attempt.objects.create(
        subject="payout_1",
        number=7,
        key="executed",
        status="EXECUTED",
        reference="tr_1",
        closed_at=NOON,
        **sent,
    )
    Confirmation.objects.create(
        user=town.finance, subject="x", method="AUTHENTICATOR_APP", step=1, confirmed_at=NOON
    )
    _payments_in_every_state(town.acme)
    seal_journal(at=NOON)
    count_refusal(code="signature", at=NOON)
    Message.objects.create(
        key="one", to="a@example.com", template="x", facts={}, told_at=NOON, not_before=NOON
    )
    live = town.acme.payout
    live.pk, live.public_id, live.status, live.paid_at = None, uuid.uuid4(), "SENDING", None
    live.run = PayoutRun.objects.create(
        currency="USD",
        cutoff_at=NOON - timedelta(days=1),
        prepared_by=live.run.prepared_by,
        prepared_at=NOON,
    )
    live.save(force_insert=True)
    paused = town.run
    paused.pk, paused.public_id, paused.status = None, uuid.uuid4(), "PAUSED"
    paused.cutoff_at = NOON - timedelta(days=9)
    paused.confirmation = confirm_by_command(user=town.finance, subject="paused", at=NOON)
    paused.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
    return town


def refused_by(attempt: Attempted) -> str | None:
    """The constraint that refuses the row, by its name; nothing if it is taken."""
    row = attempt.model._default_manager.filter(**attempt.of).order_by("pk").first()
    assert row is not None, f"there is no row to copy for {attempt}"
    good = attempt.model._default_manager.get(pk=row.pk)
    row.pk = None
    if hasattr(row, "public_id"):
        row.public_id = uuid.uuid4()
    for field, change in attempt.changes.items():
        setattr(row, field, change(good) if callable(change) else change)
    try:
        with transaction.atomic():
            row.save_base(force_insert=True, raw=True)
    except IntegrityError as refusal:
        return refusal.__cause__.diag.constraint_name
    return None


def test_each_constraint_refuses_what_it_should(town):
    answers = [(attempt.name, refused_by(attempt)) for attempt in ATTEMPTS]

    assert [(name, by) for name, by in answers if by != name] == []


def test_no_constraint_is_untried():
    declared = {
        constraint.name
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in FLOORS
        for constraint in model._meta.constraints
    }

    assert {attempt.name for attempt in ATTEMPTS} == declared
