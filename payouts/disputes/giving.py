"""Give a contact to the agent who missed it, or to the campaign that it was for."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from marketplace.campaigns.models import Campaign
from marketplace.interactions.attribution import attribute_contact
from marketplace.interactions.models import Interaction, Outcome
from onboarding.calendars.periods import local_day
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.disputes.choices import DisputeStatus, Ground
from payouts.disputes.deciding import Decision, check_decider
from payouts.disputes.models import Dispute, Verdict
from payouts.disputes.outcomes import Favours
from payouts.disputes.services import lock_disputes, settle_disputes
from payouts.disputes.telling import Event, tell_of
from payouts.extras.models import ExtraKind
from payouts.extras.services import NewExtra, book_extra
from payouts.money import Money


class CannotBeGiven(Refused):
    """The contact is not the one that is missing, or is somebody's already."""

    code = "cannot_be_given"


@transaction.atomic
def give_contact(
    *,
    dispute_id: int,
    interaction_id: int,
    campaign: Campaign | None,
    decision: Decision,
    actor: User,
    at: datetime,
) -> Verdict:
    """Decide for the agent: a contact that named nobody is theirs, or counts for ``campaign``.

    It is metered and rated like any newer record of the contact, on both sides.

    Raises:
        CannotBeGiven: the contact is another's, another brand's, or was not handled.
        NoReason, DeciderIsParty, NotYetHeard, Settled: as ``decide_disputes``.
    """
    (dispute,) = disputes = lock_disputes([dispute_id])
    check_decider(disputes, decision.words, actor, at)
    revision = give(dispute, interaction_id, campaign, at=at)
    settle_disputes(disputes, to=DisputeStatus.DECIDED, actor=actor, at=at)
    verdict = Verdict.objects.create(
        dispute=dispute,
        favours=Favours.OPENER,
        reason=decision.reason,
        words=decision.words.strip(),
        interaction_id=interaction_id,
        revision=revision,
        decided_by=actor,
        decided_at=at,
    )
    tell_of(Event.DECIDED, [dispute.pk], at=at)
    return verdict


@transaction.atomic
def give_goodwill(
    *, dispute_id: int, amount: Money, decision: Decision, actor: User, at: datetime
) -> Verdict:
    """Decide for the agent with a sum of its own, which the platform bears.

    For a missing contact that no source ever reported: there is nothing to price.

    Raises:
        CannotBeGiven: the amount is nothing, of another currency, or the contact has a price.
        NoReason, DeciderIsParty, NotYetHeard, Settled: as ``decide_disputes``.
    """
    (dispute,) = disputes = lock_disputes([dispute_id])
    check_decider(disputes, decision.words, actor, at)
    if dispute.ground != Ground.MISSING:
        raise CannotBeGiven("Only a missing contact is made good by a sum of its own.")
    if amount.minor <= 0 or amount.currency != dispute.currency:
        raise CannotBeGiven("Say how much, in the currency of the campaign.")
    extra = NewExtra(
        key=dispute.cause,
        kind=ExtraKind.GOODWILL,
        currency=dispute.currency,
        occurred_at=dispute.contact_at,
        work_day=local_day(dispute.contact_at, ZoneInfo(dispute.campaign.timezone)),
        description="A contact that was missing",
        agent_id=dispute.agent_id,
        pay_minor=amount.minor,
        brand_id=dispute.brand_id,
        campaign_id=dispute.campaign_id,
        working={"dispute": str(dispute.public_id), "decided": decision.words.strip()},
    )
    book_extra(extra=extra, actor=actor, at=at)
    settle_disputes(disputes, to=DisputeStatus.DECIDED, actor=actor, at=at)
    verdict = Verdict.objects.create(
        dispute=dispute,
        favours=Favours.OPENER,
        reason=decision.reason,
        words=decision.words.strip(),
        extra_key=extra.key,
        decided_by=actor,
        decided_at=at,
    )
    tell_of(Event.DECIDED, [dispute.pk], at=at)
    return verdict


def give(dispute: Dispute, interaction_id: int, campaign: Campaign | None, *, at: datetime) -> int:
    """Give a contact to the agent or the campaign that a locked dispute asks for.

    Returns the revision that says so.

    Raises:
        CannotBeGiven: see ``give_contact``.
    """
    contact = Interaction.objects.filter(pk=interaction_id, brand=dispute.brand).first()
    if contact is None or contact.outcome != Outcome.HANDLED:
        raise CannotBeGiven("There is no such handled contact of this brand.")
    if dispute.ground == Ground.MISSING:
        if contact.agent_id is not None:
            raise CannotBeGiven("That contact names an agent already.")
        campaign = campaign or (None if contact.campaign_id else dispute.campaign)
        return attribute_contact(
            interaction_id=contact.pk, agent=dispute.agent, campaign=campaign, at=at
        )
    if contact.pk != dispute.interaction_id or contact.agent_id != dispute.agent_id:
        raise CannotBeGiven("That is not the contact which is contested.")
    if campaign is None or campaign.brand_id != dispute.brand_id:
        raise CannotBeGiven("Choose one of the brand's campaigns.")
    if campaign.pk == contact.campaign_id:
        raise CannotBeGiven("The contact counts for that campaign already.")
    return attribute_contact(interaction_id=contact.pk, campaign=campaign, at=at)
