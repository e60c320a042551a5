"""Payouts of connected accounts to their owners' banks, within minutes."""

from payouts.gateway.stand_in.answers import Body, Refusal, no_such
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.funds import available, move, positive
from payouts.gateway.stand_in.store import Store
from payouts.gateway.stand_in.transfers import insufficient_balance


def create(store: Store, call: Call) -> Body:
    """POST /v1/payouts, on behalf of an account whose bank takes them at once."""
    amount, currency = positive(call, "amount"), call.params["currency"].lower()
    account = store.find("account", call.account)
    if account is None or call.params.get("method") != "instant":
        raise Refusal("This processor pays out instantly, and for connected accounts only.")
    if not account["payouts_enabled"]:
        raise Refusal("Payouts of this account are disabled.", code="payouts_not_allowed")
    bank = next(
        (
            one
            for one in account["external_accounts"]["data"]
            if one["currency"] == currency and "instant" in one["available_payout_methods"]
        ),
        None,
    )
    if bank is None:
        raise Refusal(
            "The external account is not eligible for instant payouts.",
            code="instant_payouts_unsupported",
        )
    if available(store, currency, call.account) < amount:
        raise insufficient_balance()
    payout = store.add(
        "payout",
        "po",
        {
            "amount": amount,
            "arrival_date": store.now(),
            "automatic": False,
            "balance_transaction": None,
            "currency": currency,
            "description": call.params.get("description"),
            "destination": bank["id"],
            "failure_code": None,
            "metadata": call.params.get("metadata") or {},
            "method": "instant",
            "status": "in_transit",
            "type": "bank_account",
        },
        owner=call.account,
    )
    moved = move(
        store,
        kind="payout",
        amount=-amount,
        currency=currency,
        source=payout["id"],
        owner=call.account,
    )
    payout["balance_transaction"] = moved["id"]
    store.replace(payout)
    call.tell("payout.created", payout, account=call.account)
    return payout


def listed(store: Store, call: Call) -> Body:
    """GET /v1/payouts, of the account that asks."""
    return store.page("payout", call.params, "/v1/payouts", owner=call.account)


def retrieve(store: Store, call: Call) -> Body:
    """GET /v1/payouts/{id}."""
    return call.found("payout")


def end(store: Store, call: Call, reference: str, *, succeeds: bool) -> Body:
    """The bank takes a payout, or sends it back; what it took it may still send back."""
    payout = store.find("payout", reference)
    if payout is None or payout["status"] == "failed":
        raise no_such("payout", reference)
    owner = store.rows("SELECT owner FROM objects WHERE id = ?", reference)[0][0]
    if succeeds:
        payout["status"] = "paid"
    else:
        payout |= {"status": "failed", "failure_code": "account_closed"}
        move(
            store,
            kind="payout_failure",
            amount=payout["amount"],
            currency=payout["currency"],
            source=reference,
            owner=owner,
        )
    store.replace(payout)
    call.tell(f"payout.{payout['status']}", payout, account=owner)
    return payout
