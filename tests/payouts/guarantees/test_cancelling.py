from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection

from onboarding.deliveries.models import Message
from onboarding.users.models import Grant
from payouts.extras.models import Extra
from payouts.extras.wording import working_lines
from payouts.guarantees.cancelled import Basis, CancelledHours
from payouts.guarantees.cancelling import (
    CancelledBefore,
    Hours,
    HoursHaveBegun,
    NoSuchHours,
    cancel_hours,
)
from payouts.guarantees.models import Funding
from payouts.guarantees.policies import MayNotFund
from payouts.guarantees.services import Floor, set_floor
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, member, staff
from tests.payouts.chain import book
from tests.payouts.guarantees.hours import hours, laws_broken
from tests.payouts.owner import owner_login  # noqa: F401
from tests.times import NOON

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEK = 7 * DAY


class Scene:
    """Ada is booked on Acme's phones for an hour from NOON on, staffed by nobody yet."""

    def __init__(self) -> None:
        self.acme = brand("Acme")
        self.ada = agent("Ada", login=True)
        self.phones = campaign(self.acme, pay="0.50")
        hours(self.ada, self.phones, staffed=0, at=NOON - WEEK)

    def guarantees(self, per_hour: str = "18") -> None:
        set_floor(
            campaign_id=self.phones.pk,
            floor=Floor(Decimal(per_hour), Decimal(1), Decimal(0), Funding.BRAND),
            effective_from=NOON - 60 * DAY,
            actor=staff("Bo", Grant.SET_TERMS),
            at=NOON - 60 * DAY,
        )

    def cancelled(self, notice: timedelta = HOUR, *, start=NOON, minutes: int = 60):
        said = Hours(
            self.ada.pk, self.phones.pk, start, start + timedelta(minutes=minutes), start - notice
        )
        return cancel_hours(hours=said, actor=None, at=NOON)

    @property
    def sums(self) -> tuple[int, int]:
        return (
            balance(AccountKind.AGENT_PENDING, "USD", self.ada.pk).minor,
            balance(AccountKind.BRAND_UNBILLED, "USD", self.acme.pk).minor,
        )


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


@pytest.mark.parametrize(
    ("notice", "minor"),
    [
        (timedelta(hours=48, seconds=1), 0),
        (timedelta(hours=48), 900),
        (timedelta(hours=2, seconds=1), 900),
        (timedelta(hours=2), 1_800),
        (timedelta(0), 1_800),
    ],
)
def test_the_agent_is_paid_and_the_brand_charged_by_the_notice_given(scene, notice, minor):
    scene.guarantees()

    cancelled, _ = scene.cancelled(notice)

    assert scene.sums == (minor, minor)
    assert (cancelled.basis, cancelled.extra is None) == (Basis.FLOOR, minor == 0)
    assert laws_broken(NOON + 9 * DAY) == []


def test_the_same_cancellation_again_changes_nothing(scene):
    scene.guarantees()

    told = [scene.cancelled()[1] for _ in range(2)]

    assert (told, scene.sums, Message.objects.count()) == ([True, False], (1_800, 1_800), 1)
    with pytest.raises(CancelledBefore):
        scene.cancelled(2 * HOUR)
    with pytest.raises(CancelledBefore):
        scene.cancelled(minutes=30)
    assert scene.sums == (1_800, 1_800)


def test_what_a_block_is_cut_by_is_cancelled_from_the_cut_on(scene):
    scene.guarantees()

    scene.cancelled(timedelta(0), start=NOON + 0.75 * HOUR, minutes=15)

    assert scene.sums == (450, 450)
    assert [line[1:] for line in working_lines(Extra.objects.get())] == [
        ("15 min", "× 18 an hour", "4.500000"),
        ("0 h 00 min", "100 % is paid", "4.50"),
    ]


def test_without_a_floor_the_average_of_that_interval_counts(scene):
    for weeks, seconds in ((1, 600), (2, 1_200), (5, 3_600)):
        start = NOON - weeks * WEEK
        hours(scene.ada, scene.phones, start=start)
        contact(scene.phones, scene.ada, seconds=seconds, ended_at=start + 0.9 * HOUR)
    hours(scene.ada, scene.phones, start=NOON - WEEK + 2 * HOUR)
    book(NOON)
    before = scene.sums

    cancelled, _ = scene.cancelled()

    assert (cancelled.basis, cancelled.per_hour) == (Basis.TRAILING, Decimal("7.5"))
    assert scene.sums[0] - before[0] == 750
    assert working_lines(Extra.objects.get())[0][0] == "Average of that interval"


def test_without_that_interval_the_campaign_counts_and_without_any_the_full_rate(scene):
    full, _ = scene.cancelled(minutes=30)
    hours(scene.ada, scene.phones, start=NOON - WEEK + 2 * HOUR)
    contact(scene.phones, scene.ada, seconds=600, ended_at=NOON - WEEK + 2.5 * HOUR)
    book(NOON)

    average, _ = scene.cancelled(start=NOON + 0.5 * HOUR, minutes=30)

    assert (full.basis, full.per_hour) == (Basis.RATE, Decimal(30))
    assert (average.basis, average.per_hour) == (Basis.CAMPAIGN, Decimal(5))


def test_hours_that_are_not_the_agents_or_have_begun_are_not_cancelled(scene):
    with pytest.raises(NoSuchHours):
        scene.cancelled(start=NOON + 0.5 * HOUR)
    with pytest.raises(HoursHaveBegun):
        scene.cancelled(timedelta(seconds=-1))

    assert (CancelledHours.objects.count(), scene.sums) == (0, (0, 0))


@pytest.mark.parametrize(
    ("code", "deed"),
    [
        ("I13m", "UPDATE payouts_extra SET pay_minor = pay_minor + 1"),
        ("I13m", "UPDATE payouts_extra SET charge_minor = charge_minor + 1"),
        ("I13m", "UPDATE payouts_cancelledhours SET share = 50"),
        ("I13m", "DELETE FROM payouts_cancelledhours"),
        ("I13m", "DELETE FROM payouts_committedinterval"),
    ],
)
def test_a_fee_against_the_rule_is_found(code, deed, owner_login, db):  # noqa: F811
    scene = Scene()
    scene.guarantees()
    scene.cancelled()
    before = laws_broken(NOON + 9 * DAY)

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(deed)
        cursor.execute("SET LOCAL session_replication_role = origin")

    assert before == []
    assert laws_broken(NOON + 9 * DAY) == [code]


def test_hours_are_cancelled_by_whose_money_it_is(scene):
    said = Hours(scene.ada.pk, scene.phones.pk, NOON, NOON + HOUR, NOON - HOUR)

    for stranger in (member(brand("Bolt"), "Ben"), staff("Vic", Grant.VIEW_FINANCE)):
        with pytest.raises(MayNotFund):
            cancel_hours(hours=said, actor=stranger, at=NOON)
    assert not CancelledHours.objects.exists()
    assert scene.sums == (0, 0)

    _, is_new = cancel_hours(hours=said, actor=member(scene.acme, "Olga"), at=NOON)
    assert is_new
