"""What the next four pay dates will take, and what brands owe by then."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce, TruncDate

from onboarding.calendars.selectors import bank_holidays
from payouts.accruals.models import Withholding
from payouts.accruals.services import clears_on
from payouts.billing.models import Invoice, InvoiceStatus
from payouts.earnings.pay_days import pay_day_from
from payouts.earnings.withheld import WAITS
from payouts.extras.models import Extra
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import LedgerBalance
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.periods.selectors import GRACE

PAY_DATES = 4


@dataclass(frozen=True, slots=True)
class PayDate:
    """One pay date: what is paid out then, and which invoices fall due until then."""

    on: date
    payable: Money
    agents: int
    due: Money
    invoices: int

    @property
    def net(self) -> Money:
        """What comes in by then less what goes out."""
        return self.due - self.payable


def forecast(*, currency: str, at: datetime) -> list[PayDate]:
    """Return the next four pay dates, in five queries.

    Payable money goes out on the first. Pending pay goes out on the first pay date after its
    dispute window: of weeks that are still open, what is booked by now; never what is contested.
    Invoices count for the first pay date on or after their due date; overdue ones for the first
    of all.
    """
    holidays = bank_holidays()
    dates = list(_pay_dates(at.date()))
    payable = dict.fromkeys(dates, 0)
    agents = dict.fromkeys(dates, 0)
    now = LedgerBalance.objects.filter(
        account__kind=AccountKind.AGENT_PAYABLE,
        account__currency=currency,
        credits_minor__gt=F("debits_minor"),
    ).aggregate(minor=Sum(F("credits_minor") - F("debits_minor"), default=0), agents=Count("pk"))
    payable[dates[0]], agents[dates[0]] = int(now["minor"]), now["agents"]
    for closed_on, minor, count in _pending(currency):
        on = pay_day_from(max(clears_on(closed_on), at.date()), holidays)
        if on in payable:
            payable[on] += int(minor)
            agents[on] += count
    due, invoices = dict.fromkeys(dates, 0), dict.fromkeys(dates, 0)
    for due_on, minor, count in _open_invoices(currency, dates[-1]):
        by = next(day for day in dates if day >= due_on)
        due[by] += int(minor)
        invoices[by] += count
    return [
        PayDate(
            day,
            Money(payable[day], currency),
            agents[day],
            Money(due[day], currency),
            invoices[day],
        )
        for day in dates
    ]


def _pay_dates(day: date) -> Iterator[date]:
    for _ in range(PAY_DATES):
        day = pay_day_from(day, bank_holidays())
        yield day
        day += timedelta(days=1)


def _closed_on(period: str = "") -> TruncDate:
    """The day on which a period's statement appeared or will appear; ``period`` leads to it."""
    return TruncDate(Coalesce(f"{period}cutoff_at", F(f"{period}to_at") + GRACE))


def _pending(currency: str) -> list[tuple[date, int, int]]:
    """Pending pay by the day on which its statement appeared or will appear."""
    weeks = Period.objects.filter(kind=PeriodKind.PAY, currency=currency, clearing__isnull=True)
    by_day = weeks.annotate(closed_on=_closed_on()).order_by("closed_on").values_list("closed_on")
    earned = by_day.annotate(
        minor=Sum("accruals__posted_minor", default=0), agents=Count("agent", distinct=True)
    )
    # What no contact made clears with the week it stands in; summed apart, because a join of
    # both would count each accrual once for every extra.
    extra = dict(
        Extra.objects.filter(pay_period__in=weeks)
        .annotate(closed_on=_closed_on("pay_period__"))
        .order_by("closed_on")
        .values_list("closed_on")
        .annotate(minor=Sum("pay_minor"))
    )
    # What is contested does not clear with the rest.
    kept = dict(
        Withholding.objects.filter(WAITS, period__in=weeks)
        .annotate(closed_on=_closed_on("period__"))
        .order_by("closed_on")
        .values_list("closed_on")
        .annotate(minor=Sum("amount_minor"))
    )
    return [
        (on, int(minor + extra.get(on, 0) - kept.get(on, 0)), agents)
        for on, minor, agents in earned
    ]


def _open_invoices(currency: str, until: date) -> list[tuple[date, int, int]]:
    is_open = Q(status__in=[InvoiceStatus.ISSUED, InvoiceStatus.PARTLY_PAID])
    return list(
        Invoice.objects.filter(is_open, currency=currency, due_on__lte=until)
        .order_by("due_on")
        .values_list("due_on")
        .annotate(minor=Sum("total_minor"), count=Count("pk"))
    )
