"""What an hour of a campaign is worth to an agent who is booked for it.

Product rule: the floor, or else the trailing average earnings of that interval. The interval is
the half hour of the week on the campaign's own clock; where nobody was staffed in it lately, the
whole campaign's average counts, and where there is none at all, an hour at the full rate:
ambiguity resolves for who was to do the work.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django.db import connection

from marketplace.campaigns.models import Campaign, RateCardVersion
from payouts.guarantees.cancelled import Basis
from payouts.guarantees.models import FloorTerms

TRAILING_WEEKS: Final = 4
_MINUTES_PER_HOUR = 60

# What contacts earned for each staffed hour in the last weeks: in hours that begin in the same
# half hour of the week (``slot``), and in all. Contacts count for the hours in which they ended.
_TRAILING = """
    WITH hours AS MATERIALIZED (
        SELECT i.agent_id, i.starts_at, i.ends_at, i.staffed_seconds
        FROM payouts_committedinterval i
        WHERE i.campaign_id = %(campaign)s AND i.staffed_seconds > 0
          AND i.starts_at >= %(before)s - %(weeks)s * interval '7 days'
          AND i.ends_at <= %(before)s
          AND NOT EXISTS (
            SELECT FROM payouts_committedinterval n WHERE n.supersedes_id = i.id)
    ), earned AS (
        SELECT h.agent_id, h.starts_at, sum(w.pay_exact) AS pay
        FROM hours h
        JOIN payouts_period p ON p.kind = 'PAY' AND p.agent_id = h.agent_id
         AND p.currency = %(currency)s AND p.to_at > h.starts_at
        JOIN payouts_ratedwork w ON w.pay_period_id = p.id AND w.campaign_id = %(campaign)s
         AND w.occurred_at >= h.starts_at AND w.occurred_at < h.ends_at
        GROUP BY 1, 2
    ), slot AS (
        SELECT to_char(starts_at AT TIME ZONE %(zone)s, 'ID HH24') || floor(
                   extract(minute FROM starts_at AT TIME ZONE %(zone)s) / 30)
                   = to_char(%(starts_at)s AT TIME ZONE %(zone)s, 'ID HH24') || floor(
                   extract(minute FROM %(starts_at)s AT TIME ZONE %(zone)s) / 30) AS is_same,
               h.staffed_seconds, coalesce(e.pay, 0) AS pay
        FROM hours h LEFT JOIN earned e USING (agent_id, starts_at)
    )
    SELECT round(3600 * sum(pay) FILTER (WHERE is_same)
                 / sum(staffed_seconds) FILTER (WHERE is_same), 9),
           round(3600 * sum(pay) / sum(staffed_seconds), 9)
    FROM slot
"""


@dataclass(frozen=True, slots=True)
class Worth:
    """What an hour is worth, major units with nine places, and what says so."""

    per_hour: Decimal
    basis: Basis


def worth_of(*, campaign: Campaign, starts_at: datetime, before: datetime) -> Worth:
    """What an hour that begins at ``starts_at`` is worth, by what was known ``before``."""
    floor = (
        FloorTerms.objects.filter(campaign=campaign, effective_from__lte=starts_at)
        .order_by("-effective_from")
        .first()
    )
    if floor is not None and floor.per_hour:
        return Worth(_nine_places(floor.per_hour * floor.multiplier), Basis.FLOOR)
    slot, whole = _trailing(campaign, starts_at, before)
    if slot:
        return Worth(slot, Basis.TRAILING)
    if whole:
        return Worth(whole, Basis.CAMPAIGN)
    version = (
        RateCardVersion.objects.filter(campaign=campaign, effective_from__lte=starts_at)
        .order_by("-effective_from")
        .first()
    )
    rate = version.pay_per_minute if version else Decimal(0)
    return Worth(_nine_places(rate * _MINUTES_PER_HOUR), Basis.RATE)


def _trailing(
    campaign: Campaign, starts_at: datetime, before: datetime
) -> tuple[Decimal | None, Decimal | None]:
    asked: dict[str, Any] = {
        "campaign": campaign.pk,
        "currency": campaign.currency,
        "zone": campaign.timezone,
        "starts_at": starts_at,
        "before": before,
        "weeks": TRAILING_WEEKS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_TRAILING, asked)
        found: tuple[Decimal | None, Decimal | None] = cursor.fetchone()
    return found


def _nine_places(value: Decimal) -> Decimal:
    return value.quantize(Decimal("1e-9"))
