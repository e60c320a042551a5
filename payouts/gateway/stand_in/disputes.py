"""Disputes: the money goes when one opens, and comes back if it is won."""

from payouts.gateway.stand_in.answers import Body, Refusal, no_such
from payouts.gateway.stand_in.calls import Call
from payouts.gateway.stand_in.funds import move
from payouts.gateway.stand_in.store import Store

FEE = 1_500
_DAYS_TO_ANSWER = 7 * 86_400


def retrieve(store: Store, call: Call) -> Body:
    """GET /v1/disputes/{id}."""
    return call.found("dispute")


def listed(store: Store, call: Call) -> Body:
    """GET /v1/disputes."""
    return store.page(
        "dispute", call.params, "/v1/disputes", counterpart=call.params.get("payment_intent")
    )


def update(store: Store, call: Call) -> Body:
    """POST /v1/disputes/{id}: evidence, which is final once submitted."""
    dispute = call.found("dispute")
    if dispute["status"] != "needs_response":
        raise Refusal("This dispute is already submitted or closed.", code="dispute_closed")
    if "evidence" in call.params:
        details = dispute["evidence_details"] | {"has_evidence": True, "submission_count": 1}
        dispute |= {"evidence": call.params["evidence"], "evidence_details": details}
    if call.params.get("submit", True):
        dispute |= {"status": "under_review"}
        call.tell("charge.dispute.updated", dispute)
    return store.replace(dispute)


# ---------------------------------------------------------------- what scripts do
def open_dispute(store: Store, call: Call, intent_id: str, amount: int | None, reason: str) -> Body:
    """A payment is contested; a bank debit's dispute is lost the moment it opens."""
    intent = store.find("payment_intent", intent_id)
    if intent is None or intent["status"] != "succeeded":
        raise no_such("succeeded payment", intent_id)
    method = store.find("payment_method", intent["payment_method"])
    is_card = method is None or method["type"] == "card"
    dispute = store.add(
        "dispute",
        "dp",
        {
            "amount": amount or intent["amount"],
            "balance_transactions": [],
            "charge": intent["latest_charge"],
            "currency": intent["currency"],
            "evidence": {},
            "evidence_details": {
                "due_by": store.now() + _DAYS_TO_ANSWER if is_card else None,
                "has_evidence": False,
                "past_due": False,
                "submission_count": 0,
            },
            "is_charge_refundable": False,
            "metadata": {},
            "payment_intent": intent["id"],
            "reason": reason,
            "status": "needs_response" if is_card else "lost",
        },
        counterpart=intent["id"],
    )
    call.tell("charge.dispute.created", dispute)
    dispute = _moved(store, dispute, -dispute["amount"], fee=FEE)
    call.tell("charge.dispute.funds_withdrawn", dispute)
    if not is_card:
        call.tell("charge.dispute.closed", dispute)
    return dispute


def decide(store: Store, call: Call, reference: str, *, is_won: bool) -> Body:
    """The card's bank decides."""
    dispute = store.find("dispute", reference)
    if dispute is None or dispute["status"] in {"won", "lost"}:
        raise no_such("open dispute", reference)
    dispute = store.replace(dispute | {"status": "won" if is_won else "lost"})
    if is_won:
        dispute = _moved(store, dispute, dispute["amount"], fee=0)
        call.tell("charge.dispute.funds_reinstated", dispute)
    call.tell("charge.dispute.closed", dispute)
    return dispute


def _moved(store: Store, dispute: Body, amount: int, *, fee: int) -> Body:
    moved = move(
        store,
        kind="adjustment",
        amount=amount,
        currency=dispute["currency"],
        source=dispute["id"],
        fee=fee,
    )
    movements = [*dispute["balance_transactions"], moved]
    return store.replace(dispute | {"balance_transactions": movements})
