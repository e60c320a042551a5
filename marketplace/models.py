"""The face that the framework looks for: every table of this floor."""

from marketplace.campaigns.models import Campaign as Campaign
from marketplace.campaigns.models import CampaignPause as CampaignPause
from marketplace.campaigns.models import RateCardVersion as RateCardVersion
from marketplace.campaigns.models import RateMultiplier as RateMultiplier
from marketplace.campaigns.models import RateProposal as RateProposal
from marketplace.interactions.models import AgentAlias as AgentAlias
from marketplace.interactions.models import ImportFile as ImportFile
from marketplace.interactions.models import Interaction as Interaction
from marketplace.interactions.models import InteractionRevision as InteractionRevision
from marketplace.interactions.models import Source as Source
