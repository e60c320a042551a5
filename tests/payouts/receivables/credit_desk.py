"""Acme buys service from Ada; Flo and Fay of finance set its terms; Olga owns it."""

from datetime import datetime
from decimal import Decimal

from marketplace.campaigns.models import Campaign, CampaignPause
from onboarding.users.models import Grant
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.ledger.services import post
from payouts.metering.services import meter_revisions
from payouts.money import Money
from payouts.rating.services import rate_usage
from payouts.receivables.budgets import set_budget
from payouts.receivables.credit import BillingMode, BudgetSpan, LimitCrossing
from payouts.receivables.stopping import enforce_limits
from payouts.receivables.terms import Agreed, approve_terms, set_terms
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, member, staff
from tests.times import NOON

POSTPAID, PREPAID = BillingMode.POSTPAID, BillingMode.PREPAID


class CreditDesk:
    """A minute of every campaign costs a dollar, so that seconds of work read as money."""

    def __init__(self, name: str = "Acme", owner: str = "Olga") -> None:
        self.brand = brand(name)
        self.olga = member(self.brand, owner)
        self.ada = agent("Ada")
        self.voice = campaign(self.brand, "VOICE", bill="1.00", pay="0.50")
        self.flo = staff("Flo", Grant.SET_TERMS)
        self.fay = staff("Fay", Grant.SET_TERMS)

    def agrees(self, mode: BillingMode = POSTPAID, limit: int | None = None, **more):
        """Terms as two people of finance would bring them about."""
        asked = Agreed(mode, limit, more.get("days", 30), more.get("is_dunned", True))
        made = set_terms(
            brand_id=self.brand.pk, terms=asked, reason="As agreed.", actor=self.flo, at=NOON
        )
        if hasattr(made, "proposed_by"):
            return approve_terms(proposal_id=made.pk, actor=self.fay, at=NOON)
        return made

    def works(self, minor: int, *, on: Campaign | None = None, ended_at: datetime = NOON) -> None:
        """Rated, and not in the books yet: ``minor`` cents, a second being 1 2/3 of one."""
        seconds = Decimal(minor) * 60 / 100
        assert seconds == int(seconds), "whole seconds only"
        contact(on or self.voice, self.ada, seconds=int(seconds), ended_at=ended_at)
        meter_revisions(at=ended_at)
        rate_usage(at=ended_at)

    def owes(self, minor: int, *, kind: AccountKind = AccountKind.BRAND_RECEIVABLE, key: str = ""):
        """The books say so."""
        amount = Money(minor, "USD")
        post(
            Posting(
                "TEST",
                key or f"owed:{self.brand.pk}:{kind}:{minor}",
                (debit(kind, amount, self.brand.pk), credit(AccountKind.REVENUE, amount)),
            ),
            at=NOON,
        )

    def pays_ahead(self, minor: int, *, key: str = "") -> None:
        amount = Money(minor, "USD")
        post(
            Posting(
                "TEST",
                key or f"ahead:{self.brand.pk}:{minor}",
                (
                    debit(AccountKind.BANK, amount),
                    credit(AccountKind.BRAND_PREPAID, amount, self.brand.pk),
                ),
            ),
            at=NOON,
        )

    def budgets(self, amount: int | None, *, span: BudgetSpan = BudgetSpan.MONTH, at=NOON):
        return set_budget(
            campaign_id=self.voice.pk, span=span, amount_minor=amount, actor=self.olga, at=at
        )

    def looks(self, at: datetime = NOON):
        return enforce_limits(at=at)

    def status(self, of: Campaign | None = None) -> str:
        return Campaign.objects.get(pk=(of or self.voice).pk).status

    def pauses(self) -> list[str]:
        standing = CampaignPause.objects.filter(campaign__brand=self.brand, lifted_at__isnull=True)
        return list(standing.order_by("reason").values_list("reason", flat=True))

    def levels(self) -> list[tuple[str, str]]:
        crossings = LimitCrossing.objects.filter(brand=self.brand).order_by("id")
        return list(crossings.values_list("measure", "level"))
