"""When an agent is paid next, what will be in it and why, and what stands in its way."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, Subquery

from onboarding.agents.models import Agent
from onboarding.calendars.selectors import bank_holidays
from payouts.accruals.services import clears_on
from payouts.earnings.pay_days import pay_day_from
from payouts.earnings.selectors import Balances, pay_weeks
from payouts.earnings.withheld import kept_of_agent
from payouts.money import Money
from payouts.payees.models import Payee, PayoutHold, PayoutMinimum
from payouts.periods.models import Period
from payouts.periods.selectors import GRACE
from payouts.runs.payability import (
    Hindrance,
    Standing,
    carried_minor,
    hindrance_of_payee,
    minimum_minor,
)


@dataclass(frozen=True, slots=True)
class PendingWeek:
    """A week's pay that may not be paid yet: until when, and on which pay day it may.

    What is contested of it is not in ``amount``: it does not clear with the rest.

    While the week is not closed the dates are what they will be if it closes on time.
    """

    period: Period
    amount: Money
    is_closed: bool
    clears_on: date
    paid_on: date


@dataclass(frozen=True, slots=True)
class NextPayout:
    """The next pay day on which something is due.

    ``payable`` is what may be paid already; ``weeks`` clear in time for it; ``later`` do not.
    ``withheld`` is contested and in none of them.
    ``hindrance`` says why nothing would go out as things stand; of a hold, ``hold`` the reason.
    """

    on: date | None
    amount: Money
    payable: Money
    weeks: tuple[PendingWeek, ...]
    later: tuple[PendingWeek, ...]
    hindrance: Hindrance | None
    withheld: Money
    hold: str = ""

    @property
    def pending(self) -> tuple[PendingWeek, ...]:
        """Every week that has not cleared, the soonest first."""
        return self.weeks + self.later


def next_payout(*, agent: Agent, standing: Balances, at: datetime) -> NextPayout:
    """Work out the next payout of ``agent`` in the currency of ``standing``, in three queries."""
    payable = standing.payable
    pending = _pending_weeks(agent, payable.currency, at.date())
    due = [week.paid_on for week in pending if week.amount]
    if payable:
        due.append(pay_day_from(at.date(), bank_holidays()))
    on = min(due, default=None)
    weeks = tuple(week for week in pending if on and week.paid_on <= on)
    amount = sum((week.amount for week in weeks), payable)
    hindrance, hold = _hindrance(agent, amount, at) if on else (None, "")
    return NextPayout(
        on=on,
        amount=amount,
        payable=payable,
        weeks=weeks,
        later=tuple(week for week in pending if week not in weeks),
        hindrance=hindrance,
        withheld=kept_of_agent(agent=agent, currency=payable.currency),
        hold=hold,
    )


def _pending_weeks(agent: Agent, currency: str, today: date) -> list[PendingWeek]:
    weeks = pay_weeks(agent).filter(currency=currency, clearing__isnull=True)
    return [
        _pending_week(week, week.booked_minor - week.withheld_minor, today)  # type: ignore[attr-defined]
        for week in weeks.order_by("from_at", "pk")
    ]


def _pending_week(week: Period, clearing_minor: int, today: date) -> PendingWeek:
    # A job that runs late moves both days on; they are never in the past.
    closed_on = week.cutoff_at.date() if week.cutoff_at else max((week.to_at + GRACE).date(), today)
    clears = max(clears_on(closed_on), today)
    return PendingWeek(
        period=week,
        amount=Money(clearing_minor, week.currency),
        is_closed=week.cutoff_at is not None,
        clears_on=clears,
        paid_on=pay_day_from(clears, bank_holidays()),
    )


def _hindrance(agent: Agent, amount: Money, at: datetime) -> tuple[Hindrance | None, str]:
    standing_hold = (
        PayoutHold.objects.filter(
            payee=OuterRef("pk"), released_at__isnull=True, amount_minor__isnull=True
        )
        .order_by("-pk")
        .values("reason")[:1]
    )
    raised = PayoutMinimum.objects.filter(payee=OuterRef("pk"), currency=amount.currency)
    payee = (
        Payee.objects.filter(agent=agent)
        .annotate(hold=Subquery(standing_hold), raised=Subquery(raised.values("minimum_minor")))
        .first()
    )
    if amount.minor < 0:
        return Hindrance.NEGATIVE, ""
    if payee is None:
        return Hindrance.NO_ACCOUNT, ""
    found = hindrance_of_payee(
        Standing(
            agent_id=agent.pk,
            available_minor=amount.minor,
            payee_id=payee.pk,
            account=payee.account,
            is_enabled=payee.transfers_enabled,
            is_on_hold=payee.hold is not None,
            is_cooling=payee.cooling_until is not None and payee.cooling_until > at,
            lacks_tax_form=payee.tax_form_until is None or payee.tax_form_until < at.date(),
        )
    )
    smallest = max(minimum_minor(amount.currency), payee.raised or 0)
    if found is None and carried_minor(amount.minor, amount.currency) < smallest:
        found = Hindrance.BELOW_MINIMUM
    return found, payee.hold or ""
