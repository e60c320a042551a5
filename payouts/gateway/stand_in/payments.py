"""Payment intents: a stored method is charged, at once or days later, or says no."""

import secrets
from typing import Any

from payouts.gateway.stand_in.answers import Body, Refusal, malformed, no_such
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.customers import method_of
from payouts.gateway.stand_in.funds import available, move, positive
from payouts.gateway.stand_in.store import Store
from payouts.gateway.stand_in.transfers import insufficient_balance

DAY = 86_400
CARD_RIPENS_IN = 2 * DAY
# 2.9 % and 30 of the minor unit, as the processor's price list for cards reads.
FEE_PER_MILLE, FEE_FIXED = 29, 30
_DECLINES = {
    "0002": ("card_declined", "generic_decline", "Your card was declined."),
    "9995": ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
}
_OPEN = {"requires_payment_method", "requires_confirmation", "requires_action"}


def create(store: Store, call: Call) -> Body:
    """POST /v1/payment_intents, and its confirmation if asked for."""
    asked = call.params
    amount = positive(call, "amount")
    customer = asked.get("customer")
    if customer is not None and store.find("customer", customer) is None:
        raise no_such("customer", customer, param="customer")
    method = method_of(store, asked["payment_method"]) if "payment_method" in asked else None
    intent = store.add(
        "payment_intent",
        "pi",
        {
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "automatic_payment_methods": asked.get("automatic_payment_methods"),
            "canceled_at": None,
            "capture_method": "automatic_async",
            "confirmation_method": "automatic",
            "currency": asked["currency"].lower(),
            "customer": customer,
            "description": asked.get("description"),
            "last_payment_error": None,
            "latest_charge": None,
            "metadata": asked.get("metadata") or {},
            "next_action": None,
            "payment_method": method and method["id"],
            "status": "requires_confirmation" if method else "requires_payment_method",
            "transfer_group": asked.get("transfer_group"),
        },
        grouping=asked.get("transfer_group"),
        counterpart=customer,
    )
    call.tell("payment_intent.created", intent)
    return _confirmed(store, call, intent, method) if asked.get("confirm") else intent


def confirm(store: Store, call: Call) -> Body:
    """POST /v1/payment_intents/{id}/confirm."""
    intent = call.found("payment_intent")
    if intent["status"] not in _OPEN:
        raise _unexpected_state(intent, "confirm")
    reference = call.params.get("payment_method", intent["payment_method"])
    method = method_of(store, reference) if reference else None
    return _confirmed(store, call, intent, method)


def cancel(store: Store, call: Call) -> Body:
    """POST /v1/payment_intents/{id}/cancel: not once money moves."""
    intent = call.found("payment_intent")
    if intent["status"] not in _OPEN:
        raise _unexpected_state(intent, "cancel")
    intent |= {"status": "canceled", "canceled_at": store.now()}
    call.tell("payment_intent.canceled", intent)
    return store.replace(intent)


def retrieve(store: Store, call: Call) -> Body:
    """GET /v1/payment_intents/{id}."""
    return call.found("payment_intent")


def listed(store: Store, call: Call) -> Body:
    """GET /v1/payment_intents."""
    return store.page(
        "payment_intent",
        call.params,
        "/v1/payment_intents",
        counterpart=call.params.get("customer"),
    )


def settle(store: Store, call: Call, reference: str, *, succeeds: bool) -> Body:
    """Let a bank debit that is processing come in, or come back."""
    intent = store.find("payment_intent", reference)
    if intent is None or intent["status"] != "processing":
        raise no_such("processing payment", reference)
    if succeeds:
        return _paid(store, call, intent)
    intent |= {"status": "requires_payment_method", "last_payment_error": _debit_failed()}
    call.tell("payment_intent.payment_failed", intent)
    return store.replace(intent)


def confirmed_by_payer(store: Store, call: Call, intent: Body) -> Body:
    """A card's owner said that it is them."""
    return _paid(store, call, intent)


def refund(store: Store, call: Call) -> Body:
    """POST /v1/refunds: a payment or a part of it goes back, out of what is available."""
    reference = call.params.get("payment_intent")
    intent = store.find("payment_intent", reference) if reference else None
    if intent is None or intent["latest_charge"] is None:
        raise no_such("payment_intent", str(reference), param="payment_intent")
    returned = sum(
        earlier["amount"]
        for earlier in store.all_of("refund", counterpart=intent["id"])
        if earlier["status"] != "failed"
    )
    rest = intent["amount_received"] - returned
    amount = positive(call, "amount") if "amount" in call.params else rest
    if amount > rest or rest == 0:
        raise Refusal(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({rest}).",
            code="charge_already_refunded" if rest == 0 else None,
            param="amount",
        )
    if available(store, intent["currency"]) < amount:
        raise insufficient_balance()
    body = store.add(
        "refund",
        "re",
        {
            "amount": amount,
            "charge": intent["latest_charge"],
            "currency": intent["currency"],
            "metadata": call.params.get("metadata") or {},
            "payment_intent": intent["id"],
            "reason": call.params.get("reason"),
            "status": "pending" if call.refunds_take_time else "succeeded",
            "failure_reason": None,
        },
        counterpart=intent["id"],
    )
    moved = move(
        store, kind="refund", amount=-amount, currency=intent["currency"], source=body["id"]
    )
    call.tell("refund.created", body | {"balance_transaction": moved["id"]})
    return store.replace(body | {"balance_transaction": moved["id"]})


def end_refund(store: Store, call: Call, reference: str, *, succeeds: bool) -> Body:
    """A refund arrives at its bank, or comes back from there."""
    body = store.find("refund", reference)
    if body is None or body["status"] == "failed":
        raise no_such("refund", reference)
    if succeeds:
        body = store.replace(body | {"status": "succeeded"})
        call.tell("refund.updated", body)
        return body
    body = store.replace(body | {"status": "failed", "failure_reason": "lost_or_stolen_card"})
    move(
        store,
        kind="refund_failure",
        amount=body["amount"],
        currency=body["currency"],
        source=reference,
    )
    call.tell("refund.failed", body)
    return body


def refunds(store: Store, call: Call) -> Body:
    """GET /v1/refunds, of one payment or of all."""
    return store.page(
        "refund", call.params, "/v1/refunds", counterpart=call.params.get("payment_intent")
    )


def retrieve_refund(store: Store, call: Call) -> Body:
    """GET /v1/refunds/{id}."""
    return call.found("refund")


def _confirmed(store: Store, call: Call, intent: Body, method: Body | None) -> Body:
    if method is None:
        raise malformed(
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
            param="payment_method",
        )
    redirects = (intent["automatic_payment_methods"] or {}).get("allow_redirects", "always")
    if redirects == "always" and "return_url" not in call.params:
        raise malformed(
            "This PaymentIntent accepts payment methods that redirect: provide a `return_url`, "
            "or set `automatic_payment_methods[allow_redirects]` to `never`.",
            param="return_url",
        )
    intent |= {"payment_method": method["id"], "last_payment_error": None}
    if method["type"] != "card":
        intent |= {"status": "processing"}
        call.tell("payment_intent.processing", intent)
        return store.replace(intent)
    if method["card"]["last4"] in _DECLINES:
        code, decline, message = _DECLINES[method["card"]["last4"]]
        raise _declined(store, call, intent, code, message, decline_code=decline)
    if method["card"]["last4"] == "3184":
        if call.params.get("off_session"):
            message = "Your card was declined. This transaction requires authentication."
            raise _declined(store, call, intent, "authentication_required", message)
        intent |= {"status": "requires_action", "next_action": _asks_owner(call, intent)}
        return store.replace(intent)
    return _paid(store, call, intent)


def _paid(store: Store, call: Call, intent: Body) -> Body:
    charge = "ch_" + intent["id"].removeprefix("pi_")
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charge,
        "last_payment_error": None,
        "next_action": None,
    }
    move(
        store,
        kind="charge",
        amount=intent["amount"],
        currency=intent["currency"],
        source=charge,
        fee=(intent["amount"] * FEE_PER_MILLE + 500) // 1000 + FEE_FIXED,
        ripens_in=CARD_RIPENS_IN,
    )
    call.tell("payment_intent.succeeded", intent)
    return store.replace(intent)


def _declined(
    store: Store, call: Call, intent: Body, code: str, message: str, **more: Any
) -> Refusal:
    error = {"code": code, "message": message, "type": "card_error"} | more
    intent |= {"status": "requires_payment_method", "last_payment_error": error}
    store.replace(intent)
    call.tell("payment_intent.payment_failed", intent)
    return Refusal(
        message,
        status=402,
        code=code,
        kind="card_error",
        keeps_effect=True,
        payment_intent=intent,
        **more,
    )


def _asks_owner(call: Call, intent: Body) -> Body:
    secret = secrets.token_urlsafe(12)
    if "return_url" not in call.params:
        return {"type": "use_stripe_sdk", "secret": secret}
    address = f"{call.public_base}/confirm/{intent['id']}/{secret}"
    redirect = {"url": address, "return_url": call.params["return_url"]}
    return {"type": "redirect_to_url", "redirect_to_url": redirect, "secret": secret}


def _debit_failed() -> Body:
    return {"code": "payment_method_bank_account_blocked", "type": "card_error"}


def _unexpected_state(intent: Body, deed: str) -> Refusal:
    return Refusal(
        f"You cannot {deed} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
    )
