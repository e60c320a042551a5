"""Write what became of payouts that a bank file ordered; the caller holds every lock.

Runs, payees, payouts, attempts, files: the order in which everybody takes them.
"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time

from django.db.models import F

from onboarding.audit.services import advance, advance_many
from onboarding.deliveries.services import tell
from payouts.banking.models import BankFile, BankFileEntry, FileStatus
from payouts.banking.postings import payout_came_back, payout_left_our_bank
from payouts.gateway.bank_files.reasons import Follows, Reason
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.services import close_attempt
from payouts.ledger.postings import payout_released
from payouts.ledger.services import post, post_many
from payouts.money import Money
from payouts.payees.models import HoldCause
from payouts.payees.services import place_hold
from payouts.payees.telling import contact_of
from payouts.runs.models import Payout, PayoutStatus
from payouts.runs.reserving import explain, terms

_NOON = time(12, tzinfo=UTC)


def paid_when(booked_on: date | None, *, released_at: datetime, at: datetime) -> datetime:
    """When a payout counts as paid: on the day that the bank booked it, if it says so.

    Years of tax forms go by it, and files are often read days later. Never before the file was
    released, and never in the future.
    """
    if booked_on is None:
        return at
    return min(at, max(released_at, datetime.combine(booked_on, _NOON)))


def settle(entries: Sequence[BankFileEntry], *, paid_at: datetime, at: datetime, why: str) -> None:
    """Settle entries whose attempts are open, in a fixed number of statements."""
    payouts = [entry.payout for entry in entries]
    advance_many(
        Attempt.objects.filter(pk__in=[entry.attempt_id for entry in entries]),
        to=AttemptStatus.EXECUTED,
        actor=None,
        at=at,
        reason=why,
        # What the bank knows it by is our own reference; it is once in the world by its key.
        reference=F("key"),
        last_answer=why[:300],
        closed_at=at,
        not_before=None,
    )
    advance_many(
        Payout.objects.filter(pk__in=[payout.pk for payout in payouts]),
        to=PayoutStatus.PAID,
        actor=None,
        at=at,
        reason=why,
        paid_at=paid_at,
    )
    explain([payout.pk for payout in payouts if payout.reason], "")
    postings = [payout_left_our_bank(**terms(payout)) for payout in payouts]
    post_many(postings, effective_ats=[paid_at] * len(postings), recorded_at=at)
    for entry in entries:
        entry.attempt.status, entry.payout.status = AttemptStatus.EXECUTED, PayoutStatus.PAID


def give_up(entry: BankFileEntry, *, reason: Reason, code: str, at: datetime) -> None:
    """Write that the bank will not execute an entry: for now, or for good."""
    payout, attempt = entry.payout, entry.attempt
    if reason.follows is Follows.TRY_AGAIN:
        close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=code)
        advance(payout, to=PayoutStatus.RESERVED, actor=None, at=at, reason=reason.words)
        explain([payout.pk], reason.words)
        return
    close_attempt(attempt, to=AttemptStatus.REJECTED, at=at, reason=code)
    advance(payout, to=PayoutStatus.REJECTED, actor=None, at=at, reason=reason.words)
    explain([payout.pk], reason.words)
    post(payout_released(**terms(payout)), at=at)
    _hold_and_tell(entry, reason, at=at)


def take_back(entry: BankFileEntry, *, reason: Reason, reversal: str, at: datetime) -> None:
    """Write that a paid entry came back whole: it is payable again."""
    payout = entry.payout
    post(payout_came_back(**terms(payout), reversal=reversal), at=at)
    advance(
        payout,
        to=PayoutStatus.RETURNED,
        actor=None,
        at=at,
        reason=reason.words,
        returned_minor=payout.amount_minor,
    )
    explain([payout.pk], reason.words)
    _hold_and_tell(entry, reason, at=at)


def finish_files(files: Collection[int], *, at: datetime) -> None:
    """Settle every file of which the bank has spoken to the last entry."""
    still_open = BankFileEntry.objects.filter(
        file__in=files, attempt__status=AttemptStatus.OPEN
    ).values("file")
    over = BankFile.objects.filter(pk__in=files).exclude(pk__in=still_open)
    advance_many(over, to=FileStatus.SETTLED, actor=None, at=at, settled_at=at)


def _hold_and_tell(entry: BankFileEntry, reason: Reason, *, at: datetime) -> None:
    payout = entry.payout
    if reason.holds_the_payee:
        # What the agent can cure is lifted when they confirm their details; the rest by a person.
        is_curable = reason.follows is Follows.NEW_DETAILS
        cause = HoldCause.RETURNED if is_curable else HoldCause.BY_PERSON
        place_hold(payee_id=payout.payee_id, reason=reason.words, actor=None, at=at, cause=cause)
    agent = payout.agent
    amount = Money(payout.amount_minor, payout.currency)
    tell(
        key=f"bank_entry:{entry.pk}:came_back",
        to=contact_of(agent),
        template="payouts/banking/came_back",
        facts={
            "name": agent.name,
            "amount": f"{amount.exact} {amount.currency}",
            "why": reason.words,
            "needs_details": reason.follows is Follows.NEW_DETAILS,
        },
        at=at,
        language=agent.user.language if agent.user else "en",
    )
