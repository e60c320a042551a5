"""What each outcome of an attempt means for its payout and the books: one match over them all."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, assert_never

from onboarding.audit.services import advance
from onboarding.jobs import enqueue
from payouts.gateway.base import (
    Absent,
    Declined,
    Executed,
    Finding,
    KeySpent,
    NotRun,
    Outcome,
    Rejected,
    Several,
    TransferRequest,
    Unknown,
)
from payouts.gateway.key_life import ABSENT_AFTER, is_surely_absent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.services import close_attempt, note_answer, note_look_up
from payouts.ledger.postings import payout_settled
from payouts.ledger.services import post, post_many
from payouts.payees.models import Payee
from payouts.payees.services import distrust_account
from payouts.runs.doubt import UNDECIDED, DoubtStatus, TransferDoubt
from payouts.runs.models import Payout, PayoutRun, PayoutStatus, RunStatus
from payouts.runs.reserving import explain, given_back, terms
from payouts.runs.wording import in_words

logger = logging.getLogger(__name__)
# The job that asks the processor what an account may do.
SYNC = "payouts.sync_accounts"
_LONGEST_WAIT = timedelta(minutes=30)
_LONGEST_PAUSE = timedelta(minutes=5)
# A transfer that is on its way may not be in the list yet.
_LOOK_AGAIN = timedelta(minutes=10)
_LOOK_SOON = timedelta(minutes=1)


def subject_of(payout_id: int) -> str:
    """What a payout is called at the processor: the group of its transfer.

    >>> subject_of(17)
    'payout_17'
    """
    return f"payout_{payout_id}"


def request_from(attempt: Attempt) -> TransferRequest:
    """Exactly what an attempt asks for, as it was written down when it was opened."""
    asked: dict[str, Any] = dict(attempt.request)
    # The database keeps no order of keys, and the same bytes are wanted each time.
    return TransferRequest(**asked | {"metadata": dict(sorted(asked["metadata"].items()))})


def write_outcome(
    payout: Payout, attempt: Attempt, *, outcome: Outcome | Finding, at: datetime
) -> None:
    """Write what is known of an open attempt; the caller holds the locks of both rows."""
    match outcome:
        case Executed(reference):
            close_attempt(attempt, to=AttemptStatus.EXECUTED, at=at, reference=reference)
            advance(payout, to=PayoutStatus.PAID, actor=None, at=at, paid_at=at)
            post(payout_settled(**terms(payout)), at=at)
            _explain(payout, "")
        case NotRun(reason, retry_after):
            # The attempt stays open; the next round sends the same key again.
            wait = timedelta(seconds=retry_after or _doubled(1, attempt.send_count))
            note_answer(attempt, answer=reason, at=at, wait=min(wait, _LONGEST_PAUSE))
            _explain(payout, in_words(reason))
        case Unknown(reason):
            wait = timedelta(seconds=_doubled(5, attempt.send_count))
            note_answer(attempt, answer=reason, at=at, wait=min(wait, _LONGEST_WAIT))
            mark_unknown(payout, at=at)
        case KeySpent(reason):
            note_answer(attempt, answer=reason, at=at, is_key_spent=True, wait=_LOOK_SOON)
            mark_unknown(payout, at=at)
        case Declined(reason):
            close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=reason)
            _back_to_reserved(payout, at=at, reason=in_words(reason))
        case Rejected(reason):
            close_attempt(attempt, to=AttemptStatus.REJECTED, at=at, reason=reason)
            words = in_words(reason)
            advance(payout, to=PayoutStatus.REJECTED, actor=None, at=at, reason=words)
            back = given_back([payout])
            post_many(back, effective_ats=[at] * len(back), recorded_at=at)
            _explain(payout, words)
            distrust_account(payee_id=payout.payee_id, reason=words, at=at)
            enqueue(SYNC)
        case Absent():
            _write_absence(payout, attempt, at=at)
        case Several(references):
            note_look_up(attempt, at=at, is_absent=False)
            note_answer(attempt, answer=", ".join(references), at=at, wait=_LOOK_AGAIN)
            mark_unknown(payout, at=at)
            reason = f"The processor names more than this one transfer: {', '.join(references)}."
            stop_run_of(payout.pk, at=at, reason=reason)
            _explain(payout, reason)
            raise_doubt(payout, attempt, references, at=at)
        case _:
            assert_never(outcome)


def lock_for(outcome: Outcome | Finding, payout_id: int) -> Payout:
    """Lock what an outcome changes, in the order that everybody keeps; return the payout."""
    if isinstance(outcome, Several):
        lock_run_of(payout_id)
    if isinstance(outcome, Rejected):
        Payee.objects.select_for_update(no_key=True, of=("self",)).get(payouts=payout_id)
    return Payout.objects.select_for_update(no_key=True).get(pk=payout_id)


def lock_run_of(payout_id: int) -> PayoutRun:
    """Lock the run that a payout belongs to, before anything of it."""
    runs = PayoutRun.objects.select_for_update(no_key=True, of=("self",))
    return runs.get(payouts=payout_id)


def stop_run_of(payout_id: int, *, at: datetime, reason: str) -> None:
    """Pause the run of a payout, if it is being paid; the caller may hold its lock already."""
    run = lock_run_of(payout_id)
    logger.error("The run of payout %s needs a person: %s", payout_id, reason)
    if run.status == RunStatus.EXECUTING:
        advance(run, to=RunStatus.PAUSED, actor=None, at=at, reason=reason)


def raise_doubt(
    payout: Payout, attempt: Attempt | None, references: Collection[str], *, at: datetime
) -> TransferDoubt:
    """Have people pick among transfers; what is in doubt already is added to, once each."""
    undecided = TransferDoubt.objects.select_for_update(no_key=True).filter(
        payout=payout, status__in=UNDECIDED
    )
    doubt = undecided.first()
    if doubt is None:
        return TransferDoubt.objects.create(
            payout=payout, attempt=attempt, references=sorted(references), found_at=at
        )
    news = sorted(set(references) - set(doubt.references))
    if news and doubt.status == DoubtStatus.PROPOSED:
        # What was proposed was proposed without knowing of these.
        why = f"The processor named more: {', '.join(news)}."
        advance(
            doubt,
            to=DoubtStatus.OPEN,
            actor=None,
            at=at,
            reason=why,
            chosen="",
            proposed_by=None,
            proposed_at=None,
        )
    if news:
        doubt.references = [*doubt.references, *news]
        TransferDoubt.objects.filter(pk=doubt.pk).update(references=doubt.references)
    return doubt


def set_aside_of(payout_id: int) -> set[str]:
    """Transfers of which two people decided that they are not the payout."""
    decided = TransferDoubt.objects.filter(payout=payout_id, status=DoubtStatus.DECIDED)
    return {
        reference
        for chosen, references in decided.values_list("chosen", "references")
        for reference in references
        if reference != chosen
    }


def not_executed(payout: Payout, attempt: Attempt, *, at: datetime, reason: str) -> None:
    """Close an attempt of which nothing came; its payout is sent anew under a new key."""
    close_attempt(attempt, to=AttemptStatus.NOT_EXECUTED, at=at, reason=reason)
    _back_to_reserved(payout, at=at, reason="It was never executed; it is sent anew.")


def _write_absence(payout: Payout, attempt: Attempt, *, at: datetime) -> None:
    is_sure = is_surely_absent(
        first_sent_at=attempt.first_sent_at, absent_at=attempt.absent_at, at=at
    )
    attempt = note_look_up(attempt, at=at, is_absent=True)
    if is_sure:
        not_executed(payout, attempt, at=at, reason="Looked up twice and not there.")
        return
    again_at = max(at + _LOOK_AGAIN, attempt.first_sent_at + ABSENT_AFTER)
    note_answer(attempt, answer="Not there yet.", at=at, wait=again_at - at)
    mark_unknown(payout, at=at)


def mark_unknown(
    payout: Payout,
    *,
    at: datetime,
    reason: str = "The processor has not said yet whether it was done.",
) -> None:
    """Write that nobody knows whether a payout was made; the caller holds its lock."""
    if payout.status == PayoutStatus.SENDING:
        advance(payout, to=PayoutStatus.UNKNOWN, actor=None, at=at)
    _explain(payout, reason)


def _back_to_reserved(payout: Payout, *, at: datetime, reason: str) -> None:
    advance(payout, to=PayoutStatus.RESERVED, actor=None, at=at, reason=reason)
    _explain(payout, reason)


def _explain(payout: Payout, reason: str) -> None:
    if payout.reason != reason:
        explain([payout.pk], reason)
        payout.reason = reason


def _doubled(seconds: int, send_count: int) -> int:
    return int(seconds * 2 ** min(send_count - 1, 12))
