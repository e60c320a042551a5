"""Pause campaigns and have them resume: each for its reasons, and only while one stands."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from marketplace.campaigns.models import Campaign, CampaignPause, CampaignStatus, PauseReason
from onboarding.audit.services import advance_many
from onboarding.errors import Refused
from onboarding.users.models import User

_MAY_PAUSE = (CampaignStatus.LIVE, CampaignStatus.PAUSED)


class NotTakingContacts(Refused):
    """The campaign is a draft or closed: there is nothing to pause."""

    code = "not_taking_contacts"


class NotPausedByAPerson(Refused):
    """What pauses by itself resumes by itself, when its reason is gone."""

    code = "not_paused_by_a_person"


@transaction.atomic
def pause_campaigns(
    *,
    campaign_ids: Collection[int],
    reason: PauseReason,
    at: datetime,
    actor: User | None = None,
    note: str = "",
) -> list[int]:
    """Have these campaigns take no new contacts for ``reason``; return those it is new for.

    Drafts and closed ones are left alone. Contacts under way are finished, billed and paid.
    """
    may_pause = _locked(campaign_ids, _MAY_PAUSE)
    known = set(_standing(may_pause, reason).values_list("campaign", flat=True))
    new = [pk for pk in may_pause if pk not in known]
    CampaignPause.objects.bulk_create(
        CampaignPause(campaign_id=pk, reason=reason, note=note, paused_at=at, paused_by=actor)
        for pk in new
    )
    advance_many(
        Campaign.objects.filter(pk__in=new),
        to=CampaignStatus.PAUSED,
        actor=actor,
        at=at,
        reason=note or str(reason.label),
    )
    return new


@transaction.atomic
def lift_pauses(
    *,
    campaign_ids: Collection[int],
    reason: PauseReason,
    at: datetime,
    actor: User | None = None,
) -> list[int]:
    """Take ``reason`` away; return the campaigns that take contacts again because of it."""
    locked = _locked(campaign_ids, CampaignStatus)
    standing = _standing(locked, reason)
    lifted = list(standing.values_list("campaign", flat=True))
    standing.update(lifted_at=at, lifted_by=actor)
    held = CampaignPause.objects.filter(campaign__in=lifted, lifted_at__isnull=True)
    free = set(lifted) - set(held.values_list("campaign", flat=True))
    resumed = Campaign.objects.filter(pk__in=free, status=CampaignStatus.PAUSED)
    resumed_ids = sorted(resumed.values_list("pk", flat=True))
    advance_many(resumed, to=CampaignStatus.LIVE, actor=actor, at=at, reason="No reason stands.")
    return resumed_ids


def pause_campaign(*, campaign_id: int, actor: User, at: datetime, note: str = "") -> None:
    """Pause a campaign because a person wants it. A second time changes nothing.

    Raises:
        NotTakingContacts: it is a draft or closed.
    """
    if not Campaign.objects.filter(pk=campaign_id, status__in=_MAY_PAUSE).exists():
        raise NotTakingContacts("This campaign takes no contacts, so there is nothing to pause.")
    pause_campaigns(
        campaign_ids=[campaign_id], reason=PauseReason.BY_PERSON, at=at, actor=actor, note=note
    )


@transaction.atomic
def resume_campaign(*, campaign_id: int, actor: User, at: datetime) -> bool:
    """Take a person's pause away; return whether the campaign takes contacts again.

    It does not while another reason stands.

    Raises:
        NotPausedByAPerson: no person paused it.
    """
    if not _standing([campaign_id], PauseReason.BY_PERSON).exists():
        raise NotPausedByAPerson("Nobody paused this campaign. It resumes by itself.")
    return bool(
        lift_pauses(campaign_ids=[campaign_id], reason=PauseReason.BY_PERSON, at=at, actor=actor)
    )


def _locked(campaign_ids: Collection[int], statuses: Collection[CampaignStatus]) -> list[int]:
    """Lock the campaigns in the order of their ids, so that two callers cannot cross."""
    campaigns = (
        Campaign.objects.select_for_update(no_key=True)
        .filter(pk__in=campaign_ids)
        .order_by("pk")
        .only("pk", "status")
    )
    return [one.pk for one in campaigns if one.status in {str(status) for status in statuses}]


def _standing(campaign_ids: Collection[int], reason: PauseReason) -> QuerySet[CampaignPause]:
    return CampaignPause.objects.filter(
        campaign__in=campaign_ids, reason=reason, lifted_at__isnull=True
    )
