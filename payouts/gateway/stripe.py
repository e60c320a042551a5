"""The one adapter: Stripe, through its own library; its answers become outcomes.

The library's retries are off for every effect. By default it sends each call under a random
key and repeats it by itself, which turns one lost answer into two payments; here every
effect carries our key, is sent once, and what is known afterwards is told by its outcome.
Questions change nothing and are repeated freely.
"""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
import stripe
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from payouts.gateway.base import (
    NOTHING,
    Absent,
    AccountStatus,
    BalanceTransaction,
    ChargeRequest,
    ChargeStatus,
    Declined,
    DisputeStatus,
    EventRefused,
    Executed,
    Finding,
    KeyReused,
    KeySpent,
    NotRun,
    Outcome,
    PayOutRequest,
    ProcessorUnavailable,
    RefundState,
    Rejected,
    Several,
    StoredMethod,
    TransferRequest,
    TransferSeen,
    Unknown,
    UnknownReference,
    VerifiedEvent,
    checked_amount,
)
from payouts.gateway.wording import (
    KEY,
    REFUND_STATES,
    account_status_of,
    account_terms,
    available_of,
    balance_transaction_of,
    charge_status_of,
    charge_terms,
    dispute_status_of,
    event_of,
    is_charged_on_terms,
    is_on_terms,
    is_paid_out_on_terms,
    pay_out_terms,
    stored_method_of,
    transfer_seen_of,
    transfer_terms,
)

# It would write an identifier into the home directory and send our timings along.
stripe.enable_telemetry = False

CONNECT_SECONDS, READ_SECONDS = 3, 20
CONNECTIONS = 64
SIGNATURE_TOLERANCE_SECONDS = 300
PAGE = 100
LONGEST_KEY = 255

# What no later attempt can change: the other side is gone, or never was.
_PERMANENT = frozenset({"account_closed", "account_invalid", "resource_missing"})
_QUESTION: Any = {"max_network_retries": 2}


class StripeGateway:
    """Stripe's first API version behind our port. One instance serves all threads."""

    def __init__(
        self,
        *,
        api_key: str,
        base: str,
        webhook_secret: str,
        connect_seconds: float = CONNECT_SECONDS,
        read_seconds: float = READ_SECONDS,
    ) -> None:
        self._is_live = api_key.startswith(("sk_live_", "rk_live_"))
        self._webhook_secret = webhook_secret
        client = stripe.StripeClient(
            api_key,
            max_network_retries=0,
            base_addresses={"api": base.rstrip("/"), "files": base.rstrip("/")},
            http_client=stripe.RequestsClient(
                timeout=(connect_seconds, read_seconds), session=_session(base)
            ),
        )
        # Loosely typed: the declared types of v1 are a class for each parameter of each call.
        self._api: Any = client.v1

    # ------------------------------------------------------------ money to agents
    def transfer_earnings(self, request: TransferRequest, *, key: str) -> Outcome:
        """Move money from our balance to a connected account."""
        return _effect(self._api.transfers.create, transfer_terms(request), key=key)

    def find_transfer(
        self,
        *,
        group: str,
        like: TransferRequest | None = None,
        without: Collection[str] = frozenset(),
    ) -> Finding:
        """Look for the transfer of ``group``; with ``like``, only one on the same terms is it."""
        asked = {"transfer_group": group, "limit": PAGE}
        try:
            listed = self._api.transfers.list(asked, _QUESTION).to_dict()["data"]
            found = [one for one in listed if one["id"] not in without]
            references = tuple(str(transfer["id"]) for transfer in found)
        except stripe.StripeError as failure:
            return Unknown(_reason(failure), detail=str(failure))
        except (KeyError, TypeError) as broken:
            return Unknown("unreadable_answer", detail=repr(broken))
        if not found:
            return Absent()
        if len(found) > 1 or (like is not None and not is_on_terms(found[0], like)):
            return Several(references)
        return Executed(references[0])

    def transfer(self, reference: str) -> TransferSeen:
        """Return a transfer as it stands."""
        return transfer_seen_of(_question(self._api.transfers.retrieve, reference, {}))

    def reverse_transfer(
        self, *, transfer: str, amount_minor: int, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Take back a transfer or a part of it."""
        terms = {"amount": checked_amount(amount_minor), "metadata": dict(metadata)}
        return _effect(self._api.transfers.reversals.create, transfer, terms, key=key)

    def pay_out_now(self, request: PayOutRequest, *, key: str) -> Outcome:
        """Pay a connected account out within minutes. Executed has not arrived yet."""
        terms = pay_out_terms(request, key=key)
        return _effect(self._api.payouts.create, terms, key=key, account=request.account)

    def find_pay_out(self, *, key: str, like: PayOutRequest, since: datetime) -> Finding:
        """Look for what was paid out under ``key`` from an instant on, on the terms asked."""
        return _found(
            partial(_of_account, self._api.payouts.list, like.account),
            {"created": {"gte": int(since.timestamp())}},
            is_it=lambda one: (one.get("metadata") or {}).get(KEY) == key,
            is_on_terms=lambda one: is_paid_out_on_terms(one, like),
        )

    # ------------------------------------------------------------ connected accounts
    def open_account(
        self, *, email: str, country: str, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Open a connected account that can receive transfers once its owner is known."""
        terms = account_terms(email=email, country=country, metadata=metadata)
        return _effect(self._api.accounts.create, terms, key=key)

    def onboarding_link(self, *, account: str, return_url: str, refresh_url: str) -> str:
        """Return a fresh address, for one use, where an account's owner shows who they are."""
        terms = {
            "account": account,
            "return_url": return_url,
            "refresh_url": refresh_url,
            "type": "account_onboarding",
        }
        return str(_question(self._api.account_links.create, terms)["url"])

    def account_status(self, reference: str) -> AccountStatus:
        """Return what a connected account may do now."""
        return account_status_of(_question(self._api.accounts.retrieve, reference, {}))

    # ------------------------------------------------------------ money from brands
    def open_payer(
        self, *, email: str, name: str, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Open the processor's record of someone who pays us."""
        terms = {"email": email, "name": name, "metadata": dict(metadata)}
        return _effect(self._api.customers.create, terms, key=key)

    def charge(self, request: ChargeRequest, *, key: str) -> Outcome:
        """Charge a stored method. Executed is not paid yet: ask for the status."""
        return _effect(self._api.payment_intents.create, charge_terms(request, key=key), key=key)

    def charge_status(self, reference: str) -> ChargeStatus:
        """Return how far a charge has come."""
        return charge_status_of(_question(self._api.payment_intents.retrieve, reference, {}))

    def find_charge(self, *, key: str, like: ChargeRequest, since: datetime) -> Finding:
        """Look for what was charged under ``key`` from an instant on, on the terms asked."""
        asked = {"customer": like.payer, "created": {"gte": int(since.timestamp())}}
        return _found(
            self._api.payment_intents.list,
            asked,
            is_it=lambda one: one["metadata"].get(KEY) == key,
            is_on_terms=lambda one: is_charged_on_terms(one, like),
        )

    def fee_of(self, charge: str) -> int | None:
        """Return the processor's fee of a charge in minor units; nothing while it is unknown."""
        asked = {"source": charge, "limit": PAGE}
        movements = _question(self._api.balance_transactions.list, asked)["data"]
        fees = [one["fee"] for one in movements if one["type"] in {"charge", "payment"}]
        return sum(fees) if fees else None

    def confirmation_page(self, *, charge: str, method: str, return_url: str) -> str:
        """Try a charge again while its payer is here; where to send them, or nothing to ask."""
        terms = {"payment_method": method, "return_url": return_url}
        try:
            intent = self._api.payment_intents.confirm(charge, terms, _QUESTION).to_dict()
        except stripe.CardError:
            # It was declined while the payer was here: its status says so.
            return ""
        except stripe.InvalidRequestError as failure:
            # It has moved since, for example by the same page in another window.
            if _reason(failure) == "payment_intent_unexpected_state":
                return ""
            _raise_unanswered(failure)
        except stripe.StripeError as failure:
            _raise_unanswered(failure)
        action = intent.get("next_action") or {}
        return str((action.get("redirect_to_url") or {}).get("url") or "")

    def method_page(self, *, payer: str, currency: str, return_url: str, cancel_url: str) -> str:
        """Return a fresh address where a payer stores a method at the processor."""
        terms = {
            "mode": "setup",
            "customer": payer,
            "currency": currency.lower(),
            "success_url": return_url,
            "cancel_url": cancel_url,
        }
        return str(_question(self._api.checkout.sessions.create, terms)["url"])

    def methods_of(self, payer: str) -> list[StoredMethod]:
        """Return what a payer has stored and we can charge."""
        asked = {"customer": payer, "limit": PAGE}
        found = _question(self._api.payment_methods.list, asked)["data"]
        return [one for one in map(stored_method_of, found) if one is not None]

    def forget_method(self, method: str) -> None:
        """Take a method off its payer, for good. One that is gone is no error."""
        try:
            self._api.payment_methods.detach(method, {}, _QUESTION)
        except stripe.InvalidRequestError:
            # Detached before, or unknown: it cannot be charged either way.
            return
        except stripe.StripeError as failure:
            _raise_unanswered(failure)

    def refund(
        self, *, charge: str, amount_minor: int, key: str, metadata: Mapping[str, str] = NOTHING
    ) -> Outcome:
        """Send a part of a charge back. Executed has not arrived yet: ask for the state."""
        terms = {
            "payment_intent": charge,
            "amount": checked_amount(amount_minor),
            "metadata": dict(metadata) | {KEY: key},
        }
        return _effect(self._api.refunds.create, terms, key=key)

    def find_refund(self, *, charge: str, key: str) -> Finding:
        """Look for the refund of a charge that was asked for under ``key``."""
        return _found(
            self._api.refunds.list,
            {"payment_intent": charge},
            is_it=lambda one: one["metadata"].get(KEY) == key,
            is_on_terms=lambda one: True,
        )

    def refund_state(self, reference: str) -> RefundState:
        """Return how far a refund has come."""
        status = _question(self._api.refunds.retrieve, reference, {})["status"]
        return REFUND_STATES.get(status, RefundState.PENDING)

    def dispute(self, reference: str) -> DisputeStatus:
        """Return a dispute as it stands."""
        return dispute_status_of(_question(self._api.disputes.retrieve, reference, {}))

    def submit_evidence(self, *, dispute: str, text: str, key: str) -> Outcome:
        """Answer a dispute, once and for good."""
        terms = {"evidence": {"uncategorized_text": text}, "submit": True}
        return _effect(self._api.disputes.update, dispute, terms, key=key)

    # ------------------------------------------------------------ our balance
    def fund_balance(
        self, *, amount_minor: int, currency: str, key: str, description: str = ""
    ) -> Outcome:
        """Ask our own bank for money. Executed has not arrived yet: ask whether it has."""
        terms = {
            "amount": checked_amount(amount_minor),
            "currency": currency.lower(),
            "description": description,
        }
        return _effect(self._api.topups.create, terms, key=key)

    def has_arrived(self, funding: str) -> bool:
        """Return whether the money of a funding stands on our balance."""
        return bool(_question(self._api.topups.retrieve, funding, {})["status"] == "succeeded")

    def balance(self, currency: str) -> int:
        """Return what we can transfer now, in minor units."""
        return available_of(_question(self._api.balance.retrieve, {}), currency)

    def balance_transactions(self, *, since: datetime) -> Iterator[BalanceTransaction]:
        """Yield the movements of our balance from ``since`` on, newest first."""
        asked: dict[str, Any] = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
        yield from map(balance_transaction_of, _pages(self._api.balance_transactions.list, asked))

    # ------------------------------------------------------------ what it tells us
    def event(self, reference: str) -> VerifiedEvent:
        """Fetch a message by its name."""
        return event_of(_question(self._api.events.retrieve, reference, {}))

    def events(self, *, since: datetime) -> Iterator[VerifiedEvent]:
        """Yield the messages from ``since`` on, newest first; they are kept for 30 days."""
        asked: dict[str, Any] = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
        yield from map(event_of, _pages(self._api.events.list, asked))

    def verify_event(self, body: bytes, *, signature: str) -> VerifiedEvent:
        """Return the message in ``body`` if it is the processor's, recent, and meant for us."""
        # The library compares as text and would fail, not refuse, on letters beyond ASCII.
        if not signature.isascii():
            raise EventRefused("The signature is not one.")
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, SIGNATURE_TOLERANCE_SECONDS
            )
            message = json.loads(body)
            is_live, event = message["livemode"], event_of(message)
        except stripe.SignatureVerificationError as refusal:
            # Its own signature, made too long ago: sent late, or sent again by a stranger.
            code = "too_old" if "tolerance" in str(refusal.user_message) else "signature"
            raise EventRefused(str(refusal.user_message), code=code) from refusal
        except (ValueError, KeyError, TypeError, AttributeError) as broken:
            raise EventRefused("The message cannot be read.", code="unreadable") from broken
        if is_live is not self._is_live:
            raise EventRefused("The message is from the processor's other mode.", code="other_mode")
        return event


# ---------------------------------------------------------------- calls
def _session(base: str) -> requests.Session:
    session = requests.Session()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    # A pool smaller than the threads that share it would open a connection for every call.
    adapter = HTTPAdapter(pool_connections=2, pool_maxsize=CONNECTIONS)
    session.mount(base, adapter)
    # Proxies and password files of the machine are for the world outside it.
    session.trust_env = urlsplit(base).hostname not in {"127.0.0.1", "localhost", "::1"}
    return session


def _effect(call: Callable[..., Any], *asked: Any, key: str, account: str = "") -> Outcome:
    """Ask for something once, under our key; ``account`` is on whose behalf, if not ours."""
    assert 0 < len(key) <= LONGEST_KEY
    options = {"idempotency_key": key} | ({"stripe_account": account} if account else {})
    try:
        return Executed(str(call(*asked, options)["id"]))
    except stripe.StripeError as failure:
        return _outcome_of(failure)
    except (KeyError, TypeError) as broken:
        return Unknown("unreadable_answer", detail=repr(broken))


def _of_account(call: Callable[..., Any], account: str, asked: Any, options: Any) -> Any:
    """Ask on behalf of a connected account."""
    return call(asked, options | {"stripe_account": account})


def _question(call: Callable[..., Any], *asked: Any) -> Any:
    """Return the answer as plain data: the library's own objects have no ``get``."""
    try:
        return call(*asked, _QUESTION).to_dict()
    except stripe.StripeError as failure:
        _raise_unanswered(failure)


def _pages(call: Callable[..., Any], asked: dict[str, Any]) -> Iterator[Any]:
    """Every row of a list, page after page."""
    while True:
        page = _question(call, asked)
        yield from page["data"]
        if not page["data"] or not page["has_more"]:
            return
        asked = asked | {"starting_after": page["data"][-1]["id"]}


def _found(
    call: Callable[..., Any],
    asked: Mapping[str, Any],
    *,
    is_it: Callable[[Any], bool],
    is_on_terms: Callable[[Any], bool],
) -> Finding:
    """Go through a whole list for the one thing that was made under a key."""
    try:
        found = [one for one in _pages(call, {**asked, "limit": PAGE}) if is_it(one)]
    except (ProcessorUnavailable, UnknownReference) as silence:
        return Unknown("unanswered", detail=str(silence))
    except (KeyError, TypeError) as broken:
        return Unknown("unreadable_answer", detail=repr(broken))
    if not found:
        return Absent()
    if len(found) > 1 or not is_on_terms(found[0]):
        return Several(tuple(str(one["id"]) for one in found))
    return Executed(str(found[0]["id"]))


def _raise_unanswered(failure: Any) -> NoReturn:
    if failure.http_status == 404 or _reason(failure) in _PERMANENT:
        raise UnknownReference(str(failure.user_message)) from failure
    raise ProcessorUnavailable(str(failure)) from failure


# ---------------------------------------------------------------- answers become outcomes
def _outcome_of(failure: Any) -> Outcome:
    """Tell what is known after ``failure``; see the table in the port."""
    reason, detail = _reason(failure), str(failure)
    if isinstance(failure, stripe.IdempotencyError):
        raise KeyReused(detail) from failure
    if isinstance(failure, stripe.APIConnectionError):
        return (NotRun if _never_connected(failure) else Unknown)(reason, detail=detail)

    status = failure.http_status or 0
    if status in {401, 409, 429} or isinstance(failure, stripe.RateLimitError):
        return NotRun(reason, retry_after=_retry_after(failure), detail=detail)
    if failure.error is None or status < 400:
        # Something between us and Stripe answered, or its answer broke off on the way.
        return Unknown(reason, detail=detail)
    if status >= 500:
        return KeySpent(reason, detail=detail)
    if reason in _PERMANENT:
        return Rejected(reason, detail=detail)
    return Declined(reason, reference=_refused(failure), detail=detail)


def _refused(failure: Any) -> str:
    """The charge that was refused, where there is one: the processor keeps it."""
    return str((failure.error.to_dict().get("payment_intent") or {}).get("id") or "")


def _reason(failure: Any) -> str:
    """Stripe's code, or its kind of error, or what happened on the way."""
    if isinstance(failure, stripe.APIConnectionError):
        return type(failure.__cause__).__name__
    error = getattr(failure, "error", None)
    if error is None:
        return f"http_{getattr(failure, 'http_status', None) or 'unreadable'}"
    described = error.to_dict()
    return str(described.get("code") or described.get("type") or f"http_{failure.http_status}")


def _never_connected(failure: BaseException) -> bool:
    """Whether no byte of the request can have left: refused, unresolved, no route, no answer."""
    cause: Any = failure.__cause__
    inner = cause.args[0] if cause is not None and cause.args else None
    why = getattr(inner, "reason", inner)
    return isinstance(why, NewConnectionError | ConnectTimeoutError)


def _retry_after(failure: Any) -> float | None:
    try:
        return float(failure.headers["retry-after"])
    except (KeyError, ValueError):
        return None
