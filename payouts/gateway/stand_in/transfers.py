"""Transfers from the platform to connected accounts, and their reversals."""

from typing import Any

from payouts.gateway.stand_in.accounts import may_receive_transfers
from payouts.gateway.stand_in.answers import Body, Refusal, no_such
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.funds import available, move, positive
from payouts.gateway.stand_in.store import Store


def create(store: Store, call: Call) -> Body:
    """POST /v1/transfers."""
    amount, currency = positive(call, "amount"), call.params["currency"].lower()
    destination = call.params["destination"]
    account = store.find("account", destination)
    if account is None:
        raise no_such("destination", destination, param="destination")
    may_receive_transfers(account)
    if available(store, currency) < amount:
        raise insufficient_balance()

    transfer = store.add(
        "transfer",
        "tr",
        {
            "amount": amount,
            "amount_reversed": 0,
            "balance_transaction": None,
            "currency": currency,
            "description": call.params.get("description"),
            "destination": destination,
            "destination_payment": None,
            "metadata": call.params.get("metadata") or {},
            "reversals": _no_reversals(),
            "reversed": False,
            "source_transaction": call.params.get("source_transaction"),
            "source_type": call.params.get("source_type", "card"),
            "transfer_group": call.params.get("transfer_group"),
        },
        grouping=call.params.get("transfer_group"),
        counterpart=destination,
    )
    payment = "py_" + transfer["id"].removeprefix("tr_")
    out = move(store, kind="transfer", amount=-amount, currency=currency, source=transfer["id"])
    move(
        store,
        kind="payment",
        amount=amount,
        currency=currency,
        source=payment,
        owner=destination,
    )
    transfer |= {"balance_transaction": out["id"], "destination_payment": payment}
    transfer["reversals"]["url"] = f"/v1/transfers/{transfer['id']}/reversals"
    store.replace(transfer)
    call.tell("transfer.created", transfer)
    return transfer


def retrieve(store: Store, call: Call) -> Body:
    """GET /v1/transfers/{id}."""
    return call.found("transfer")


def listed(store: Store, call: Call) -> Body:
    """GET /v1/transfers, by group or destination."""
    return store.page(
        "transfer",
        call.params,
        "/v1/transfers",
        grouping=call.params.get("transfer_group"),
        counterpart=call.params.get("destination"),
    )


def reverse(store: Store, call: Call) -> Body:
    """POST /v1/transfers/{id}/reversals: the account must still have the money."""
    transfer = call.found("transfer")
    rest = transfer["amount"] - transfer["amount_reversed"]
    amount = positive(call, "amount") if "amount" in call.params else rest
    if amount > rest or rest == 0:
        raise Refusal(
            f"Reversal amount ({amount}) is greater than unreversed amount on transfer ({rest}).",
            param="amount",
        )
    currency, account = transfer["currency"], transfer["destination"]
    if available(store, currency, account) < amount:
        raise insufficient_balance()

    back = store.add(
        "transfer_reversal",
        "trr",
        {
            "amount": amount,
            "balance_transaction": None,
            "currency": currency,
            "destination_payment_refund": None,
            "metadata": call.params.get("metadata") or {},
            "source_refund": None,
            "transfer": transfer["id"],
        },
        counterpart=transfer["id"],
    )
    moved = move(store, kind="transfer_refund", amount=amount, currency=currency, source=back["id"])
    move(
        store,
        kind="payment_refund",
        amount=-amount,
        currency=currency,
        source=transfer["destination_payment"],
        owner=account,
    )
    back["balance_transaction"] = moved["id"]
    store.replace(back)
    _note_reversal(transfer, back)
    store.replace(transfer)
    call.tell("transfer.reversed", transfer)
    return back


def reversals(store: Store, call: Call) -> Body:
    """GET /v1/transfers/{id}/reversals."""
    transfer = call.found("transfer")
    return store.page(
        "transfer_reversal",
        call.params,
        f"/v1/transfers/{transfer['id']}/reversals",
        counterpart=transfer["id"],
    )


def insufficient_balance() -> Refusal:
    """There is less than that."""
    return Refusal(
        "You have insufficient available funds in your Stripe account.",
        code="balance_insufficient",
    )


def _note_reversal(transfer: Body, back: Body) -> None:
    transfer["amount_reversed"] += back["amount"]
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, back)
    transfer["reversals"]["total_count"] += 1


def _no_reversals() -> dict[str, Any]:
    return {"object": "list", "data": [], "has_more": False, "total_count": 0, "url": ""}
