from datetime import timedelta

from payouts.extras.models import Extra
from payouts.management.main_job.promises import make_promises
from tests.factories.marketplace import campaign, contact, source
from tests.factories.onboarding import agent, brand, member, staff
from tests.payouts.chain import book
from tests.payouts.guarantees.hours import laws_broken
from tests.times import NOON

WEEK = timedelta(days=7)


def test_the_demos_promises_are_kept_once(db):
    acme, ada = brand("Acme"), agent("Ada")
    contact(campaign(acme), ada, seconds=600, ended_at=NOON - WEEK)
    book(NOON)
    people = {"owner": member(acme, "Olga"), "clerk": staff("Pia")}

    booked = [make_promises(source=source(acme), at=NOON, **people) for _ in range(2)]

    sums = sorted(Extra.objects.values_list("kind", "pay_minor"))
    assert booked == [4, 0]
    assert sums == [
        ("CERTIFICATION_BONUS", 2_500),
        ("FLOOR_TOP_UP", 29_650),
        ("LATE_CANCELLATION", 900),
        ("LATE_CANCELLATION", 1_800),
        ("SURGE_BONUS", 1_667),
        ("SURGE_BONUS", 2_667),
    ]
    assert laws_broken(NOON + 3 * WEEK) == []
