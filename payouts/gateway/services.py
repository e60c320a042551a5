"""Open and close an attempt; note what is known of it; store what the processor reports once.

An attempt's subject is locked by whoever it belongs to: these services write, and run inside
the transaction of the deed that asks for them.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Max
from django.db.models.functions import Greatest

from onboarding.audit.services import advance
from onboarding.errors import Refused
from onboarding.jobs import enqueue
from payouts.gateway.base import VerifiedEvent
from payouts.gateway.models import Attempt, AttemptStatus, AttemptStep, GatewayEvent, StepKind

# The job that looks for what the processor has reported; the timetable runs it as well.
REPORTED = "payouts.settle_reported"
PAYMENTS_REPORTED = "payouts.settle_payments"
PAYOUTS_REPORTED = "payouts.pay_instantly"
_HEARD_BY = {"transfer": REPORTED, "payout": PAYOUTS_REPORTED}
_LONGEST_ANSWER = 300

# One statement: two that arrive at once are counted both.
_COUNT = """
    INSERT INTO payouts_refusedmessages AS counted ("on", code, count, last_at)
    VALUES (%(on)s, %(code)s, 1, %(at)s)
    ON CONFLICT ("on", code) DO UPDATE
    SET count = counted.count + 1, last_at = greatest(counted.last_at, excluded.last_at)
"""


class AttemptIsOpen(Refused):
    """What became of the last attempt has to be known before there is another."""

    code = "attempt_is_open"


@transaction.atomic(savepoint=False)
def open_attempt(*, subject: str, request: Mapping[str, Any], at: datetime) -> Attempt:
    """Open the next attempt for ``subject``, under a key of its own, as first sent ``at``.

    ``request`` is exactly what will be asked, in plain data: every send of the key is equal.

    Raises:
        AttemptIsOpen: one is open already; its key is the only one that may be sent.
    """
    attempts = Attempt.objects.filter(subject=subject)
    if attempts.filter(status=AttemptStatus.OPEN).exists():
        raise AttemptIsOpen("This payment is under way; its outcome comes first.")
    number = (attempts.aggregate(last=Max("number"))["last"] or 0) + 1
    attempt = Attempt.objects.create(
        subject=subject,
        number=number,
        key=f"{subject}_{number}",
        request=dict(request),
        first_sent_at=at,
        last_sent_at=at,
    )
    _write_down([attempt], StepKind.SENT, at=at)
    return attempt


@transaction.atomic(savepoint=False)
def open_attempts(*, requests: Mapping[str, Mapping[str, Any]], at: datetime) -> dict[str, Attempt]:
    """Open the next attempt of many subjects in two statements; return them by subject.

    Raises:
        AttemptIsOpen: one of the subjects has an open attempt.
    """
    standing = Attempt.objects.filter(subject__in=requests.keys())
    if standing.filter(status=AttemptStatus.OPEN).exists():
        raise AttemptIsOpen("One of these payments is under way; its outcome comes first.")
    last = dict(standing.values_list("subject").annotate(last=Max("number")))
    opened = Attempt.objects.bulk_create(
        Attempt(
            subject=subject,
            number=last.get(subject, 0) + 1,
            key=f"{subject}_{last.get(subject, 0) + 1}",
            request=dict(request),
            first_sent_at=at,
            last_sent_at=at,
        )
        for subject, request in requests.items()
    )
    _write_down(opened, StepKind.SENT, at=at)
    return {attempt.subject: attempt for attempt in opened}


@transaction.atomic(savepoint=False)
def note_sends(*, attempts: Collection[Attempt], at: datetime) -> None:
    """Note that the same keys are about to be sent again."""
    Attempt.objects.filter(pk__in=[attempt.pk for attempt in attempts]).update(
        last_sent_at=_not_before_the_last(at), send_count=F("send_count") + 1
    )
    _write_down(attempts, StepKind.SENT, at=at)


@transaction.atomic(savepoint=False)
def note_send(attempt: Attempt, *, at: datetime) -> Attempt:
    """Note that the same key is about to be sent again."""
    _write_down([attempt], StepKind.SENT, at=at)
    return _noted(attempt, last_sent_at=_not_before_the_last(at), send_count=F("send_count") + 1)


@transaction.atomic(savepoint=False)
def note_answer(
    attempt: Attempt,
    *,
    answer: str,
    at: datetime,
    is_key_spent: bool = False,
    wait: timedelta = timedelta(0),
) -> Attempt:
    """Note an answer that leaves the attempt open, and until when to leave it alone.

    A key that was spent once stays so.
    """
    _write_down([attempt], StepKind.ANSWERED, at=at, words=answer)
    return _noted(
        attempt,
        last_answer=answer[:_LONGEST_ANSWER],
        is_key_spent=attempt.is_key_spent or is_key_spent,
        not_before=at + wait if wait else None,
    )


@transaction.atomic(savepoint=False)
def note_look_up(attempt: Attempt, *, at: datetime, is_absent: bool) -> Attempt:
    """Note a look-up: from now on this key is never sent again.

    ``absent_at`` keeps the first time that nothing was found; a look-up that was not answered
    either way says nothing.
    """
    _write_down([attempt], StepKind.LOOKED_UP, at=at, words="Not there." if is_absent else "")
    absent_at = attempt.absent_at or (at if is_absent else None)
    return _noted(attempt, is_looked_up=True, absent_at=absent_at)


@transaction.atomic(savepoint=False)
def close_attempt(
    attempt: Attempt,
    *,
    to: AttemptStatus,
    at: datetime,
    reference: str = "",
    reason: str = "",
) -> Attempt:
    """Close an attempt, once: with what was made at the processor, or with why nothing was.

    Raises:
        TransitionRefused: it is closed already.
    """
    _write_down([attempt], StepKind.CLOSED, at=at, words=reason or reference)
    advance(
        attempt,
        to=to,
        actor=None,
        at=at,
        reason=reason,
        reference=reference,
        last_answer=(reason or reference)[:_LONGEST_ANSWER],
        closed_at=at,
        not_before=None,
    )
    return attempt


@transaction.atomic(savepoint=False)
def store_event(*, event: VerifiedEvent, at: datetime) -> bool:
    """Store a message as it came and nudge whoever waits for it; return whether it is new.

    The second of two equal messages changes nothing.
    """
    _, is_new = GatewayEvent.objects.get_or_create(
        event_id=event.reference,
        defaults={
            "type": event.kind,
            "account": event.account,
            "payload": dict(event.payload),
            "received_at": at,
        },
    )
    if is_new:
        enqueue(_HEARD_BY.get(event.kind.partition(".")[0], PAYMENTS_REPORTED))
    return is_new


@transaction.atomic(savepoint=False)
def mark_handled(*, event_ids: Collection[int], at: datetime) -> int:
    """Mark messages as handled, in the transaction that handled them; return how many were not."""
    return GatewayEvent.objects.filter(pk__in=event_ids, handled_at__isnull=True).update(
        handled_at=at
    )


def count_refusal(*, code: str, at: datetime) -> None:
    """Count a message to the inbox that was refused, under its day and the reason."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"on": at.astimezone(UTC).date(), "code": code, "at": at})


def _write_down(
    attempts: Iterable[Attempt], kind: StepKind, *, at: datetime, words: str = ""
) -> None:
    AttemptStep.objects.bulk_create(
        AttemptStep(attempt=attempt, kind=kind, at=at, words=words[:_LONGEST_ANSWER])
        for attempt in attempts
    )


def _not_before_the_last(at: datetime) -> Greatest:
    """A clock that is behind does not make a key younger than it is."""
    return Greatest(F("last_sent_at"), at)


def _noted(attempt: Attempt, **changes: Any) -> Attempt:
    Attempt.objects.filter(pk=attempt.pk, status=AttemptStatus.OPEN).update(**changes)
    attempt.refresh_from_db()
    return attempt
