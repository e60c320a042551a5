"""The one place where a payout's fate is written: answers, look-ups and messages come here."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from onboarding.audit.services import advance
from payouts.gateway.base import Executed, Finding, Outcome, Several
from payouts.gateway.models import Attempt, AttemptStatus, GatewayEvent
from payouts.gateway.selectors import unhandled_events
from payouts.gateway.services import mark_handled
from payouts.ledger.postings import payout_returned
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.models import HoldCause, Payee
from payouts.payees.services import place_hold
from payouts.payees.telling import tell_agent
from payouts.runs.doubt import UNDECIDED, TransferDoubt
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.outcomes import (
    lock_for,
    lock_run_of,
    raise_doubt,
    request_from,
    set_aside_of,
    stop_run_of,
    subject_of,
    write_outcome,
)
from payouts.runs.reserving import explain
from payouts.runs.selectors import is_anything_open, payouts_by_subject

logger = logging.getLogger(__name__)
TRANSFERS = "transfer."
_BATCH = 500


@transaction.atomic(durable=True)
def record_outcome(
    *, payout_id: int, attempt_id: int, outcome: Outcome | Finding, at: datetime
) -> Payout:
    """Record what is known of an attempt, and let the books follow.

    An attempt that is closed stays as it is, so the second of two equal messages changes
    nothing.
    """
    payout = lock_for(outcome, payout_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    if attempt.status == AttemptStatus.OPEN:
        write_outcome(payout, attempt, outcome=outcome, at=at)
    return payout


@transaction.atomic
def complete_run(*, run_id: int, at: datetime) -> bool:
    """Complete a run whose every payout is paid or given up; return whether it is complete now."""
    run = PayoutRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.status != RunStatus.EXECUTING or is_anything_open(run.pk):
        return False
    advance(run, to=RunStatus.COMPLETED, actor=None, at=at, completed_at=at)
    return True


@transaction.atomic(durable=True)
def stop_for_a_person(*, payout_id: int, at: datetime, reason: str) -> None:
    """Pause a payout's run and say why: something happened that no rule may decide."""
    stop_run_of(payout_id, at=at, reason=reason)
    explain([payout_id], reason)


@transaction.atomic(durable=True)
def apply_event(*, event_id: int, at: datetime) -> None:
    """Apply one message about a transfer, in the transaction that marks it handled.

    Messages come late, twice and in any order; each says what is so at the processor, and
    what is so already changes nothing. A transfer that we cannot account for stops its run.
    """
    event = GatewayEvent.objects.get(pk=event_id)
    transfer: Mapping[str, Any] = event.payload["data"]["object"]
    subject = transfer.get("transfer_group") or ""
    payout = payouts_by_subject([subject]).get(subject)
    if payout is None:
        logger.warning("The processor speaks of transfer %s, which is not ours.", transfer["id"])
    else:
        _apply(payout.pk, transfer, at=at)
    mark_handled(event_ids=[event_id], at=at)


def settle_reported(*, at: datetime) -> int:
    """Apply every message about transfers that nobody has handled; return how many there were.

    Most of them only repeat what the answer has said: those are marked in bulk.
    """
    count = 0
    while True:
        events = list(unhandled_events(TRANSFERS)[:_BATCH])
        repeats = _repeats(events)
        mark_handled(event_ids=repeats, at=at)
        news = [event for event in events if event.pk not in repeats]
        for event in news:
            apply_event(event_id=event.pk, at=at)
        _complete_runs_of(news, at=at)
        count += len(events)
        if len(events) < _BATCH:
            return count


def _repeats(events: list[GatewayEvent]) -> set[int]:
    created = {
        event.pk: event.payload["data"]["object"]["id"]
        for event in events
        if event.type == "transfer.created"
    }
    known = set(
        Attempt.objects.filter(
            reference__in=created.values(), status=AttemptStatus.EXECUTED
        ).values_list("reference", flat=True)
    )
    return {event_id for event_id, reference in created.items() if reference in known}


def _complete_runs_of(events: list[GatewayEvent], *, at: datetime) -> None:
    groups = {event.payload["data"]["object"].get("transfer_group") or "" for event in events}
    for run_id in sorted({payout.run_id for payout in payouts_by_subject(groups).values()}):
        complete_run(run_id=run_id, at=at)


def _apply(payout_id: int, transfer: Mapping[str, Any], *, at: datetime) -> None:
    # Run, payee, payout, attempt: the order in which everybody takes these locks.
    lock_run_of(payout_id)
    Payee.objects.select_for_update(no_key=True, of=("self",)).get(payouts=payout_id)
    payout = Payout.objects.select_for_update(no_key=True).get(pk=payout_id)
    attempts = list(
        Attempt.objects.filter(subject=subject_of(payout_id))
        .select_for_update(no_key=True)
        .order_by("number")
    )
    if not any(attempt.reference == transfer["id"] for attempt in attempts):
        if transfer["id"] in set_aside_of(payout_id):
            return
        is_ours_now = _adopt(payout, attempts, transfer, at=at)
        if not is_ours_now:
            return
    if transfer["amount_reversed"]:
        _take_back(payout, transfer, at=at)


def _adopt(
    payout: Payout, attempts: list[Attempt], transfer: Mapping[str, Any], *, at: datetime
) -> bool:
    """Take an unknown transfer as what became of the open attempt; return whether it is that."""
    attempt = next((one for one in attempts if one.status == AttemptStatus.OPEN), None)
    if TransferDoubt.objects.filter(payout=payout, status__in=UNDECIDED).exists():
        raise_doubt(payout, attempt, [transfer["id"]], at=at)
        return False
    if attempt is None:
        reason = f"The processor made transfer {transfer['id']}, which no attempt accounts for."
        stop_run_of(payout.pk, at=at, reason=reason)
        explain([payout.pk], reason)
        raise_doubt(payout, None, [transfer["id"]], at=at)
        return False
    asked = request_from(attempt)
    is_on_terms = (
        transfer["amount"] == asked.amount_minor
        and transfer["currency"].upper() == asked.currency
        and transfer["destination"] == asked.destination
    )
    outcome = Executed(transfer["id"]) if is_on_terms else Several((transfer["id"],))
    write_outcome(payout, attempt, outcome=outcome, at=at)
    return bool(is_on_terms)


def _take_back(payout: Payout, transfer: Mapping[str, Any], *, at: datetime) -> None:
    """Book every reversal once; what came back is payable again, and the payee is on hold."""
    came_back = Money(0, payout.currency)
    for reversal in transfer["reversals"]["data"]:
        amount = Money(reversal["amount"], payout.currency)
        is_news = post(
            payout_returned(
                payout_id=payout.pk,
                agent_id=payout.agent_id,
                amount=amount,
                reversal=reversal["id"],
            ),
            at=at,
        )
        came_back += amount if is_news else Money(0, payout.currency)
    if not came_back:
        return
    payout.returned_minor += came_back.minor
    if payout.returned_minor == payout.amount_minor:
        reason = "The payout came back from the processor."
        advance(
            payout,
            to=PayoutStatus.RETURNED,
            actor=None,
            at=at,
            reason=reason,
            returned_minor=payout.returned_minor,
        )
    else:
        # In all, so that it reads the same whichever part was heard of last.
        in_all = Money(payout.returned_minor, payout.currency)
        reason = f"Of the payout {in_all.exact} {in_all.currency} came back."
        Payout.objects.filter(pk=payout.pk).update(returned_minor=payout.returned_minor)
    explain([payout.pk], reason)
    place_hold(payee_id=payout.payee_id, reason=reason, actor=None, at=at, cause=HoldCause.RETURNED)
    tell_agent(
        payout.agent,
        key=f"payout:{payout.pk}:returned:{transfer['amount_reversed']}",
        template="payout_returned",
        facts={"amount": f"{came_back.exact} {came_back.currency}"},
        at=at,
    )
