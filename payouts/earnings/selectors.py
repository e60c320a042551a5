"""What an agent has earned: statements, days, balances, payouts. Each scoped to one agent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, Case, F, Max, OuterRef, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce, TruncDate

from onboarding.agents.models import Agent
from onboarding.calendars.periods import Span, local_day, span
from onboarding.errors import NotFound
from payouts.earnings.statements import ExtraLine, Line, Statement, with_whole_amounts
from payouts.earnings.withheld import withheld_in
from payouts.extras.models import Extra
from payouts.extras.selectors import extras_paid_in, paid_in
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balances_of
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.rating.models import RatedWork
from payouts.runs.models import Payout, PayoutSkip, PayoutStatus, RunStatus


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


def pay_weeks(agent: Agent) -> QuerySet[Period]:
    """The agent's pay periods, each with its clearing and what the books have of it.

    ``booked_minor`` is what the accruals and ``extra_minor`` of it what extras posted;
    ``booked_exact`` is the exact work behind the accruals; ``withheld_minor`` does not clear
    with the week, because it is contested.
    """
    return (
        Period.objects.filter(agent=agent, kind=PeriodKind.PAY)
        .select_related("clearing")
        .annotate(
            extra_minor=paid_in(OuterRef("pk")),
            withheld_minor=withheld_in(OuterRef("pk")),
            booked_minor=Coalesce(
                Sum("accruals__posted_minor"), Value(0), output_field=BigIntegerField()
            )
            + F("extra_minor"),
            booked_exact=Sum("accruals__exact_added", default=Decimal(0)),
        )
    )


def statement_of(week: Period) -> Statement:
    """The statement of one of ``pay_weeks``, in two queries."""
    rows = (
        RatedWork.objects.filter(pay_period=week)
        .annotate(day=TruncDate("occurred_at", tzinfo=ZoneInfo(week.timezone)))
        .values("day", "campaign_id", "campaign__name", "campaign__brand__name")
        .annotate(
            contacts=Sum(Case(When(corrects__isnull=True, then=1), default=-1)),
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
            whole=Money(0, week.currency),
        )
        for row in rows
    )
    extra_minor: int = week.extra_minor  # type: ignore[attr-defined]
    return Statement(
        period=week,
        lines=with_whole_amounts(lines, week.currency),
        extras=tuple(_extra_line(extra, week) for extra in extras_paid_in([week.pk])),
        withheld=Money(week.withheld_minor, week.currency),  # type: ignore[attr-defined]
        booked=Money(week.booked_minor, week.currency),  # type: ignore[attr-defined]
        booked_exact=week.booked_exact + Money(extra_minor, week.currency).exact,  # type: ignore[attr-defined]
    )


def _extra_line(extra: Extra, week: Period) -> ExtraLine:
    return ExtraLine(
        day=local_day(extra.occurred_at, ZoneInfo(week.timezone)),
        public_id=extra.public_id,
        kind=extra.get_kind_display(),
        description=extra.description,
        campaign=extra.campaign.name if extra.campaign else "",
        whole=Money(extra.pay_minor, extra.currency),
        adjusts_from=extra.pay_adjusts.from_on if extra.pay_adjusts else None,
    )


def statement(*, agent: Agent, public_id: UUID) -> Statement:
    """One statement of ``agent``, in three queries.

    Raises:
        StatementUnknown: the agent has no such statement.
    """
    week = pay_weeks(agent).filter(public_id=public_id).first()
    if week is None:
        raise StatementUnknown("There is no such statement among yours.")
    return statement_of(week)


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


def skips_of(agent: Agent) -> QuerySet[PayoutSkip]:
    """The approved runs that left ``agent`` out, and why."""
    return (
        PayoutSkip.objects.filter(agent=agent)
        .exclude(run__status__in=[RunStatus.DRAFT, RunStatus.COMPUTED, RunStatus.CANCELLED])
        .select_related("run")
    )
