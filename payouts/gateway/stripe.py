"""The one adapter: Stripe, through its own library; its answers become outcomes.

The library's retries are off for every effect. By default it sends each call under a random
key and repeats it by itself, which turns one lost answer into two payments; here every
effect carries our key, is sent once, and what is known afterwards is told by its outcome.
Questions change nothing and are repeated freely.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, NoReturn
from urllib.parse import urlsplit

import requests
import stripe
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from payouts.gateway.base import (
    Absent,
    AccountStatus,
    BalanceTransaction,
    ChargeRequest,
    ChargeState,
    ChargeStatus,
    Declined,
    EventRefused,
    Executed,
    Finding,
    KeyReused,
    KeySpent,
    NotRun,
    Outcome,
    ProcessorUnavailable,
    Rejected,
    Several,
    TransferRequest,
    Unknown,
    UnknownReference,
    VerifiedEvent,
    checked_amount,
)

# It would write an identifier into the home directory and send our timings along.
stripe.enable_telemetry = False

CONNECT_SECONDS, READ_SECONDS = 3, 20
CONNECTIONS = 64
SIGNATURE_TOLERANCE_SECONDS = 300
PAGE = 100

# What no later attempt can change: the other side is gone, or never was.
_PERMANENT = frozenset({"account_closed", "account_invalid", "resource_missing"})
_CHARGE_STATES = {
    "succeeded": ChargeState.SUCCEEDED,
    "processing": ChargeState.PROCESSING,
    "requires_action": ChargeState.NEEDS_PAYER,
    "requires_confirmation": ChargeState.NEEDS_PAYER,
    "requires_payment_method": ChargeState.FAILED,
    "canceled": ChargeState.CANCELLED,
}
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
        self._api = client.v1

    # ------------------------------------------------------------ money to agents
    def transfer_earnings(self, request: TransferRequest, *, key: str) -> Outcome:
        """Move money from our balance to a connected account."""
        parameters: Any = {
            "amount": request.amount_minor,
            "currency": request.currency.lower(),
            "destination": request.destination,
            "transfer_group": request.group,
            "metadata": dict(request.metadata),
        }
        if request.description:
            parameters["description"] = request.description
        return _effect(lambda: self._api.transfers.create(parameters, _with(key)))

    def find_transfer(self, *, group: str, like: TransferRequest | None = None) -> Finding:
        """Look for the transfer of ``group``; with ``like``, only one on the same terms is it."""
        try:
            page = self._api.transfers.list({"transfer_group": group, "limit": PAGE}, _QUESTION)
            found = list(page["data"])
            references = tuple(str(transfer["id"]) for transfer in found)
        except (stripe.StripeError, KeyError, TypeError) as failure:
            return Unknown(_reason(failure), detail=str(failure))
        if not found:
            return Absent()
        if len(found) > 1 or (like is not None and not _is_like(found[0], like)):
            return Several(references)
        return Executed(references[0])

    def reverse_transfer(
        self, *, transfer: str, amount_minor: int, key: str, metadata: Mapping[str, str] = {}
    ) -> Outcome:
        """Take back a transfer or a part of it."""
        parameters: Any = {"amount": checked_amount(amount_minor), "metadata": dict(metadata)}
        return _effect(
            lambda: self._api.transfers.reversals.create(transfer, parameters, _with(key))
        )

    # ------------------------------------------------------------ connected accounts
    def open_account(
        self, *, email: str, country: str, key: str, metadata: Mapping[str, str] = {}
    ) -> Outcome:
        """Open a connected account that can receive transfers once its owner is known."""
        parameters: Any = {
            "email": email,
            "country": country,
            "controller": {
                "fees": {"payer": "application"},
                "losses": {"payments": "application"},
                "stripe_dashboard": {"type": "express"},
            },
            "capabilities": {"transfers": {"requested": True}},
            "metadata": dict(metadata),
        }
        return _effect(lambda: self._api.accounts.create(parameters, _with(key)))

    def onboarding_link(self, *, account: str, return_url: str, refresh_url: str) -> str:
        """Return a fresh address, for one use, where an account's owner shows who they are."""
        parameters: Any = {
            "account": account,
            "return_url": return_url,
            "refresh_url": refresh_url,
            "type": "account_onboarding",
        }
        link = _question(lambda: self._api.account_links.create(parameters, _QUESTION))
        return str(link["url"])

    def account_status(self, reference: str) -> AccountStatus:
        """Return what a connected account may do now."""
        account = _question(lambda: self._api.accounts.retrieve(reference, {}, _QUESTION))
        needs = account.get("requirements") or {}
        due = [*(needs.get("past_due") or ()), *(needs.get("currently_due") or ())]
        return AccountStatus(
            reference=account["id"],
            can_receive_transfers=account["capabilities"].get("transfers") == "active",
            can_be_paid_out=bool(account["payouts_enabled"]),
            requirements=tuple(dict.fromkeys(due)),
            disabled_reason=needs.get("disabled_reason") or "",
        )

    # ------------------------------------------------------------ money from brands
    def open_payer(
        self, *, email: str, name: str, key: str, metadata: Mapping[str, str] = {}
    ) -> Outcome:
        """Open the processor's record of someone who pays us."""
        parameters: Any = {"email": email, "name": name, "metadata": dict(metadata)}
        return _effect(lambda: self._api.customers.create(parameters, _with(key)))

    def charge(self, request: ChargeRequest, *, key: str) -> Outcome:
        """Charge a stored method. Executed is not paid yet: ask for the status."""
        parameters: Any = {
            "amount": request.amount_minor,
            "currency": request.currency.lower(),
            "customer": request.payer,
            "payment_method": request.method,
            "transfer_group": request.group,
            "metadata": dict(request.metadata),
            # Nobody is there to be sent elsewhere; without this a confirmation wants a return_url.
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
            "off_session": True,
            "confirm": True,
        }
        if request.description:
            parameters["description"] = request.description
        return _effect(lambda: self._api.payment_intents.create(parameters, _with(key)))

    def charge_status(self, reference: str) -> ChargeStatus:
        """Return how far a charge has come."""
        intent = _question(lambda: self._api.payment_intents.retrieve(reference, {}, _QUESTION))
        failure = intent.get("last_payment_error") or {}
        return ChargeStatus(
            reference=intent["id"],
            state=_CHARGE_STATES[intent["status"]],
            amount_minor=intent["amount"],
            received_minor=intent.get("amount_received") or 0,
            currency=intent["currency"].upper(),
            reason=failure.get("code") or "",
        )

    # ------------------------------------------------------------ our balance
    def balance(self, currency: str) -> int:
        """Return what we can transfer now, in minor units."""
        balance = _question(lambda: self._api.balance.retrieve({}, _QUESTION))
        available = balance["available"]
        return sum(fund["amount"] for fund in available if fund["currency"] == currency.lower())

    def balance_transactions(self, *, since: datetime) -> Iterator[BalanceTransaction]:
        """Yield the movements of our balance from ``since`` on, newest first."""
        parameters: Any = {"created": {"gte": int(since.timestamp())}, "limit": PAGE}
        while True:
            page = self._page_of_movements(parameters)
            movements = page["data"]
            yield from map(_balance_transaction, movements)
            if not movements or not page["has_more"]:
                return
            parameters = parameters | {"starting_after": movements[-1]["id"]}

    def _page_of_movements(self, parameters: Any) -> Any:
        return _question(lambda: self._api.balance_transactions.list(parameters, _QUESTION))

    # ------------------------------------------------------------ what it tells us
    def event(self, reference: str) -> VerifiedEvent:
        """Fetch a message by its name."""
        return _event(_question(lambda: self._api.events.retrieve(reference, {}, _QUESTION)))

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
            if message["livemode"] is not self._is_live:
                raise EventRefused("The message is from the processor's other mode.")
            return _event(message)
        except stripe.SignatureVerificationError as refusal:
            raise EventRefused(str(refusal.user_message)) from refusal
        except (ValueError, KeyError, TypeError) as broken:
            raise EventRefused("The message cannot be read.") from broken


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


def _with(key: str) -> Any:
    assert 0 < len(key) <= 255
    return {"idempotency_key": key}


def _effect(call: Callable[[], Any]) -> Outcome:
    try:
        return Executed(str(call()["id"]))
    except stripe.StripeError as failure:
        return _outcome_of(failure)
    except (KeyError, TypeError) as broken:
        return Unknown("unreadable_answer", detail=repr(broken))


def _question(call: Callable[[], Any]) -> Any:
    """Return the answer as plain data: the library's own objects have no ``get``."""
    try:
        return call().to_dict()
    except stripe.StripeError as failure:
        _raise_unanswered(failure)


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
    return (Rejected if reason in _PERMANENT else Declined)(reason, detail=detail)


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


def _is_like(transfer: Any, request: TransferRequest) -> bool:
    return bool(
        transfer["amount"] == request.amount_minor
        and transfer["currency"] == request.currency.lower()
        and transfer["destination"] == request.destination
    )


def _balance_transaction(movement: Mapping[str, Any]) -> BalanceTransaction:
    return BalanceTransaction(
        reference=movement["id"],
        kind=movement["type"],
        source=movement.get("source") or "",
        amount_minor=movement["amount"],
        fee_minor=movement["fee"],
        net_minor=movement["net"],
        currency=movement["currency"].upper(),
        created_at=datetime.fromtimestamp(movement["created"], UTC),
        available_at=datetime.fromtimestamp(movement["available_on"], UTC),
    )


def _event(message: Mapping[str, Any]) -> VerifiedEvent:
    subject = message["data"]["object"]
    return VerifiedEvent(
        reference=message["id"],
        kind=message["type"],
        account=message.get("account") or "",
        subject=subject.get("id") or "",
        group=subject.get("transfer_group") or "",
        created_at=datetime.fromtimestamp(message["created"], UTC),
    )
