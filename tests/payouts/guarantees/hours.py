"""Hours as tests commit them, and the laws of guarantees as a proof would find them."""

from datetime import datetime, timedelta

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from payouts.guarantees.laws import LAWS
from payouts.guarantees.models import CommittedInterval
from payouts.reports.proof import finding_of
from tests.times import NOON


def hours(
    by: Agent,
    on: Campaign,
    *,
    start: datetime = NOON,
    minutes: int = 60,
    staffed: int | None = None,
    booked_at: datetime | None = None,
    at: datetime | None = None,
) -> CommittedInterval:
    """Hours of ``by``, staffed whole if not said otherwise."""
    return CommittedInterval.objects.create(
        agent=by,
        campaign=on,
        starts_at=start,
        ends_at=start + timedelta(minutes=minutes),
        staffed_seconds=minutes * 60 if staffed is None else staffed,
        booked_at=booked_at,
        source="test",
        recorded_at=at or start + timedelta(minutes=minutes),
    )


def laws_broken(at: datetime) -> list[str]:
    return [law.code for law in LAWS if not finding_of(law, at=at).is_kept]
