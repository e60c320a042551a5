"""Become a payee; hold and release; change where the money goes."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.gateway.base import AccountStatus
from payouts.payees.models import Payee, PayoutHold

# Whoever takes over a login changes the account first and waits for the next run: three days
# leave its owner time to read the message about it.
COOLING = timedelta(days=3)
_LONGEST_REASON = 300
_LONGEST_DISABLED_REASON = 120


class HoldIsReleased(Refused):
    """A hold is released once."""

    code = "hold_is_released"


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
    Payee.objects.bulk_create(
        (Payee(agent_id=agent_id) for agent_id in sorted(missing)), ignore_conflicts=True
    )
    return len(missing)


@transaction.atomic
def record_status(*, payee_id: int, status: AccountStatus, at: datetime) -> Payee:
    """Write down what the processor says of a payee's account.

    An answer about an account that is no longer the payee's changes nothing.
    """
    payee = Payee.objects.select_for_update(no_key=True).get(pk=payee_id)
    if payee.account != status.reference:
        return payee
    payee.transfers_enabled = status.can_receive_transfers
    payee.disabled_reason = (
        "" if status.can_receive_transfers else _why_disabled(status)[:_LONGEST_DISABLED_REASON]
    )
    payee.synced_at = at
    payee.save(update_fields=["transfers_enabled", "disabled_reason", "synced_at"])
    return payee


@transaction.atomic
def distrust_account(*, payee_id: int, reason: str) -> Payee:
    """Send nothing more to an account that refused a payout, until it has been looked at."""
    payee = Payee.objects.select_for_update(no_key=True).get(pk=payee_id)
    payee.transfers_enabled = False
    payee.disabled_reason = reason[:_LONGEST_DISABLED_REASON]
    payee.synced_at = None
    payee.save(update_fields=["transfers_enabled", "disabled_reason", "synced_at"])
    return payee


@transaction.atomic
def place_hold(*, payee_id: int, reason: str, actor: User | None, at: datetime) -> PayoutHold:
    """Pay nothing to a payee until the hold is released. A payee may have several.

    Raises:
        ReasonMissing: no reason is given.
    """
    if not reason.strip():
        raise ReasonMissing("Please say why this payee is put on hold.")
    payee = Payee.objects.select_for_update(no_key=True).get(pk=payee_id)
    return PayoutHold.objects.create(
        payee=payee, reason=reason.strip()[:_LONGEST_REASON], placed_by=actor, placed_at=at
    )


@transaction.atomic
def release_hold(*, hold_id: int, actor: User, at: datetime) -> PayoutHold:
    """Release one hold; the payee is paid again when no other stands.

    Raises:
        HoldIsReleased: it was released before.
    """
    hold = PayoutHold.objects.select_for_update(no_key=True).get(pk=hold_id)
    if hold.released_at is not None:
        raise HoldIsReleased("This hold has been released already.")
    hold.released_by, hold.released_at = actor, at
    hold.save(update_fields=["released_by", "released_at"])
    return hold


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
    is_first = not payee.account
    payee.account = account
    payee.transfers_enabled = False
    payee.disabled_reason = ""
    payee.synced_at = None
    payee.cooling_until = None if is_first else at + COOLING
    payee.save()
    return payee


def _why_disabled(status: AccountStatus) -> str:
    if status.disabled_reason:
        return status.disabled_reason
    if status.requirements:
        return f"Still to be shown: {', '.join(status.requirements)}"
    return "Transfers are not enabled yet."
