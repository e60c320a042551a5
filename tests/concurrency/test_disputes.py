"""Two people who decide at once, and two clicks on one form: each thing happens once."""

from uuid import uuid4

import pytest

from onboarding.users.models import Grant
from payouts.disputes.choices import Ground
from payouts.disputes.models import Dispute, DisputeBatch, Verdict
from payouts.disputes.opening import contest_many
from payouts.disputes.outcomes import Measure, Measured
from payouts.disputes.rows import Grounds
from payouts.disputes.services import Said
from payouts.ledger.models import JournalTransaction
from payouts.rating.models import Ruling
from tests.factories.onboarding import staff
from tests.payouts.disputes.court import OPENED, Court, broken
from tests.payouts.runs.desk import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def court() -> Court:
    court = Court()
    for name in ("one", "two", "three"):
        court.contact(name)
    court.billed()
    return court


def test_two_who_decide_at_once_decide_once(court):
    dispute = court.contested_charge("one", claimed=60)
    deciders = [(court.dan, Measure.AS_ASKED), (staff("Eli", Grant.DECIDE_DISPUTES), Measure.KEEP)]

    said = at_once(
        lambda one: court.decide(dispute, actor=one[0], charge=Measured(one[1])), deciders
    )

    assert said == ["Settled", "list"]
    verdict = Verdict.objects.get()
    assert Ruling.objects.count() == (verdict.ruling_id is not None)
    assert verdict.favours == ("OPENER" if verdict.ruling_id else "OTHER")


def test_two_who_decide_the_same_ones_in_other_orders_do_not_wait_for_each_other(court):
    disputes = [court.contested_charge(name) for name in ("one", "two", "three")]

    said = at_once(lambda some: court.decide(*some), [disputes, disputes[::-1]])

    assert said == ["Settled", "list"]
    assert Verdict.objects.count() == 3


def test_a_form_that_is_sent_four_times_at_once_opens_its_disputes_once(court):
    key = uuid4()
    before = JournalTransaction.objects.count()

    said = at_once(
        lambda _: contest_many(
            brand=court.acme,
            key=key,
            asked={},
            grounds=Grounds(Ground.OTHER, said=Said("All of these.")),
            actor=court.olga,
            at=OPENED,
        ),
        range(4),
    )

    assert said == ["DisputeBatch"] * 4
    assert DisputeBatch.objects.get().dispute_count == Dispute.objects.count() == 3
    assert JournalTransaction.objects.count() == before
    assert broken(OPENED) == []


def test_one_charge_that_two_members_contest_at_once_is_contested_once(court):
    said = at_once(lambda _: court.contested_charge("one"), range(2))

    assert said == ["AlreadyContested", "Dispute"]
    assert Dispute.objects.count() == 1
