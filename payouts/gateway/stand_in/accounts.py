"""Connected accounts: opened, shown who owns them, enabled, disabled, closed."""

import html
import secrets

from payouts.gateway.stand_in.answers import Answer, Body, Refusal, no_such
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.store import Store

LINK_SECONDS = 300
_ASKED = ["external_account", "individual.dob.day", "individual.id_number", "tos_acceptance.date"]
_CURRENCIES = {"CA": "cad", "CH": "chf", "GB": "gbp", "US": "usd"}


def create(store: Store, call: Call) -> Body:
    """POST /v1/accounts: by type or by controller, never by both."""
    asked = call.params
    if "type" in asked and "controller" in asked:
        raise Refusal("You may not provide the `type` parameter and `controller` parameters both.")
    country = asked.get("country", "US")
    requested = [
        name for name, wish in (asked.get("capabilities") or {}).items() if wish.get("requested")
    ]
    account = store.add(
        "account",
        "acct",
        {
            "business_profile": asked.get("business_profile"),
            "business_type": asked.get("business_type"),
            "capabilities": dict.fromkeys(requested, "inactive"),
            "charges_enabled": False,
            "controller": {"type": "application", "is_controller": True}
            | (asked.get("controller") or {}),
            "country": country,
            "default_currency": asked.get("default_currency", _CURRENCIES.get(country, "eur")),
            "details_submitted": False,
            "email": asked.get("email"),
            "external_accounts": {"object": "list", "data": [], "has_more": False},
            "metadata": asked.get("metadata") or {},
            "payouts_enabled": False,
            "requirements": _requirements(_ASKED, "requirements.past_due"),
            "settings": {"payouts": {"schedule": {"delay_days": 2, "interval": "daily"}}},
            "type": asked.get("type", "none" if "controller" in asked else "express"),
        },
    )
    if call.opens_accounts_enabled:
        account = _enabled(account)
        store.replace(account)
    call.tell("account.updated", account, account=account["id"])
    return account


def retrieve(store: Store, call: Call) -> Body:
    """GET /v1/accounts/{id}."""
    return call.found("account")


def listed(store: Store, call: Call) -> Body:
    """GET /v1/accounts."""
    return store.page("account", call.params, "/v1/accounts")


def create_link(store: Store, call: Call) -> Body:
    """POST /v1/account_links: an address for one visit within five minutes."""
    account = store.find("account", call.params["account"])
    if account is None:
        raise no_such("account", call.params["account"], param="account")
    link = store.add(
        "account_link",
        "alink",
        {
            "account": account["id"],
            "expires_at": store.now() + LINK_SECONDS,
            "is_used": False,
            "refresh_url": call.params.get("refresh_url"),
            "return_url": call.params.get("return_url"),
            "secret": secrets.token_urlsafe(12),
        },
    )
    address = f"{call.public_base}/setup/{link['id']}/{link['secret']}"
    return {
        "object": "account_link",
        "created": link["created"],
        "expires_at": link["expires_at"],
        "url": address,
    }


# ---------------------------------------------------------------- what people and scripts do
def move_to(store: Store, call: Call, reference: str, state: str) -> Body:
    """Bring an account into a state: one of those below."""
    account = store.find("account", reference)
    if account is None:
        raise no_such("account", reference)
    states = {
        "enabled": _enabled,
        "unreached": _unreached,
        "paused": _paused,
        "disabled": _disabled,
        "closed": _closed,
    }
    account = states[state](account)
    store.replace(account)
    call.tell("account.updated", account, account=reference)
    return account


def change_bank(store: Store, call: Call, reference: str, *, takes_instant: bool) -> Body:
    """The account's owner names another bank, which takes instant payouts or does not."""
    account = store.find("account", reference)
    if account is None:
        raise no_such("account", reference)
    methods = ["standard", "instant"] if takes_instant else ["standard"]
    bank = _bank_account(account) | {"available_payout_methods": methods}
    account["external_accounts"] |= {"data": [bank]}
    store.replace(account)
    call.tell("account.updated", account, account=reference)
    return account


def visit(store: Store, call: Call, reference: str, secret: str, *, is_form: bool) -> Answer:
    """The page behind a link: one button that shows everything that was asked for."""
    link = store.find("account_link", reference)
    if link is None or not secrets.compare_digest(link["secret"], secret):
        return Answer.page("<h1>There is no such page.</h1>", status=404)
    if link["is_used"] or link["expires_at"] < store.now():
        return _elsewhere(link["refresh_url"])
    if not is_form:
        return Answer.page(_SETUP_PAGE.format(account=html.escape(link["account"])))
    with store.change():
        store.replace(link | {"is_used": True})
        move_to(store, call, link["account"], "enabled")
    return _elsewhere(link["return_url"])


def may_receive_transfers(account: Body) -> None:
    """Refuse, as the processor would, to move money to an account that may not have it.

    Raises:
        Refusal: it is closed, or lacks the capability.
    """
    if account["requirements"]["disabled_reason"] == "rejected.other":
        raise Refusal(
            f"The account {account['id']} is closed.", code="account_invalid", param="destination"
        )
    if account["capabilities"].get("transfers") != "active":
        raise disabled_account()


def disabled_account() -> Refusal:
    """It may not receive transfers as things stand."""
    return Refusal(
        "Your destination account needs to have at least one of the following capabilities "
        "enabled: transfers, crypto_transfers, legacy_payments",
        code="insufficient_capabilities_for_transfer",
    )


def _enabled(account: Body) -> Body:
    return account | {
        "capabilities": dict.fromkeys(account["capabilities"] or {"transfers": 0}, "active"),
        "charges_enabled": True,
        "details_submitted": True,
        "payouts_enabled": True,
        "requirements": _requirements([], None),
        "external_accounts": account["external_accounts"]
        | {"data": account["external_accounts"]["data"] or [_bank_account(account)]},
    }


def _bank_account(account: Body) -> Body:
    return {
        "id": f"ba_{account['id'].removeprefix('acct_')}",
        "object": "bank_account",
        "available_payout_methods": ["standard", "instant"],
        "country": account["country"],
        "currency": account["default_currency"],
        "last4": "6789",
        "status": "new",
    }


def _unreached(account: Body) -> Body:
    """The owner's bank sent a payout back: its account is off until there is another."""
    requirements = _requirements(["external_account"], None)
    return _enabled(account) | {"payouts_enabled": False, "requirements": requirements}


def _paused(account: Body) -> Body:
    return _without_transfers(account, ["individual.verification.document"], "platform_paused")


def _disabled(account: Body) -> Body:
    asked = ["individual.verification.document"]
    return _without_transfers(account, asked, "requirements.past_due")


def _closed(account: Body) -> Body:
    return _without_transfers(account, [], "rejected.other")


def _without_transfers(account: Body, asked: list[str], reason: str) -> Body:
    return account | {
        "capabilities": dict.fromkeys(account["capabilities"], "inactive"),
        "payouts_enabled": False,
        "requirements": _requirements(asked, reason),
    }


def _requirements(asked: list[str], reason: str | None) -> Body:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": asked,
        "disabled_reason": reason,
        "errors": [],
        "eventually_due": asked,
        "past_due": asked,
        "pending_verification": [],
    }


def _elsewhere(address: str | None) -> Answer:
    if address is None:
        return Answer.page("<h1>Done. You may close this page.</h1>")
    return Answer(303, b"", {"Location": address})


_SETUP_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Set up payouts</title>
<style>body{{font:16px/1.5 system-ui;max-width:32rem;margin:15vh auto;padding:0 1rem}}
button{{font:inherit;padding:.6rem 1.2rem}}</style>
<h1>Set up payouts</h1>
<p>This is the practice processor. Account <code>{account}</code> has still to show who owns it
and where money goes. A real one would ask for a date of birth, a tax number and a bank account.</p>
<form method="post"><button>Show all that is asked for</button></form></html>"""
