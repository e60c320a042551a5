"""An agent's statement of one pay period: lines by day and campaign that add up to the books."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from payouts.earnings.lines import whole_lines
from payouts.money import Money
from payouts.periods.models import Period, PeriodStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One day's work on one campaign. ``day`` is a date of the agent's own zone.

    ``contacts`` counts what was added less what was taken back. ``whole`` is the line's part
    of the rounded total.
    """

    day: date
    campaign_id: int
    campaign: str
    brand: str
    contacts: int
    productive_seconds: int
    exact: Decimal
    whole: Money


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """A sum that no contact made. ``adjusts_from`` begins the closed week in which it happened."""

    day: date
    public_id: UUID
    kind: str
    description: str
    campaign: str
    whole: Money
    adjusts_from: date | None


@dataclass(frozen=True, slots=True)
class Total:
    """Several lines together."""

    label: str
    contacts: int
    productive_seconds: int
    exact: Decimal
    whole: Money


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the period: its lines, and what they come to."""

    day: date
    lines: tuple[Line, ...]
    extras: tuple[ExtraLine, ...]
    total: Total


@dataclass(frozen=True, slots=True)
class Statement:
    """What one agent earned in one pay period, with contacts and without (``extras``).

    ``booked`` is what the books hold of it, for ``booked_exact``. While the period is
    open, work may be priced and not yet booked; once it is closed, ``booked`` and
    ``total.whole`` are the same. ``withheld`` of it does not clear with the rest, because it is
    contested.
    """

    period: Period
    lines: tuple[Line, ...]
    extras: tuple[ExtraLine, ...]
    booked: Money
    booked_exact: Decimal
    withheld: Money

    @property
    def currency(self) -> str:
        return self.period.currency

    @property
    def is_final(self) -> bool:
        """Whether nothing can be added any more."""
        return self.period.status == PeriodStatus.CLOSED

    @property
    def last_day(self) -> date:
        """The Sunday."""
        return self.period.to_on - timedelta(days=1)

    @property
    def total(self) -> Total:
        """Everything in the period."""
        return _total("Total", self.lines, self.currency, self.extras)

    @property
    def of_extras(self) -> Money:
        """What no contact made, together."""
        return sum((extra.whole for extra in self.extras), Money(0, self.currency))

    @property
    def not_booked(self) -> Decimal:
        """Exact work that is priced and not yet in the books; none once the period is closed."""
        return self.total.exact - self.booked_exact

    def on(self, day: date) -> Total:
        """What one day has come to."""
        lines = [line for line in self.lines if line.day == day]
        extras = [extra for extra in self.extras if extra.day == day]
        return _total(day.isoformat(), lines, self.currency, extras)

    @property
    def own(self) -> tuple[Line, ...]:
        """Lines of the period's own days."""
        return tuple(line for line in self.lines if line.day >= self.period.from_on)

    @property
    def adjustments(self) -> tuple[Line, ...]:
        """Late and corrected work of earlier periods, which were closed when it became known."""
        return tuple(line for line in self.lines if line.day < self.period.from_on)

    @property
    def has_adjustments(self) -> bool:
        """Whether anything of an earlier week is on it."""
        return bool(self.adjustments) or any(extra.adjusts_from for extra in self.extras)

    @property
    def adjusted(self) -> Total:
        """The adjustments together, extras of earlier weeks included."""
        extras = [extra for extra in self.extras if extra.adjusts_from]
        return _total("Adjustments of earlier weeks", self.adjustments, self.currency, extras)

    @property
    def days(self) -> list[Day]:
        """Each day of the period in order, worked or not."""
        by_day = {day: tuple(lines) for day, lines in groupby(self.own, key=lambda line: line.day)}
        every = [self.period.from_on + timedelta(days=n) for n in range(self._length)]
        extras: dict[date, tuple[ExtraLine, ...]] = {}
        for extra in self.extras:
            extras[extra.day] = (*extras.get(extra.day, ()), extra)
        return [Day(day, by_day.get(day, ()), extras.get(day, ()), self.on(day)) for day in every]

    @property
    def chart(self) -> list[tuple[str, list[tuple[date, Decimal]]]]:
        """Exact amounts of the period's own days: by campaign, and of extras."""
        every = [day.day for day in self.days]
        series: dict[int, tuple[str, dict[date, Decimal]]] = {}
        for line in self.own:
            series.setdefault(line.campaign_id, (line.campaign, {}))[1][line.day] = line.exact
        chart = [
            (campaign, [(day, by_day.get(day, Decimal(0))) for day in every])
            for _, (campaign, by_day) in sorted(series.items())
        ]
        extras = [sum((extra.whole.exact for extra in day.extras), Decimal(0)) for day in self.days]
        if any(extras):
            chart.append((str(_("Without a contact")), list(zip(every, extras, strict=True))))
        return chart

    def course(self, until: date) -> list[Decimal]:
        """Exact amounts of the period's own days, up to ``until``."""
        return [day.total.exact for day in self.days if day.day <= until]

    @property
    def campaigns(self) -> list[Total]:
        """What each campaign came to, adjustments included; the totals that are in the books."""
        by_campaign: dict[int, list[Line]] = {}
        for line in self.lines:
            by_campaign.setdefault(line.campaign_id, []).append(line)
        return [
            _total(lines[0].campaign, lines, self.currency)
            for _, lines in sorted(by_campaign.items())
        ]

    @property
    def _length(self) -> int:
        return (self.period.to_on - self.period.from_on).days


def with_whole_amounts(lines: Iterable[Line], currency: str) -> tuple[Line, ...]:
    """Give each line its whole part: the books round each campaign's total, and so do we."""
    by_campaign: dict[int, list[Line]] = {}
    for line in lines:
        by_campaign.setdefault(line.campaign_id, []).append(line)
    whole = [
        replace(line, whole=amount)
        for group in by_campaign.values()
        for line, amount in zip(
            group, whole_lines([line.exact for line in group], currency), strict=True
        )
    ]
    return tuple(sorted(whole, key=lambda line: (line.day, line.campaign, line.campaign_id)))


def _total(
    label: str, lines: Iterable[Line], currency: str, extras: Iterable[ExtraLine] = ()
) -> Total:
    lines = list(lines)
    without_contact = sum((extra.whole for extra in extras), Money(0, currency))
    return Total(
        label=label,
        contacts=sum(line.contacts for line in lines),
        productive_seconds=sum(line.productive_seconds for line in lines),
        exact=sum((line.exact for line in lines), without_contact.exact),
        whole=sum((line.whole for line in lines), without_contact),
    )
