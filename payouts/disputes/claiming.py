"""What an agent contests: a contact on a statement, or one that is on none."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import Q

from marketplace.campaigns.models import Campaign, RateCardVersion
from marketplace.interactions.models import Interaction, Outcome
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from onboarding.calendars.selectors import days_off_in
from onboarding.users.models import User
from payouts.disputes.choices import DisputeStatus, Ground
from payouts.disputes.clock import ANSWER_DAYS, Side, ends_after, reminder_of
from payouts.disputes.models import Dispute
from payouts.disputes.services import (
    AlreadyContested,
    ClaimsNothing,
    NothingToContest,
    Said,
    say,
)
from payouts.disputes.telling import Event, tell_of
from payouts.disputes.windows import contestable, windows_of_agent
from payouts.periods.models import Period
from payouts.rating.price import price_of

# Contacts that count for nothing although an agent is named.
NOT_SERVED = (Outcome.ABANDONED, Outcome.PHANTOM)


@dataclass(frozen=True, slots=True)
class Missing:
    """A contact that an agent misses: on which campaign, when, and its name if it is known."""

    campaign: Campaign
    ended_at: datetime
    external_id: str = ""


@transaction.atomic
def contest_pay(
    *,
    agent: Agent,
    interaction_id: int,
    ground: Ground,
    claimed_seconds: int | None,
    said: Said,
    at: datetime,
) -> Dispute:
    """Contest what one contact on a statement was paid, in the agent's own name.

    Raises:
        NothingToContest: no statement line of it may be contested.
        AlreadyContested: the agent contests it already, or has before.
        ClaimsNothing: it claims no more seconds than are paid.
        EvidenceRefused: the file cannot be shown.
    """
    contested = _priced(agent, interaction_id, at) or _excluded(agent, interaction_id, ground, at)
    if contested is None:
        raise NothingToContest(
            "No statement of the last five business days has this contact at a price that was "
            "not decided already."
        )
    if claimed_seconds is not None and claimed_seconds <= contested.seconds:
        raise ClaimsNothing("You claim no more seconds than are paid already.")
    dispute = _opened(
        agent=agent,
        at=at,
        ground=ground,
        interaction_id=interaction_id,
        claimed_seconds=claimed_seconds,
        at_stake_exact=contested.price_of_more(claimed_seconds),
        **contested.facts,
    )
    say(said, side=Side.AGENT, actor=_login(agent), at=at, disputes=[dispute])
    tell_of(Event.OPENED, [dispute.pk], at=at)
    return dispute


@transaction.atomic
def claim_missing(*, agent: Agent, missing: Missing, said: Said, at: datetime) -> Dispute:
    """Claim a contact that is on no statement. The same contact is claimed once at a time.

    Raises:
        AlreadyContested: the agent claims it already.
        EvidenceRefused: the file cannot be shown.
    """
    Agent.objects.select_for_update(no_key=True).get(pk=agent.pk)
    same = Dispute.objects.filter(
        Q(contact_at=missing.ended_at) | (Q(contact_ref=missing.external_id) & ~Q(contact_ref="")),
        agent=agent,
        campaign=missing.campaign,
        ground=Ground.MISSING,
        status__in=DisputeStatus.live(),
    )
    if same.exists():
        raise AlreadyContested("You have claimed this contact already, and it is being heard.")
    dispute = _opened(
        agent=agent,
        brand=missing.campaign.brand,
        at=at,
        ground=Ground.MISSING,
        campaign=missing.campaign,
        currency=missing.campaign.currency,
        contact_ref=missing.external_id,
        contact_at=missing.ended_at,
    )
    say(said, side=Side.AGENT, actor=_login(agent), at=at, disputes=[dispute])
    tell_of(Event.OPENED, [dispute.pk], at=at)
    return dispute


@dataclass(frozen=True, slots=True)
class _Contested:
    """What an agent contests: the price there is, or that there is none."""

    seconds: int
    per_minute: Decimal
    facts: dict[str, Any]

    def price_of_more(self, claimed: int | None) -> Decimal:
        if claimed is None:
            return Decimal(0)
        return price_of(seconds=claimed - self.seconds, per_minute=self.per_minute)


def _priced(agent: Agent, interaction_id: int, at: datetime) -> _Contested | None:
    work = (
        contestable(windows_of_agent(agent, at=at), on="pay_period")
        .filter(agent=agent, usage__revision__interaction=interaction_id)
        .select_related("version", "brand", "interaction")
        .first()
    )
    if work is None:
        return None
    facts = {
        "brand": work.brand,
        "campaign_id": work.campaign_id,
        "work_id": work.pk,
        "currency": work.currency,
        "pay_exact": work.pay_exact,
        "charge_exact": work.charge_exact,
        "contact_ref": work.interaction.external_id,
        "contact_at": work.occurred_at,
    }
    return _Contested(work.payable_seconds, work.version.pay_per_minute * work.pay_factor, facts)


def _excluded(agent: Agent, interaction_id: int, ground: Ground, at: datetime) -> _Contested | None:
    """A contact of the agent that counts for nothing by the rules, in a week of open windows."""
    contact = (
        Interaction.objects.filter(
            pk=interaction_id, agent=agent, campaign__isnull=False, outcome__in=NOT_SERVED
        )
        .select_related("brand", "campaign")
        .first()
    )
    decided = Dispute.objects.filter(
        ~Q(status=DisputeStatus.WITHDRAWN), interaction=interaction_id, opener=Side.AGENT
    )
    if contact is None or ground != Ground.NOT_COUNTED or decided.exists():
        return None
    weeks = Period.objects.filter(pk__in=[one.period_id for one in windows_of_agent(agent, at=at)])
    version = RateCardVersion.objects.filter(
        campaign=contact.campaign, effective_from__lte=contact.ended_at
    ).order_by("-effective_from", "-pk")
    if not weeks.filter(from_at__lte=contact.ended_at, to_at__gt=contact.ended_at).exists():
        return None
    facts = {
        "brand": contact.brand,
        "campaign": contact.campaign,
        "currency": contact.campaign.currency,
        "contact_ref": contact.external_id,
        "contact_at": contact.ended_at,
    }
    return _Contested(0, version[0].pay_per_minute, facts) if version else None


def _opened(*, agent: Agent, brand: Brand, at: datetime, **facts: Any) -> Dispute:
    zone, days_off = ZoneInfo(brand.timezone), days_off_in(brand.country)
    due_at = ends_after(at, days=ANSWER_DAYS, zone=zone, holidays=days_off)
    try:
        # A refusal of the database must not take the caller's transaction with it.
        with transaction.atomic():
            return Dispute.objects.create(
                opener=Side.AGENT,
                agent=agent,
                brand=brand,
                opened_by=_login(agent),
                opened_at=at,
                answer_due_at=due_at,
                remind_at=reminder_of(due_at, zone=zone, holidays=days_off),
                **facts,
            )
    except IntegrityError as error:
        raise AlreadyContested("You have contested this contact already.") from error


def _login(agent: Agent) -> User:
    user = agent.user
    assert isinstance(user, User), "an agent acts through their own login"
    return user
