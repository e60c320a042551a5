"""A brand's August, worked, booked, closed and invoiced; and the September that follows."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from marketplace.campaigns.models import Campaign
from marketplace.interactions.models import InteractionRevision
from onboarding.agents.models import Agent
from onboarding.brands.models import Brand
from payouts.accruals.services import close_periods
from payouts.billing.models import Invoice
from payouts.billing.services import issue_due_invoices
from payouts.buyers.models import TaxDecision
from payouts.buyers.services import Ruling, decide_tax
from payouts.buyers.tax_rules import Category
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import book
from tests.times import NOON

AUGUST = datetime(2026, 8, 7, 12, tzinfo=NOON.tzinfo)
SEPTEMBER = NOON
OCTOBER = datetime(2026, 10, 20, 12, tzinfo=NOON.tzinfo)
NOVEMBER = datetime(2026, 11, 20, 12, tzinfo=NOON.tzinfo)


def tax_at(acme: Brand, rate: str, *, from_on: date = date(2020, 1, 1)) -> TaxDecision:
    """Acme is taxed at ``rate``, as a person decided."""
    ruling = Ruling(Category.STANDARD, Decimal(rate), "As agreed with the tax office", from_on)
    return decide_tax(brand_id=acme.pk, ruling=ruling, actor=None, at=NOON)


class Month:
    """Ada serves Acme on one campaign, at 0.60 a minute, with tax of 18 per cent."""

    def __init__(self, *, tax_rate: str = "0.18", **profile) -> None:
        self.acme: Brand = brand("Acme", **profile)
        if Decimal(tax_rate) and not self.acme.tax_decisions.exists():
            tax_at(self.acme, tax_rate)
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
