"""Extras: by their keys, in a period, complete for a page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import (
    BigIntegerField,
    Count,
    Expression,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from onboarding.agents.models import Agent
from onboarding.calendars.periods import Span
from payouts.extras.models import Extra, ExtraKind


def extras_with_keys(keys: Collection[str]) -> dict[str, Extra]:
    """The extras that stand under these keys, by key, in one query."""
    return {extra.key: extra for extra in Extra.objects.filter(key__in=keys)}


def extras() -> QuerySet[Extra]:
    """Every extra with the parties that a list names."""
    return Extra.objects.select_related("agent", "brand", "campaign")


def complete_extras() -> QuerySet[Extra]:
    """Extras with all that the page of one shows: parties, periods, and what took it back."""
    return extras().select_related(
        "pay_period",
        "pay_adjusts",
        "billing_period",
        "billing_adjusts",
        "corrects",
        "corrected_by",
        "actor",
    )


def paid_in(period: OuterRef) -> Expression:
    """What extras paid in a pay period, in minor units; for an annotation of periods."""
    return _sum_in("pay_period", period, "pay_minor")


def charged_in(period: OuterRef) -> Expression:
    """What extras charged in a billing period, in minor units; for an annotation of periods."""
    return _sum_in("billing_period", period, "charge_minor")


def _sum_in(side: str, period: OuterRef, amount: str) -> Expression:
    sums = (
        Extra.objects.filter(**{side: period})
        .order_by()
        .values(side)
        .annotate(total=Sum(amount))
        .values("total")
    )
    return Coalesce(Subquery(sums), Value(0), output_field=BigIntegerField())


@dataclass(frozen=True, slots=True)
class ChargeSum:
    """Extras of one kind on one campaign that a billing period charges, minor units.

    ``adjusts_id`` is the closed billing period in which they happened.
    """

    campaign_id: int
    kind: ExtraKind
    adjusts_id: int | None
    count: int
    charge_minor: int


def charge_sums(*, period_id: int) -> list[ChargeSum]:
    """What a billing period charges without a contact: a sum for each campaign, kind and period."""
    rows = (
        Extra.objects.filter(billing_period=period_id)
        .values_list("campaign", "kind", "billing_adjusts")
        .annotate(count=Count("pk"), total=Sum("charge_minor"))
        .order_by("billing_adjusts__from_at", "campaign__code", "kind", "billing_adjusts")
    )
    return [
        ChargeSum(campaign, ExtraKind(kind), adjusts, count, total)
        for campaign, kind, adjusts, count, total in rows
    ]


def charged_by_campaign(*, period_id: int) -> dict[int, int]:
    """What extras charge in a billing period, minor units for each campaign."""
    return dict(
        Extra.objects.filter(billing_period=period_id)
        .values_list("campaign")
        .annotate(total=Sum("charge_minor"))
        .order_by("campaign")
    )


def charges_by_day(period_id: int) -> list[tuple[UUID, str, int, date, int]]:
    """Public id, name and id of the campaign, day, and minor units charged on it by extras."""
    return list(
        Extra.objects.filter(billing_period=period_id)
        .values_list("campaign__public_id", "campaign__name", "campaign", "work_day")
        .annotate(total=Sum("charge_minor"))
        .order_by("campaign__code", "campaign", "work_day")
    )


def extras_behind(
    *, period_id: int, campaign_id: int, kind: str, adjusts_id: int | None
) -> QuerySet[Extra]:
    """The extras of one of ``charge_sums``, with their agents."""
    return (
        extras()
        .filter(billing_period=period_id, campaign=campaign_id, kind=kind)
        .filter(billing_adjusts=adjusts_id)
    )


def extras_paid_in(period_ids: Iterable[int]) -> QuerySet[Extra]:
    """What these pay periods pay without a contact, by day."""
    return (
        extras()
        .filter(pay_period__in=period_ids)
        .select_related("pay_adjusts")
        .order_by("occurred_at", "pk")
    )


def extras_on(*, agent: Agent, within: Span) -> QuerySet[Extra]:
    """What an agent was paid without a contact for a span of time, taken-back sums included."""
    return (
        extras()
        .filter(agent=agent, occurred_at__gte=within.from_at, occurred_at__lt=within.to_at)
        .exclude(pay_minor=0)
        .order_by("occurred_at", "pk")
    )


def sums_by_day(*, currency: str, from_on: date, to_on: date) -> dict[date, tuple[int, int]]:
    """Charge and pay of the extras of each day in ``[from_on, to_on)``, minor units."""
    rows = (
        Extra.objects.filter(currency=currency, work_day__gte=from_on, work_day__lt=to_on)
        .values_list("work_day")
        .annotate(charge=Sum("charge_minor"), pay=Sum("pay_minor"))
        .order_by("work_day")
    )
    return {day: (charge, pay) for day, charge, pay in rows}
