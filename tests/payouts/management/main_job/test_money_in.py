"""The demo's two more brands: one pays by card, the other late; a second run adds nothing."""

from datetime import timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from marketplace.campaigns.rates_file import RateLine
from payouts.billing.models import Invoice
from payouts.collections.models import DunningNotice
from payouts.gateway.processor import processor
from payouts.incoming.models import BankReceipt, StatementFile
from payouts.ledger.models import JournalEntry
from payouts.management.main_job.calendar import latest_payable_month
from payouts.management.main_job.cast import finance_desk
from payouts.management.main_job.money_in import show_money_in
from payouts.management.main_job.neighbours import Tariffs, open_neighbours
from payouts.receivables.credit import BillingTerms, CampaignBudget
from payouts.receivables.models import BrandPayment, PaymentMethod
from payouts.reports.proof import findings
from tests.factories.marketplace import source
from tests.factories.onboarding import brand

ZONE = "Asia/Jerusalem"
TARIFFS = Tariffs([RateLine("PS", Decimal("0.60"), Decimal("0.30"))], {"PS": "Regular service"})


@pytest.fixture
def home(transactional_db, stand_in):
    """The brand whose month the main job replays."""
    return source(brand("Meridian", timezone=ZONE))


def show(home, at):
    timeline = latest_payable_month(ZoneInfo(ZONE), now=at)
    both = open_neighbours(like=home, timeline=timeline, tariffs=TARIFFS, at=at)
    return show_money_in(both=both, desk=finance_desk(at=at), gateway=processor(), at=at)


def everything():
    models = (
        Invoice,
        PaymentMethod,
        BrandPayment,
        StatementFile,
        BankReceipt,
        DunningNotice,
        BillingTerms,
        CampaignBudget,
        JournalEntry,
    )
    return [str(list(model.objects.order_by("pk").values())) for model in models]


def test_money_comes_in_every_way_and_a_second_run_adds_nothing(home):
    at = timezone.now()
    shown = show(home, at)
    first = everything()

    again = show(home, at + timedelta(minutes=1))

    assert (shown.charged, shown.receipts, again) == (2, 3, shown)
    assert shown.reminders >= 1
    assert everything() == first
    by_brand = Invoice.objects.order_by("brand__slug", "pk").values_list("brand__slug", "status")
    assert list(by_brand) == [
        ("northpoint-telecom", "PAID"),
        ("northpoint-telecom", "ISSUED"),
        ("sandhill-travel", "PAID"),
        ("sandhill-travel", "ISSUED"),
    ]
    receipts = BankReceipt.objects.order_by("pk").values_list("status", flat=True)
    assert list(receipts) == ["BOOKED", "WAITING", "WAITING"]
    assert [one.law.code for one in findings(at=at) if not one.is_kept] == []
