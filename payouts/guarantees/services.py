"""Set a floor, and top pay periods up to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from marketplace.campaigns.models import Campaign
from onboarding.calendars.periods import local_day
from onboarding.errors import NotPermitted, Refused
from onboarding.users.models import Grant, User
from onboarding.users.selectors import has_grant
from payouts.extras.models import ExtraKind
from payouts.extras.services import NewExtra
from payouts.guarantees.floor import floor_of, top_up
from payouts.guarantees.models import FloorTerms, Funding, TopUp
from payouts.guarantees.selectors import Guaranteed, guaranteed_periods, newest_top_ups
from payouts.guarantees.settling import Due, settle
from payouts.guarantees.weeks import open_weeks
from payouts.money import Money

_LOCK = 7_231


class MayNotSetTerms(NotPermitted):
    """Floors are set by staff who may set terms."""

    code = "may_not_set_terms"


class FloorOfThePast(Refused):
    """A floor begins now or later: what was agreed for hours that are over stays as it was."""

    code = "floor_of_the_past"


@dataclass(frozen=True, slots=True)
class Floor:
    """What a campaign guarantees, major units; ``per_contact`` comes on top of the time."""

    per_hour: Decimal
    multiplier: Decimal
    per_contact: Decimal
    funded_by: Funding


@transaction.atomic
def set_floor(
    *, campaign_id: int, floor: Floor, effective_from: datetime, actor: User, at: datetime
) -> FloorTerms:
    """Give a campaign an earnings floor from an instant on; amounts of zero end it.

    Raises:
        MayNotSetTerms: ``actor`` may not set terms.
        FloorOfThePast: it would begin before ``at``.
    """
    if not has_grant(actor, Grant.SET_TERMS):
        raise MayNotSetTerms("Your login does not include setting terms.")
    if effective_from < at:
        raise FloorOfThePast("A floor cannot begin in the past.")
    return FloorTerms.objects.create(
        campaign_id=campaign_id,
        effective_from=effective_from,
        per_hour=floor.per_hour,
        multiplier=floor.multiplier,
        per_contact=floor.per_contact,
        funded_by=floor.funded_by,
        set_by=actor,
        set_at=at,
    )


@transaction.atomic
def top_up_periods(*, at: datetime, since: datetime | None = None) -> int:
    """Bring every pay period that is over up to its floors; return how many sums were booked.

    ``since=None`` looks at all of them; otherwise at those of which something came about or
    became known from then on.

    Run before periods close, a top-up stands on the statement of its own week. What changes
    later is corrected: the old top-up is taken back and the new one booked, in the open week.
    Again without new facts it changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    open_weeks(at=at, since=since)
    found = guaranteed_periods(at=at, since=since)
    known = newest_top_ups({one.period_id for one in found})
    campaigns = Campaign.objects.in_bulk({one.campaign_id for one in found})
    dues = [_due(one, campaigns[one.campaign_id], known) for one in found]
    count, booked = settle(dues=dues, at=at)
    TopUp.objects.bulk_create(
        [
            TopUp(
                period_id=one.period_id, campaign_id=one.campaign_id, number=due.number, extra=extra
            )
            for one, due, extra in zip(found, dues, booked, strict=True)
            if extra is not None
        ],
        batch_size=2_000,
    )
    return count


def _due(one: Guaranteed, campaign: Campaign, known: dict[tuple[int, int], TopUp]) -> Due:
    due = top_up(one.stretches, one.earned, one.currency)
    return Due(
        pay=due,
        charge=due if one.funded_by == Funding.BRAND else Money(0, one.currency),
        last=known.get((one.period_id, one.campaign_id)),
        new=partial(_new, one, campaign, due),
    )


def _new(one: Guaranteed, campaign: Campaign, due: Money, number: int) -> NewExtra:
    # The last moment of the week: the top-up belongs to the week that it tops up.
    occurred_at = one.ended_at - timedelta(seconds=1)
    key = f"topup:{one.agent_id}:{one.campaign_id}:{one.period_id}"
    return NewExtra(
        key=key if number == 1 else f"{key}:{number}",
        kind=ExtraKind.FLOOR_TOP_UP,
        currency=one.currency,
        occurred_at=occurred_at,
        work_day=local_day(occurred_at, ZoneInfo(campaign.timezone)),
        description=f"Top-up to the earnings floor of {campaign.name}"[:200],
        agent_id=one.agent_id,
        pay_minor=due.minor,
        brand_id=campaign.brand_id,
        campaign_id=one.campaign_id,
        charge_minor=due.minor if one.funded_by == Funding.BRAND else 0,
        working={"steps": _steps(one, due), "funded_by": one.funded_by},
    )


def _steps(one: Guaranteed, due: Money) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    for stretch in one.stretches:
        steps.append(
            {
                "step": "floor_time",
                "seconds": stretch.staffed_seconds,
                "per_hour": f"{stretch.per_hour.normalize():f}",
                "multiplier": f"{stretch.multiplier.normalize():f}",
                "result": f"{stretch.for_time:.6f}",
            }
        )
        if stretch.per_contact:
            steps.append(
                {
                    "step": "floor_contacts",
                    "quantity": stretch.contacts,
                    "per_contact": f"{stretch.per_contact.normalize():f}",
                    "result": f"{stretch.for_contacts:.6f}",
                }
            )
    floor = floor_of(one.stretches, one.currency)
    steps.append({"step": "floor", "result": str(floor.exact)})
    steps.append({"step": "earned", "quantity": str(one.earned), "result": f"−{_whole(one)}"})
    steps.append({"step": "top_up", "result": str(due.exact)})
    return steps


def _whole(one: Guaranteed) -> Decimal:
    return Money.of_exact(one.earned, one.currency).exact
