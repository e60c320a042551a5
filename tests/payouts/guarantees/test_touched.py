"""A night looks at what is new, and finds whatever a look at everything would find."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from onboarding.users.models import Grant
from payouts.extras.models import Extra, ExtraKind
from payouts.extras.services import take_back
from payouts.guarantees.cancelling import Hours, cancel_hours
from payouts.guarantees.models import CommittedInterval, Funding
from payouts.guarantees.offers import Measure
from payouts.guarantees.selectors import guaranteed_periods
from payouts.guarantees.services import Floor, set_floor, top_up_periods
from payouts.guarantees.surging import pay_surges, publish_offer
from payouts.guarantees.touched import last_looked_at
from payouts.guarantees.worked import surges_over
from tests.factories.marketplace import contact
from tests.factories.onboarding import staff
from tests.payouts.chain import book
from tests.payouts.guarantees.hours import hours, laws_broken
from tests.payouts.guarantees.test_surging import BEFORE, MONDAY, OVER, WEDNESDAY, WEEK, Scene

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LATER = OVER + 70 * DAY


def night_of_floors(at=LATER) -> int:
    return top_up_periods(at=at, since=last_looked_at(ExtraKind.FLOOR_TOP_UP))


def night_of_surges(at=LATER) -> int:
    return pay_surges(at=at, since=last_looked_at(ExtraKind.SURGE_BONUS))


def revised(one: CommittedInterval, *, staffed: int, at=LATER - HOUR) -> CommittedInterval:
    return CommittedInterval.objects.create(
        agent=one.agent,
        campaign=one.campaign,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        staffed_seconds=staffed,
        source="test",
        recorded_at=at,
        supersedes=one,
    )


@pytest.fixture
def scene(db) -> Scene:
    """An hour of a week that ended ten weeks ago, topped up and paid its surge."""
    scene = Scene()
    set_floor(
        campaign_id=scene.phones.pk,
        floor=Floor(Decimal(20), Decimal(1), Decimal(0), Funding.BRAND),
        effective_from=BEFORE,
        actor=staff("Bo", Grant.SET_TERMS),
        at=BEFORE,
    )
    scene.offers(WEEK)
    scene.offers(WEDNESDAY)
    scene.works(0, 1)
    scene.works(2, 1)
    assert night_of_floors(OVER) == 1
    assert night_of_surges(OVER) == 2
    return scene


def test_a_late_revision_of_an_old_week_is_made_good(scene):
    revised(CommittedInterval.objects.earliest("starts_at"), staffed=1_800)

    floors, surges = night_of_floors(), night_of_surges()

    assert (floors, surges) == (2, 2)
    assert scene.pending == 3_000 + 950 + 2_500
    assert (top_up_periods(at=LATER), pay_surges(at=LATER)) == (0, 0)
    assert laws_broken(LATER + 9 * DAY) == []


def test_a_week_of_which_nothing_is_new_is_not_looked_at(scene):
    since = LATER - 3 * DAY

    assert guaranteed_periods(at=LATER, since=since) == []
    assert surges_over(at=LATER, since=since) == []
    assert len(guaranteed_periods(at=LATER)) == 1
    assert len(surges_over(at=LATER)) == 2


def test_new_hours_of_one_old_offer_leave_the_others_alone(scene):
    apart = replace(WEEK, from_at=MONDAY + 20 * DAY, to_at=MONDAY + 21 * DAY)
    far = scene.offers(apart)
    hours(scene.ada, scene.phones, start=far.from_at + HOUR)
    night_of_surges(MONDAY + 30 * DAY)
    revised(CommittedInterval.objects.earliest("starts_at"), staffed=1_800)

    looked_at = surges_over(at=LATER, since=LATER - DAY)

    assert far.pk not in {one.offer_id for one in looked_at}
    assert len(looked_at) == 2


def test_an_inner_offer_whose_condition_breaks_gives_its_hours_to_the_outer_one(scene):
    inner = replace(
        WEDNESDAY,
        name="Two hours",
        from_at=MONDAY + 22 * DAY,
        to_at=MONDAY + 23 * DAY,
        min_seconds=3_600,
    )
    outer = replace(WEEK, name="Later", from_at=MONDAY + 21 * DAY, to_at=MONDAY + 28 * DAY)
    scene.offers(outer)
    scene.offers(inner)
    one = hours(scene.ada, scene.phones, start=inner.from_at + HOUR)
    assert night_of_surges(MONDAY + 30 * DAY) == 1
    revised(one, staffed=3_599)

    night_of_surges()

    newest = Extra.objects.filter(pay_minor__gt=0).latest("pk")
    assert (newest.description[:5], newest.pay_minor) == ("Later", 1_899)
    assert pay_surges(at=LATER) == 0
    assert "I13h" not in laws_broken(LATER + 9 * DAY)


def test_work_that_became_known_late_lowers_the_top_up_of_its_week(scene):
    contact(
        scene.phones,
        scene.ada,
        seconds=600,
        external_id="late",
        ended_at=MONDAY + 6 * HOUR + timedelta(minutes=20),
        recorded_at=LATER - HOUR,
    )
    book(LATER - HOUR)

    assert night_of_floors() == 2
    assert Extra.objects.filter(kind="FLOOR_TOP_UP").latest("pk").pay_minor == 4_000 - 500
    assert top_up_periods(at=LATER) == 0


def test_a_share_of_work_that_became_known_late_is_paid(scene):
    share = replace(
        WEEK,
        from_at=MONDAY + 7 * DAY,
        to_at=MONDAY + 8 * DAY,
        measure=Measure.SHARE,
        pay_rate=Decimal("0.5"),
        charge_rate=Decimal("0.5"),
    )
    publish_offer(campaign_id=scene.phones.pk, offer=share, actor=scene.olga, at=BEFORE)
    hours(scene.ada, scene.phones, start=share.from_at + HOUR)
    night_of_surges(MONDAY + 30 * DAY)
    contact(
        scene.phones,
        scene.ada,
        seconds=600,
        external_id="late",
        ended_at=share.from_at + HOUR + timedelta(minutes=20),
        recorded_at=LATER - HOUR,
    )
    book(LATER - HOUR)

    assert night_of_surges() == 1
    assert Extra.objects.filter(kind="SURGE_BONUS").latest("pk").pay_minor == 250
    assert pay_surges(at=LATER) == 0


@pytest.mark.parametrize(
    ("kind", "night"),
    [(ExtraKind.FLOOR_TOP_UP, night_of_floors), (ExtraKind.SURGE_BONUS, night_of_surges)],
)
def test_what_somebody_took_back_by_mistake_is_due_again(scene, kind, night):
    one = Extra.objects.filter(kind=kind).earliest("pk")
    take_back(extra_id=one.pk, reason="By mistake", actor=scene.olga, at=LATER - HOUR)
    before = scene.pending

    assert night() == 1
    assert scene.pending == before + one.pay_minor


def test_hours_cancelled_late_count_for_the_adherence_of_their_offer(scene):
    strict = replace(WEEK, from_at=MONDAY + 7 * DAY, to_at=MONDAY + 14 * DAY, min_adherence=100)
    scene.offers(strict)
    hours(scene.ada, scene.phones, start=strict.from_at + HOUR)
    unserved = hours(scene.ada, scene.phones, start=strict.from_at + 3 * HOUR, staffed=0)
    assert night_of_surges(MONDAY + 30 * DAY) == 0
    # Known by a file that comes weeks later; the brand had cancelled them in time.
    cancel_hours(
        hours=Hours(
            scene.ada.pk,
            scene.phones.pk,
            unserved.starts_at,
            unserved.ends_at,
            unserved.starts_at - 3 * DAY,
        ),
        actor=None,
        at=LATER - HOUR,
    )

    assert night_of_surges() == 1
    assert pay_surges(at=LATER) == 0
