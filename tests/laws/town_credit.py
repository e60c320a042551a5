"""Terms, budgets, limits that were crossed and a pause, for each brand in town."""

from datetime import datetime

from marketplace.campaigns.models import Campaign
from marketplace.campaigns.pausing import pause_campaign, resume_campaign
from onboarding.brands.models import Brand
from onboarding.users.models import Grant, User
from payouts.receivables.budgets import set_budget
from payouts.receivables.credit import BillingMode, BudgetSpan
from payouts.receivables.intake import open_bank_account, take_in_bank_file
from payouts.receivables.meters import meters_of
from payouts.receivables.stopping import enforce_limits
from payouts.receivables.terms import Agreed, set_terms
from tests.factories.onboarding import staff
from tests.payouts.receivables.camt_files import IBAN, camt, entry

_PLENTY = 100_000_000


def credit_of(brand: Brand, owner: User, *, at: datetime) -> None:
    """A limit and budgets that are nine tenths used, more credit asked for, a pause."""
    clerk = staff("Tess", Grant.SET_TERMS)
    _agree(brand, clerk, _PLENTY, at)
    campaigns = Campaign.objects.filter(brand=brand).order_by("pk")
    for one in campaigns:
        _budget(one, owner, _PLENTY, at)
        pause_campaign(campaign_id=one.pk, actor=owner, at=at, note="Stocktaking.")
        resume_campaign(campaign_id=one.pk, actor=owner, at=at)
        pause_campaign(campaign_id=one.pk, actor=owner, at=at, note="And again.")
    by_campaign = {one.pk: one for one in campaigns}
    for meter in meters_of(at=at, brand_ids=[brand.pk]):
        nearly = max(meter.used_minor * 10 // 9, meter.used_minor + 1)
        if meter.campaign_id is None:
            _agree(brand, clerk, nearly, at)
        else:
            _budget(by_campaign[meter.campaign_id], owner, nearly, at)
    _agree(brand, clerk, _PLENTY, at)
    enforce_limits(at=at)


def _agree(brand: Brand, clerk: User, limit: int, at: datetime) -> None:
    terms = Agreed(BillingMode.POSTPAID, limit, payment_terms_days=30, is_dunned=True)
    set_terms(brand_id=brand.pk, terms=terms, reason="As agreed.", actor=clerk, at=at)


def _budget(campaign: Campaign, owner: User, amount: int, at: datetime) -> None:
    set_budget(
        campaign_id=campaign.pk, span=BudgetSpan.TOTAL, amount_minor=amount, actor=owner, at=at
    )


def bank_of(brand: Brand, *, at: datetime) -> None:
    """A bank file with one receipt that nobody can place."""
    open_bank_account(number=IBAN, name="House bank", currency="USD", actor=None, at=at)
    file = camt(entry("10.00", ref=brand.slug, payer="Nobody"))
    take_in_bank_file(stream=file, name=f"{brand.slug}.xml", actor=None, at=at)
