"""The calls that this processor takes, and the declaration that lists each one's parameters."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from payouts.gateway.stand_in import (
    accounts,
    customers,
    disputes,
    events,
    funds,
    pages,
    payments,
    payouts,
    transfers,
)
from payouts.gateway.stand_in.answers import Body, Refusal
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.store import Store

Handler = Callable[[Store, Call], Body]


@dataclass(frozen=True, slots=True)
class Route:
    """One call. ``declaration`` names the file of the vendor library that lists parameters."""

    method: str
    pattern: re.Pattern[str]
    declaration: str
    handler: Handler


def _route(method: str, path: str, declaration: str, handler: Handler) -> Route:
    return Route(method, re.compile(path.replace("{id}", r"([^/]+)")), declaration, handler)


ROUTES = (
    _route("POST", "/v1/transfers", "transfer_create", transfers.create),
    _route("GET", "/v1/transfers", "transfer_list", transfers.listed),
    _route("GET", "/v1/transfers/{id}", "transfer_retrieve", transfers.retrieve),
    _route("POST", "/v1/transfers/{id}/reversals", "transfer_create_reversal", transfers.reverse),
    _route("GET", "/v1/transfers/{id}/reversals", "transfer_list_reversals", transfers.reversals),
    _route("POST", "/v1/payouts", "payout_create", payouts.create),
    _route("GET", "/v1/payouts", "payout_list", payouts.listed),
    _route("GET", "/v1/payouts/{id}", "payout_retrieve", payouts.retrieve),
    _route("POST", "/v1/accounts", "account_create", accounts.create),
    _route("GET", "/v1/accounts", "account_list", accounts.listed),
    _route("GET", "/v1/accounts/{id}", "account_retrieve", accounts.retrieve),
    _route("POST", "/v1/account_links", "account_link_create", accounts.create_link),
    _route("GET", "/v1/balance", "balance_retrieve", funds.balance),
    _route("GET", "/v1/balance_transactions", "balance_transaction_list", funds.movements),
    _route("GET", "/v1/balance_transactions/{id}", "balance_transaction_retrieve", funds.movement),
    _route("POST", "/v1/topups", "topup_create", funds.top_up),
    _route("GET", "/v1/topups/{id}", "topup_retrieve", funds.retrieve_top_up),
    _route("POST", "/v1/customers", "customer_create", customers.create),
    _route("GET", "/v1/customers/{id}", "customer_retrieve", customers.retrieve),
    _route("POST", "/v1/payment_methods", "payment_method_create", customers.create_method),
    _route("GET", "/v1/payment_methods", "payment_method_list", customers.methods),
    _route("GET", "/v1/payment_methods/{id}", "payment_method_retrieve", customers.retrieve_method),
    _route("POST", "/v1/payment_methods/{id}/attach", "payment_method_attach", customers.attach),
    _route("POST", "/v1/payment_methods/{id}/detach", "payment_method_detach", customers.detach),
    _route("POST", "/v1/checkout/sessions", "checkout/session_create", pages.create_session),
    _route("POST", "/v1/payment_intents", "payment_intent_create", payments.create),
    _route("GET", "/v1/payment_intents", "payment_intent_list", payments.listed),
    _route("GET", "/v1/payment_intents/{id}", "payment_intent_retrieve", payments.retrieve),
    _route("POST", "/v1/payment_intents/{id}/confirm", "payment_intent_confirm", payments.confirm),
    _route("POST", "/v1/payment_intents/{id}/cancel", "payment_intent_cancel", payments.cancel),
    _route("POST", "/v1/refunds", "refund_create", payments.refund),
    _route("GET", "/v1/refunds", "refund_list", payments.refunds),
    _route("GET", "/v1/refunds/{id}", "refund_retrieve", payments.retrieve_refund),
    _route("GET", "/v1/disputes", "dispute_list", disputes.listed),
    _route("GET", "/v1/disputes/{id}", "dispute_retrieve", disputes.retrieve),
    _route("POST", "/v1/disputes/{id}", "dispute_update", disputes.update),
    _route("GET", "/v1/events", "event_list", events.listed),
    _route("GET", "/v1/events/{id}", "event_retrieve", events.retrieve),
)


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """Return the route of a call and the names in its path.

    Raises:
        Refusal: this processor takes no such call.
    """
    for route in ROUTES:
        match = route.pattern.fullmatch(path)
        if match is not None and route.method == method:
            return route, match.groups()
    raise Refusal(f"Unrecognized request URL ({method}: {path}).", status=404, is_kept=False)
