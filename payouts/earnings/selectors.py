"""What an agent has earned: statements, days, balances, payouts. Each scoped to one agent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncDate

from onboarding.agents.models import Agent
from onboarding.calendars.periods import Span, local_day, span
from onboarding.errors import NotFound
from payouts.accruals.models import Accrual
from payouts.earnings.statements import Line, Statement, with_whole_amounts
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balances_of
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind, PeriodStatus
from payouts.rating.models import RatedWork
from payouts.runs.models import Payout, PayoutStatus, RunStatus


class StatementUnknown(NotFound):
    """There is no such statement, or it is somebody else's."""

    code = "statement_unknown"


@dataclass(frozen=True, slots=True)
class Balances:
    """What stands on an agent's accounts in one currency."""

    pending: Money
    payable: Money
    held: Money
    in_transit: Money


@dataclass(frozen=True, slots=True)
class SoFar:
    """Exact work of the agent's own day until now, and what of all work is not yet booked."""

    contacts: int
    exact: Decimal
    not_booked: Decimal


def currencies_of(agent: Agent) -> list[str]:
    """The currencies in which ``agent`` earns, the one of the newest week first."""
    return list(
        Period.objects.filter(agent=agent, kind=PeriodKind.PAY)
        .values("currency")
        .annotate(newest=Max("from_at"))
        .order_by("-newest", "currency")
        .values_list("currency", flat=True)
    )


def balances(*, agent: Agent, currency: str) -> Balances:
    """Pending, payable, held and in transit, in one query."""
    found = balances_of(
        owner_id=agent.pk,
        currency=currency,
        kinds=[
            AccountKind.AGENT_PENDING,
            AccountKind.AGENT_PAYABLE,
            AccountKind.AGENT_HELD,
            AccountKind.AGENT_IN_TRANSIT,
        ],
    )
    return Balances(
        pending=found[AccountKind.AGENT_PENDING],
        payable=found[AccountKind.AGENT_PAYABLE],
        held=found[AccountKind.AGENT_HELD],
        in_transit=found[AccountKind.AGENT_IN_TRANSIT],
    )


def pay_weeks(*, agent: Agent, currency: str) -> QuerySet[Period]:
    """The agent's pay periods with ``booked_minor`` and their clearing, in one query."""
    return (
        Period.objects.filter(agent=agent, kind=PeriodKind.PAY, currency=currency)
        .select_related("clearing")
        .annotate(
            booked_minor=Coalesce(
                Sum("accruals__posted_minor"), Value(0), output_field=BigIntegerField()
            )
        )
    )


def statement_of(period: Period) -> Statement:
    """The statement of one pay period, in two queries."""
    zone = ZoneInfo(period.timezone)
    is_added = Q(corrects__isnull=True)
    rows = (
        RatedWork.objects.filter(pay_period=period)
        .annotate(day=TruncDate("occurred_at", tzinfo=zone))
        .values("day", "campaign_id", "campaign__name", "campaign__brand__name")
        .annotate(
            contacts=Sum(Case(When(is_added, then=1), default=-1)),
            productive=Sum("productive_seconds"),
            exact=Sum("pay_exact"),
        )
        .order_by("day", "campaign_id")
    )
    lines = (
        Line(
            day=row["day"],
            campaign_id=row["campaign_id"],
            campaign=row["campaign__name"],
            brand=row["campaign__brand__name"],
            contacts=row["contacts"],
            productive_seconds=row["productive"],
            exact=row["exact"],
            whole=Money(0, period.currency),
        )
        for row in rows
    )
    booked = Accrual.objects.filter(period=period).aggregate(minor=Sum("posted_minor", default=0))[
        "minor"
    ]
    return Statement(
        period=period,
        lines=with_whole_amounts(lines, period.currency),
        booked=Money(int(booked), period.currency),
    )


def statement(*, agent: Agent, public_id: UUID) -> Statement:
    """One statement of ``agent``.

    Raises:
        StatementUnknown: the agent has no such statement.
    """
    period = Period.objects.filter(agent=agent, kind=PeriodKind.PAY, public_id=public_id).first()
    if period is None:
        raise StatementUnknown("There is no such statement among yours.")
    return statement_of(period)


def today_so_far(*, agent: Agent, currency: str, at: datetime) -> SoFar:
    """What the agent's own day has come to until ``at``, and what is not booked yet.

    Reads the open pay periods alone: what is closed is booked whole.
    """
    today = day_span(agent, at)
    periods = Period.objects.filter(agent=agent, kind=PeriodKind.PAY, currency=currency).exclude(
        status=PeriodStatus.CLOSED
    )
    is_today = Q(occurred_at__gte=today.from_at, occurred_at__lt=today.to_at)
    work = RatedWork.objects.filter(pay_period__in=periods).aggregate(
        contacts=Sum(
            Case(When(is_today & Q(corrects__isnull=True), then=1), When(is_today, then=-1)),
            default=0,
        ),
        today=Sum("pay_exact", filter=is_today, default=Decimal(0)),
        exact=Sum("pay_exact", default=Decimal(0)),
    )
    accrued = Accrual.objects.filter(period__in=periods).aggregate(
        exact=Sum("exact_added", default=Decimal(0))
    )["exact"]
    return SoFar(contacts=work["contacts"], exact=work["today"], not_booked=work["exact"] - accrued)


def day_span(agent: Agent, at: datetime) -> Span:
    """The day of the agent's own zone that holds ``at``."""
    zone = ZoneInfo(agent.timezone)
    day = local_day(at, zone)
    return span(day, day + timedelta(days=1), zone)


def payouts_of(agent: Agent) -> QuerySet[Payout]:
    """The payouts of ``agent`` that finance has approved, each with its run.

    A payout that nobody has approved is not told: it may still be taken off the list.
    """
    return (
        Payout.objects.filter(agent=agent)
        .exclude(status=PayoutStatus.PLANNED, run__status__in=[RunStatus.DRAFT, RunStatus.COMPUTED])
        .exclude(run__status=RunStatus.CANCELLED)
        .select_related("run")
    )
