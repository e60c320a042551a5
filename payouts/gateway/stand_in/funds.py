"""Balances and their movements: whole minor units of one owner and one currency."""

from payouts.gateway.stand_in.answers import Body, malformed
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.store import PLATFORM, Store


def available(store: Store, currency: str, owner: str = PLATFORM) -> int:
    """What can be spent now; what has ripened since the last look is counted in."""
    now = store.now()
    ripe = store.rows(
        "SELECT coalesce(sum(amount), 0) FROM ripening"
        " WHERE owner = ? AND currency = ? AND available_on <= ?",
        owner,
        currency,
        now,
    )[0][0]
    if ripe:
        _add(store, owner, currency, ripe)
        store.rows(
            "DELETE FROM ripening WHERE owner = ? AND currency = ? AND available_on <= ?",
            owner,
            currency,
            now,
        )
    found = store.rows("SELECT amount FROM funds WHERE owner = ? AND currency = ?", owner, currency)
    return int(found[0][0]) if found else 0


def move(  # noqa: PLR0913
    store: Store,
    *,
    kind: str,
    amount: int,
    currency: str,
    source: str,
    owner: str = PLATFORM,
    fee: int = 0,
    ripens_in: int = 0,
) -> Body:
    """Move a balance and write the movement down; the fee is taken from it."""
    now = store.now()
    if ripens_in:
        store.rows(
            "INSERT INTO ripening VALUES (?, ?, ?, ?)",
            owner,
            currency,
            amount - fee,
            now + ripens_in,
        )
    else:
        _add(store, owner, currency, amount - fee)
    fees = [{"amount": fee, "currency": currency, "type": "stripe_fee", "description": "Fees"}]
    return store.add(
        "balance_transaction",
        "txn",
        {
            "amount": amount,
            "available_on": now + ripens_in,
            "balance_type": "payments",
            "currency": currency,
            "description": None,
            "exchange_rate": None,
            "fee": fee,
            "fee_details": fees if fee else [],
            "net": amount - fee,
            "reporting_category": kind,
            "source": source,
            "status": "pending" if ripens_in else "available",
            "type": kind,
        },
        owner=owner,
        grouping=kind,
        counterpart=source,
    )


def balance(store: Store, call: Call) -> Body:
    """GET /v1/balance: of the platform, or of the account that the header names."""
    owner = call.account
    currencies = store.rows(
        "SELECT currency FROM funds WHERE owner = ?"
        " UNION SELECT currency FROM ripening WHERE owner = ? ORDER BY 1",
        owner,
        owner,
    )
    with store.change():
        ready = [_fund(available(store, currency, owner), currency) for (currency,) in currencies]
    ripening = store.rows(
        "SELECT sum(amount), currency FROM ripening WHERE owner = ? GROUP BY currency", owner
    )
    nothing = [_fund(0, "usd")]
    return {
        "object": "balance",
        "available": ready or nothing,
        "livemode": False,
        "pending": [_fund(amount, currency) for amount, currency in ripening] or nothing,
    }


def movement(store: Store, call: Call) -> Body:
    """GET /v1/balance_transactions/{id}."""
    return call.found("balance_transaction", status=404)


def movements(store: Store, call: Call) -> Body:
    """GET /v1/balance_transactions."""
    return store.page(
        "balance_transaction",
        call.params,
        "/v1/balance_transactions",
        owner=call.account,
        grouping=call.params.get("type"),
        counterpart=call.params.get("source"),
    )


def top_up(store: Store, call: Call) -> Body:
    """POST /v1/topups: the platform puts money of its own in; here it arrives at once."""
    amount, currency = positive(call, "amount"), call.params["currency"].lower()
    body = store.add(
        "topup",
        "tu",
        {
            "amount": amount,
            "balance_transaction": None,
            "currency": currency,
            "description": call.params.get("description"),
            "failure_code": None,
            "failure_message": None,
            "metadata": call.params.get("metadata") or {},
            "statement_descriptor": call.params.get("statement_descriptor"),
            "status": "succeeded",
            "transfer_group": call.params.get("transfer_group"),
        },
    )
    moved = move(store, kind="topup", amount=amount, currency=currency, source=body["id"])
    store.replace(body | {"balance_transaction": moved["id"]})
    call.tell("topup.succeeded", body | {"balance_transaction": moved["id"]})
    return body | {"balance_transaction": moved["id"]}


def retrieve_top_up(store: Store, call: Call) -> Body:
    """GET /v1/topups/{id}."""
    return call.found("topup")


def positive(call: Call, name: str) -> int:
    """A parameter that has to be there and above zero."""
    if name not in call.params:
        raise malformed(f"Missing required param: {name}.", param=name, code="parameter_missing")
    if call.params[name] < 1:
        raise malformed(
            "This value must be greater than or equal to 1.",
            param=name,
            code="parameter_invalid_integer",
        )
    return int(call.params[name])


def _add(store: Store, owner: str, currency: str, amount: int) -> None:
    store.rows(
        "INSERT INTO funds VALUES (?, ?, ?) ON CONFLICT (owner, currency)"
        " DO UPDATE SET amount = amount + excluded.amount",
        owner,
        currency,
        amount,
    )


def _fund(amount: int, currency: str) -> Body:
    return {"amount": amount, "currency": currency, "source_types": {"card": amount}}
