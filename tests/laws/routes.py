"""Every address of the three portals, with something in town that stands behind it.

Read by name: what a route is asked for, whether it belongs to one party, and whether it is
a deed. A route that is missing here fails ``test_guards``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.laws.town import Side, Town
from tests.laws.town_bank import a_receipt, an_account, the_file, the_report, the_row
from tests.laws.town_collections import a_late_invoice, a_pause, a_write_off
from tests.laws.town_instant import instant_of
from tests.laws.town_payees import of_payees

# What a stranger may open: sign-in and its surroundings, the processor's messages, and the
# two questions of whoever watches the process.
PUBLIC = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_confirm_email",
    "account_confirm_login_code",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "admin:login",
    "contest_details",
    "gateway_webhook",
    "livez",
    "mfa_authenticate",
    "readyz",
    "styleguide",
}
PORTALS = ("brand", "agent", "finance")
# Deeds: they answer to POST alone.
DEEDS = {
    "finance:place_hold",
    "finance:release_hold",
    "finance:decide_details",
    "finance:decide_form",
    "finance:propose_decision",
    "finance:decide_balance",
    "agent:account_setup",
    "agent:confirm_details",
    "agent:set_minimum",
    "brand:add_method",
    "brand:make_default_method",
    "brand:remove_method",
    "brand:top_up",
    "brand:top_up_rule",
    "brand:confirm_payment",
    "brand:pay_invoice",
    "finance:send_reminders",
    "finance:lift_dunning",
    "finance:decide_write_off",
    "finance:pause_dunning",
    "finance:note_promise",
    "finance:write_off",
    "finance:book_receipt",
    "finance:split_receipt",
    "finance:decide_receipt",
    "finance:receipt_went_back",
    "finance:propose_refund",
    "finance:approve_refund",
    "finance:withdraw_refund",
    "finance:submit_evidence",
    "finance:resolve_chargeback",
    "brand:propose_rates",
    "brand:decide_rates",
    "finance:publish_rates",
    "finance:execute_run",
    "finance:pause_run",
    "finance:resume_run",
    "finance:cancel_run",
    "finance:cancel_payout",
    "finance:decide_doubt",
    "finance:reopen_doubt",
    "agent:withdraw_instant",
    "finance:release_bank_file",
    "finance:take_bank_file",
    "finance:withdraw_bank_file",
    "finance:acknowledge_bank_file",
    "finance:declare_bank_file",
    "finance:close_bank_row",
    "finance:issue_invoice",
    "finance:discard_invoice",
    "brand:add_purchase_order",
    "brand:close_purchase_order",
    "finance:decide_tax",
    "finance:end_tax_decision",
    "finance:run_proof",
    "finance:approve_terms",
    "finance:withdraw_terms",
    "finance:run_reconciliation",
    "finance:explain",
    "finance:accept",
    "brand:answer_dispute",
    "brand:add_evidence",
    "brand:withdraw_dispute",
    "agent:answer_dispute",
    "agent:add_evidence",
    "agent:withdraw_dispute",
    "finance:decide_dispute",
    "finance:decide_disputes",
    "finance:give_contact",
    "finance:take_back_extra",
    "brand:end_surge",
}
# A form that is shown by GET and sent by POST.
FORMS = {
    "finance:propose_details",
    "finance:reveal_details",
    "finance:reveal_form",
    "agent:bank_details",
    "agent:tax_form",
    "brand:billing_details",
    "brand:budget",
    "finance:brand_terms",
    "finance:approve_run",
    "finance:bank_reports",
    "finance:dunning_terms",
    "finance:statement_files",
    "finance:bank_accounts",
    "finance:bank_account",
    "finance:compute_run",
    "agent:instant",
    "finance:instant_tariff",
    "finance:doubt",
    "brand:contest",
    "brand:contest_many",
    "agent:contest",
    "agent:claim_missing",
    "brand:bonus",
    "brand:new_surge",
    "finance:bonus",
    "finance:floor",
    "finance:hours",
    "finance:new_surge",
}
FILES = {
    "brand:evidence_file",
    "agent:evidence_file",
    "finance:evidence_file",
    "brand:contacts_csv",
    "brand:usage_file",
    "brand:invoice_contacts",
    "brand:invoice_pdf",
    "brand:invoice_xml",
    "brand:credit_note_pdf",
    "brand:credit_note_xml",
    "agent:statement_csv",
    "agent:statement_pdf",
    "finance:statement_pdf",
    "finance:invoice_contacts",
    "finance:invoice_pdf",
    "finance:invoice_xml",
    "finance:credit_note_pdf",
    "finance:credit_note_xml",
    "finance:run_csv",
    "finance:report_file",
    "finance:contacts_behind_csv",
    "finance:account_csv",
    "finance:aged_file",
    "finance:extras_csv",
    "finance:floors_csv",
    "brand:surge_csv",
    "agent:guaranteed_hours",
}


# What a page is asked so that it shows what stands in town.
_YEAR = "?from_on=2026-01-01&to_on=2027-01-31"
ASKED = {
    "agent:instant": "?currency=EUR&amount=5",
    "brand:spend_panel": "?month=2026-08",
    "brand:usage": _YEAR,
    "brand:usage_by": _YEAR,
    "brand:usage_file": _YEAR,
    "finance:report": _YEAR,
    "finance:report_file": _YEAR,
    "finance:contacts_behind": _YEAR,
    "finance:contacts_behind_csv": _YEAR,
}


@dataclass(frozen=True)
class Route:
    """One pattern of the site, by its whole name."""

    name: str
    arguments: tuple[tuple[str, str], ...]

    @property
    def portal(self) -> str:
        return self.name.partition(":")[0]

    @property
    def is_deed(self) -> bool:
        return self.name in DEEDS


def every_route(
    resolver: URLResolver | None = None, within: tuple[str, ...] = ()
) -> Iterator[Route]:
    """Every pattern of the site that has a name, with the kinds of its arguments."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from every_route(one, (*within, one.namespace) if one.namespace else within)
        elif one.name:
            yield Route(":".join((*within, one.name)), _arguments(one))


def _arguments(of: URLPattern) -> tuple[tuple[str, str], ...]:
    converters = of.pattern.converters
    if converters:
        return tuple(
            (name, type(one).__name__.removesuffix("Converter")) for name, one in converters.items()
        )
    names: dict[str, int] = getattr(of.pattern.regex, "groupindex", {})
    return tuple((name, "Regex") for name in names)


def portal_routes(*portals: str) -> list[Route]:
    """The routes of the portals, in the order of the site."""
    return [route for route in every_route() if route.portal in (portals or PORTALS)]


def arguments_in(town: Town, side: Side, name: str) -> list[Any]:
    """What ``name`` is asked for to show what belongs to ``side``."""
    chosen = {
        "campaign": lambda: [side.campaign.public_id],
        "propose_rates": lambda: [side.campaign.public_id],
        "budget": lambda: [side.campaign.public_id],
        "brand_terms": lambda: [side.brand.public_id],
        "approve_terms": lambda: [side.terms_proposal.public_id],
        "withdraw_terms": lambda: [side.terms_proposal.public_id],
        "decide_rates": lambda: [side.campaign.public_id, side.proposal.public_id],
        "publish_rates": lambda: [side.proposal.public_id],
        "contact": lambda: [side.contact.pk],
        "receipt": lambda: [side.contact.pk],
        "invoice": lambda: [side.invoice.public_id],
        "invoice_pdf": lambda: [side.invoice.public_id],
        "invoice_xml": lambda: [side.invoice.public_id],
        "invoice_contacts": lambda: [side.invoice.public_id],
        "invoice_line": lambda: [side.invoice.public_id, 1],
        "issue_invoice": lambda: [side.invoice.public_id],
        "discard_invoice": lambda: [side.invoice.public_id],
        "invoice_payments": lambda: [side.invoice.public_id],
        "pay_invoice": lambda: [side.invoice.public_id],
        "make_default_method": lambda: [side.method.public_id],
        "remove_method": lambda: [side.method.public_id],
        "confirm_payment": lambda: [side.payment.public_id],
        "payment": lambda: [side.payment.public_id],
        "propose_refund": lambda: [side.payment.public_id],
        "approve_refund": lambda: [side.refund.public_id],
        "withdraw_refund": lambda: [side.refund.public_id],
        "chargeback": lambda: [side.chargeback.public_id],
        "submit_evidence": lambda: [side.chargeback.public_id],
        "resolve_chargeback": lambda: [side.chargeback.public_id],
        "credit_note": lambda: [side.credit_note.public_id],
        "credit_note_pdf": lambda: [side.credit_note.public_id],
        "close_purchase_order": lambda: [side.order.public_id],
        "buyer": lambda: [side.brand.public_id],
        "decide_tax": lambda: [side.brand.public_id],
        "end_tax_decision": lambda: [side.brand.public_id, side.tax_decision.public_id],
        "credit_note_xml": lambda: [side.credit_note.public_id],
        "credit_line": lambda: [side.credit_note.public_id, 1],
        "earnings_day": lambda: ["2026-08-07"],
        "statement": lambda: [side.pay_week.public_id],
        "statement_pdf": lambda: [side.pay_week.public_id],
        "statements": lambda: [side.agent.public_id],
        "statement_csv": lambda: [side.pay_week.public_id],
        "payout": lambda: [side.payout.public_id],
        "cancel_payout": lambda: [side.payout.public_id],
        **dict.fromkeys(
            ("doubt", "decide_doubt", "reopen_doubt"),
            lambda: [side.payout.doubts.get().public_id],
        ),
        "withdraw_instant": lambda: [instant_of(side.agent).public_id],
        "extra": lambda: [side.extra.public_id],
        "take_back_extra": lambda: [side.extra.public_id],
        "surge_offer": lambda: [side.offer.public_id],
        "surge_csv": lambda: [side.offer.public_id],
        "end_surge": lambda: [side.offer.public_id],
        "guaranteed_week": lambda: [side.guaranteed_week.public_id],
        "guaranteed_hours": lambda: [side.guaranteed_week.public_id],
        "accounts": lambda: ["AGENT_PAYABLE"],
        "account": lambda: [side.account.pk],
        "account_csv": lambda: [side.account.pk],
        "transaction": lambda: [town.transaction.pk],
        "difference": lambda: [town.difference.pk],
        "explain": lambda: [town.difference.pk],
        "accept": lambda: [town.difference.pk],
        "usage_by": lambda: ["usage-by-day"],
        "usage_file": lambda: ["usage-by-day", "csv"],
        "report": lambda: ["payouts-by-run"],
        "report_file": lambda: ["payouts-by-run", "csv"],
        "contest": lambda: [side.contact.pk],
        "invoice_disputes": lambda: [side.contested_invoice.public_id],
        "evidence_file": lambda: [side.dispute.public_id, side.evidence.pk],
        "aged_file": lambda: ["csv"],
        "collection": lambda: [a_late_invoice().public_id],
        "pause_dunning": lambda: [a_late_invoice().public_id],
        "note_promise": lambda: [a_late_invoice().public_id],
        "write_off": lambda: [a_late_invoice().public_id],
        "lift_dunning": lambda: [a_pause().public_id],
        "decide_write_off": lambda: [a_write_off().public_id],
        "bank_account": lambda: [an_account().public_id],
        "proof_of": lambda: [town.proof.pk],
        "proof_progress": lambda: [town.proof.pk + 100],
    }
    runs = {"run", "approve_run", "execute_run", "pause_run", "resume_run", "cancel_run"}
    runs |= {"run_comparison", "run_skips", "run_progress", "run_funds", "run_csv"}
    cases = {"dispute", "answer_dispute", "add_evidence", "withdraw_dispute"}
    cases |= {"decide_dispute", "give_contact"}
    chosen |= {
        name: lambda: [the_file().public_id]
        for name in (
            "bank_file",
            "release_bank_file",
            "take_bank_file",
            "withdraw_bank_file",
            "acknowledge_bank_file",
            "declare_bank_file",
        )
    }
    chosen |= {
        "bank_report": lambda: [the_report().public_id],
        "close_bank_row": lambda: [the_row().public_id],
    }
    receipts = {"bank_receipt", "book_receipt", "split_receipt", "decide_receipt"}
    receipts |= {"receipt_went_back"}
    chosen |= {name: lambda: [a_receipt().public_id] for name in receipts}
    bare = name.partition(":")[2]
    chosen |= of_payees(side.agent)
    if bare in cases:
        return [side.dispute.public_id]
    if bare in runs:
        return [town.run.public_id]
    return chosen[bare]() if bare in chosen else []


def address(town: Town, side: Side, route: Route) -> str:
    """Where ``route`` shows what belongs to ``side``."""
    url = reverse(route.name, args=arguments_in(town, side, route.name))
    return url + ASKED.get(route.name, "")
