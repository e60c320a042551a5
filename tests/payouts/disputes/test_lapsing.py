"""What silence settles, and whom a clock reminds."""

import pytest

from marketplace.interactions.models import Interaction
from onboarding.deliveries.models import Message
from payouts.disputes.choices import DisputeStatus, Reason
from payouts.disputes.claiming import Missing, claim_missing
from payouts.disputes.lapsing import lapse_disputes, remind_of_clocks
from payouts.disputes.models import Verdict
from payouts.disputes.services import AlreadyContested, Said
from payouts.rating.models import RatedWork
from tests.payouts.chain import book
from tests.payouts.disputes.court import DAY, HOUR, RECORDING, STATED, WORKED, broken


def status_of(dispute):
    dispute.refresh_from_db()
    return dispute.status


def told(event):
    return sorted(
        Message.objects.filter(template=f"payouts/disputes/{event}").values_list("to", flat=True)
    )


def test_where_a_brand_showed_nothing_the_price_stands(billed):
    dispute = billed.contested_charge()

    early = lapse_disputes(at=dispute.answer_due_at - HOUR)
    lapsed = lapse_disputes(at=dispute.answer_due_at)

    assert (early, lapsed, status_of(dispute)) == (0, 1, DisputeStatus.LAPSED)
    assert (dispute.verdict.favours, dispute.verdict.reason) == ("OTHER", Reason.SILENCE)
    assert billed.standing() == (600, 600)
    assert told("lapsed") == ["ada@example.com", "olga@example.com"]
    assert broken(dispute.answer_due_at) == []


def test_where_a_brand_showed_something_a_person_decides(billed):
    dispute = billed.contested_charge(upload=RECORDING)

    assert lapse_disputes(at=dispute.answer_due_at) == 0
    assert status_of(dispute) == DisputeStatus.OPEN
    assert broken(dispute.answer_due_at + DAY) == []


def test_what_the_record_bears_out_is_granted_to_the_agent_who_shows_it(court):
    court.contact(seconds=600, wrap=90)
    court.billed()
    court.stated()
    dispute = court.contested_pay(claimed=690, upload=RECORDING)

    lapsed = lapse_disputes(at=dispute.answer_due_at)

    # Of 90 seconds of wrap-up 60 count by the rules; the brand's charge stays as it is.
    assert (lapsed, court.standing()) == (1, (690, 660))
    assert dispute.verdict.favours == "OPENER"
    assert broken(dispute.answer_due_at) == []


@pytest.mark.parametrize("more", [{"claimed": 700, "upload": RECORDING}, {"claimed": 660}])
def test_beyond_the_record_or_without_evidence_a_person_decides(stated, more):
    dispute = stated.contested_pay(**more)

    assert lapse_disputes(at=dispute.answer_due_at) == 0
    assert stated.standing() == (600, 600)


def test_lapsing_again_changes_nothing(billed):
    dispute = billed.contested_charge()
    lapse_disputes(at=dispute.answer_due_at)

    assert lapse_disputes(at=dispute.answer_due_at + DAY) == 0
    assert Verdict.objects.count() == 1


def claim(court, **more):
    missing = Missing(court.phones, WORKED, more.pop("external_id", "lost"))
    said = Said("I took it.", more.pop("upload", None))
    return claim_missing(agent=court.ada, missing=missing, said=said, at=STATED)


def test_a_missing_contact_that_names_nobody_is_given_to_who_shows_it(billed):
    billed.contact("lost", 120, by=None)
    book(STATED)
    dispute = claim(billed, upload=RECORDING)

    lapse_disputes(at=dispute.answer_due_at)
    book(dispute.answer_due_at + HOUR)

    assert Interaction.objects.get(external_id="lost").agent == billed.ada
    assert RatedWork.objects.filter(agent=billed.ada, productive_seconds=120).count() == 1
    assert dispute.verdict.revision == 2
    assert broken(dispute.answer_due_at + HOUR) == []


def test_a_contact_that_nobody_reported_waits_for_a_person(billed):
    dispute = claim(billed, upload=RECORDING)

    assert lapse_disputes(at=dispute.answer_due_at) == 0
    assert status_of(dispute) == DisputeStatus.OPEN


def test_the_same_missing_contact_is_claimed_once(billed):
    claim(billed)

    with pytest.raises(AlreadyContested):
        claim(billed)


def test_whoever_has_a_day_left_is_reminded_once(billed):
    dispute = billed.contested_charge()

    early = remind_of_clocks(at=dispute.remind_at - HOUR)
    reminded = remind_of_clocks(at=dispute.remind_at)
    again = remind_of_clocks(at=dispute.remind_at + HOUR)

    assert (early, reminded, again) == (0, 1, 0)
    assert told("reminded") == ["ada@example.com"]
