"""What the processor reports of the last leg: at the bank, or back from it."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from onboarding.audit.services import advance
from payouts.gateway.base import Executed
from payouts.gateway.models import Attempt, AttemptStatus, GatewayEvent
from payouts.gateway.selectors import unhandled_events
from payouts.gateway.services import mark_handled
from payouts.gateway.wording import KEY
from payouts.instant.models import InstantPayout, InstantStatus
from payouts.instant.pushing import go_slow, locked, subject_of, write_push

logger = logging.getLogger(__name__)
PAYOUTS = "payout."
_BATCH = 500
_ARRIVED, _FAILED = "paid", ("failed", "canceled")


def settle_last_legs(*, at: datetime) -> int:
    """Apply every message about payouts of connected accounts; return how many there were."""
    count = 0
    while events := list(unhandled_events(PAYOUTS)[:_BATCH]):
        for event in events:
            apply_event(event_id=event.pk, at=at)
        count += len(events)
    return count


@transaction.atomic(durable=True)
def apply_event(*, event_id: int, at: datetime) -> None:
    """Apply one message, in the transaction that marks it handled; again it changes nothing.

    Messages come late and in any order: what was sent back stays so, whatever is heard later.
    """
    event = GatewayEvent.objects.get(pk=event_id)
    said: Mapping[str, Any] = event.payload["data"]["object"]
    instant_id = _ours(said)
    if instant_id is not None:
        _apply(instant_id, said, at=at)
    mark_handled(event_ids=[event_id], at=at)


def _ours(said: Mapping[str, Any]) -> int | None:
    """Which payout on request a payout at the processor is; most are by an account's schedule."""
    known = InstantPayout.objects.filter(reference=said["id"]).values_list("pk", flat=True).first()
    if known is not None:
        return known
    key = (said.get("metadata") or {}).get(KEY, "")
    attempt = Attempt.objects.filter(key=key, subject__startswith="instant_").first()
    return int(attempt.subject.partition("_")[2]) if attempt else None


def _apply(instant_id: int, said: Mapping[str, Any], *, at: datetime) -> None:
    instant = locked(instant_id)
    attempts = Attempt.objects.select_for_update(no_key=True).filter(subject=subject_of(instant.pk))
    attempt = attempts.filter(status=AttemptStatus.OPEN).order_by("number").first()
    if attempt is not None and instant.status == InstantStatus.REQUESTED:
        # Its answer was lost; the message stands where the answer would.
        write_push(instant, attempt, outcome=Executed(said["id"]), at=at)
    if instant.reference != said["id"]:
        logger.error("The processor speaks of payout %s of %s.", said["id"], instant)
        return
    if said["status"] in _FAILED and instant.status != InstantStatus.SLOW:
        go_slow(instant, said.get("failure_code") or "", at=at)
    elif said["status"] == _ARRIVED and instant.status == InstantStatus.ON_ITS_WAY:
        advance(instant, to=InstantStatus.ARRIVED, actor=None, at=at, arrived_at=at)
