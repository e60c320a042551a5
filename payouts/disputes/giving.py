"""Give a contact to the agent who missed it, or to the campaign that it was for."""

from datetime import datetime

from django.db import transaction

from marketplace.campaigns.models import Campaign
from marketplace.interactions.attribution import attribute_contact
from marketplace.interactions.models import Interaction, Outcome
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.disputes.deciding import Decision, check_decider
from payouts.disputes.models import Dispute, DisputeStatus, Ground, Verdict
from payouts.disputes.outcomes import Favours
from payouts.disputes.services import lock_disputes, settle_disputes
from payouts.disputes.telling import Event, tell_of


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
