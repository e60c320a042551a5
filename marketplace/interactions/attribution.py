"""Say who served a contact, or for which campaign, where the record was silent or wrong."""

from datetime import datetime

from django.db import transaction

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import ContactFacts, Interaction, InteractionRevision
from onboarding.agents.models import Agent
from onboarding.errors import Refused

_FACTS = [field.attname for field in ContactFacts._meta.fields]


class NotOfThisBrand(Refused):
    """A contact is served for a campaign of its own brand."""

    code = "not_of_this_brand"


@transaction.atomic
def attribute_contact(
    *,
    interaction_id: int,
    agent: Agent | None = None,
    campaign: Campaign | None = None,
    at: datetime,
) -> int:
    """Give a contact its agent or its campaign, as a newer revision; return its number.

    Whoever decided it answers for it. The record stays as it came; metering and rating take the
    newer revision up and take the older one's price back. Saying it again changes nothing.

    Raises:
        NotOfThisBrand: the campaign is another brand's.
    """
    head = Interaction.objects.select_for_update(no_key=True).get(pk=interaction_id)
    if campaign is not None and campaign.brand_id != head.brand_id:
        raise NotOfThisBrand("This campaign is not one of the contact's brand.")
    agent_id = agent.pk if agent else head.agent_id
    campaign_id = campaign.pk if campaign else head.campaign_id
    if (agent_id, campaign_id) == (head.agent_id, head.campaign_id):
        return head.revision
    last = InteractionRevision.objects.get(interaction=head, revision=head.revision)
    facts = {name: getattr(head, name) for name in _FACTS}
    facts |= {"agent_id": agent_id, "campaign_id": campaign_id}
    revision = InteractionRevision.objects.create(
        interaction=head,
        revision=head.revision + 1,
        record=last.record,
        content_hash=last.content_hash,
        file_id=last.file_id,
        line_number=last.line_number,
        recorded_at=at,
        **facts,
    )
    Interaction.objects.filter(pk=head.pk).update(
        revision=revision.revision, recorded_at=at, agent=agent_id, campaign=campaign_id
    )
    return revision.revision
