from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from marketplace.interactions.changes import changes_between
from marketplace.interactions.models import Interaction, InteractionRevision, Outcome
from marketplace.interactions.selectors import (
    arrivals_by_hour,
    contact_of,
    contacts_by_day,
    months_of,
    revisions_of,
    service_figures,
)
from marketplace.interactions.service import ServiceFigures
from onboarding.calendars.periods import month_of
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.times import NOON

pytestmark = pytest.mark.django_db

JERUSALEM = ZoneInfo("Asia/Jerusalem")
SEPTEMBER = month_of(date(2026, 9, 1), JERUSALEM)


@pytest.fixture
def phones(db):
    return campaign(brand("Acme", timezone="Asia/Jerusalem"), "PS")


def waited(seconds: int, contact: InteractionRevision) -> None:
    Interaction.objects.filter(pk=contact.interaction_id).update(queue_seconds=seconds)


def test_service_is_counted_of_what_was_offered(phones):
    waited(20, contact(phones, agent()))
    waited(21, contact(phones, agent()))
    waited(300, contact(phones, None, outcome=Outcome.ABANDONED))
    waited(0, contact(phones, None, outcome=Outcome.PHANTOM))
    waited(4, contact(phones, None))

    figures = service_figures(brand_id=phones.brand_id, within=SEPTEMBER)

    assert figures == ServiceFigures(
        handled=3, abandoned=1, answered_in_time=2, waited_seconds=45, unattributed=1
    )
    assert (figures.service_level, figures.abandonment, figures.mean_wait_seconds) == (50, 25, 15)


def test_a_month_without_contacts_has_no_shares(phones):
    figures = service_figures(brand_id=phones.brand_id, within=SEPTEMBER)

    assert figures == ServiceFigures(0, 0, 0, 0, 0)
    assert (figures.service_level, figures.abandonment, figures.mean_wait_seconds) == (None,) * 3


def test_a_month_ends_at_midnight_of_the_brands_zone(phones):
    inside = datetime(2026, 9, 30, 20, 59, 59, tzinfo=UTC)
    contact(phones, agent(), ended_at=inside)
    contact(phones, agent(), ended_at=inside + timedelta(seconds=1))

    assert service_figures(brand_id=phones.brand_id, within=SEPTEMBER).handled == 1


def test_days_and_hours_are_those_of_the_zone(phones):
    contact(phones, agent(), ended_at=datetime(2026, 9, 15, 21, 30, tzinfo=UTC))
    contact(phones, None, outcome=Outcome.ABANDONED, ended_at=NOON)

    days = contacts_by_day(brand_id=phones.brand_id, within=SEPTEMBER, zone=JERUSALEM)
    hours = arrivals_by_hour(brand_id=phones.brand_id, within=SEPTEMBER, zone=JERUSALEM)

    assert days == [(date(2026, 9, 16), 1, 1)]
    assert hours == {0: 1, 14: 1}


def test_months_run_from_the_last_contact_back_to_the_first(phones):
    contact(phones, agent(), ended_at=datetime(2026, 6, 30, 20, 59, tzinfo=UTC))
    contact(phones, agent(), ended_at=NOON)

    months = months_of(phones.brand)

    assert [month.from_on.month for month in months.spans] == [9, 8, 7, 6]


def test_a_call_over_midnight_does_not_make_a_month_to_look_at(phones):
    new_month = datetime(2026, 9, 30, 21, 5, tzinfo=UTC)
    contact(phones, agent(), ended_at=NOON)
    contact(phones, agent(), ended_at=new_month)

    assert months_of(phones.brand).shown_first.from_on.month == 9
    contact(phones, agent(), ended_at=new_month + timedelta(days=1))
    assert months_of(phones.brand).shown_first.from_on.month == 10


def test_the_first_day_of_a_new_brand_is_shown(phones):
    contact(phones, agent(), ended_at=datetime(2026, 9, 30, 21, 5, tzinfo=UTC))

    assert months_of(phones.brand).shown_first.from_on.month == 10


def test_a_brand_without_contacts_has_no_months(phones):
    assert months_of(phones.brand) is None


def test_a_stray_contact_of_long_ago_does_not_make_the_list_endless(phones):
    contact(phones, agent(), ended_at=datetime(1971, 1, 1, tzinfo=UTC))
    contact(phones, agent(), ended_at=NOON)

    assert len(months_of(phones.brand).spans) == 120


def test_a_revision_says_what_it_changed(phones):
    contact(phones, agent("Ada"), seconds=60, external_id="one")
    contact(phones, agent("Bea"), seconds=60, wrap=5, external_id="one")
    found = contact_of(brand_id=phones.brand_id, pk=Interaction.objects.get().pk)

    changes = changes_between(*revisions_of(found))

    assert [(one.label, str(one.before), str(one.after)) for one in changes] == [
        ("Agent", "Ada", "Bea"),
        ("Agent, as named by the source", "Ada", "Bea"),
        ("Wrap-up", "0", "5"),
    ]
