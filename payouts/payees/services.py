"""Become a payee; hold and release; know what the processor says; use another account."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from onboarding.agents.models import Agent
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.gateway.base import AccountStatus
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees import versions
from payouts.payees.models import HoldCause, Payee, PayoutHold
from payouts.payees.postings import hold_lifted, hold_placed
from payouts.payees.rails import rail_of
from payouts.payees.telling import tell_agent
from payouts.payees.wording import why_disabled

_LONGEST_REASON = 300
_LONGEST_DISABLED_REASON = 120


class HoldIsReleased(Refused):
    """A hold is released once."""

    code = "hold_is_released"


class HoldIsOwn(NotPermitted):
    """Nobody lifts what keeps their own money back."""

    code = "hold_is_own"


class ReasonMissing(Refused):
    """Whoever is not paid is told why."""

    code = "reason_missing"


class NoSuchChange(Refused):
    """The new details are the present ones."""

    code = "no_such_change"


@transaction.atomic
def become_payees(*, agent_ids: Collection[int]) -> int:
    """Make these agents payees, without an account yet; return how many were not."""
    missing = set(agent_ids) - set(
        Payee.objects.filter(agent__in=agent_ids).values_list("agent", flat=True)
    )
    countries = dict(Agent.objects.filter(pk__in=missing).values_list("pk", "country"))
    Payee.objects.bulk_create(
        (
            Payee(agent_id=agent_id, rail=rail_of(countries[agent_id]))
            for agent_id in sorted(missing)
        ),
        ignore_conflicts=True,
    )
    return len(missing)


@transaction.atomic
def become_payee(*, agent_id: int) -> Payee:
    """The payee that an agent is, or becomes now, without an account yet."""
    become_payees(agent_ids=[agent_id])
    return Payee.objects.select_related("agent").get(agent=agent_id)


@transaction.atomic
def record_status(*, payee_id: int, status: AccountStatus, at: datetime) -> Payee:
    """Write down what the processor says of a payee's account.

    An answer about an account that is no longer the payee's changes nothing.
    """
    payees = Payee.objects.select_for_update(no_key=True, of=("self",))
    payee = payees.select_related("agent__user").get(pk=payee_id)
    if payee.account != status.reference:
        return payee
    was_in_order = payee.transfers_enabled and payee.is_bank_reached
    # An account that was never looked at has no state to have lost; one that we distrust has.
    has_state = payee.synced_at is not None or bool(payee.disabled_reason)
    payee.transfers_enabled = status.can_receive_transfers
    payee.is_bank_reached = status.can_be_paid_out or not status.can_receive_transfers
    payee.requirements = list(status.requirements)
    payee.instant_currencies = list(status.instant_currencies)
    payee.disabled_reason = (
        "" if status.can_receive_transfers else _why_disabled(status)[:_LONGEST_DISABLED_REASON]
    )
    if has_state:
        _tell_of_change(payee, was_in_order=was_in_order, at=at)
    payee.synced_at = at
    payee.save(
        update_fields=[
            *("transfers_enabled", "is_bank_reached", "requirements", "instant_currencies"),
            *("disabled_reason", "synced_at"),
        ]
    )
    return payee


@transaction.atomic
def distrust_account(*, payee_id: int, reason: str, at: datetime) -> Payee:
    """Send nothing more to an account that refused a payout, until it has been looked at."""
    payee = _locked(payee_id)
    was_in_order = payee.transfers_enabled and payee.is_bank_reached
    payee.transfers_enabled = False
    payee.disabled_reason = reason[:_LONGEST_DISABLED_REASON]
    payee.synced_at = None
    _tell_of_change(payee, was_in_order=was_in_order, at=at)
    payee.save(update_fields=["transfers_enabled", "disabled_reason", "synced_at"])
    return payee


@transaction.atomic
def place_hold(
    *,
    payee_id: int,
    reason: str,
    actor: User | None,
    at: datetime,
    cause: HoldCause = HoldCause.BY_PERSON,
) -> PayoutHold:
    """Pay nothing to a payee until the hold is released. A payee may have several.

    Raises:
        ReasonMissing: no reason is given.
    """
    payee = _locked(payee_id)
    return PayoutHold.objects.create(
        payee=payee, cause=cause, reason=_said(reason), placed_by=actor, placed_at=at
    )


@transaction.atomic
def hold_amount(
    *, payee_id: int, amount: Money, reason: str, actor: User | None, at: datetime
) -> PayoutHold:
    """Keep back a part of what is payable, while it is looked into; the rest is paid.

    Raises:
        FloorPassed: less than that is payable.
        ReasonMissing: no reason is given.
    """
    assert amount.minor > 0
    payee = _locked(payee_id)
    hold = PayoutHold.objects.create(
        payee=payee,
        cause=HoldCause.UNDER_REVIEW,
        reason=_said(reason),
        amount_minor=amount.minor,
        currency=amount.currency,
        placed_by=actor,
        placed_at=at,
    )
    post(hold_placed(hold_id=hold.pk, agent_id=payee.agent_id, amount=amount), at=at, actor=actor)
    return hold


@transaction.atomic
def release_hold(
    *, hold_id: int, actor: User | None, at: datetime, because: str = ""
) -> PayoutHold:
    """Release one hold; the payee is paid again when no other stands, and held money is payable.

    Raises:
        HoldIsOwn: it is ``actor``'s own money.
        HoldIsReleased: it was released before.
    """
    payee = _locked(PayoutHold.objects.values_list("payee", flat=True).get(pk=hold_id))
    if actor is not None and payee.agent.user_id == actor.pk:
        raise HoldIsOwn("Somebody else lifts a hold of yours.")
    hold = PayoutHold.objects.select_for_update(no_key=True).get(pk=hold_id)
    if hold.released_at is not None:
        raise HoldIsReleased("This hold has been released already.")
    hold.released_by, hold.released_at = actor, at
    hold.released_because = because.strip()[:_LONGEST_REASON]
    hold.save(update_fields=["released_by", "released_at", "released_because"])
    if hold.amount_minor is not None:
        amount = Money(hold.amount_minor, hold.currency)
        lifted = hold_lifted(hold_id=hold.pk, agent_id=payee.agent_id, amount=amount)
        post(lifted, at=at, actor=actor)
    return hold


def lift_holds(
    payee: Payee, *, cause: HoldCause, because: str, actor: User | None, at: datetime
) -> int:
    """Release what stands for ``cause``, and return how many; the caller holds the payee's lock."""
    standing = PayoutHold.objects.filter(payee=payee, cause=cause, released_at__isnull=True)
    return standing.filter(amount_minor__isnull=True).update(
        released_by=actor, released_at=at, released_because=because
    )


@transaction.atomic
def change_account(*, payee_id: int, account: str, actor: User | None, at: datetime) -> Payee:
    """Send a payee's money elsewhere from now on, after the cooling period.

    The account is not enabled before the processor has said so. What is planned for the old
    account is not sent to the new one: nobody approved that.

    Raises:
        NoSuchChange: it is the account that the payee has.
    """
    payee = Payee.objects.select_for_update(no_key=True).get(pk=payee_id)
    if payee.account == account:
        raise NoSuchChange("This is already the account that you are paid to.")
    versions.write_connected(payee, account=account, actor=actor, at=at)
    payee.transfers_enabled = False
    payee.disabled_reason = ""
    payee.requirements = []
    payee.instant_currencies = []
    payee.synced_at = None
    payee.save()
    return payee


def _tell_of_change(payee: Payee, *, was_in_order: bool, at: datetime) -> None:
    """Tell the agent when the account stops being in order, and when it is again."""
    is_in_order = payee.transfers_enabled and payee.is_bank_reached
    if was_in_order == is_in_order:
        return
    why = "Your bank sent the last payout back: it needs other bank details."
    tell_agent(
        payee.agent,
        key=f"account:{payee.pk}:{at.isoformat()}",
        template=f"account_{'back' if is_in_order else 'lost'}",
        facts={"reason": why if payee.transfers_enabled else why_disabled(payee.disabled_reason)},
        at=at,
    )


def _locked(payee_id: int) -> Payee:
    payees = Payee.objects.select_for_update(no_key=True, of=("self",))
    return payees.select_related("agent__user").get(pk=payee_id)


def _said(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing("Please say why this payee is put on hold.")
    return reason.strip()[:_LONGEST_REASON]


def _why_disabled(status: AccountStatus) -> str:
    if status.disabled_reason:
        return status.disabled_reason
    if status.requirements:
        return f"Still to be shown: {', '.join(status.requirements)}"
    return "Transfers are not enabled yet."
