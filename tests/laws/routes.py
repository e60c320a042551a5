"""Every address of the three portals, with something in town that stands behind it.

Read by name: what a route is asked for, whether it belongs to one party, and whether it is
a deed. A route that is missing here fails ``test_guards``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.laws.town import Side, Town

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
    "readyz",
    "styleguide",
}
PORTALS = ("brand", "agent", "finance")
# Deeds: they answer to POST alone.
DEEDS = {
    "agent:account_setup",
    "agent:confirm_details",
    "agent:set_minimum",
    "brand:propose_rates",
    "brand:decide_rates",
    "finance:publish_rates",
    "finance:approve_run",
    "finance:execute_run",
    "finance:pause_run",
    "finance:resume_run",
    "finance:cancel_run",
    "finance:cancel_payout",
    "finance:issue_invoice",
    "finance:discard_invoice",
    "finance:run_proof",
    "finance:run_reconciliation",
    "finance:explain",
    "finance:accept",
    "finance:take_back_extra",
}
# A form that is shown by GET and sent by POST.
FORMS = {"finance:compute_run", "agent:bank_details", "agent:tax_form"}
FILES = {
    "brand:contacts_csv",
    "brand:invoice_contacts",
    "brand:invoice_pdf",
    "brand:credit_note_pdf",
    "agent:statement_csv",
    "finance:invoice_contacts",
    "finance:invoice_pdf",
    "finance:credit_note_pdf",
    "finance:run_csv",
    "finance:report_file",
    "finance:account_csv",
    "finance:extras_csv",
}


# What a page is asked so that it shows what stands in town.
_YEAR = "?from_on=2026-01-01&to_on=2027-01-31"
ASKED = {
    "brand:spend_panel": "?month=2026-08",
    "finance:report": _YEAR,
    "finance:report_file": _YEAR,
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
        "decide_rates": lambda: [side.campaign.public_id, side.proposal.public_id],
        "publish_rates": lambda: [side.proposal.public_id],
        "contact": lambda: [side.contact.pk],
        "receipt": lambda: [side.contact.pk],
        "invoice": lambda: [side.invoice.public_id],
        "invoice_pdf": lambda: [side.invoice.public_id],
        "invoice_contacts": lambda: [side.invoice.public_id],
        "invoice_line": lambda: [side.invoice.public_id, 1],
        "issue_invoice": lambda: [side.invoice.public_id],
        "discard_invoice": lambda: [side.invoice.public_id],
        "credit_note": lambda: [side.credit_note.public_id],
        "credit_note_pdf": lambda: [side.credit_note.public_id],
        "credit_line": lambda: [side.credit_note.public_id, 1],
        "earnings_day": lambda: ["2026-08-07"],
        "statement": lambda: [side.pay_week.public_id],
        "statement_csv": lambda: [side.pay_week.public_id],
        "payout": lambda: [side.payout.public_id],
        "cancel_payout": lambda: [side.payout.public_id],
        "extra": lambda: [side.extra.public_id],
        "take_back_extra": lambda: [side.extra.public_id],
        "accounts": lambda: ["AGENT_PAYABLE"],
        "account": lambda: [side.account.pk],
        "account_csv": lambda: [side.account.pk],
        "transaction": lambda: [town.transaction.pk],
        "difference": lambda: [town.difference.pk],
        "explain": lambda: [town.difference.pk],
        "accept": lambda: [town.difference.pk],
        "report": lambda: ["payouts-by-run"],
        "report_file": lambda: ["payouts-by-run", "csv"],
        "proof_of": lambda: [town.proof.pk],
        "proof_progress": lambda: [town.proof.pk + 100],
    }
    runs = {"run", "approve_run", "execute_run", "pause_run", "resume_run", "cancel_run"}
    runs |= {"run_skips", "run_progress", "run_funds", "run_csv"}
    bare = name.partition(":")[2]
    if bare in runs:
        return [town.run.public_id]
    return chosen[bare]() if bare in chosen else []


def address(town: Town, side: Side, route: Route) -> str:
    """Where ``route`` shows what belongs to ``side``."""
    url = reverse(route.name, args=arguments_in(town, side, route.name))
    return url + ASKED.get(route.name, "")
