"""Those who pay the platform, and the methods they have stored."""

from typing import Any

from payouts.gateway.stand_in.answers import Body, Refusal, malformed, no_such
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.store import Store

# The processor's own names for practice methods, by the last four digits that they show.
PRACTICE_METHODS = {
    "pm_card_visa": ("card", "4242"),
    "pm_card_mastercard": ("card", "4444"),
    "pm_card_visa_chargeDeclined": ("card", "0002"),
    "pm_card_visa_chargeDeclinedInsufficientFunds": ("card", "9995"),
    "pm_card_authenticationRequired": ("card", "3184"),
    "pm_usBankAccount_success": ("us_bank_account", "6789"),
    "pm_sepaDebit": ("sepa_debit", "3000"),
}
_TOKENS = {"tok_visa": "4242", "tok_chargeDeclined": "0002"}


def create(store: Store, call: Call) -> Body:
    """POST /v1/customers, with a first method if one is named."""
    asked = call.params
    customer = store.add(
        "customer",
        "cus",
        {
            "balance": 0,
            "currency": None,
            "default_source": None,
            "description": asked.get("description"),
            "email": asked.get("email"),
            "invoice_settings": {"default_payment_method": None},
            "metadata": asked.get("metadata") or {},
            "name": asked.get("name"),
        },
    )
    if "payment_method" in asked:
        attached(store, method_of(store, asked["payment_method"]), customer["id"])
    call.tell("customer.created", customer)
    return customer


def retrieve(store: Store, call: Call) -> Body:
    """GET /v1/customers/{id}."""
    return call.found("customer")


def create_method(store: Store, call: Call) -> Body:
    """POST /v1/payment_methods: a card by a practice token, or a bank account."""
    asked = call.params
    kind = asked.get("type")
    if kind == "card":
        token = (asked.get("card") or {}).get("token", "tok_visa")
        if token not in _TOKENS:
            raise no_such("token", token, param="card[token]")
        return _stored(store, kind, _TOKENS[token])
    if kind in {"us_bank_account", "sepa_debit"}:
        details = asked.get(kind) or {}
        number = str(details.get("account_number") or details.get("iban") or "0000")
        return _stored(store, kind, number[-4:])
    raise malformed("This processor practises cards and bank debits only.", param="type")


def retrieve_method(store: Store, call: Call) -> Body:
    """GET /v1/payment_methods/{id}."""
    return call.found("payment_method")


def attach(store: Store, call: Call) -> Body:
    """POST /v1/payment_methods/{id}/attach: a practice name becomes a method of its own."""
    customer = call.params.get("customer")
    if customer is None or store.find("customer", customer) is None:
        raise no_such("customer", str(customer), param="customer")
    method = attached(store, method_of(store, call.path[0]), customer)
    call.tell("payment_method.attached", method)
    return method


def methods(store: Store, call: Call) -> Body:
    """GET /v1/payment_methods, of one customer."""
    customer = call.params.get("customer")
    found: list[Any] = [
        method for method in store.all_of("payment_method") if method["customer"] == customer
    ]
    found.reverse()
    return {"object": "list", "url": "/v1/payment_methods", "has_more": False, "data": found}


def method_of(store: Store, reference: str) -> Body:
    """A stored method, or a fresh one by a practice name.

    Raises:
        Refusal: there is none.
    """
    if reference in PRACTICE_METHODS:
        return _stored(store, *PRACTICE_METHODS[reference])
    method = store.find("payment_method", reference)
    if method is None:
        raise no_such("PaymentMethod", reference, param="payment_method")
    return method


def detach(store: Store, call: Call) -> Body:
    """POST /v1/payment_methods/{id}/detach: it can never be charged again."""
    method = call.found("payment_method")
    if method["customer"] is None:
        raise Refusal("The payment method you provided is not attached to a customer.")
    method = store.replace(method | {"customer": None})
    call.tell("payment_method.detached", method)
    return method


def attached(store: Store, method: Body, customer: str) -> Body:
    """A method as its payer's own.

    Raises:
        Refusal: it is somebody else's.
    """
    if method["customer"] not in {None, customer}:
        raise Refusal("The payment method you provided has already been attached to a customer.")
    return store.replace(method | {"customer": customer})


def _stored(store: Store, kind: str, last4: str) -> Body:
    details: Body = {"last4": last4}
    if kind == "card":
        details |= {"brand": "visa", "exp_month": 12, "exp_year": 2034, "funding": "credit"}
    return store.add(
        "payment_method",
        "pm",
        {"billing_details": {}, "customer": None, "metadata": {}, "type": kind, kind: details},
    )
