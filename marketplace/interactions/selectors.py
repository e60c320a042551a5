"""A brand's contacts: lists, one of them, and how well they were answered."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, ExtractHour, TruncDate

from marketplace.interactions.models import Interaction, InteractionRevision, Outcome
from marketplace.interactions.service import TARGET_SECONDS, ServiceFigures
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from onboarding.calendars.periods import Span, local_day, month_of
from onboarding.errors import NotFound

_HANDLED = Q(outcome=Outcome.HANDLED)
# A drop-down of ten years is as long as anybody scrolls.
_MOST_MONTHS = 120


class ContactUnknown(NotFound):
    """There is no such contact, or it is another brand's."""

    code = "contact_unknown"


@dataclass(frozen=True, slots=True)
class ContactQuestion:
    """Which contacts are asked for. Instants are half-open; ``None`` asks for all."""

    from_at: datetime | None = None
    until_at: datetime | None = None
    campaign_id: int | None = None
    agent_id: int | None = None
    outcome: str = ""
    is_unattributed: bool = False
    min_seconds: int | None = None
    max_seconds: int | None = None
    external_id: str = ""


def contacts(*, brand_id: int, question: ContactQuestion) -> QuerySet[Interaction]:
    """A brand's contacts that answer ``question``, each with its campaign and agent."""
    asked: dict[str, Any] = {
        "ended_at__gte": question.from_at,
        "ended_at__lt": question.until_at,
        "campaign": question.campaign_id,
        "agent": question.agent_id,
        "outcome": question.outcome or None,
        "external_id": question.external_id or None,
        "handle__gte": question.min_seconds,
        "handle__lte": question.max_seconds,
    }
    found = Interaction.objects.filter(brand=brand_id)
    if question.min_seconds is not None or question.max_seconds is not None:
        found = found.alias(handle=F("talk_seconds") + F("hold_seconds") + F("wrap_seconds"))
    if question.external_id:
        # The sources are named so that the unique pair of source and id is searched.
        found = found.filter(source__brand=brand_id)
    if question.is_unattributed:
        found = found.filter(_HANDLED, agent__isnull=True)
    return found.filter(
        **{name: value for name, value in asked.items() if value is not None}
    ).select_related("campaign", "agent")


def plain(found: QuerySet[Interaction]) -> QuerySet[Interaction, tuple[Any, ...]]:
    """Contacts as rows for a file, oldest first; a name we do not know is the source's own."""
    return found.order_by("ended_at", "pk").values_list(
        "external_id",
        "revision",
        Coalesce("campaign__code", "campaign_ref"),
        Coalesce("agent__name", "agent_ref"),
        "outcome",
        "arrived_at",
        "started_at",
        "ended_at",
        "queue_seconds",
        "talk_seconds",
        "hold_seconds",
        "wrap_seconds",
    )


def contact_of(*, brand_id: int, pk: int) -> Interaction:
    """One contact of a brand, as its newest revision tells it.

    Raises:
        ContactUnknown: the brand has no such contact.
    """
    found = (
        Interaction.objects.filter(brand=brand_id, pk=pk)
        .select_related("campaign", "agent", "source")
        .first()
    )
    if found is None:
        raise ContactUnknown("There is no such contact among yours.")
    return found


def revisions_of(interaction: Interaction) -> QuerySet[InteractionRevision]:
    """Every revision of a contact, the oldest first, with the file each came in."""
    return (
        InteractionRevision.objects.filter(interaction=interaction)
        .select_related("campaign", "agent", "file")
        .order_by("revision")
    )


def agents_of(*, brand_id: int) -> QuerySet[Agent]:
    """The agents whom a brand's sources name, by name."""
    return Agent.objects.filter(aliases__source__brand=brand_id).distinct().order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Months:
    """Months of a brand's zone that have contacts or lie between such, newest first.

    ``shown_first`` is the newest one that is a day old: a call that ends after midnight does
    not make a month to look at.
    """

    spans: tuple[Span, ...]
    shown_first: Span


def months_of(brand: Brand) -> Months | None:
    """The months from the brand's last contact back to its first; nothing without contacts."""
    ends = Interaction.objects.filter(brand=brand).aggregate(
        first=Min("ended_at"), last=Max("ended_at")
    )
    if ends["last"] is None:
        return None
    zone = ZoneInfo(brand.timezone)
    month = month_of(local_day(ends["last"], zone), zone)
    months = [month]
    while month.from_at > ends["first"] and len(months) < _MOST_MONTHS:
        month = month_before(month, zone)
        months.append(month)
    a_day_before = ends["last"] - timedelta(days=1)
    shown_first = next((one for one in months if one.from_at <= a_day_before), months[-1])
    return Months(tuple(months), shown_first)


def month_before(month: Span, zone: ZoneInfo) -> Span:
    """The calendar month before ``month``."""
    return month_of(date.fromordinal(month.from_on.toordinal() - 1), zone)


def service_figures(
    *, brand_id: int, within: Span, campaign_id: int | None = None
) -> ServiceFigures:
    """How contacts that ended ``within`` a span were answered, in one query."""
    figures = _within(brand_id, within, campaign_id).aggregate(
        handled=Count("pk", filter=_HANDLED),
        abandoned=Count("pk", filter=Q(outcome=Outcome.ABANDONED)),
        answered_in_time=Count("pk", filter=_HANDLED & Q(queue_seconds__lte=TARGET_SECONDS)),
        waited_seconds=Sum("queue_seconds", filter=_HANDLED, default=0),
        unattributed=Count("pk", filter=_HANDLED & Q(agent__isnull=True)),
    )
    return ServiceFigures(**figures)


def contacts_by_day(
    *, brand_id: int, within: Span, zone: ZoneInfo, campaign_id: int | None = None
) -> list[tuple[date, int, int]]:
    """Handled and abandoned contacts of each day of ``zone`` on which a contact ended."""
    return list(
        _within(brand_id, within, campaign_id)
        .annotate(day=TruncDate("ended_at", tzinfo=zone))
        .values_list("day")
        .annotate(
            handled=Count("pk", filter=_HANDLED),
            abandoned=Count("pk", filter=Q(outcome=Outcome.ABANDONED)),
        )
        .order_by("day")
    )


def arrivals_by_hour(
    *, brand_id: int, within: Span, zone: ZoneInfo, campaign_id: int | None = None
) -> dict[int, int]:
    """How many contacts were offered in each hour of the day of ``zone``."""
    return dict(
        _within(brand_id, within, campaign_id)
        .exclude(outcome=Outcome.PHANTOM)
        .annotate(hour=ExtractHour("arrived_at", tzinfo=zone))
        .values_list("hour")
        .annotate(offered=Count("pk"))
        .order_by("hour")
    )


def _within(brand_id: int, within: Span, campaign_id: int | None) -> QuerySet[Interaction]:
    found = Interaction.objects.filter(
        brand=brand_id, ended_at__gte=within.from_at, ended_at__lt=within.to_at
    )
    return found if campaign_id is None else found.filter(campaign=campaign_id)
