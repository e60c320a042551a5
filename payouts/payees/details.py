"""Change where a payee's money goes: propose, decide, contest, confirm anew.

An agent's own change is used after the cooling period; where it shows a risk, and where staff
propose it, another person decides first (``risk.py``). The address known before is told at once.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from onboarding.audit.services import advance
from onboarding.encryption import fingerprint_of
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.payees import versions
from payouts.payees.bank_accounts import BankAccount
from payouts.payees.models import DetailsKind, DetailsStatus, HoldCause, Payee, PayoutDetails
from payouts.payees.rails import Rail
from payouts.payees.risk import Change, risks_of
from payouts.payees.services import NoSuchChange, ReasonMissing, lift_holds, place_hold
from payouts.payees.telling import tell_agent

_CONTESTED = "A change of payout details was contested: “this was not me”."


class OtherRail(Refused):
    """The processor asks for the bank account itself."""

    code = "other_rail"


class ChangeIsWaiting(Refused):
    """One change at a time."""

    code = "change_is_waiting"


class ProposerMayNotDecide(NotPermitted):
    """Four eyes."""

    code = "proposer_may_not_decide"


class NothingToContest(Refused):
    """The change is not in use, or was contested before."""

    code = "nothing_to_contest"


@transaction.atomic
def propose_details(
    *, payee_id: int, account: BankAccount, actor: User, at: datetime
) -> PayoutDetails:
    """Have a payee be paid to ``account``; used at once only where nobody has to look at it.

    ``actor`` is the agent, who has just signed in once more, or a member of staff. The address
    known before is told, whatever becomes of it.

    Raises:
        OtherRail: this payee is paid through the processor, which keeps the bank account.
        ChangeIsWaiting: another change waits for a decision.
        NoSuchChange: it is the account in use.
    """
    payee = locked(payee_id)
    if payee.rail != Rail.BANK_FILE:
        raise OtherRail("Your bank account is kept by our payment processor. Change it there.")
    if PayoutDetails.objects.filter(payee=payee, status=DetailsStatus.PROPOSED).exists():
        raise ChangeIsWaiting("A change of these details is waiting to be looked at.")
    fingerprint = fingerprint_of(account.identity, subject="bank account")
    before = versions.in_use(payee)
    if before is not None and before.fingerprint == fingerprint:
        raise NoSuchChange("This is already the account that you are paid to.")

    risks = risks_of(_change(payee, account, fingerprint), at=at)
    details = versions.write_proposal(payee, account, risks=risks, actor=actor, at=at)
    versions.tell_known_contact(payee, details, at=at)
    if details.is_own and not risks:
        _use(payee, details, decided_by=None, at=at)
    return details


@transaction.atomic
def approve_details(*, details_id: int, actor: User, at: datetime) -> PayoutDetails:
    """Let proposed details be used, after the cooling period, which begins now.

    Raises:
        ProposerMayNotDecide: ``actor`` proposed them, or they are ``actor``'s own.
        TransitionRefused: they are not waiting.
    """
    payee, details = _locked_details(details_id)
    _refuse_maker(payee, details, actor)
    _use(payee, details, decided_by=actor, at=at)
    assert details.effective_at is not None
    tell_agent(
        payee.agent,
        key=f"details:{details.pk}:approved",
        template="details_approved",
        facts={"masked": details.masked, "from_on": details.effective_at.date().isoformat()},
        at=at,
    )
    return details


@transaction.atomic
def reject_details(*, details_id: int, actor: User, at: datetime, reason: str) -> PayoutDetails:
    """Do not use proposed details, and tell the agent why. The ones in use stay.

    Raises:
        ProposerMayNotDecide: ``actor`` proposed them, or they are ``actor``'s own.
        ReasonMissing: no reason is given.
        TransitionRefused: they are not waiting.
    """
    if not reason.strip():
        raise ReasonMissing("Please say why these details are not accepted.")
    payee, details = _locked_details(details_id)
    _refuse_maker(payee, details, actor)
    if details.status != DetailsStatus.PROPOSED:
        raise ChangeIsWaiting("These details are not waiting for a decision any more.")
    _reject(details, actor=actor, at=at, reason=reason.strip()[:300], decided_by=actor)
    tell_agent(
        payee.agent,
        key=f"details:{details.pk}:rejected",
        template="details_rejected",
        facts={"masked": details.masked, "reason": details.refusal},
        at=at,
    )
    return details


@transaction.atomic
def contest_details(*, public_id: str, at: datetime) -> PayoutDetails:
    """“This was not me”: nothing goes to these details, nor anywhere, until a person has looked.

    Whoever holds the link has read the mail of the address known before; that is enough to stop
    money and never enough to send any.

    Raises:
        NothingToContest: the version is neither waiting nor in use.
    """
    found = PayoutDetails.objects.filter(public_id=public_id).order_by("pk").first()
    if found is None:
        raise NothingToContest("There is no such change any more.")
    payee, details = _locked_details(found.pk)
    if details.status not in (DetailsStatus.PROPOSED, DetailsStatus.CONFIRMED):
        raise NothingToContest("This change has been stopped already. Nothing was sent to it.")
    was_in_use = details.status == DetailsStatus.CONFIRMED
    _reject(details, actor=None, at=at, reason=_CONTESTED, contested_at=at)
    if was_in_use:
        payee.account = ""
        payee.transfers_enabled = False
        payee.disabled_reason = "The change of payout details was contested."
        payee.save(update_fields=["account", "transfers_enabled", "disabled_reason"])
    place_hold(payee_id=payee.pk, reason=_CONTESTED, actor=None, at=at, cause=HoldCause.CONTESTED)
    return details


@transaction.atomic
def confirm_anew(*, payee_id: int, actor: User, at: datetime) -> int:
    """The agent has looked: the details in use are right. Lifts what a returned payout held.

    Returns how many holds were lifted.

    Raises:
        NoSuchChange: there are no details in use.
    """
    payee = locked(payee_id)
    if versions.in_use(payee) is None:
        raise NoSuchChange("There are no payout details to confirm yet.")
    return lift_holds(
        payee, cause=HoldCause.RETURNED, because="Confirmed anew.", actor=actor, at=at
    )


def locked(payee_id: int) -> Payee:
    """A payee with their agent, under the lock that everything about a payee is done under."""
    payees = Payee.objects.select_for_update(no_key=True, of=("self",))
    return payees.select_related("agent__user").get(pk=payee_id)


def _locked_details(details_id: int) -> tuple[Payee, PayoutDetails]:
    payee_id = PayoutDetails.objects.values_list("payee", flat=True).get(pk=details_id)
    payee = locked(payee_id)
    return payee, PayoutDetails.objects.select_for_update(no_key=True).get(pk=details_id)


def _refuse_maker(payee: Payee, details: PayoutDetails, actor: User) -> None:
    if actor.pk in (details.proposed_by_id, payee.agent.user_id):
        raise ProposerMayNotDecide("Payout details are approved by someone else.")


def _use(payee: Payee, details: PayoutDetails, *, decided_by: User | None, at: datetime) -> None:
    versions.put_into_use(payee, details, decided_by=decided_by, at=at)
    payee.transfers_enabled = True
    payee.disabled_reason = ""
    payee.save()
    lift_holds(
        payee, cause=HoldCause.RETURNED, because="Details given anew.", actor=decided_by, at=at
    )


def _reject(
    details: PayoutDetails, *, actor: User | None, at: datetime, reason: str, **changes: Any
) -> None:
    to = DetailsStatus.REJECTED
    advance(details, to=to, actor=actor, at=at, reason=reason, refusal=reason, **changes)


def _change(payee: Payee, account: BankAccount, fingerprint: str) -> Change:
    versions_so_far = PayoutDetails.objects.filter(payee=payee).exclude(kind=DetailsKind.CONNECTED)
    moments = versions_so_far.order_by("version").values_list(
        "version", "confirmed_at", "contested_at"
    )
    alike = PayoutDetails.objects.filter(fingerprint=fingerprint).exclude(payee=payee)
    return Change(
        payee_name=payee.agent.name,
        payee_country=payee.agent.country,
        holder=account.holder,
        account_country=account.country,
        is_claimed_by_another=alike.exclude(status=DetailsStatus.REJECTED).exists(),
        changed_at=[on for version, on, _ in moments if on and version > 1],
        contested_at=[on for _, _, on in moments if on],
    )
