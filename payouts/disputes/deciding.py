"""Decide disputes: a person who is no party, with a reason in words, booked as a correction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from onboarding.brands.models import BrandMember
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import User
from payouts.disputes.booking import Case, book_verdicts, case_of, prices_of
from payouts.disputes.choices import DisputeStatus, Reason
from payouts.disputes.clock import Side
from payouts.disputes.models import Dispute, Verdict
from payouts.disputes.outcomes import (
    KEPT,
    Decided,
    Favours,
    Measured,
    is_worse_for_the_opener,
)
from payouts.disputes.services import lock_disputes
from payouts.rating.models import RatedWork
from payouts.rating.ruled import Ruled


class DeciderIsParty(NotPermitted):
    """Nobody decides a case of their own."""

    code = "decider_is_party"


class NotYetHeard(Refused):
    """The other side still has time to answer."""

    code = "not_yet_heard"


class PriceHasChanged(Refused):
    """The contact has another price than the one that was read."""

    code = "price_has_changed"


class WorseForTheOpener(Refused):
    """A dispute may not leave whoever opened it worse off."""

    code = "worse_for_the_opener"


class NoReason(Refused):
    """A decision says why, in words."""

    code = "no_reason"


class NoContact(Refused):
    """A claim that names no contact has no price to rule on."""

    code = "no_contact"


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided of both sides of the price, and why.

    ``read_work_id`` is the price that the decider read, where a newer record of the contact has
    replaced the one that was contested.
    """

    reason: Reason
    words: str
    charge: Measured = KEPT
    pay: Measured = KEPT
    read_work_id: int | None = None


@transaction.atomic
def decide_disputes(
    *, dispute_ids: Collection[int], decision: Decision, actor: User, at: datetime
) -> list[Verdict]:
    """Decide disputes, all alike; what changes a price is booked by a correction of each.

    The brand's charge and the agent's pay are decided by themselves: where one is lowered and
    the other kept, the platform bears the difference.

    Raises:
        NoReason: it says nothing.
        DeciderIsParty: ``actor`` belongs to a side, opened one of them or answered it.
        NotYetHeard: the other side still has time.
        PriceHasChanged: what is decided on is not what stands.
        WorseForTheOpener: whoever contested would be worse off.
        Settled: one of them is settled already.
    """
    disputes = lock_disputes(dispute_ids)
    check_decider(disputes, decision.words, actor, at)
    standing = _standing(disputes)
    cases = [_case(dispute, decision, standing.get(dispute.pk)) for dispute in disputes]
    return book_verdicts(
        cases,
        to=DisputeStatus.DECIDED,
        because=decision.reason,
        words=decision.words.strip(),
        actor=actor,
        at=at,
    )


def _case(dispute: Dispute, decision: Decision, work: RatedWork | None) -> Case:
    decided = Decided(
        pay=decision.pay.of(dispute.claimed_seconds),
        charge=decision.charge.of(dispute.claimed_seconds),
    )
    if not decided.says_something:
        return Case(dispute, work, decided, Favours.OTHER)
    if dispute.interaction_id is None:
        raise NoContact("Choose the contact that was missing, or decline the claim.")
    if (work.pk if work else None) != (decision.read_work_id or dispute.work_id):
        raise PriceHasChanged(
            "A newer record of this contact has come in, and it has another price now. "
            "Please read it again."
        )
    pay, charge = prices_of(work)
    if is_worse_for_the_opener(Side(dispute.opener), decided, pay=pay, charge=charge):
        raise WorseForTheOpener("A dispute may not leave whoever opened it worse off than before.")
    if work is None:
        # By the rules it counts for nothing; what is not decided must not begin to count.
        decided = Decided(
            pay=decided.pay if decided.pay.says_something else Ruled(seconds=0),
            charge=decided.charge if decided.charge.says_something else Ruled(seconds=0),
        )
    return case_of(dispute, decided, work)


def check_decider(disputes: Sequence[Dispute], words: str, actor: User, at: datetime) -> None:
    """See that the deciding is fair: by nobody of either side, after both, and with a reason.

    Raises:
        NoReason, DeciderIsParty, NotYetHeard: see ``decide_disputes``.
    """
    if not words.strip():
        raise NoReason("Please say in a few words why it is decided so.")
    brands = {dispute.brand_id for dispute in disputes}
    belongs = BrandMember.objects.filter(user=actor, brand__in=brands).exists()
    people = {
        person
        for dispute in disputes
        for person in (dispute.opened_by_id, dispute.answered_by_id, dispute.agent.user_id)
    }
    if belongs or actor.pk in people:
        raise DeciderIsParty("A dispute is decided by somebody who is no party to it.")
    if any(one.status == DisputeStatus.OPEN and at < one.answer_due_at for one in disputes):
        raise NotYetHeard("The other side still has time to answer. It is heard first.")


def _standing(disputes: Sequence[Dispute]) -> dict[int, RatedWork]:
    """The price that stands of each dispute's contact for its agent and campaign."""
    contacts = [dispute.interaction_id for dispute in disputes if dispute.interaction_id]
    works = RatedWork.objects.filter(
        usage__revision__interaction__in=contacts, corrects__isnull=True, corrected_by__isnull=True
    ).select_related("version")
    by_contact = {(work.interaction_id, work.agent_id, work.campaign_id): work for work in works}
    found = {
        dispute.pk: by_contact.get(
            (dispute.interaction_id or 0, dispute.agent_id, dispute.campaign_id)
        )
        for dispute in disputes
    }
    return {pk: work for pk, work in found.items() if work}


def standing_price(dispute: Dispute) -> RatedWork | None:
    """The price that stands now of a dispute's contact, with its version."""
    return _standing([dispute]).get(dispute.pk)
