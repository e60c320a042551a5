import pytest

from marketplace.interactions.models import Outcome
from payouts.metering.models import UsageRecord
from payouts.metering.services import meter_revisions
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.times import NOON

pytestmark = pytest.mark.django_db


def exclusions() -> list[str]:
    return list(UsageRecord.objects.order_by("pk").values_list("exclusion", flat=True))


def test_a_handled_contact_counts_with_its_seconds():
    contact(campaign(brand()), agent(), seconds=95, hold=20, wrap=7)

    assert meter_revisions(at=NOON) == 1

    usage = UsageRecord.objects.get()
    assert (usage.talk_seconds, usage.hold_seconds, usage.wrap_seconds) == (95, 20, 7)
    assert usage.exclusion == ""


def test_metering_again_changes_nothing():
    contact(campaign(brand()), agent())
    meter_revisions(at=NOON)

    assert meter_revisions(at=NOON) == 0
    assert UsageRecord.objects.count() == 1


def test_what_does_not_count_says_why():
    ps = campaign(brand())
    contact(ps, None, outcome=Outcome.ABANDONED)
    contact(ps, None, outcome=Outcome.PHANTOM)
    contact(ps, None)

    meter_revisions(at=NOON)

    assert exclusions() == ["ABANDONED", "PHANTOM", "UNATTRIBUTED"]


def test_an_older_revision_is_superseded_before_it_is_metered():
    ps, ada = campaign(brand()), agent()
    contact(ps, ada, seconds=60, external_id="x")
    contact(ps, ada, seconds=90, external_id="x")

    meter_revisions(at=NOON)

    assert exclusions() == ["SUPERSEDED", ""]


def test_only_what_was_recorded_lately_is_looked_at():
    contact(campaign(brand()), agent(), recorded_at=NOON.replace(year=2025))

    assert meter_revisions(at=NOON, since=NOON) == 0
    assert meter_revisions(at=NOON, since=None) == 1
