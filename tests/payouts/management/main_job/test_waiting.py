from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.interactions.services import begin_file
from payouts.management.main_job.calendar import payable_month_of
from payouts.management.main_job.waiting import book_what_waits
from payouts.rating.models import RatedWork
from tests.factories.marketplace import campaign, contact, source
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import close
from tests.times import NOON

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(days=90)


def known_at() -> list[datetime]:
    return list(RatedWork.objects.order_by("id").values_list("recorded_at", flat=True))


@pytest.fixture
def campaign_of_the_month():
    return campaign(brand())


@pytest.fixture
def replay(campaign_of_the_month):
    acme = campaign_of_the_month.brand
    zone = ZoneInfo(acme.timezone)
    timeline = payable_month_of(NOON.date(), zone, now=LATER)
    return source(acme), timeline


def test_what_came_in_beside_the_replay_is_known_now(replay):
    contact(campaign(brand()), agent())

    book_what_waits(*replay, at=LATER)

    assert known_at() == [LATER]


def test_a_replay_that_was_interrupted_goes_on_by_its_own_clock(replay, campaign_of_the_month):
    begin_file(source=replay[0], name="calls.tsv", at=replay[1].known_at)
    contact(campaign_of_the_month, agent())

    book_what_waits(*replay, at=LATER)

    assert known_at() == []


def test_a_correction_of_a_month_that_was_replayed_is_known_now(replay, campaign_of_the_month):
    begin_file(source=replay[0], name="calls.tsv", at=replay[1].known_at)
    ada = agent()
    contact(campaign_of_the_month, ada, seconds=60, external_id="x")
    close(replay[1].closes_at)
    contact(campaign_of_the_month, ada, seconds=90, external_id="x", recorded_at=LATER)

    book_what_waits(*replay, at=LATER)

    assert known_at() == [replay[1].closes_at, LATER, LATER]
