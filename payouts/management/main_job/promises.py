"""What the demo's brand promises its agents: a floor, surge, a bonus; and hours it cancelled."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.db.models import Sum

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import Source
from onboarding.agents.models import Agent
from onboarding.calendars.periods import local_day, midnight
from onboarding.users.models import Grant, User
from onboarding.users.services import grant
from payouts.guarantees.cancelling import Hours, cancel_hours
from payouts.guarantees.commitments import COLUMNS, OPTIONAL, take_in_commitments
from payouts.guarantees.models import FloorTerms, Funding
from payouts.guarantees.offers import Measure
from payouts.guarantees.rewarding import Reason, Reward, note_reason, pay_bonuses, set_bonus
from payouts.guarantees.rewards import BonusKind
from payouts.guarantees.services import Floor, set_floor, top_up_periods
from payouts.guarantees.surging import Offer, pay_surges, publish_offer
from payouts.periods.selectors import GRACE
from payouts.rating.models import RatedWork

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)
_WEEK = 7 * _DAY
_AGENTS = 3
_FIRST_HOUR = 8
_HOURS_A_DAY = 4


def make_promises(*, source: Source, owner: User, clerk: User, at: datetime) -> int:
    """Promise something for the last week that is over, and keep it; return the sums booked.

    A second run finds the promises made, and keeps what it finds.
    """
    zone = ZoneInfo(source.brand.timezone)
    monday = _last_monday(zone, at)
    found = _busiest(source, monday, zone)
    if found is None:
        return 0
    campaign, agents = found
    if not FloorTerms.objects.filter(campaign__brand=source.brand).exists():
        _promise(campaign, owner, clerk, monday=monday, zone=zone, at=at)
        _work(campaign, agents, monday=monday, zone=zone, at=at)
        _cancel(campaign, agents[0], clerk, midnight(monday + 5 * _DAY, zone), at=at)
    return top_up_periods(at=at) + pay_surges(at=at) + pay_bonuses(at=at)


def _last_monday(zone: ZoneInfo, at: datetime) -> date:
    """The Monday of the last week that is over, its grace included."""
    day = local_day(at - GRACE, zone)
    return day - timedelta(days=day.weekday() + 7)


def _busiest(
    source: Source, monday: date, zone: ZoneInfo
) -> tuple[Campaign, Sequence[Agent]] | None:
    week = RatedWork.objects.filter(
        brand=source.brand,
        occurred_at__gte=midnight(monday, zone),
        occurred_at__lt=midnight(monday + _WEEK, zone),
    )
    pairs = week.values_list("campaign", "agent").annotate(seconds=Sum("payable_seconds"))
    ranked = list(pairs.order_by("-seconds", "campaign", "agent"))
    if not ranked:
        return None
    chosen = ranked[0][0]
    agents = [agent for campaign, agent, _ in ranked if campaign == chosen][:_AGENTS]
    known = Agent.objects.in_bulk(agents)
    return Campaign.objects.get(pk=chosen), [known[agent] for agent in agents]


def _promise(
    campaign: Campaign, owner: User, clerk: User, *, monday: date, zone: ZoneInfo, at: datetime
) -> None:
    begins = midnight(monday, zone)
    before = begins - _WEEK
    grant(user=clerk, what=Grant.SET_TERMS, actor=None, at=at)
    set_floor(
        campaign_id=campaign.pk,
        floor=Floor(Decimal(15), Decimal("1.2"), Decimal(0), Funding.BRAND),
        effective_from=before,
        actor=clerk,
        at=before,
    )
    coming = midnight(local_day(at, zone) + 2 * _DAY, zone)
    offers = (
        ("Steady week", begins, begins + _WEEK, "2", 10, before),
        ("Launch day", begins + 2 * _DAY, begins + 3 * _DAY, "5", 0, before),
        ("Weekend rush", coming, coming + 2 * _DAY, "4", 6, at),
    )
    for name, from_at, to_at, rate, min_hours, published_at in offers:
        publish_offer(
            campaign_id=campaign.pk,
            offer=Offer(
                name=name,
                from_at=from_at,
                to_at=to_at,
                measure=Measure.PER_HOUR,
                pay_rate=Decimal(rate),
                charge_rate=Decimal(rate),
                funded_by=Funding.BRAND,
                min_seconds=min_hours * 3_600,
                budget_minor=50_000,
            ),
            actor=owner,
            at=published_at,
        )
    set_bonus(
        campaign_id=campaign.pk,
        kind=BonusKind.CERTIFICATION,
        reward=Reward(Decimal(25), Decimal(25), Funding.BRAND),
        effective_from=before,
        actor=owner,
        at=before,
    )


def _work(
    campaign: Campaign, agents: Sequence[Agent], *, monday: date, zone: ZoneInfo, at: datetime
) -> None:
    lines = _lines(campaign, agents, monday, zone, at)
    taken = take_in_commitments(lines=lines, source="demo", at=at)
    assert not taken.refused, taken.refused
    reason = Reason(
        campaign_id=campaign.pk,
        kind=BonusKind.CERTIFICATION,
        agent_id=agents[0].pk,
        reference="Calm with cross callers",
        happened_at=midnight(monday, zone) + 9 * _HOUR,
    )
    note_reason(reason=reason, source="demo", at=at)


def _lines(
    campaign: Campaign, agents: Sequence[Agent], monday: date, zone: ZoneInfo, at: datetime
) -> Iterator[str]:
    """Hours of five days of the week that is over, of its Saturday, and of the days to come."""
    yield ",".join((*COLUMNS, *OPTIONAL))
    booked_at = midnight(monday, zone) - 2 * _DAY
    ahead = local_day(at, zone) + 2 * _DAY
    days = [(monday + n * _DAY, 3_600 - 300 * n) for n in range(5)]
    days += [(monday + 5 * _DAY, 0), (ahead, 0), (ahead + _DAY, 0)]
    for agent in agents:
        for day, staffed in days:
            for hour in range(_HOURS_A_DAY):
                begins = midnight(day, zone) + (_FIRST_HOUR + hour) * _HOUR
                cells: tuple[object, ...] = (
                    agent.public_id,
                    campaign.brand.slug,
                    campaign.code,
                    begins.isoformat(),
                    (begins + _HOUR).isoformat(),
                    staffed,
                    booked_at.isoformat(),
                )
                yield ",".join(map(str, cells))


def _cancel(
    campaign: Campaign, agent: Agent, clerk: User, saturday: datetime, *, at: datetime
) -> None:
    """The brand took two hours of a Saturday back, one of them an hour ahead."""
    for hour, notice in ((_FIRST_HOUR, _HOUR), (_FIRST_HOUR + 1, 30 * _HOUR)):
        begins = saturday + hour * _HOUR
        cancel_hours(
            hours=Hours(agent.pk, campaign.pk, begins, begins + _HOUR, begins - notice),
            actor=clerk,
            at=at,
        )
