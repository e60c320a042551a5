"""What a decision on a contact does to its price."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace.interactions.models import Outcome
from payouts.accruals.services import close_periods
from payouts.periods.models import PeriodStatus
from payouts.rating.models import RatedWork, Ruling
from payouts.rating.receipts import charge_receipt_of, pay_receipt_of
from payouts.rating.ruled import Ruled
from payouts.rating.rulings import NewRuling, rule_on_work
from payouts.rating.services import rate_usage
from payouts.reports.proof import findings
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import book, posted
from tests.times import NOON

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SOON = NOON + HOUR


@pytest.fixture
def phones():
    return campaign(brand(), pay="0.30", bill="0.60")


def rule(revision, *, cause="decided:1", pay=None, charge=None, at=SOON):
    ruling = NewRuling(
        cause=cause,
        interaction_id=revision.interaction_id,
        agent_id=revision.agent_id,
        campaign_id=revision.campaign_id,
        pay=pay or Ruled(),
        charge=charge or Ruled(),
    )
    return rule_on_work(rulings=[ruling], at=at)


def rows():
    """Pay and charge of every row, in the order in which they were written."""
    return [
        (work.pay_exact, work.charge_exact, work.corrects_id is not None)
        for work in RatedWork.objects.order_by("id")
    ]


def standing():
    work = RatedWork.objects.get(corrects__isnull=True, corrected_by__isnull=True)
    return work.payable_seconds, work.billable_seconds, work.pay_exact, work.charge_exact


def broken():
    return [(found.law.code, found.sample) for found in findings(at=SOON) if not found.is_kept]


def test_a_ruling_takes_the_old_price_back_and_adds_the_decided_one(phones):
    served = contact(phones, agent(), seconds=600)
    book()

    rule(served, charge=Ruled(seconds=120))
    book(SOON)

    assert rows() == [
        (Decimal("3"), Decimal("6"), False),
        (Decimal("3"), Decimal("1.2"), False),
        (Decimal("-3"), Decimal("-6"), True),
    ]
    assert (posted("BRAND"), posted("AGENT")) == ([600, -480], [300])
    assert broken() == []


def test_the_same_cause_rules_once(phones):
    served = contact(phones, agent(), seconds=600)
    book()
    rule(served, charge=Ruled(seconds=120))

    assert rule(served, charge=Ruled(seconds=60)) == {}
    assert rate_usage(at=SOON) == 0
    assert standing() == (600, 120, Decimal("3"), Decimal("1.2"))


def test_a_later_ruling_on_one_side_leaves_the_other_as_it_was_decided(phones):
    served = contact(phones, agent(), seconds=600)
    book()
    rule(served, charge=Ruled(exact=Decimal("0.5")))

    rule(served, cause="decided:2", pay=Ruled(seconds=660))

    assert standing() == (660, 600, Decimal("3.3"), Decimal("0.5"))
    assert broken() == []


def test_a_newer_record_does_not_undo_a_decision(phones):
    ada = agent()
    served = contact(phones, ada, seconds=600, external_id="x")
    book()
    rule(served, pay=Ruled(seconds=900))
    contact(phones, ada, seconds=60, external_id="x", recorded_at=SOON)

    book(SOON)

    assert standing() == (900, 60, Decimal("4.5"), Decimal("0.6"))
    assert broken() == []


def test_a_contact_that_turns_out_to_be_anothers_is_not_ruled_by_what_was_decided(phones):
    served = contact(phones, agent("Ada"), seconds=600, external_id="x")
    book()
    rule(served, pay=Ruled(seconds=900))
    contact(phones, agent("Bea"), seconds=600, external_id="x", recorded_at=SOON)

    book(SOON)

    assert standing() == (600, 600, Decimal("3"), Decimal("6"))
    assert broken() == []


def test_a_contact_that_the_rules_exclude_counts_once_a_decision_says_so(phones):
    ada = agent()
    left = contact(phones, ada, seconds=60, outcome=Outcome.ABANDONED, external_id="x")
    book()

    rule(left, pay=Ruled(seconds=60), charge=Ruled(seconds=0))
    contact(phones, ada, seconds=61, outcome=Outcome.ABANDONED, external_id="x", recorded_at=SOON)
    book(SOON)

    assert standing() == (60, 0, Decimal("0.3"), Decimal("0"))
    assert broken() == []


def test_a_decision_on_a_closed_month_lands_in_the_open_one(phones):
    august = NOON - timedelta(days=40)
    served = contact(phones, agent(), seconds=600, ended_at=august)
    book()
    close_periods(at=NOON)

    rule(served, charge=Ruled(seconds=0), pay=Ruled(seconds=0))
    book(SOON)

    first, second, reversal = RatedWork.objects.order_by("id")
    assert first.billing_period.status == PeriodStatus.CLOSED
    assert {second.billing_period_id, reversal.billing_period_id}.isdisjoint(
        {first.billing_period_id}
    )
    assert second.billing_period.status == PeriodStatus.OPEN
    assert (posted("BRAND"), posted("AGENT")) == ([600, -600], [300, -300])
    assert broken() == []


def test_receipts_say_what_was_decided_and_recompute(phones):
    ada = agent()
    served = contact(phones, ada, seconds=600)
    book()
    rule(served, charge=Ruled(seconds=120), pay=Ruled(exact=Decimal("2.50")))

    charge = charge_receipt_of(interaction_id=served.interaction_id, brand_id=phones.brand_id)
    pay = pay_receipt_of(interaction_id=served.interaction_id, agent_id=ada.pk)

    assert (charge.recomputes, charge.exact) == (True, Decimal("1.2"))
    assert charge.standing.counted.steps[-1].rule == "decision"
    assert charge.standing.ruled_in == "decided:1"
    assert (pay.recomputes, pay.exact) == (True, Decimal("2.5"))
    assert pay.standing.ruled == Ruled(exact=Decimal("2.5"))


def test_of_a_contact_of_another_agent_nothing_is_ruled(phones):
    served = contact(phones, agent("Ada"), seconds=600)
    book()
    served.agent_id = agent("Bea").pk

    rule(served, pay=Ruled(seconds=0))

    assert rows() == [(Decimal("3"), Decimal("6"), False)]
    assert Ruling.objects.count() == 1
