"""The contacts behind a number, and how their exact amounts become it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, F, Func, IntegerField, Q, QuerySet, Sum, When

from onboarding.calendars.periods import span
from payouts.accruals.models import Accrual, AccrualSide, Clearing
from payouts.extras.models import Extra
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.rating.models import RatedWork
from payouts.reports.asking import Question

# Of the day, on the wall of the campaign's zone.
_SLOT = Func(
    F("campaign__timezone"),
    F("occurred_at"),
    template="floor(extract(epoch FROM timezone(%(expressions)s)::time) / 1800)::int",
    output_field=IntegerField(),
)
# A work day is one of the campaign's zone, and a period's one of its party's.
_ZONES_APART = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Behind:
    """Which contacts: those of a question, narrowed to one row of a report.

    ``slot`` counts the half-hours of the campaign's day from 0 to 47. With ``is_cleared``, the
    span is one of days on which pay became payable, and not of days of work. With ``week``, the
    contacts are those of one pay statement, of all of it or of one ``day`` in the agent's zone.
    """

    question: Question
    campaign_id: UUID | None = None
    agent_id: UUID | None = None
    slot: int | None = None
    is_cleared: bool = False
    week: Period | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """From the exact amounts of contacts to a number of the books, in one currency.

    ``exact`` less ``waiting`` (priced and not booked yet) plus ``rounding`` (of each total, once)
    is ``booked``; ``extras`` stand in the books as well, and no contact made them.
    """

    exact: Decimal
    accrued: Decimal
    booked: Money
    extras: Money

    @property
    def waiting(self) -> Decimal:
        """Exact work that is priced and not in the books yet."""
        return self.exact - self.accrued

    @property
    def rounding(self) -> Decimal:
        """What rounding each period's total added."""
        return self.booked.exact - self.accrued

    @property
    def together(self) -> Money:
        """All that is in the books, with contacts and without."""
        return self.booked + self.extras


@dataclass(frozen=True, slots=True)
class Sums:
    """What the contacts come to: how many, how long, and both ways to the books.

    ``charge`` is nothing where the question is of an agent or of pay: a brand's books know
    neither. Of half-hours and single days of a statement neither side is booked.
    """

    contact_count: int
    productive_seconds: int
    charge_exact: Decimal
    pay_exact: Decimal
    charge: Way | None
    pay: Way | None


def work_behind(asked: Behind) -> QuerySet[RatedWork]:
    """The rated rows behind a number, corrections included, with what a list of them shows."""
    question = asked.question
    rows = RatedWork.objects.filter(_names(asked, agent=True), currency=question.currency)
    if asked.week:
        rows = rows.filter(pay_period=asked.week)
        if asked.day:
            zone = ZoneInfo(asked.week.timezone)
            day = span(asked.day, asked.day + timedelta(days=1), zone)
            rows = rows.filter(occurred_at__gte=day.from_at, occurred_at__lt=day.to_at)
    elif asked.is_cleared:
        rows = rows.filter(pay_period__in=_cleared_periods(question))
    else:
        # The periods that can hold work of these days: the way into the table's indexes.
        periods = Period.objects.filter(
            kind=PeriodKind.BILLING,
            currency=question.currency,
            to_on__gte=question.since - _ZONES_APART,
        )
        rows = rows.filter(
            billing_period__in=periods,
            work_day__gte=question.since,
            work_day__lt=question.before,
        )
    if asked.slot is not None:
        rows = rows.annotate(slot=_SLOT).filter(slot=asked.slot)
    return rows.select_related("interaction", "campaign", "brand", "agent")


def sums_behind(asked: Behind) -> Sums:
    """What these contacts come to, and how that becomes the number; in four queries at most."""
    found = work_behind(asked).aggregate(
        # A correction takes a contact away; the newer price beside it counts it again.
        contacts=Sum(Case(When(corrects__isnull=True, then=1), default=-1), default=0),
        productive=Sum("productive_seconds", default=0),
        charge=Sum("charge_exact", default=Decimal(0)),
        pay=Sum("pay_exact", default=Decimal(0)),
    )
    is_booked = asked.slot is None and asked.day is None
    of_pay_alone = bool(asked.agent_id or asked.question.agent or asked.week or asked.is_cleared)
    charge, pay = found["charge"], found["pay"]
    return Sums(
        contact_count=found["contacts"],
        productive_seconds=found["productive"],
        charge_exact=charge,
        pay_exact=pay,
        charge=(_way(asked, AccrualSide.BRAND, charge) if is_booked and not of_pay_alone else None),
        pay=_way(asked, AccrualSide.AGENT, pay) if is_booked else None,
    )


def _way(asked: Behind, side: AccrualSide, exact: Decimal) -> Way:
    question = asked.question
    accruals = Accrual.objects.filter(
        _names(asked, agent=False), side=side, period__currency=question.currency
    )
    extras = Extra.objects.filter(
        _names(asked, agent=side == AccrualSide.AGENT), currency=question.currency
    )
    if side == AccrualSide.AGENT:
        accruals = accruals.filter(_of_agent(asked, "period__agent"))
    if asked.week or asked.is_cleared:
        periods: Any = [asked.week] if asked.week else _cleared_periods(question)
        accruals = accruals.filter(period__in=periods)
        extras = extras.filter(pay_period__in=periods)
    else:
        accruals = accruals.filter(day__gte=question.since, day__lt=question.before)
        extras = extras.filter(work_day__gte=question.since, work_day__lt=question.before)
    booked = accruals.aggregate(
        minor=Sum("posted_minor", default=0), exact=Sum("exact_added", default=Decimal(0))
    )
    amount = "charge_minor" if side == AccrualSide.BRAND else "pay_minor"
    without = extras.aggregate(minor=Sum(amount, default=0))["minor"]
    return Way(
        exact=exact,
        accrued=booked["exact"],
        booked=Money(int(booked["minor"]), question.currency),
        extras=Money(int(without), question.currency),
    )


def _cleared_periods(question: Question) -> QuerySet[Clearing, Any]:
    return Clearing.objects.filter(
        cleared_at__gte=datetime.combine(question.since, time(), UTC),
        cleared_at__lt=datetime.combine(question.before, time(), UTC),
        period__currency=question.currency,
    ).values("period")


def _names(asked: Behind, *, agent: bool) -> Q:
    """Conditions on the campaign, its brand, and the agent of a row that has one."""
    question = asked.question
    conditions = Q()
    if asked.campaign_id:
        conditions &= Q(campaign__public_id=asked.campaign_id)
    if question.campaign:
        conditions &= Q(campaign__name__icontains=question.campaign)
    if question.brand:
        conditions &= Q(campaign__brand__name__icontains=question.brand)
    return conditions & _of_agent(asked, "agent") if agent else conditions


def _of_agent(asked: Behind, path: str) -> Q:
    conditions = Q()
    if asked.agent_id:
        conditions &= Q(**{f"{path}__public_id": asked.agent_id})
    if asked.question.agent:
        conditions &= Q(**{f"{path}__name__icontains": asked.question.agent})
    return conditions
