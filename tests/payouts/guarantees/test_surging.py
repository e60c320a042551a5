from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection

from payouts.accruals.services import close_periods
from payouts.extras.models import Extra
from payouts.extras.wording import working_lines
from payouts.guarantees.budgets import end_spent_offers
from payouts.guarantees.models import Funding
from payouts.guarantees.offers import EndReason, Measure, SurgeBonus, SurgeEnd, SurgeOffer
from payouts.guarantees.policies import MayNotFund
from payouts.guarantees.surging import (
    AlreadyEnded,
    Offer,
    OfferOfThePast,
    OfferRunsBackwards,
    OffersOverlap,
    OverBudget,
    end_offer,
    pay_surges,
    publish_offer,
)
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, member, staff
from tests.payouts.chain import book
from tests.payouts.guarantees.hours import hours, laws_broken
from tests.payouts.owner import owner_login  # noqa: F401
from tests.times import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# The Monday of NOON's week, in UTC, and when that week and its grace are over.
MONDAY = datetime(2026, 9, 14, tzinfo=NOON.tzinfo)
OVER = MONDAY + 8 * DAY
BEFORE = MONDAY - DAY
WEEK = Offer(
    name="Back to school",
    from_at=MONDAY,
    to_at=MONDAY + 7 * DAY,
    measure=Measure.PER_HOUR,
    pay_rate=Decimal(19),
    charge_rate=Decimal(19),
    funded_by=Funding.BRAND,
)
WEDNESDAY = replace(
    WEEK,
    name="Launch day",
    from_at=MONDAY + 2 * DAY,
    to_at=MONDAY + 3 * DAY,
    pay_rate=Decimal(25),
    charge_rate=Decimal(25),
)


class Scene:
    """Ada serves Acme, whose owner Olga makes offers."""

    def __init__(self) -> None:
        self.acme = brand("Acme")
        self.olga = member(self.acme, "Olga")
        self.ada = agent("Ada")
        self.phones = campaign(self.acme, pay="0.50", bill="0.80")

    def offers(self, offer: Offer, *, at: datetime = BEFORE) -> SurgeOffer:
        return publish_offer(campaign_id=self.phones.pk, offer=offer, actor=self.olga, at=at)

    def works(self, day: int, count: int, **more) -> None:
        """So many whole hours from six in the morning of a day of the week."""
        for hour in range(count):
            hours(self.ada, self.phones, start=MONDAY + day * DAY + (6 + hour) * HOUR, **more)

    @property
    def pending(self) -> int:
        return balance(AccountKind.AGENT_PENDING, "USD", self.ada.pk).minor

    @property
    def unbilled(self) -> int:
        return balance(AccountKind.BRAND_UNBILLED, "USD", self.acme.pk).minor


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def test_the_golden_case_is_935_dollars(scene):
    scene.offers(WEEK)
    scene.offers(WEDNESDAY)
    for day in (0, 1, 3, 4):
        scene.works(day, 10)
    scene.works(2, 7)

    booked = pay_surges(at=OVER)

    assert booked == 2
    assert sorted(Extra.objects.values_list("pay_minor", "charge_minor")) == [
        (17_500, 17_500),
        (76_000, 76_000),
    ]
    assert (scene.pending, scene.unbilled) == (93_500, 93_500)
    assert [line[1:] for line in working_lines(Extra.objects.earliest("key"))] == [
        ("40 h", "19 extra an hour", "760.000000"),
        ("", "added up, rounded once", "760.00"),
    ]
    assert pay_surges(at=OVER) == 0
    close_periods(at=OVER)
    assert laws_broken(OVER + 9 * DAY) == []


def test_hours_without_a_single_contact_stand_on_the_statement_of_their_own_week(scene):
    scene.offers(WEEK)
    scene.works(2, 1)

    pay_surges(at=OVER)

    extra = Extra.objects.get()
    assert extra.pay_adjusts is None
    assert extra.pay_period.from_on.isoformat() == "2026-09-14"


def test_an_offer_that_is_not_over_pays_nothing_yet(scene):
    scene.offers(WEEK)
    scene.works(0, 1)

    assert pay_surges(at=OVER - timedelta(seconds=1)) == 0


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"min_seconds": 4 * 3_600}, 7_600),
        ({"min_seconds": 4 * 3_600 + 1}, 0),
        ({"min_adherence": 80}, 7_600),
        ({"min_adherence": 81}, 0),
        ({"booked_before": MONDAY}, 0),
        ({"booked_before": MONDAY + timedelta(seconds=1)}, 7_600),
    ],
)
def test_a_bonus_is_paid_to_whom_keeps_its_conditions(scene, condition, expected):
    scene.offers(replace(WEEK, **condition))
    scene.works(2, 4, booked_at=MONDAY)
    hours(scene.ada, scene.phones, start=MONDAY + 3 * DAY, staffed=0, booked_at=MONDAY)

    pay_surges(at=OVER)

    assert scene.pending == expected
    assert laws_broken(OVER + 9 * DAY) == []


def test_an_hour_falls_back_to_the_wider_offer_if_the_narrower_ones_condition_fails(scene):
    scene.offers(WEEK)
    scene.offers(replace(WEDNESDAY, min_seconds=8 * 3_600))
    scene.works(2, 7)

    pay_surges(at=OVER)

    assert scene.pending == 7 * 1_900


def test_a_share_prices_one_fact_twice(scene):
    offer = replace(
        WEEK, measure=Measure.SHARE, pay_rate=Decimal("0.2"), charge_rate=Decimal("0.1")
    )
    scene.offers(offer)
    scene.works(2, 1)
    contact(scene.phones, scene.ada, seconds=600, ended_at=MONDAY + 2 * DAY + 6.5 * HOUR)
    contact(scene.phones, scene.ada, seconds=600, ended_at=MONDAY + 2 * DAY + 7.5 * HOUR)
    book(MONDAY + 3 * DAY)
    before = scene.pending, scene.unbilled

    pay_surges(at=OVER)

    assert (scene.pending - before[0], scene.unbilled - before[1]) == (100, 80)
    assert laws_broken(OVER + 9 * DAY) == []


def test_what_the_platform_funds_is_charged_to_nobody(scene):
    bo = staff("Bo", "SET_TERMS")
    offer = replace(WEEK, funded_by=Funding.PLATFORM)
    publish_offer(campaign_id=scene.phones.pk, offer=offer, actor=bo, at=BEFORE)
    scene.works(0, 1)

    pay_surges(at=OVER)

    assert (scene.pending, scene.unbilled) == (1_900, 0)


def test_hours_reported_anew_take_the_bonus_back_and_book_the_right_one(scene):
    scene.offers(replace(WEEK, min_seconds=7_200))
    first = hours(scene.ada, scene.phones, start=MONDAY, minutes=120)
    pay_surges(at=OVER)
    close_periods(at=OVER)
    again = hours(scene.ada, scene.phones, start=MONDAY + DAY, minutes=60, at=OVER)
    both = pay_surges(at=OVER)
    first.pk, first.supersedes_id = None, first.pk
    first.staffed_seconds, first.recorded_at, first._state.adding = 3_599, OVER, True
    first.save()

    lost = pay_surges(at=OVER)

    assert (both, lost, again.staffed_seconds) == (2, 1, 3_600)
    assert list(Extra.objects.order_by("pk").values_list("pay_minor", flat=True)) == [
        3_800,
        -3_800,
        5_700,
        -5_700,
    ]
    assert (scene.pending, scene.unbilled) == (0, 0)
    assert laws_broken(OVER + 9 * DAY) == []


def test_hours_booked_after_an_offer_ended_are_not_counted_and_earlier_ones_are(scene):
    offer = scene.offers(WEEK)
    end_offer(offer_id=offer.pk, reason=EndReason.BY_PERSON, actor=scene.olga, at=MONDAY)
    scene.works(2, 1, booked_at=MONDAY - HOUR)
    scene.works(3, 1, booked_at=MONDAY)

    pay_surges(at=OVER)

    assert scene.pending == 1_900
    with pytest.raises(AlreadyEnded):
        end_offer(offer_id=offer.pk, reason=EndReason.BUDGET, actor=None, at=NOON)
    assert SurgeEnd.objects.count() == 1


def test_an_offer_whose_budget_is_booked_takes_no_more(scene):
    offer = scene.offers(replace(WEEK, budget_minor=3_800))
    hours(scene.ada, scene.phones, start=NOON, staffed=0, booked_at=MONDAY, at=MONDAY)
    before = end_spent_offers(at=MONDAY)
    hours(scene.ada, scene.phones, start=NOON + HOUR, staffed=0, booked_at=MONDAY, at=MONDAY)

    ended = end_spent_offers(at=MONDAY + HOUR)

    assert (before, ended, end_spent_offers(at=NOON)) == (0, 1, 0)
    end = SurgeEnd.objects.get()
    assert (end.offer, end.reason, end.ended_at) == (offer, EndReason.BUDGET, MONDAY + HOUR)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"from_at": BEFORE - timedelta(seconds=1)}, OfferOfThePast),
        ({"to_at": MONDAY}, OfferRunsBackwards),
        ({}, OffersOverlap),
        ({"from_at": MONDAY + DAY, "to_at": MONDAY + 8 * DAY}, OffersOverlap),
        ({"from_at": MONDAY + 2 * DAY, "budget_minor": 1_899}, OverBudget),
    ],
)
def test_an_offer_that_cannot_stand_is_refused(scene, changes, refusal):
    scene.offers(WEEK)
    hours(scene.ada, scene.phones, at=BEFORE)

    with pytest.raises(refusal):
        scene.offers(replace(WEEK, **changes))

    assert SurgeOffer.objects.count() == 1


def test_only_a_brands_own_people_promise_its_money(scene):
    eve = member(brand("Globex"), "Eve")

    with pytest.raises(MayNotFund):
        publish_offer(campaign_id=scene.phones.pk, offer=WEEK, actor=eve, at=BEFORE)
    with pytest.raises(MayNotFund):
        scene.offers(replace(WEEK, funded_by=Funding.PLATFORM))

    assert SurgeOffer.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "deed"),
    [
        ("I13h", "UPDATE payouts_extra SET pay_minor = pay_minor + 1"),
        ("I13h", "UPDATE payouts_extra SET charge_minor = charge_minor - 1"),
        ("I13h", "DELETE FROM payouts_surgebonus"),
        ("I13i", "DELETE FROM payouts_surgebonus"),
        ("I13i", "UPDATE payouts_surgebonus SET agent_id = agent_id + 1000"),
        (
            "I13k",
            "UPDATE payouts_surgeoffer SET to_at = to_at + interval '9 days'"
            " WHERE name = 'Launch day'",
        ),
    ],
)
def test_a_bonus_against_the_rule_is_found(code, deed, owner_login, db):  # noqa: F811
    scene = Scene()
    scene.offers(WEEK)
    scene.offers(WEDNESDAY)
    scene.works(1, 2)
    pay_surges(at=OVER)
    before = laws_broken(OVER + 9 * DAY)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(deed)
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert (before, SurgeBonus.objects.count() <= 1) == ([], True)
    assert code in laws_broken(OVER + 9 * DAY)
