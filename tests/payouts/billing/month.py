"""A brand's August, worked, booked, closed and invoiced; and the September that follows."""

from datetime import datetime, timedelta
from decimal import Decimal

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import InteractionRevision
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from payouts.accruals.services import close_periods
from payouts.billing.models import Invoice
from payouts.billing.services import issue_due_invoices
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import book
from tests.times import NOON

AUGUST = datetime(2026, 8, 7, 12, tzinfo=NOON.tzinfo)
SEPTEMBER = NOON
OCTOBER = datetime(2026, 10, 20, 12, tzinfo=NOON.tzinfo)
NOVEMBER = datetime(2026, 11, 20, 12, tzinfo=NOON.tzinfo)


class Month:
    """Ada serves Acme on one campaign, at 0.60 a minute, with tax of 18 per cent."""

    def __init__(self, *, tax_rate: str = "0.18", **profile) -> None:
        self.acme: Brand = brand("Acme", tax_rate=Decimal(tax_rate), **profile)
        self.phones: Campaign = campaign(self.acme, "PS", bill="0.60", pay="0.30")
        self.ada: Agent = agent("Ada")

    def contact(self, seconds: int, *, at: datetime = AUGUST, **facts) -> InteractionRevision:
        on = facts.pop("on", self.phones)
        return contact(on, facts.pop("by", self.ada), seconds=seconds, ended_at=at, **facts)

    def reported(self, name: str, seconds: int, *, known_at: datetime, **facts) -> None:
        """The source reports a contact of August, late or anew; it is booked an hour later."""
        self.contact(
            seconds,
            at=facts.pop("at", AUGUST),
            external_id=name,
            recorded_at=known_at,
            **facts,
        )
        book(known_at + timedelta(hours=1))

    def billed(self, at: datetime) -> list[Invoice]:
        """Book what is known, close what is over by ``at``, and issue what is due."""
        book(at - timedelta(hours=1))
        close_periods(at=at)
        return issue_due_invoices(at=at)
