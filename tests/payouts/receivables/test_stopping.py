from datetime import timedelta

import pytest
from django.core import mail

from marketplace.campaigns.models import CampaignPause
from marketplace.campaigns.pausing import (
    NotPausedByAPerson,
    NotTakingContacts,
    pause_campaign,
    resume_campaign,
)
from marketplace.campaigns.services import CampaignIsPaused, launch_campaign, open_campaign
from onboarding.deliveries.models import Message
from onboarding.deliveries.services import send_messages
from payouts.ledger.chart import AccountKind
from payouts.metering.models import UsageRecord
from payouts.receivables.budgets import BudgetRefused, MayNotSetBudgets, set_budget
from payouts.receivables.credit import BudgetSpan, CampaignBudget
from payouts.receivables.meters import meters_of
from payouts.receivables.stopping import Enforced
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import user
from tests.payouts.chain import book
from tests.payouts.receivables.credit_desk import PREPAID, CreditDesk
from tests.payouts.runs.desk import at_once
from tests.times import NOON

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk(db):
    return CreditDesk()


def used(desk, at=NOON):
    return [(one.measure, one.used_minor, one.limit_minor) for one in meters_of(at=at)]


def test_work_counts_before_it_is_booked_and_once_afterwards(desk):
    desk.agrees(limit=10_000)
    desk.owes(2_000)
    desk.works(500)
    before = used(desk)

    book()

    assert before == used(desk) == [("CREDIT", 2_500, 10_000)]


@pytest.mark.parametrize(
    ("owed", "levels", "status"),
    [
        (7_999, [], "LIVE"),
        (8_000, [("CREDIT", "WARNED")], "LIVE"),
        (9_999, [("CREDIT", "WARNED")], "LIVE"),
        (10_000, [("CREDIT", "STOPPED")], "PAUSED"),
    ],
)
def test_a_credit_limit_is_kept_to_the_cent(desk, owed, levels, status):
    desk.agrees(limit=10_000)
    desk.owes(owed)

    desk.looks()

    assert (desk.levels(), desk.status()) == (levels, status)


@pytest.mark.parametrize(
    ("worked", "status", "reasons"),
    [(4_995, "LIVE", []), (5_000, "PAUSED", ["PREPAID_USED"])],
)
def test_a_prepaid_balance_is_used_by_work_not_invoiced_yet(desk, worked, status, reasons):
    desk.agrees(PREPAID)
    desk.pays_ahead(5_000)
    desk.works(worked)

    desk.looks()

    assert (desk.status(), desk.pauses()) == (status, reasons)


def test_a_budget_stops_its_own_campaign_alone(desk):
    chat = campaign(desk.brand, "CHAT", bill="1.00")
    desk.budgets(1_000)
    desk.works(1_000)

    assert desk.looks() == Enforced(crossed=1, paused=1, resumed=0)

    assert (desk.status(), desk.status(chat), desk.pauses()) == ("PAUSED", "LIVE", ["BUDGET_SPENT"])


def test_a_monthly_budget_is_new_each_month_and_one_in_all_is_not(desk):
    chat = campaign(desk.brand, "CHAT", bill="1.00")
    desk.budgets(1_000)
    set_budget(
        campaign_id=chat.pk, span=BudgetSpan.TOTAL, amount_minor=1_000, actor=desk.olga, at=NOON
    )
    desk.works(1_000)
    desk.works(1_000, on=chat)
    desk.looks()

    next_month = NOON + timedelta(days=20)
    assert desk.looks(next_month) == Enforced(crossed=1, paused=0, resumed=1)

    assert (desk.status(), desk.status(chat)) == ("LIVE", "PAUSED")


def test_looking_twice_tells_and_pauses_once(desk):
    desk.agrees(limit=100)
    desk.owes(100)

    assert desk.looks() == Enforced(crossed=1, paused=1)
    assert desk.looks(NOON + MINUTE) == Enforced()

    assert list(Message.objects.values_list("to", "template")) == [
        ("olga@example.com", "payouts/receivables/limit_stopped")
    ]


def test_room_lets_it_start_again_and_says_so(desk):
    desk.agrees(limit=100)
    desk.owes(100)
    desk.looks()
    desk.owes(-50, key="paid")

    assert desk.looks(NOON + MINUTE) == Enforced(crossed=1, resumed=1)

    assert (desk.status(), desk.pauses()) == ("LIVE", [])
    assert desk.levels() == [("CREDIT", "STOPPED"), ("CREDIT", "FREE")]
    assert list(Message.objects.order_by("id").values_list("template", flat=True)) == [
        "payouts/receivables/limit_stopped",
        "payouts/receivables/limit_resumed",
    ]


def test_what_a_person_paused_stays_paused(desk):
    desk.agrees(limit=100)
    desk.owes(100)
    desk.looks()
    pause_campaign(campaign_id=desk.voice.pk, actor=desk.olga, at=NOON, note="Holiday.")
    desk.owes(-50, key="paid")

    assert desk.looks(NOON + MINUTE) == Enforced(crossed=1, resumed=0)

    assert (desk.status(), desk.pauses()) == ("PAUSED", ["BY_PERSON"])
    assert resume_campaign(campaign_id=desk.voice.pk, actor=desk.olga, at=NOON + MINUTE)
    assert desk.status() == "LIVE"


def test_a_person_does_not_resume_what_a_limit_stopped(desk):
    desk.agrees(limit=100)
    desk.owes(100)
    desk.looks()

    with pytest.raises(NotPausedByAPerson):
        resume_campaign(campaign_id=desk.voice.pk, actor=desk.olga, at=NOON)
    with pytest.raises(CampaignIsPaused):
        launch_campaign(campaign_id=desk.voice.pk, actor=desk.olga, at=NOON)

    assert (desk.status(), desk.pauses()) == ("PAUSED", ["CREDIT_USED"])


def test_a_draft_is_not_paused(desk):
    draft = open_campaign(brand=desk.brand, code="NEW", name="New", at=NOON)

    with pytest.raises(NotTakingContacts):
        pause_campaign(campaign_id=draft.pk, actor=desk.olga, at=NOON)

    assert (desk.status(draft), CampaignPause.objects.count()) == ("DRAFT", 0)


def test_a_contact_under_way_at_the_stop_is_metered_and_billed(desk):
    desk.agrees(limit=100)
    desk.owes(100)
    desk.looks()
    contact(desk.voice, desk.ada, seconds=300, ended_at=NOON + 4 * MINUTE)

    book(NOON + 5 * MINUTE)

    assert UsageRecord.objects.get().exclusion == ""
    assert used(desk) == [("CREDIT", 600, 100)]


def test_terms_without_a_limit_let_everything_go_on(desk):
    desk.agrees(limit=100)
    desk.owes(100)
    desk.looks()
    desk.agrees(limit=None)

    desk.looks(NOON + MINUTE)

    assert (desk.status(), desk.levels()[-1]) == ("LIVE", ("CREDIT", "FREE"))


def test_who_may_not_spend_sets_no_budget(desk):
    with pytest.raises(MayNotSetBudgets):
        set_budget(
            campaign_id=desk.voice.pk,
            span=BudgetSpan.MONTH,
            amount_minor=1,
            actor=user("Eve"),
            at=NOON,
        )
    with pytest.raises(BudgetRefused):
        desk.budgets(-1)
    with pytest.raises(BudgetRefused):
        desk.budgets(None)

    assert CampaignBudget.objects.count() == 0


def test_the_mail_says_what_happened_in_plain_words(desk):
    desk.budgets(1_000)
    desk.works(800)
    desk.looks()
    desk.works(200)
    desk.looks(NOON + MINUTE)

    told = list(Message.objects.order_by("id").values_list("template", "facts"))

    assert [template.rpartition("/")[2] for template, _ in told] == [
        "limit_warned",
        "limit_stopped",
    ]
    assert told[0][1] == {
        "brand": "Acme",
        "campaign": "Acme VOICE",
        "measure": "BUDGET",
        "used": "8.00 USD",
        "limit": "10.00 USD",
    }


@pytest.mark.django_db(transaction=True)
def test_mails_of_limits_are_put_into_words():
    desk = CreditDesk()
    desk.agrees(limit=1_000)
    desk.owes(800)
    desk.looks()
    desk.owes(200)
    desk.looks(NOON + MINUTE)
    desk.owes(-500, kind=AccountKind.BRAND_RECEIVABLE)
    desk.looks(NOON + 2 * MINUTE)

    send_messages(at=NOON + 2 * MINUTE)

    assert [one.subject for one in mail.outbox] == [
        "Acme: most of the credit limit is used",
        "Acme: campaigns are paused, the credit limit is used up",
        "Acme: there is room again",
    ]
    assert "owes 8.00 USD" in mail.outbox[0].body


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_stop_a_brand_once():
    desk = CreditDesk()
    desk.agrees(limit=100)
    desk.owes(100)

    at_once(lambda _: desk.looks(), range(4))

    assert desk.levels() == [("CREDIT", "STOPPED")]
    assert (desk.pauses(), Message.objects.count()) == (["CREDIT_USED"], 1)
