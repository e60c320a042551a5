"""Look at campaigns, rates and contacts. Nothing here can be changed: deeds go through services."""

from marketplace.campaigns.models import (
    Campaign,
    CampaignPause,
    RateCardVersion,
    RateMultiplier,
    RateProposal,
)
from marketplace.interactions.models import (
    AgentAlias,
    ImportFile,
    Interaction,
    InteractionRevision,
    Source,
)
from onboarding.audit.looking import look_at

look_at(Campaign, "brand", "code", "status", "currency", "created_at", search=("code", "name"))
look_at(CampaignPause, "campaign", "reason", "paused_at", "paused_by", "lifted_at")
look_at(
    RateCardVersion,
    "campaign",
    "number",
    "effective_from",
    "bill_per_minute",
    "pay_per_minute",
    search=("campaign__code",),
)
look_at(
    RateProposal, "campaign", "status", "proposed_by", "proposed_at", search=("campaign__code",)
)
look_at(RateMultiplier, "version", "name", "pay_factor", "bill_factor", search=("name",))
look_at(Source, "brand", "kind", "timezone", "created_at", search=("brand__slug",))
look_at(AgentAlias, "source", "agent", search=("external_ref", "agent__name"))
look_at(ImportFile, "source", "started_at", "rows", "new", "newer", "rejected", search=("name",))
look_at(
    Interaction,
    "brand",
    "campaign",
    "agent",
    "outcome",
    "ended_at",
    "revision",
    search=("external_id__exact",),
)
look_at(InteractionRevision, "interaction", "revision", "outcome", "ended_at", "recorded_at")
