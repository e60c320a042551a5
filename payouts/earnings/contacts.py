"""The contacts of a span of time, and what each is worth to the agent as of now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from marketplace.interactions.models import Interaction
from onboarding.agents.models import Agent
from onboarding.calendars.periods import Span
from payouts.rating.models import RatedWork

# A price and what took it back, together.
_NET = F("pay_exact") + Coalesce(F("corrected_by__pay_exact"), Decimal(0))
_NET_SECONDS = F("payable_seconds") + Coalesce(F("corrected_by__payable_seconds"), 0)


@dataclass(frozen=True, slots=True)
class ContactPay:
    """What one contact is worth to the agent as of now, major units with nine places."""

    exact: Decimal
    payable_seconds: int
    currency: str
    was_corrected: bool


@dataclass(frozen=True, slots=True)
class DayPay:
    """One campaign's part of a day, as of now. Major units with nine places."""

    campaign_id: int
    campaign: str
    currency: str
    contacts: int
    productive_seconds: int
    exact: Decimal


def contacts_in(
    *, agent: Agent, within: Span, campaign_id: int | None = None
) -> QuerySet[Interaction]:
    """The agent's contacts that ended in a span, with campaign and brand."""
    contacts = Interaction.objects.filter(
        agent=agent, ended_at__gte=within.from_at, ended_at__lt=within.to_at
    ).select_related("campaign", "brand")
    return contacts.filter(campaign=campaign_id) if campaign_id else contacts


def pay_of(*, agent: Agent, contacts: Collection[int]) -> dict[int, ContactPay]:
    """What each of these contacts is worth to the agent, corrections included; one query.

    A contact that was not priced for the agent is not in it.
    """
    rows = (
        _work_on(agent)
        .filter(usage__revision__interaction__in=contacts)
        .values("interaction_id", "currency")
        .annotate(
            exact=Sum(_NET),
            seconds=Sum(_NET_SECONDS),
            corrections=Count("corrected_by"),
        )
    )
    return {
        row["interaction_id"]: ContactPay(
            exact=row["exact"],
            payable_seconds=row["seconds"],
            currency=row["currency"],
            was_corrected=bool(row["corrections"]),
        )
        for row in rows
    }


def pay_by_campaign(*, agent: Agent, within: Span) -> list[DayPay]:
    """What the contacts of a span came to by campaign, as of now: every correction included."""
    ended = contacts_in(agent=agent, within=within).order_by().values("pk")
    rows = (
        _work_on(agent)
        .filter(usage__revision__interaction__in=ended)
        .values("campaign_id", "campaign__name", "currency")
        .annotate(
            contacts=Count("pk", filter=Q(corrected_by__isnull=True)),
            seconds=Sum("productive_seconds", filter=Q(corrected_by__isnull=True), default=0),
            exact=Sum(_NET),
        )
        .order_by("campaign__name", "campaign_id")
    )
    return [
        DayPay(
            campaign_id=row["campaign_id"],
            campaign=row["campaign__name"],
            currency=row["currency"],
            contacts=row["contacts"],
            productive_seconds=row["seconds"],
            exact=row["exact"],
        )
        for row in rows
    ]


def totals_of(parts: Iterable[DayPay]) -> list[DayPay]:
    """The parts of a day together: one row for each currency."""
    by_currency: dict[str, list[DayPay]] = {}
    for part in parts:
        by_currency.setdefault(part.currency, []).append(part)
    return [
        DayPay(
            campaign_id=0,
            campaign="",
            currency=currency,
            contacts=sum(part.contacts for part in group),
            productive_seconds=sum(part.productive_seconds for part in group),
            exact=sum((part.exact for part in group), Decimal(0)),
        )
        for currency, group in by_currency.items()
    ]


def _work_on(agent: Agent) -> QuerySet[RatedWork]:
    return RatedWork.objects.filter(agent=agent, corrects__isnull=True)
