"""A payee's account at the processor: intend, call, record; and what the processor says of it.

An account holds no money of ours, so a second one does no harm: where it can no longer be
known whether one was opened, another is opened, and the first stays unused.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.gateway.base import (
    AccountStatus,
    Declined,
    Executed,
    Gateway,
    KeySpent,
    NotRun,
    Outcome,
    ProcessorUnavailable,
    Rejected,
    Unknown,
    UnknownReference,
)
from payouts.gateway.key_life import may_be_sent
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.gateway.selectors import open_attempt_of, unhandled_events
from payouts.gateway.services import (
    close_attempt,
    mark_handled,
    note_answer,
    note_send,
    open_attempt,
)
from payouts.payees.models import Payee
from payouts.payees.rails import Rail
from payouts.payees.selectors import payees_to_open, payees_to_sync
from payouts.payees.services import become_payees, change_account, record_status

logger = logging.getLogger(__name__)
_WAIT = timedelta(seconds=30)
_BATCH = 500


class NoAccountYet(Refused):
    """There is nothing at the processor to ask about."""

    code = "no_account_yet"


class BankFileRail(Refused):
    """A payee by bank file has no account at the processor."""

    code = "bank_file_rail"


@dataclass(frozen=True, slots=True)
class _Intent:
    attempt_id: int
    key: str
    request: Mapping[str, str]


def subject_of(payee_id: int) -> str:
    """What an attempt to open this payee's account is called."""
    return f"payee_{payee_id}"


def open_account(*, payee_id: int, gateway: Gateway, at: datetime) -> Payee:
    """Open a payee's account, or find out what became of it, and learn what it may do.

    A payee who has an account keeps it. May be repeated at any time.
    """
    intent = _intend(payee_id=payee_id, at=at)
    if intent is not None:
        outcome = gateway.open_account(
            email=intent.request["email"],
            country=intent.request["country"],
            key=intent.key,
            metadata={"payee": intent.request["payee"]},
        )
        _record(payee_id=payee_id, attempt_id=intent.attempt_id, outcome=outcome, at=at)
    payee = Payee.objects.get(pk=payee_id)
    if payee.account and not payee.transfers_enabled:
        try:
            return sync_account(payee_id=payee_id, gateway=gateway, at=at)
        except ProcessorUnavailable as silence:
            logger.warning("An account is synced later: %s", silence)
    return payee


def begin_onboarding(
    *, payee_id: int, gateway: Gateway, return_url: str, refresh_url: str, at: datetime
) -> str:
    """Open a payee's account if there is none yet, and lead its owner there.

    Raises:
        BankFileRail: a bank file pays this payee; an account would never be paid to.
        NoAccountYet: none could be opened now.
        ProcessorUnavailable: no answer now.
    """
    if Payee.objects.values_list("rail", flat=True).get(pk=payee_id) != Rail.PROCESSOR:
        raise BankFileRail("You are paid by our bank. Please give your bank details here.")
    payee = open_account(payee_id=payee_id, gateway=gateway, at=at)
    if not payee.account:
        raise NoAccountYet("There is no account at the processor yet.")
    return gateway.onboarding_link(
        account=payee.account, return_url=return_url, refresh_url=refresh_url
    )


def sync_account(*, payee_id: int, gateway: Gateway, at: datetime) -> Payee:
    """Ask the processor what a payee's account may do, and write it down.

    Raises:
        NoAccountYet: the payee has none.
        ProcessorUnavailable: no answer now; nothing was changed.
    """
    account = _account_of(payee_id)
    status = gateway.account_status(account)
    return record_status(payee_id=payee_id, status=status, at=at)


def onboarding_link(*, payee_id: int, gateway: Gateway, return_url: str, refresh_url: str) -> str:
    """A fresh address, for one use, where the agent shows the processor who they are.

    Raises:
        NoAccountYet: the payee has none.
        ProcessorUnavailable: no answer now.
    """
    return gateway.onboarding_link(
        account=_account_of(payee_id), return_url=return_url, refresh_url=refresh_url
    )


def replace_account(
    *, payee_id: int, account: str, gateway: Gateway, actor: User | None, at: datetime
) -> Payee:
    """Send a payee's money to another account, after the cooling period, once it is enabled.

    Raises:
        NoSuchChange: it is the account that the payee has.
        ProcessorUnavailable, UnknownReference: the processor does not confirm the account.
    """
    status = gateway.account_status(account)
    change_account(payee_id=payee_id, account=account, actor=actor, at=at)
    return record_status(payee_id=payee_id, status=status, at=at)


def enrol_payees(
    *, agent_ids: Collection[int], gateway: Gateway, clock: Callable[[], datetime]
) -> None:
    """Make agents payees, with an account each, and learn what the accounts may do.

    May be repeated: who has an account keeps it.
    """
    become_payees(agent_ids=agent_ids)
    for payee_id in payees_to_open(agent_ids):
        open_account(payee_id=payee_id, gateway=gateway, at=clock())
    sync_accounts(gateway=gateway, clock=clock)


def sync_accounts(*, gateway: Gateway, clock: Callable[[], datetime]) -> int:
    """Sync accounts that the processor speaks of, and those not looked at lately; how many.

    Where the processor does not answer, the rest waits for the next time.
    """
    events = list(unhandled_events("account.")[:_BATCH])
    spoken_of = {event.account or event.payload["data"]["object"]["id"] for event in events}
    payee_ids = payees_to_sync(accounts=spoken_of, at=clock())
    for payee_id in payee_ids:
        try:
            sync_account(payee_id=payee_id, gateway=gateway, at=clock())
        except ProcessorUnavailable as silence:
            logger.warning("Accounts are synced later: %s", silence)
            return 0
        except UnknownReference:
            account = _account_of(payee_id)
            unknown = AccountStatus(account, False, False, (), "The processor does not know it.")
            record_status(payee_id=payee_id, status=unknown, at=clock())
    mark_handled(event_ids=[event.pk for event in events], at=clock())
    return len(payee_ids)


def _account_of(payee_id: int) -> str:
    account = Payee.objects.values_list("account", flat=True).get(pk=payee_id)
    if not account:
        raise NoAccountYet("There is no account at the processor yet.")
    return account


@transaction.atomic(durable=True)
def _intend(*, payee_id: int, at: datetime) -> _Intent | None:
    payee = (
        Payee.objects.select_for_update(no_key=True, of=("self",))
        .select_related("agent")
        .get(pk=payee_id)
    )
    if payee.account:
        return None
    attempt = open_attempt_of(subject_of(payee_id))
    if attempt is not None and not may_be_sent(
        first_sent_at=attempt.first_sent_at,
        last_sent_at=attempt.last_sent_at,
        is_key_spent=attempt.is_key_spent,
        is_looked_up=attempt.is_looked_up,
        at=at,
    ):
        close_attempt(
            attempt, to=AttemptStatus.NOT_EXECUTED, at=at, reason="Its key can no longer be used."
        )
        attempt = None
    if attempt is None:
        request = {
            "email": payee.agent.email or f"{payee.agent.public_id}@agents.invalid",
            "country": payee.agent.country,
            "payee": str(payee.public_id),
        }
        attempt = open_attempt(subject=subject_of(payee_id), request=request, at=at)
    else:
        attempt = note_send(attempt, at=at)
    return _Intent(attempt_id=attempt.pk, key=attempt.key, request=attempt.request)


@transaction.atomic(durable=True)
def _record(*, payee_id: int, attempt_id: int, outcome: Outcome, at: datetime) -> Payee:
    payee = Payee.objects.select_for_update(no_key=True).get(pk=payee_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    if attempt.status != AttemptStatus.OPEN:
        return payee
    match outcome:
        case Executed(reference):
            close_attempt(attempt, to=AttemptStatus.EXECUTED, at=at, reference=reference)
            payee = change_account(payee_id=payee_id, account=reference, actor=None, at=at)
        case NotRun(reason) | Unknown(reason):
            note_answer(attempt, answer=reason, at=at, wait=_WAIT * attempt.send_count)
        case KeySpent(reason):
            note_answer(attempt, answer=reason, at=at, is_key_spent=True, wait=_WAIT)
        case Declined(reason):
            close_attempt(attempt, to=AttemptStatus.DECLINED, at=at, reason=reason)
        case Rejected(reason):
            close_attempt(attempt, to=AttemptStatus.REJECTED, at=at, reason=reason)
            payee.disabled_reason = reason
            payee.save(update_fields=["disabled_reason"])
    return payee
