"""Which lines may be contested now, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from onboarding.calendars.business_days import DaysOff
from onboarding.calendars.selectors import days_off_in
from payouts.billing.models import CreditNote, Invoice
from payouts.disputes.clock import CONTEST_DAYS, ends_after
from payouts.periods.models import Period, PeriodKind, PeriodStatus
from payouts.rating.models import RatedWork

# No run of holidays makes five business days longer than this.
_LONGEST = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Window:
    """The lines of one document, which may be contested until ``closes_at``.

    ``period_id`` is where their work lies; ``invoice_id`` the invoice, of a credit note the one
    it lowers.
    """

    period_id: int
    invoice_id: int | None
    appeared_at: datetime
    closes_at: datetime


def windows_of_brand(brand: Brand, *, at: datetime) -> list[Window]:
    """The documents of a brand whose lines may be contested at ``at``, the newest first.

    Work of a period is on its invoice; corrections of a period that has none are on its credit
    notes. The clock runs from the first of them.
    """
    since = at - _LONGEST
    issued = Invoice.objects.filter(brand=brand, issued_at__range=(since, at))
    credited = CreditNote.objects.filter(invoice__brand=brand, issued_at__range=(since, at))
    documents = [
        *issued.values_list("period", "pk", "issued_at"),
        *credited.order_by("issued_at", "pk").values_list("period", "invoice", "issued_at"),
    ]
    return _open(documents, ZoneInfo(brand.timezone), days_off_in(brand.country), at)


def windows_of_agent(agent: Agent, *, at: datetime) -> list[Window]:
    """The statements of an agent whose lines may be contested at ``at``, the newest first."""
    closed = Period.objects.filter(
        agent=agent,
        kind=PeriodKind.PAY,
        status=PeriodStatus.CLOSED,
        cutoff_at__range=(at - _LONGEST, at),
    )
    statements = [(pk, None, closed_at) for pk, closed_at in closed.values_list("pk", "cutoff_at")]
    return _open(statements, ZoneInfo(agent.timezone), days_off_in(agent.country), at)


def contestable(windows: Iterable[Window], *, on: str) -> QuerySet[RatedWork]:
    """The prices that stand on these lines and were not decided on already.

    ``on`` is the side of the price: ``billing_period`` or ``pay_period``.
    """
    return RatedWork.objects.filter(
        Q(**{f"{on}__in": [window.period_id for window in windows]}),
        corrects__isnull=True,
        corrected_by__isnull=True,
        ruling__isnull=True,
    )


def _open(
    documents: Iterable[tuple[int, int | None, datetime | None]],
    zone: ZoneInfo,
    days_off: DaysOff,
    at: datetime,
) -> list[Window]:
    windows: dict[int, Window] = {}
    for period, invoice, appeared_at in documents:
        if appeared_at is None or period in windows:
            continue
        closes_at = ends_after(appeared_at, days=CONTEST_DAYS, zone=zone, holidays=days_off)
        if at < closes_at:
            windows[period] = Window(period, invoice, appeared_at, closes_at)
    return sorted(windows.values(), key=lambda window: window.appeared_at, reverse=True)
