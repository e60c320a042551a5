"""Send payouts, or find out what became of those that were sent: intend, call, record.

The intent is committed before the call and what came of it after, so that whoever is killed
in between leaves behind which key may have been used. A key is sent again only with the same
bytes and while the processor surely remembers it; after that somebody looks, and nothing is
sent until it is certain that nothing was executed.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onboarding.audit.services import advance_many
from payouts.gateway.base import Finding, Gateway, Outcome, TransferRequest
from payouts.gateway.key_life import may_be_sent
from payouts.gateway.models import Attempt
from payouts.gateway.selectors import open_attempts_of
from payouts.gateway.services import note_sends, open_attempts
from payouts.payees.rails import Rail
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.outcomes import request_from, set_aside_of, subject_of
from payouts.runs.reserving import release_hindered
from payouts.runs.settlement import record_outcome

_SENDABLE = (PayoutStatus.RESERVED, PayoutStatus.SENDING, PayoutStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be asked about one payout, committed before it is asked.

    ``is_look_up``: its key is too old, or spent: look, and never send it. ``set_aside`` are
    transfers of which two people decided that they are not this payout.
    """

    payout_id: int
    attempt_id: int
    key: str
    request: TransferRequest
    is_look_up: bool
    set_aside: frozenset[str] = frozenset()


def send_payout(*, payout_id: int, gateway: Gateway, at: datetime) -> Payout:
    """Send a reserved payout, or find out what became of it if it was sent before.

    A payout of a run that is not being paid, or that another worker holds, is left alone.
    """
    for intent in intend([payout_id], at=at):
        return record_outcome(
            payout_id=payout_id,
            attempt_id=intent.attempt_id,
            outcome=ask(intent, gateway=gateway),
            at=at,
        )
    return Payout.objects.get(pk=payout_id)


def ask(intent: Intent, *, gateway: Gateway) -> Outcome | Finding:
    """Make the call that was intended. No lock is held and no transaction is open."""
    if intent.is_look_up:
        group, like = intent.request.group, intent.request
        if intent.set_aside:
            return gateway.find_transfer(group=group, like=like, without=intent.set_aside)
        return gateway.find_transfer(group=group, like=like)
    return gateway.transfer_earnings(intent.request, key=intent.key)


@transaction.atomic(durable=True)
def intend(payout_ids: Collection[int], *, at: datetime) -> list[Intent]:
    """Commit what is to be asked about each payout, in order; the rest is left alone.

    Left alone are payouts of a run that is not being paid, those that another worker holds,
    those that wait, and those that were given up because a hold or another account came in
    between.
    """
    runs = PayoutRun.objects.filter(payouts__in=payout_ids, status=RunStatus.EXECUTING)
    executing = set(
        runs.order_by("pk")
        .select_for_update(no_key=True, of=("self",))
        .values_list("pk", flat=True)
    )
    payouts = list(
        Payout.objects.filter(
            pk__in=payout_ids, run__in=executing, status__in=_SENDABLE, rail=Rail.PROCESSOR
        )
        .select_related("payee", "run", "agent")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
        .order_by("pk")
    )
    given_up = release_hindered(payouts, at=at)
    payouts = [payout for payout in payouts if payout.pk not in given_up]
    return _intents(payouts, at=at)


def _intents(payouts: Sequence[Payout], *, at: datetime) -> list[Intent]:
    under_way = open_attempts_of([subject_of(payout.pk) for payout in payouts])
    to_open = [
        payout
        for payout in payouts
        if payout.status == PayoutStatus.RESERVED and subject_of(payout.pk) not in under_way
    ]
    opened = _open(to_open, at=at) if to_open else {}
    intents: list[Intent] = []
    again: list[Attempt] = []
    for payout in payouts:
        subject = subject_of(payout.pk)
        if subject in opened:
            intents.append(_intent(payout, opened[subject], is_look_up=False))
            continue
        attempt = under_way.get(subject)
        if attempt is None or (attempt.not_before is not None and attempt.not_before > at):
            continue
        is_young = may_be_sent(
            first_sent_at=attempt.first_sent_at,
            last_sent_at=attempt.last_sent_at,
            is_key_spent=attempt.is_key_spent,
            is_looked_up=attempt.is_looked_up,
            at=at,
        )
        if is_young:
            again.append(attempt)
        intents.append(_intent(payout, attempt, is_look_up=not is_young))
    if again:
        note_sends(attempts=again, at=at)
    return intents


def _open(payouts: Sequence[Payout], *, at: datetime) -> dict[str, Attempt]:
    requests = {subject_of(payout.pk): _request_of(payout) for payout in payouts}
    chosen = Payout.objects.filter(pk__in=[payout.pk for payout in payouts])
    advance_many(chosen, to=PayoutStatus.SENDING, actor=None, at=at)
    return open_attempts(requests=requests, at=at)


def _intent(payout: Payout, attempt: Attempt, *, is_look_up: bool) -> Intent:
    return Intent(
        payout_id=payout.pk,
        attempt_id=attempt.pk,
        key=attempt.key,
        # What was asked the first time, and not what would be asked today.
        request=request_from(attempt),
        is_look_up=is_look_up,
        set_aside=frozenset(set_aside_of(payout.pk)) if is_look_up else frozenset(),
    )


def _request_of(payout: Payout) -> dict[str, object]:
    return {
        "group": subject_of(payout.pk),
        "destination": payout.destination,
        "amount_minor": payout.amount_minor,
        "currency": payout.currency,
        "metadata": {"payout": str(payout.public_id), "run": str(payout.run.public_id)},
        "description": f"Earnings before {payout.run.cutoff_at:%Y-%m-%d %H:%M} UTC",
    }
