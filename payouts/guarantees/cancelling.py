"""Pay an agent for hours that a brand takes back late, and charge the brand for them.

The seam to whoever keeps the hours: they say which hours of whom were cancelled and when; what
that costs, and whether anything, is said here.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from onboarding.calendars.periods import local_day
from onboarding.errors import Refused
from onboarding.users.models import User
from payouts.extras.models import Extra, ExtraKind
from payouts.extras.services import NewExtra, book_extra
from payouts.guarantees.cancellation import fee_of, share_of
from payouts.guarantees.cancelled import Basis, CancelledHours
from payouts.guarantees.models import CommittedInterval, Funding
from payouts.guarantees.policies import check_may_fund
from payouts.guarantees.telling import tell_of_cancellation
from payouts.guarantees.worths import TRAILING_WEEKS, Worth, worth_of
from payouts.money import Money


class NoSuchHours(Refused):
    """The agent was not committed to these hours on this campaign."""

    code = "no_such_hours"


class HoursHaveBegun(Refused):
    """What has begun is cut, not cancelled: the rest of it is, from now on."""

    code = "hours_have_begun"


class CancelledBefore(Refused):
    """These hours were cancelled before, with another figure or in other parts."""

    code = "cancelled_before"


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours ``[starts_at, ends_at)`` of one agent that a brand took back at an instant."""

    agent_id: int
    campaign_id: int
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime


@transaction.atomic
def cancel_hours(*, hours: Hours, actor: User | None, at: datetime) -> tuple[CancelledHours, bool]:
    """Record hours that a brand cancelled, and book what that costs; return them, and whether new.

    With more than 48 hours' notice nothing is due; from then on half of what the hours were
    worth, and inside 2 hours all of it: paid to the agent and charged to the brand. A block that
    is cut midway is cancelled from the instant of the cut on.

    Raises:
        MayNotFund: ``actor`` may not spend the brand's money; without one, whoever keeps the
            hours answers for it.
        NoSuchHours: the agent is not committed to them.
        HoursHaveBegun: they begin before they are cancelled.
        CancelledBefore: some of them were cancelled before, otherwise than said now.
    """
    campaign = Campaign.objects.get(pk=hours.campaign_id)
    if actor is not None:
        check_may_fund(actor, campaign, Funding.BRAND)
    # The agent's row is the lock under which their hours follow one another.
    Agent.objects.select_for_update(no_key=True).get(pk=hours.agent_id)
    overlapping = CancelledHours.objects.filter(
        agent=hours.agent_id, starts_at__lt=hours.ends_at, ends_at__gt=hours.starts_at
    ).first()
    if overlapping is not None:
        if _said_of(overlapping) != hours:
            raise CancelledBefore("Some of these hours were cancelled before.")
        return overlapping, False
    _check(hours)
    worth = worth_of(campaign=campaign, starts_at=hours.starts_at, before=hours.cancelled_at)
    share = share_of(notice=hours.starts_at - hours.cancelled_at)
    fee = fee_of(
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        cancelled_at=hours.cancelled_at,
        per_hour=worth.per_hour,
        currency=campaign.currency,
    )
    extra = _book(hours, campaign, worth, share, fee, actor, at) if fee else None
    cancelled = CancelledHours.objects.create(
        agent_id=hours.agent_id,
        campaign=campaign,
        starts_at=hours.starts_at,
        ends_at=hours.ends_at,
        cancelled_at=hours.cancelled_at,
        basis=worth.basis,
        per_hour=worth.per_hour,
        share=share,
        extra=extra,
        recorded_at=at,
    )
    tell_of_cancellation(cancelled, at=at)
    return cancelled, True


def _said_of(cancelled: CancelledHours) -> Hours:
    return Hours(
        cancelled.agent_id,
        cancelled.campaign_id,
        cancelled.starts_at,
        cancelled.ends_at,
        cancelled.cancelled_at,
    )


def _check(hours: Hours) -> None:
    committed = CommittedInterval.objects.filter(
        agent=hours.agent_id,
        campaign=hours.campaign_id,
        starts_at__lte=hours.starts_at,
        ends_at__gte=hours.ends_at,
    )
    if hours.ends_at <= hours.starts_at or not committed.exists():
        raise NoSuchHours("The agent was not committed to these hours.")
    if hours.cancelled_at > hours.starts_at:
        raise HoursHaveBegun("These hours had begun. Cancel the rest of them, from then on.")


def _book(  # noqa: PLR0913 - what one sum is made of
    hours: Hours,
    campaign: Campaign,
    worth: Worth,
    share: int,
    fee: Money,
    actor: User | None,
    at: datetime,
) -> Extra:
    seconds = int((hours.ends_at - hours.starts_at).total_seconds())
    whole = worth.per_hour * seconds / 3_600
    steps: list[dict[str, object]] = []
    if worth.basis != Basis.FLOOR:
        steps.append(
            {
                "step": worth.basis.lower(),
                "weeks": TRAILING_WEEKS,
                "result": f"{worth.per_hour:.6f}",
            }
        )
    steps += [
        {
            "step": "block",
            "seconds": seconds,
            "per_hour": f"{worth.per_hour.normalize():f}",
            "result": f"{whole:.6f}",
        },
        {
            "step": "notice",
            "quantity": _notice(hours),
            "share": share,
            "result": str(fee.exact),
        },
    ]
    return book_extra(
        extra=NewExtra(
            key=f"cancelled:{hours.agent_id}:{hours.starts_at:%Y%m%dT%H%M%S}",
            kind=ExtraKind.LATE_CANCELLATION,
            currency=campaign.currency,
            occurred_at=hours.starts_at,
            work_day=local_day(hours.starts_at, ZoneInfo(campaign.timezone)),
            description=f"Hours of {campaign.name} cancelled late"[:200],
            agent_id=hours.agent_id,
            pay_minor=fee.minor,
            brand_id=campaign.brand_id,
            campaign_id=campaign.pk,
            charge_minor=fee.minor,
            working={"steps": steps, "funded_by": "BRAND"},
        ),
        actor=actor,
        at=at,
    )


def _notice(hours: Hours) -> str:
    minutes = int((hours.starts_at - hours.cancelled_at).total_seconds()) // 60
    return f"{minutes // 60} h {minutes % 60:02d} min"
