"""What a brand's month costs so far: what the books hold, and what is not booked yet."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from django.db import connection
from django.db.models import Sum

from onboarding.brands.models import Brand
from onboarding.calendars.periods import Span
from payouts.accruals.models import Accrual
from payouts.extras.selectors import charged_by_campaign, charges_by_day
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind


@dataclass(frozen=True, slots=True)
class CampaignSpend:
    """One campaign's part of a month. Contacts that were taken back are not counted."""

    public_id: UUID
    name: str
    contact_count: int
    productive_seconds: int
    billable_seconds: int
    spend: Money


@dataclass(frozen=True, slots=True)
class Spend:
    """A month of one brand: ``spend`` is what the books hold and, rounded, what they do not yet.

    ``extras`` is the part of it that no contact made, campaign by campaign in ``campaigns`` too.

    ``by_day`` has every day of the month, major units, exact; what became known late of an
    earlier month is in the sum and on no day.
    """

    spend: Money
    unbooked: Decimal
    before: Money
    extras: Money
    contact_count: int
    productive_seconds: int
    billable_seconds: int
    by_day: tuple[tuple[date, Decimal], ...]
    campaigns: tuple[CampaignSpend, ...]

    @property
    def per_contact(self) -> Money | None:
        """What a contact cost on average, without what no contact made."""
        if not self.contact_count:
            return None
        of_contacts = self.spend - self.extras
        return Money.of_exact(of_contacts.exact / self.contact_count, self.spend.currency)


_WORK = """
    SELECT c.public_id, c.name, c.id, w.work_day,
           count(*) FILTER (WHERE w.corrects_id IS NULL)
               - count(*) FILTER (WHERE w.corrects_id IS NOT NULL),
           sum(w.productive_seconds)::bigint, sum(w.billable_seconds)::bigint,
           sum(w.charge_exact)
    FROM payouts_ratedwork w
    JOIN marketplace_campaign c ON c.id = w.campaign_id
    WHERE w.billing_period_id = %s
    GROUP BY c.id, w.work_day
    ORDER BY c.code, c.id, w.work_day
"""


def spend_of(*, brand: Brand, month: Span, before: Span) -> Spend:
    """What ``month`` costs ``brand`` so far, beside the whole month ``before``."""
    period = _period(brand, month)
    booked = _booked(period)
    exact: dict[int, Decimal] = {}
    contacts: Counter[int] = Counter()
    productive: Counter[int] = Counter()
    billable: Counter[int] = Counter()
    on_day: dict[date, Decimal] = {}
    names: dict[int, tuple[UUID, str]] = {}
    for public_id, name, campaign, day, count, seconds, billed, amount in _rows(period):
        names[campaign] = (public_id, name)
        exact[campaign] = exact.get(campaign, Decimal(0)) + amount
        contacts[campaign] += count
        productive[campaign] += seconds
        billable[campaign] += billed
        on_day[day] = on_day.get(day, Decimal(0)) + amount
    extras: Counter[int] = Counter()
    for public_id, name, campaign, day, minor in charges_by_day(period.pk) if period else ():
        names[campaign] = (public_id, name)
        extras[campaign] += minor
        on_day[day] = on_day.get(day, Decimal(0)) + Money(minor, brand.currency).exact
    zero = (0, Decimal(0))
    unbooked = {one: exact.get(one, zero[1]) - booked.get(one, zero)[1] for one in names}
    campaigns = tuple(
        CampaignSpend(
            public_id=public_id,
            name=name,
            contact_count=contacts[one],
            productive_seconds=productive[one],
            billable_seconds=billable[one],
            spend=Money(booked.get(one, zero)[0] + extras[one], brand.currency)
            + Money.of_exact(unbooked[one], brand.currency),
        )
        for one, (public_id, name) in names.items()
    )
    return Spend(
        spend=Money(sum(one.spend.minor for one in campaigns), brand.currency),
        unbooked=sum(unbooked.values(), Decimal(0)),
        before=_whole(_period(brand, before), brand.currency),
        extras=Money(extras.total(), brand.currency),
        contact_count=contacts.total(),
        productive_seconds=productive.total(),
        billable_seconds=billable.total(),
        by_day=tuple((day, on_day.get(day, Decimal(0))) for day in _days(month)),
        campaigns=campaigns,
    )


def _period(brand: Brand, month: Span) -> Period | None:
    return (
        Period.objects.filter(
            kind=PeriodKind.BILLING,
            brand=brand,
            currency=brand.currency,
            from_on=month.from_on,
        )
        .order_by("pk")
        .first()
    )


def _rows(period: Period | None) -> list[tuple[UUID, str, int, date, int, int, int, Decimal]]:
    if period is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_WORK, [period.pk])
        return list(cursor.fetchall())


def _booked(period: Period | None) -> dict[int, tuple[int, Decimal]]:
    """Minor units and the exact sum that they stand for, of each campaign."""
    if period is None:
        return {}
    rows = (
        Accrual.objects.filter(period=period)
        .values_list("campaign")
        .annotate(posted=Sum("posted_minor"), exact=Sum("exact_added"))
        .order_by("campaign")
    )
    return {campaign: (posted, exact) for campaign, posted, exact in rows}


def _whole(period: Period | None, currency: str) -> Money:
    """All that the books hold of a billing period."""
    booked = sum(minor for minor, _ in _booked(period).values())
    extras = charged_by_campaign(period_id=period.pk).values() if period else ()
    return Money(booked + sum(extras), currency)


def _days(month: Span) -> list[date]:
    count = (month.to_on - month.from_on).days
    return [month.from_on + timedelta(days=place) for place in range(count)]
