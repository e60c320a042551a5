"""A contact that was missing, or counted for another campaign."""

import pytest

from marketplace.interactions.models import Interaction
from payouts.disputes.choices import DisputeStatus, Ground, Reason
from payouts.disputes.claiming import Missing, claim_missing
from payouts.disputes.deciding import Decision
from payouts.disputes.giving import CannotBeGiven, give_contact, give_goodwill
from payouts.disputes.models import Verdict
from payouts.disputes.services import Said, Settled
from payouts.extras.models import Extra
from payouts.money import Money
from payouts.rating.models import RatedWork
from tests.factories.marketplace import campaign
from tests.factories.onboarding import agent
from tests.payouts.chain import book
from tests.payouts.disputes.court import HOUR, STATED, WORKED, broken

DECISION = Decision(Reason.EVIDENCE_CONVINCES, "The recording shows it.")


@pytest.fixture
def claimed(stated):
    missing = Missing(stated.phones, WORKED, "lost")
    return claim_missing(agent=stated.ada, missing=missing, said=Said("Mine."), at=STATED)


def give(court, dispute, contact, on=None):
    return give_contact(
        dispute_id=dispute.pk,
        interaction_id=contact,
        campaign=on,
        decision=DECISION,
        actor=court.dan,
        at=dispute.answer_due_at,
    )


def test_a_contact_that_named_nobody_becomes_the_agents(stated, claimed):
    lost = stated.contact("lost", 120, by=None).interaction_id
    book(STATED)

    verdict = give(stated, claimed, lost)
    book(claimed.answer_due_at + HOUR)

    assert (verdict.revision, Interaction.objects.get(pk=lost).agent) == (2, stated.ada)
    assert stated.standing("lost") == (120, 120)
    assert broken(claimed.answer_due_at + HOUR) == []


def test_what_is_anothers_is_not_given_away(stated, claimed):
    beas = stated.contact("beas", by=agent("Bea")).interaction_id

    with pytest.raises(CannotBeGiven):
        give(stated, claimed, beas)

    claimed.refresh_from_db()
    assert (claimed.status, Verdict.objects.count()) == (DisputeStatus.OPEN, 0)
    assert Interaction.objects.get(pk=beas).revision == 1


def test_a_contact_counts_for_the_campaign_it_was_for(stated):
    sales = campaign(stated.acme, "SALES", bill="1.20", pay="0.60")
    dispute = stated.contested_pay(ground=Ground.WRONG_CAMPAIGN, claimed=None)

    give(stated, dispute, stated.interaction(), on=sales)
    book(dispute.answer_due_at + HOUR)

    work = RatedWork.objects.get(corrects__isnull=True, corrected_by__isnull=True)
    assert (work.campaign, int(work.pay_exact), int(work.charge_exact)) == (sales, 6, 12)
    assert broken(dispute.answer_due_at + HOUR) == []


def test_what_no_source_reported_is_made_good_once(stated, claimed):
    terms = {
        "dispute_id": claimed.pk,
        "amount": Money(250, "USD"),
        "decision": DECISION,
        "actor": stated.dan,
        "at": claimed.answer_due_at,
    }

    verdict = give_goodwill(**terms)
    with pytest.raises(Settled):
        give_goodwill(**terms)

    extra = Extra.objects.get()
    assert (extra.key, extra.pay_minor, extra.charge_minor) == (verdict.extra_key, 250, 0)
    assert extra.agent == stated.ada
    assert broken(claimed.answer_due_at) == []
