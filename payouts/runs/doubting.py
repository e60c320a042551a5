"""Have a person pick where the processor names several transfers; another one decides."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from onboarding.audit.services import TransitionRefused, advance
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.gateway.base import Executed, Gateway, UnknownReference
from payouts.gateway.key_life import ABSENT_AFTER
from payouts.gateway.models import Attempt, AttemptStatus
from payouts.payees.models import Payee
from payouts.runs.doubt import UNDECIDED, DoubtStatus, TransferDoubt
from payouts.runs.models import Payout
from payouts.runs.outcomes import lock_run_of, not_executed, write_outcome
from payouts.runs.policies import can_approve_runs, can_stop_runs


class MayNotPick(NotPermitted):
    """Whoever works with runs proposes; whoever approves runs decides."""

    code = "may_not_pick"


class ProposerMayNotDecide(NotPermitted):
    """Four eyes."""

    code = "proposer_may_not_decide_doubt"


class ReasonMissing(Refused):
    """A choice is explained."""

    code = "choice_reason_missing"


class NotAmongThem(Refused):
    """It is none of the transfers that the processor named."""

    code = "not_among_them"


class NotOnTerms(Refused):
    """Another amount, currency or account is not what was approved."""

    code = "not_on_terms"


class TooSoonToSayNone(Refused):
    """The request may still be carried out at the processor."""

    code = "too_soon_to_say_none"


def evidence_of(doubt: TransferDoubt, *, gateway: Gateway) -> list[dict[str, Any]]:
    """Each transfer as the processor shows it now, as plain data, in the order it was named.

    Raises:
        ProcessorUnavailable: no answer now.
    """
    seen = []
    for reference in doubt.references:
        try:
            found = asdict(gateway.transfer(reference))
            seen.append(found | {"created_at": found["created_at"].isoformat()})
        except UnknownReference:
            seen.append({"reference": reference})
    return seen


@transaction.atomic
def propose_choice(
    *,
    doubt_id: int,
    chosen: str,
    reason: str,
    evidence: Collection[Mapping[str, Any]],
    actor: User,
    at: datetime,
) -> TransferDoubt:
    """Say which transfer is the payout's, or with an empty ``chosen`` that none is.

    Raises:
        MayNotPick: ``actor`` does not work with runs.
        ReasonMissing, NotAmongThem, NotOnTerms, TooSoonToSayNone: this cannot be chosen.
        TransitionRefused: it does not wait for a proposal.
    """
    if not can_stop_runs(actor):
        raise MayNotPick("Your login does not include working with payout runs.")
    if not reason.strip():
        raise ReasonMissing("Please say what makes you sure. It is kept with the payout.")
    doubt = TransferDoubt.objects.select_for_update(no_key=True).get(pk=doubt_id)
    seen = [dict(one) for one in evidence]
    _refuse_wrong_choice(doubt, chosen, seen, at=at)
    advance(
        doubt,
        to=DoubtStatus.PROPOSED,
        actor=actor,
        at=at,
        reason=reason.strip()[:300],
        chosen=chosen,
        evidence=seen,
        proposed_by=actor,
        proposed_at=at,
    )
    TransferDoubt.objects.filter(pk=doubt.pk).update(reason=reason.strip()[:300])
    return doubt


@transaction.atomic
def send_back(*, doubt_id: int, actor: User, at: datetime, reason: str) -> TransferDoubt:
    """Do not follow what was proposed: somebody has to look again.

    Raises:
        MayNotPick, ReasonMissing, TransitionRefused: as above.
    """
    if not can_stop_runs(actor):
        raise MayNotPick("Your login does not include working with payout runs.")
    if not reason.strip():
        raise ReasonMissing("Please say why not.")
    doubt = TransferDoubt.objects.select_for_update(no_key=True).get(pk=doubt_id)
    advance(
        doubt,
        to=DoubtStatus.OPEN,
        actor=actor,
        at=at,
        reason=reason.strip()[:300],
        chosen="",
        proposed_by=None,
        proposed_at=None,
    )
    return doubt


@transaction.atomic
def decide_choice(*, doubt_id: int, actor: User, at: datetime) -> TransferDoubt:
    """Follow what another person proposed: the payout is paid by it, or is sent anew.

    The run stays as it is: whoever resumes it sees that nothing is in doubt any more.

    Raises:
        MayNotPick: ``actor`` may not approve runs.
        ProposerMayNotDecide: ``actor`` proposed it.
        TransitionRefused: nothing is proposed.
    """
    if not can_approve_runs(actor):
        raise MayNotPick("Your login does not include approving payout runs.")
    payout_id = TransferDoubt.objects.values_list("payout", flat=True).get(pk=doubt_id)
    # Run, payee, payout, attempt, doubt: the order in which everybody takes these locks.
    lock_run_of(payout_id)
    Payee.objects.select_for_update(no_key=True, of=("self",)).get(payouts=payout_id)
    payout = Payout.objects.select_for_update(no_key=True).get(pk=payout_id)
    doubt = TransferDoubt.objects.select_for_update(no_key=True).get(pk=doubt_id)
    if doubt.status != DoubtStatus.PROPOSED:
        raise TransitionRefused("Nothing is proposed here, or it was decided already.")
    if doubt.proposed_by_id == actor.pk:
        raise ProposerMayNotDecide("Somebody other than whoever proposed it decides.")
    _refuse_wrong_choice(doubt, doubt.chosen, doubt.evidence, at=at)
    advance(doubt, to=DoubtStatus.DECIDED, actor=actor, at=at, decided_by=actor, decided_at=at)
    if doubt.attempt_id is None:
        return doubt
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=doubt.attempt_id)
    if attempt.status != AttemptStatus.OPEN:
        return doubt
    if doubt.chosen:
        write_outcome(payout, attempt, outcome=Executed(doubt.chosen), at=at)
    else:
        not_executed(
            payout, attempt, at=at, reason="Two people found that none of the transfers is it."
        )
    return doubt


def doubts_of(*, run_id: int) -> QuerySet[TransferDoubt]:
    """What is undecided of a run, the oldest first, each with its payout and agent."""
    doubts = TransferDoubt.objects.filter(payout__run=run_id, status__in=UNDECIDED)
    return doubts.select_related("payout__agent").order_by("pk")


def doubts_for_the_page() -> QuerySet[TransferDoubt]:
    """Doubts with everything that one doubt's page names."""
    return TransferDoubt.objects.select_related(
        "payout__agent", "payout__run", "attempt", "proposed_by", "decided_by"
    )


def is_on_terms(payout: Payout, seen: Mapping[str, Any]) -> bool:
    """Whether a transfer is what was approved: the amount, the currency and the account."""
    return (
        seen.get("amount_minor"),
        seen.get("currency"),
        seen.get("destination"),
    ) == (payout.amount_minor, payout.currency, payout.destination)


def _refuse_wrong_choice(
    doubt: TransferDoubt, chosen: str, seen: Collection[Mapping[str, Any]], *, at: datetime
) -> None:
    if not chosen:
        attempt = doubt.attempt
        if attempt is not None and at < attempt.first_sent_at + ABSENT_AFTER:
            raise TooSoonToSayNone(
                "The request may still be carried out. That none is it can be said "
                f"{int(ABSENT_AFTER.total_seconds() // 3600)} hours after it was first sent."
            )
        return
    if doubt.attempt_id is None:
        raise NotAmongThem("This payout was paid by another transfer already: none of these is it.")
    if chosen not in doubt.references:
        raise NotAmongThem("This is none of the transfers in doubt. Please look again.")
    found = next((one for one in seen if one.get("reference") == chosen), {})
    if not is_on_terms(doubt.payout, found):
        raise NotOnTerms(
            "This transfer has another amount, currency or account than was approved. It cannot "
            "be the payout."
        )
