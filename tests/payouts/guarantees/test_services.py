from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from onboarding.users.models import Grant
from payouts.accruals.services import close_periods
from payouts.extras.models import Extra
from payouts.extras.wording import working_lines
from payouts.guarantees.commitments import take_in_commitments
from payouts.guarantees.laws import LAWS
from payouts.guarantees.models import CommittedInterval, FloorTerms, Funding, TopUp
from payouts.guarantees.services import (
    Floor,
    FloorOfThePast,
    MayNotSetTerms,
    set_floor,
    top_up_periods,
)
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.reports.proof import finding_of
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, staff
from tests.payouts.chain import book
from tests.payouts.owner import owner_login  # noqa: F401
from tests.times import NOON

GOLDEN = Floor(Decimal("15"), Decimal("1.2"), Decimal("0.35"), Funding.BRAND)
MONTH_AGO = NOON - timedelta(days=30)
# The week of NOON ends on the 21st; its grace a day later.
OVER = NOON + timedelta(days=6)
NEXT_WEEK = OVER + timedelta(days=7)


class Scene:
    """Ada serves Acme, which guarantees the golden case's floor."""

    def __init__(self, funded_by: Funding = Funding.BRAND) -> None:
        self.ada = agent("Ada")
        self.phones = campaign(brand("Acme"), pay="0.50")
        floor = Floor(GOLDEN.per_hour, GOLDEN.multiplier, GOLDEN.per_contact, funded_by)
        self.bo = staff("Bo", Grant.SET_TERMS)
        set_floor(
            campaign_id=self.phones.pk,
            floor=floor,
            effective_from=MONTH_AGO,
            actor=self.bo,
            at=MONTH_AGO,
        )

    def line(self, *, start=NOON, minutes: int = 15, seconds: int = 900) -> str:
        ends = start + timedelta(minutes=minutes)
        return f"{self.ada.public_id},acme,PS,{start.isoformat()},{ends.isoformat()},{seconds}"

    def commits(self, *lines: str, at=NOON):
        header = "agent,brand,campaign,starts_at,ends_at,staffed_seconds"
        return take_in_commitments(lines=[header, *lines], source="file", at=at)

    def serves(self, contacts: int, seconds: int, **facts) -> None:
        for n in range(contacts):
            contact(self.phones, self.ada, seconds=seconds, external_id=f"c{n}", **facts)

    @property
    def pending(self) -> int:
        return balance(AccountKind.AGENT_PENDING, "USD", self.ada.pk).minor

    @property
    def unbilled(self) -> int:
        return balance(AccountKind.BRAND_UNBILLED, "USD", self.phones.brand_id).minor


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def laws_broken(at=OVER + timedelta(days=9)) -> list[str]:
    return [law.code for law in LAWS if not finding_of(law, at=at).is_kept]


def test_the_golden_case_is_topped_up_on_the_statement_of_its_own_week(scene):
    scene.commits(scene.line())
    scene.serves(8, 30)
    book(NOON)
    before = scene.pending, scene.unbilled

    booked = top_up_periods(at=OVER)

    extra = Extra.objects.get()
    assert booked == 1
    assert before[0] == 200
    assert scene.pending == 730
    assert scene.unbilled - before[1] == 530
    assert extra.pay_adjusts is None
    assert extra.key == f"topup:{scene.ada.pk}:{scene.phones.pk}:{extra.pay_period_id}"
    assert [line[3] for line in working_lines(extra)] == [
        "4.500000",
        "2.800000",
        "7.30",
        "−2.00",
        "5.30",
    ]
    close_periods(at=OVER)
    assert laws_broken() == []


def test_again_without_new_facts_nothing_changes(scene):
    scene.commits(scene.line())
    scene.serves(8, 30)
    book(NOON)
    top_up_periods(at=OVER)

    assert top_up_periods(at=OVER) == 0
    assert TopUp.objects.count() == 1


def test_a_week_that_is_not_over_is_not_topped_up(scene):
    scene.commits(scene.line())
    scene.serves(8, 30)
    book(NOON)

    assert top_up_periods(at=NOON + timedelta(days=5)) == 0


def test_who_earned_more_than_the_floor_gets_no_top_up(scene):
    scene.commits(scene.line())
    scene.serves(8, 600)
    book(NOON)

    assert top_up_periods(at=OVER) == 0
    assert scene.pending == 4_000


def test_a_platform_funded_floor_charges_nobody(db):
    scene = Scene(Funding.PLATFORM)
    scene.commits(scene.line())
    scene.serves(8, 30)
    book(NOON)
    before = scene.unbilled

    top_up_periods(at=OVER)

    assert scene.pending == 730
    assert scene.unbilled == before


def test_a_correction_after_the_close_is_made_good_in_the_open_week(scene):
    scene.commits(scene.line())
    scene.serves(8, 30)
    book(NOON)
    top_up_periods(at=OVER)
    close_periods(at=OVER)
    contact(
        scene.phones, scene.ada, seconds=90, external_id="c0", ended_at=NOON, recorded_at=NEXT_WEEK
    )
    book(NEXT_WEEK)

    booked = top_up_periods(at=NEXT_WEEK)

    assert booked == 2
    assert list(Extra.objects.order_by("pk").values_list("pay_minor", flat=True)) == [
        530,
        -530,
        480,
    ]
    assert scene.pending == 730
    assert top_up_periods(at=NEXT_WEEK) == 0
    assert laws_broken(NEXT_WEEK + timedelta(days=9)) == []


def test_hours_that_were_reported_anew_count_once(scene):
    scene.commits(scene.line(seconds=300))
    again = scene.commits(scene.line(seconds=900), at=NOON + timedelta(hours=1))
    known = scene.commits(scene.line(seconds=900))
    scene.serves(8, 30)
    book(NOON)

    top_up_periods(at=OVER)

    assert (again.new, known.known) == (1, 1)
    assert CommittedInterval.objects.count() == 2
    assert scene.pending == 730


def test_bad_lines_are_named_and_the_rest_goes_in(scene):
    later = NOON + timedelta(hours=1)

    taken = scene.commits(
        scene.line(),
        "nobody,acme,PS,x,y,1",
        scene.line(start=NOON + timedelta(minutes=5)),
        scene.line(start=later, seconds=901),
        scene.line(start=later, minutes=-5),
        scene.line(start=later).replace("+00:00", ""),
        scene.line(start=later).replace(",PS,", ",XX,"),
        scene.line(start=later),
    )

    assert (taken.new, taken.known) == (2, 0)
    assert taken.refused == (
        (3, "There is no such agent."),
        (4, "The agent has other hours at that time."),
        (5, "Staffed seconds are a whole number, at most the length of the hours."),
        (6, "The hours end before they begin."),
        (7, "An instant is written as 2026-09-16T12:00:00+02:00, with its zone."),
        (8, "There is no such campaign of that brand."),
    )


def test_a_floor_is_set_by_whom_it_is_given_to_and_never_for_the_past(scene):
    terms = {"campaign_id": scene.phones.pk, "floor": GOLDEN, "at": NOON}

    with pytest.raises(MayNotSetTerms):
        set_floor(effective_from=NOON, actor=staff("Eve"), **terms)
    with pytest.raises(FloorOfThePast):
        set_floor(effective_from=NOON - timedelta(seconds=1), actor=scene.bo, **terms)

    assert FloorTerms.objects.count() == 1


def test_a_newer_floor_counts_from_its_own_instant_on(scene):
    off = Floor(Decimal(0), Decimal(1), Decimal(0), Funding.BRAND)
    later = NOON + timedelta(hours=1)
    set_floor(campaign_id=scene.phones.pk, floor=off, effective_from=later, actor=scene.bo, at=NOON)
    scene.commits(scene.line(), scene.line(start=later))
    scene.serves(8, 30)
    book(NOON)

    top_up_periods(at=OVER)

    assert scene.pending == 730


@pytest.mark.parametrize(
    ("code", "deed"),
    [
        ("I13e", "UPDATE payouts_extra SET pay_minor = pay_minor + 1"),
        ("I13e", "DELETE FROM payouts_topup"),
        ("I13f", "DELETE FROM payouts_topup"),
        ("I13f", "UPDATE payouts_topup SET campaign_id = campaign_id + 1000"),
    ],
)
def test_a_top_up_against_the_rule_is_found(code, deed, owner_login, db):  # noqa: F811
    scene = Scene()
    scene.commits(scene.line())
    scene.serves(8, 30)
    book(NOON)
    top_up_periods(at=OVER)
    before = laws_broken()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(deed)
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert before == []
    assert code in laws_broken()
