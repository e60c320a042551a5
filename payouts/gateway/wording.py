"""Our words in Stripe's and Stripe's in ours: plain data on both sides."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from payouts.gateway.base import (
    AccountStatus,
    BalanceTransaction,
    ChargeRequest,
    ChargeState,
    ChargeStatus,
    DisputeState,
    DisputeStatus,
    PayOutRequest,
    RefundState,
    StoredMethod,
    TransferRequest,
    TransferSeen,
    VerifiedEvent,
)

KEY = "attempt"
_METHOD_KINDS = {"card": "CARD", "sepa_debit": "SEPA_DEBIT", "us_bank_account": "ACH_DEBIT"}
_BANKS = {"sepa_debit": "SEPA account", "us_bank_account": "US bank account"}
# "Warning" is an inquiry: nothing was taken, and it may become a dispute.
_DISPUTE_STATES = {
    "under_review": DisputeState.SUBMITTED,
    "won": DisputeState.WON,
    "prevented": DisputeState.WON,
    "warning_closed": DisputeState.WON,
    "lost": DisputeState.LOST,
}
REFUND_STATES = {
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
_CHARGE_STATES = {
    "succeeded": ChargeState.SUCCEEDED,
    "processing": ChargeState.PROCESSING,
    "requires_action": ChargeState.NEEDS_PAYER,
    "requires_confirmation": ChargeState.NEEDS_PAYER,
    "requires_payment_method": ChargeState.FAILED,
    "canceled": ChargeState.CANCELLED,
}


def transfer_terms(request: TransferRequest) -> dict[str, Any]:
    """A transfer as Stripe wants it asked for."""
    return {
        "amount": request.amount_minor,
        "currency": request.currency.lower(),
        "destination": request.destination,
        "transfer_group": request.group,
        "metadata": dict(request.metadata),
    } | _description(request.description)


def charge_terms(request: ChargeRequest, *, key: str) -> dict[str, Any]:
    """A charge of a stored method while its owner is away, marked with the key it is sent by.

    Charges cannot be listed by group, and a group may have several: the key finds the one.
    """
    return {
        "amount": request.amount_minor,
        "currency": request.currency.lower(),
        "customer": request.payer,
        "payment_method": request.method,
        "transfer_group": request.group,
        "metadata": dict(request.metadata) | {KEY: key},
        # Nobody is there to be sent elsewhere; without this a confirmation wants a return_url.
        "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        "off_session": True,
        "confirm": True,
    } | _description(request.description)


def transfer_seen_of(transfer: Mapping[str, Any]) -> TransferSeen:
    """A transfer as it stands."""
    return TransferSeen(
        reference=transfer["id"],
        amount_minor=transfer["amount"],
        reversed_minor=transfer["amount_reversed"],
        currency=transfer["currency"].upper(),
        destination=transfer["destination"],
        group=transfer.get("transfer_group") or "",
        description=transfer.get("description") or "",
        created_at=datetime.fromtimestamp(transfer["created"], UTC),
    )


def pay_out_terms(request: PayOutRequest, *, key: str) -> dict[str, Any]:
    """A payout of a connected account, marked with the key it is sent by, which finds it.

    Source: docs.stripe.com/connect/instant-payouts, read in November 2026.
    """
    return {
        "amount": request.amount_minor,
        "currency": request.currency.lower(),
        "method": "instant",
        "metadata": dict(request.metadata) | {KEY: key},
    }


def is_paid_out_on_terms(payout: Mapping[str, Any], request: PayOutRequest) -> bool:
    """Whether a payout that was found is the one that was asked for."""
    return bool(
        payout["amount"] == request.amount_minor
        and payout["currency"] == request.currency.lower()
        and payout["method"] == "instant"
    )


def account_terms(*, email: str, country: str, metadata: Mapping[str, str]) -> dict[str, Any]:
    """An account that only receives: we pay the fees and answer for losses."""
    return {
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


def is_on_terms(transfer: Mapping[str, Any], request: TransferRequest) -> bool:
    """Whether a transfer that was found is the one that was asked for."""
    return bool(
        transfer["amount"] == request.amount_minor
        and transfer["currency"] == request.currency.lower()
        and transfer["destination"] == request.destination
    )


def account_status_of(account: Mapping[str, Any]) -> AccountStatus:
    """What an account may do; a requirement that is due and overdue is named once."""
    needs = account.get("requirements") or {}
    due = [*(needs.get("past_due") or ()), *(needs.get("currently_due") or ())]
    return AccountStatus(
        reference=account["id"],
        can_receive_transfers=(account.get("capabilities") or {}).get("transfers") == "active",
        can_be_paid_out=bool(account.get("payouts_enabled")),
        requirements=tuple(dict.fromkeys(due)),
        disabled_reason=needs.get("disabled_reason") or "",
        instant_currencies=_instant_currencies(account),
    )


def _instant_currencies(account: Mapping[str, Any]) -> tuple[str, ...]:
    """The local currency, where a bank account or card of the account takes it at once.

    An account under the agreement for recipients only cannot be paid out instantly at all.
    """
    agreement = (account.get("tos_acceptance") or {}).get("service_agreement")
    if agreement == "recipient" or not account.get("payouts_enabled"):
        return ()
    kept_at = (account.get("external_accounts") or {}).get("data") or ()
    found = {
        one["currency"].upper()
        for one in kept_at
        if "instant" in (one.get("available_payout_methods") or ())
        and one["currency"] == account.get("default_currency")
    }
    return tuple(sorted(found))


def charge_status_of(intent: Mapping[str, Any]) -> ChargeStatus:
    """How far a charge has come."""
    failure = intent.get("last_payment_error") or {}
    return ChargeStatus(
        reference=intent["id"],
        state=_CHARGE_STATES[intent["status"]],
        amount_minor=intent["amount"],
        received_minor=intent.get("amount_received") or 0,
        currency=intent["currency"].upper(),
        reason=failure.get("code") or "",
        charge=intent.get("latest_charge") or "",
        key=(intent.get("metadata") or {}).get(KEY, ""),
        group=intent.get("transfer_group") or "",
    )


def is_charged_on_terms(intent: Mapping[str, Any], request: ChargeRequest) -> bool:
    """Whether a charge that was found is the one that was asked for."""
    return bool(
        intent["amount"] == request.amount_minor
        and intent["currency"] == request.currency.lower()
        and intent["customer"] == request.payer
    )


def stored_method_of(method: Mapping[str, Any]) -> StoredMethod | None:
    """A stored method in our words; nothing where it is of a kind that we do not charge."""
    kind = _METHOD_KINDS.get(method["type"])
    if kind is None:
        return None
    details = method.get(method["type"]) or {}
    made_by = details.get("brand") or details.get("bank_name") or _BANKS.get(method["type"], "")
    last4 = details.get("last4") or "????"
    expires = (details["exp_year"], details["exp_month"]) if "exp_year" in details else None
    return StoredMethod(
        reference=method["id"],
        kind=kind,
        label=f"{str(made_by).capitalize() if kind == 'CARD' else made_by} •• {last4}",
        expires=expires,
    )


def dispute_status_of(dispute: Mapping[str, Any]) -> DisputeStatus:
    """A dispute, with what it took from our balance and has not given back."""
    movements = dispute.get("balance_transactions") or ()
    due_by = (dispute.get("evidence_details") or {}).get("due_by")
    return DisputeStatus(
        reference=dispute["id"],
        payment=dispute.get("payment_intent") or "",
        state=_DISPUTE_STATES.get(dispute["status"], DisputeState.OPEN),
        amount_minor=dispute["amount"],
        taken_minor=-sum(movement["amount"] for movement in movements),
        fee_minor=sum(movement["fee"] for movement in movements),
        currency=dispute["currency"].upper(),
        claim=dispute["reason"],
        opened_at=datetime.fromtimestamp(dispute["created"], UTC),
        due_at=datetime.fromtimestamp(due_by, UTC) if due_by else None,
    )


def available_of(balance: Mapping[str, Any], currency: str) -> int:
    """What can be transferred now, in minor units."""
    funds = balance["available"]
    return sum(fund["amount"] for fund in funds if fund["currency"] == currency.lower())


def balance_transaction_of(movement: Mapping[str, Any]) -> BalanceTransaction:
    """One movement of our balance."""
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


def event_of(message: Mapping[str, Any]) -> VerifiedEvent:
    """A message, and what it speaks of."""
    subject = message["data"]["object"]
    return VerifiedEvent(
        reference=message["id"],
        kind=message["type"],
        account=message.get("account") or "",
        subject=subject.get("id") or "",
        group=subject.get("transfer_group") or "",
        created_at=datetime.fromtimestamp(message["created"], UTC),
        payload=message,
    )


def _description(text: str) -> dict[str, str]:
    # An empty one would ask Stripe to unset what is not set, which it refuses.
    return {"description": text} if text else {}
