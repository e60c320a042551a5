"""Sums that no contact made, as tests book them."""

from datetime import datetime

from marketplace.campaigns.models import Campaign
from onboarding.agents.models import Agent
from payouts.extras.models import ExtraKind
from payouts.extras.services import NewExtra
from tests.times import NOON


def new_extra(
    to: Agent,
    on: Campaign,
    *,
    minor: int = 700,
    charge: int | None = None,
    kind: ExtraKind = ExtraKind.SURGE_BONUS,
    key: str = "bonus:1",
    at: datetime = NOON,
) -> NewExtra:
    """A bonus paid to ``to`` and charged to the brand, the same amount if not said otherwise."""
    return NewExtra(
        key=key,
        kind=kind,
        currency=on.currency,
        occurred_at=at,
        work_day=at.date(),
        description=f"{kind.label} of {on.code}",
        agent_id=to.pk,
        pay_minor=minor,
        brand_id=on.brand_id,
        campaign_id=on.pk,
        charge_minor=minor if charge is None else charge,
        working={"steps": [{"step": "bonus", "result": f"{minor / 100:.2f}"}]},
    )
