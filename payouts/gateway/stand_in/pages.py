"""The pages that a payer visits: one to store a method, one to confirm a payment."""

import html
import secrets
from urllib.parse import parse_qs

from payouts.gateway.stand_in.answers import Answer, Body, malformed, no_such
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.customers import PRACTICE_METHODS, attached, method_of
from payouts.gateway.stand_in.payments import confirmed_by_payer
from payouts.gateway.stand_in.store import Store

SESSION_SECONDS = 86_400
_OFFERED = {
    "pm_card_visa": "Visa •• 4242, which pays",
    "pm_card_mastercard": "Mastercard •• 4444, which pays",
    "pm_card_visa_chargeDeclined": "Visa •• 0002, which is declined",
    "pm_card_authenticationRequired": "Visa •• 3184, which asks its owner",
    "pm_sepaDebit": "SEPA bank account •• 3000",
    "pm_usBankAccount_success": "US bank account •• 6789",
}


def create_session(store: Store, call: Call) -> Body:
    """POST /v1/checkout/sessions: an address where one payer stores one method."""
    asked = call.params
    if asked.get("mode") != "setup":
        raise malformed("This processor practises sessions in `setup` mode only.", param="mode")
    for name in ("customer", "currency", "success_url"):
        if name not in asked:
            raise malformed(f"Missing required param: {name}.", param=name)
    if store.find("customer", asked["customer"]) is None:
        raise no_such("customer", asked["customer"], param="customer")
    session = store.add(
        "checkout.session",
        "cs_test",
        {
            "cancel_url": asked.get("cancel_url"),
            "currency": asked["currency"],
            "customer": asked["customer"],
            "expires_at": store.now() + SESSION_SECONDS,
            "metadata": asked.get("metadata") or {},
            "mode": "setup",
            "payment_status": "no_payment_required",
            "secret": secrets.token_urlsafe(12),
            "status": "open",
            "success_url": asked["success_url"],
        },
    )
    address = f"{call.public_base}/checkout/{session['id']}/{session['secret']}"
    return {name: value for name, value in session.items() if name != "secret"} | {"url": address}


def visit_session(
    store: Store, call: Call, reference: str, secret: str, form: str | None
) -> Answer:
    """The page behind a session: choose a practice method, and go back."""
    session = store.find("checkout.session", reference)
    if session is None or not secrets.compare_digest(session["secret"], secret):
        return _NOWHERE
    if session["status"] != "open":
        return _to(session["success_url"])
    if form is None:
        choices = "".join(
            f'<label><input type="radio" name="method" value="{name}" required> {label}</label>'
            for name, label in _OFFERED.items()
        )
        back = html.escape(session["cancel_url"] or session["success_url"])
        return Answer.page(_STORE_PAGE.format(choices=choices, back=back))
    chosen = parse_qs(form).get("method", [""])[0]
    if chosen not in PRACTICE_METHODS:
        return Answer.page("<h1>Choose one of the methods.</h1>", status=400)
    with store.change():
        method = attached(store, method_of(store, chosen), session["customer"])
        done = store.replace(session | {"status": "complete"})
        call.tell("payment_method.attached", method)
        call.tell("checkout.session.completed", done)
    return _to(session["success_url"])


def visit_confirmation(
    store: Store, call: Call, reference: str, secret: str, form: str | None
) -> Answer:
    """The page where a card's owner says that it is them, and the payment goes through."""
    intent = store.find("payment_intent", reference)
    action = (intent or {}).get("next_action") or {}
    if intent is None or not secrets.compare_digest(action.get("secret", ""), secret):
        return _NOWHERE
    if form is None:
        amount = f"{intent['amount']} {html.escape(intent['currency'].upper())}"
        return Answer.page(_CONFIRM_PAGE.format(amount=amount))
    with store.change():
        confirmed_by_payer(store, call, intent)
    return _to(action["redirect_to_url"]["return_url"])


def _to(address: str) -> Answer:
    return Answer(303, b"", {"Location": address})


_NOWHERE = Answer.page("<h1>There is no such page.</h1>", status=404)
_HEAD = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Practice processor</title>
<style>body{{font:16px/1.5 system-ui;max-width:32rem;margin:12vh auto;padding:0 1rem}}
label{{display:block;padding:.3rem 0}}button{{font:inherit;padding:.6rem 1.2rem}}</style>"""
_STORE_PAGE = (
    _HEAD
    + """<h1>Store a way to pay</h1>
<p>This is the practice processor. A real one would ask for a card or a bank account.</p>
<form method="post">{choices}<p><button>Store it</button> <a href="{back}">Go back</a></p></form>
</html>"""
)
_CONFIRM_PAGE = (
    _HEAD
    + """<h1>Is this you?</h1>
<p>This is the practice processor. A real bank would ask for a code.
The payment is of {amount}, in minor units.</p>
<form method="post"><button>Yes, pay</button></form></html>"""
)
