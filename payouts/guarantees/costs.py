"""What an offer is going to cost: hours that are booked already, and what the past suggests."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final, Protocol

from django.db import connection

from marketplace.campaigns.models import Campaign
from payouts.guarantees.models import Funding
from payouts.guarantees.offers import Measure
from payouts.guarantees.surge import Hours, bonus_of
from payouts.guarantees.worked import STANDING_HOURS
from payouts.money import Money

_WEEKS: Final = 4

# Committed and staffed seconds of hours that begin in a span, and what their contacts came to.
_HOURS_IN = f"""
    WITH hours AS MATERIALIZED (
        SELECT * FROM ({STANDING_HOURS}) h
        WHERE campaign_id = %(campaign)s AND starts_at >= %(from)s AND starts_at < %(to)s
          AND (%(booked_before)s::timestamptz IS NULL OR booked_at IS NULL
               OR booked_at < %(booked_before)s)
          AND (%(ended_at)s::timestamptz IS NULL
               OR coalesce(booked_at, starts_at) < %(ended_at)s)
    ), worth AS (
        SELECT sum(w.pay_exact) AS pay, sum(w.charge_exact) AS charge
        FROM hours h
        JOIN payouts_period p ON p.kind = 'PAY' AND p.agent_id = h.agent_id
         AND p.currency = %(currency)s AND p.to_at > h.starts_at
        JOIN payouts_ratedwork w ON w.pay_period_id = p.id AND w.campaign_id = h.campaign_id
         AND w.occurred_at >= h.starts_at AND w.occurred_at < h.ends_at
    )
    SELECT count(DISTINCT agent_id), coalesce(sum(committed), 0)::bigint,
           coalesce(sum(staffed), 0)::bigint,
           coalesce(sum(CASE WHEN starts_at < %(at)s THEN staffed ELSE committed END), 0)::bigint,
           (SELECT coalesce(pay, 0) FROM worth), (SELECT coalesce(charge, 0) FROM worth)
    FROM hours
"""


class Terms(Protocol):
    """What an offer's cost follows from."""

    @property
    def from_at(self) -> datetime: ...
    @property
    def to_at(self) -> datetime: ...
    @property
    def measure(self) -> str: ...
    @property
    def pay_rate(self) -> Decimal: ...
    @property
    def charge_rate(self) -> Decimal: ...
    @property
    def funded_by(self) -> str: ...
    @property
    def booked_before(self) -> datetime | None: ...


@dataclass(frozen=True, slots=True)
class Cost:
    """Who is booked for how long, what that costs at most, and what the same hours used to.

    Costs are those of who funds the offer. ``usual`` is the mean of the same hours in the weeks
    before, at this offer's rates.
    """

    agents: int
    committed_seconds: int
    booked: Money
    usual: Money
    usual_seconds: int


def cost_of(
    *,
    campaign: Campaign,
    offer: Terms,
    ended_at: datetime | None = None,
    at: datetime | None = None,
) -> Cost:
    """What an offer costs if everybody keeps its conditions.

    Hours that are over by ``at`` count by what was staffed of them, later ones whole.
    """
    agents, committed, _, expected, pay, charge = _hours(
        campaign, offer, back=timedelta(0), ended_at=ended_at, at=at or offer.from_at
    )
    past = [
        _hours(campaign, offer, back=timedelta(weeks=n), ended_at=None, at=offer.to_at)
        for n in range(1, _WEEKS + 1)
    ]
    weeks = [week for week in past if week[1]] or past[:1]
    return Cost(
        agents=agents,
        committed_seconds=committed,
        booked=_priced(campaign, offer, expected, pay, charge),
        usual=_priced(
            campaign,
            offer,
            sum(week[2] for week in weeks) // len(weeks),
            sum((week[4] for week in weeks), Decimal(0)) / len(weeks),
            sum((week[5] for week in weeks), Decimal(0)) / len(weeks),
        ),
        usual_seconds=sum(week[2] for week in weeks) // len(weeks),
    )


def _hours(
    campaign: Campaign, offer: Terms, *, back: timedelta, ended_at: datetime | None, at: datetime
) -> tuple[int, int, int, int, Decimal, Decimal]:
    # The past had no such offer: its hours count whenever they were booked.
    booked_before = None if back else offer.booked_before
    with connection.cursor() as cursor:
        cursor.execute(
            _HOURS_IN,
            {
                "campaign": campaign.pk,
                "currency": campaign.currency,
                "from": offer.from_at - back,
                "to": offer.to_at - back,
                "booked_before": booked_before,
                "ended_at": ended_at,
                "at": at,
            },
        )
        found: tuple[int, int, int, int, Decimal, Decimal] = cursor.fetchone()
    return found


def _priced(campaign: Campaign, offer: Terms, seconds: int, pay: Decimal, charge: Decimal) -> Money:
    of_brand = offer.funded_by == Funding.BRAND
    return bonus_of(
        per_hour=offer.measure == Measure.PER_HOUR,
        rate=offer.charge_rate if of_brand else offer.pay_rate,
        hours=Hours(seconds, charge if of_brand else pay),
        currency=campaign.currency,
    )
