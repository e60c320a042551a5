"""Decisions: by nobody of either side, after both were heard, booked as corrections."""

from datetime import timedelta
from decimal import Decimal

import pytest

from onboarding.deliveries.models import Message
from payouts.accruals.models import Withholding
from payouts.accruals.services import clear
from payouts.billing.models import CreditNote
from payouts.disputes.choices import DisputeStatus, Reason
from payouts.disputes.deciding import (
    DeciderIsParty,
    NoReason,
    NotYetHeard,
    PriceHasChanged,
    WorseForTheOpener,
)
from payouts.disputes.models import Verdict
from payouts.disputes.outcomes import Measure, Measured
from payouts.disputes.services import Said, Settled, answer_disputes
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.rating.models import RatedWork, Ruling
from tests.factories.onboarding import member, staff
from tests.payouts.chain import book, posted
from tests.payouts.disputes.court import DAY, HEARD, HOUR, OPENED, STATED, broken
from tests.times import NOON

NOTHING = Measured(Measure.NOTHING)
AS_ASKED = Measured(Measure.AS_ASKED)
CLEARED = NOON + HOUR


def answered(court, dispute, at=OPENED + HOUR):
    answer_disputes(
        dispute_ids=[dispute.pk],
        side="AGENT",
        said=Said("I served them."),
        actor=court.ada.user,
        at=at,
    )
    return dispute


def pay_of(court, kind) -> int:
    return balance(kind, "USD", court.ada.pk).minor


def test_a_brand_is_credited_and_the_agent_keeps_the_pay(billed):
    dispute = answered(billed, billed.contested_charge(claimed=60))

    (verdict,) = billed.decide(dispute, charge=AS_ASKED, at=OPENED + DAY)
    book(OPENED + DAY)

    assert billed.standing() == (600, 60)
    assert (verdict.favours, verdict.ruling.cause) == ("OPENER", dispute.cause)
    assert (posted("BRAND"), posted("AGENT")) == ([600, -540], [300])
    assert broken(OPENED + DAY) == []


def test_both_sides_of_the_price_may_be_decided_in_part(billed):
    dispute = answered(billed, billed.contested_charge(claimed=60))

    (verdict,) = billed.decide(
        dispute,
        charge=Measured(Measure.SECONDS, seconds=300),
        pay=Measured(Measure.AMOUNT, exact=Decimal("2.00")),
        at=OPENED + DAY,
    )

    work = RatedWork.objects.get(ruling=verdict.ruling)
    assert (work.charge_exact, work.pay_exact) == (Decimal(3), Decimal(2))
    assert verdict.favours == "BOTH_IN_PART"
    assert broken(OPENED + DAY) == []


def test_a_credit_note_follows_by_itself(billed):
    dispute = answered(billed, billed.contested_charge())
    billed.decide(dispute, charge=NOTHING, at=OPENED + DAY)

    billed.contact("september", 60, ended_at=NOON)
    billed.billed_until(NOON + timedelta(days=20))

    note = CreditNote.objects.get()
    assert (note.net_minor, note.invoice_id) == (600, dispute.invoice_id)
    assert broken(NOON + timedelta(days=20)) == []


def test_a_decision_against_the_opener_changes_nothing_and_says_so(billed):
    dispute = answered(billed, billed.contested_charge())

    (verdict,) = billed.decide(dispute, reason=Reason.RECORD_STANDS, at=OPENED + DAY)

    assert (verdict.favours, verdict.ruling) == ("OTHER", None)
    assert Ruling.objects.count() == 0
    assert Message.objects.filter(template="payouts/disputes/decided").count() == 2
    assert broken(OPENED + DAY) == []


def test_a_dispute_is_decided_once(billed):
    dispute = answered(billed, billed.contested_charge())
    billed.decide(dispute, charge=NOTHING, at=OPENED + DAY)

    with pytest.raises(Settled):
        billed.decide(dispute, at=OPENED + DAY)

    assert (Verdict.objects.count(), Ruling.objects.count()) == (1, 1)


@pytest.mark.parametrize("who", ["olga", "bob", "ada"])
def test_nobody_of_either_side_decides(billed, who):
    people = {"olga": billed.olga, "bob": member(billed.acme, "Bob"), "ada": billed.ada.user}
    dispute = answered(billed, billed.contested_charge())

    with pytest.raises(DeciderIsParty):
        billed.decide(dispute, actor=people[who], at=OPENED + DAY)

    dispute.refresh_from_db()
    assert (dispute.status, Verdict.objects.count()) == (DisputeStatus.ANSWERED, 0)


def test_the_other_side_is_heard_first(billed):
    dispute = billed.contested_charge()

    with pytest.raises(NotYetHeard):
        billed.decide(dispute, at=dispute.answer_due_at - timedelta(microseconds=1))
    (verdict,) = billed.decide(dispute, at=dispute.answer_due_at)

    assert verdict.favours == "OTHER"


def test_a_decision_has_words(billed):
    dispute = answered(billed, billed.contested_charge())

    with pytest.raises(NoReason):
        billed.decide(dispute, words="  ", at=OPENED + DAY)

    assert Verdict.objects.count() == 0


@pytest.mark.parametrize(
    "worse",
    [
        {"charge": Measured(Measure.SECONDS, seconds=601)},
        {"charge": Measured(Measure.AMOUNT, exact=Decimal("6.01"))},
        {"pay": Measured(Measure.SECONDS, seconds=700)},
    ],
)
def test_contesting_never_makes_it_worse(billed, worse):
    dispute = answered(billed, billed.contested_charge())

    with pytest.raises(WorseForTheOpener):
        billed.decide(dispute, at=OPENED + DAY, **worse)

    assert Ruling.objects.count() == 0


def test_what_has_another_price_meanwhile_is_read_again(billed):
    dispute = answered(billed, billed.contested_charge(claimed=60))
    billed.contact(seconds=300, recorded_at=OPENED + 2 * HOUR)
    book(OPENED + 3 * HOUR)
    newest = RatedWork.objects.get(corrects__isnull=True, corrected_by__isnull=True)

    with pytest.raises(PriceHasChanged):
        billed.decide(dispute, charge=AS_ASKED, at=OPENED + DAY)
    billed.decide(dispute, charge=AS_ASKED, read_work_id=newest.pk, at=OPENED + DAY)

    assert billed.standing() == (300, 60)
    assert broken(OPENED + DAY) == []


def test_what_is_contested_does_not_clear_and_the_rest_does(court):
    court.contact("quiet", 60)
    court.contact("call", 600)
    court.billed()
    court.contested_charge("call", claimed=60)
    court.stated()

    clear(at=CLEARED)

    assert pay_of(court, AccountKind.AGENT_PAYABLE) == 330 - 270
    assert pay_of(court, AccountKind.AGENT_PENDING) == 270
    assert [law for law, _ in broken(CLEARED) if law != "D6"] == []


def test_once_it_is_settled_for_the_agent_it_clears_as_well(billed):
    dispute = answered(billed, billed.contested_charge(claimed=60))
    billed.stated()
    clear(at=CLEARED)
    billed.decide(dispute, charge=AS_ASKED, at=CLEARED + HOUR)
    book(CLEARED + HOUR)

    clear(at=CLEARED + DAY)
    clear(at=CLEARED + 2 * DAY)

    assert pay_of(billed, AccountKind.AGENT_PAYABLE) == 300
    assert pay_of(billed, AccountKind.AGENT_PENDING) == 0
    assert broken(CLEARED + 2 * DAY) == []


def test_what_is_taken_back_is_never_paid_out_first(billed):
    dispute = answered(billed, billed.contested_charge(claimed=60))
    billed.stated()
    clear(at=CLEARED)
    billed.decide(
        dispute, charge=AS_ASKED, pay=Measured(Measure.SECONDS, seconds=240), at=CLEARED + HOUR
    )
    book(CLEARED + HOUR)

    clear(at=CLEARED + DAY)
    before = pay_of(billed, AccountKind.AGENT_PAYABLE)
    book(CLEARED + 20 * DAY)
    billed.closed(CLEARED + 20 * DAY)
    clear(at=CLEARED + 40 * DAY)

    # 2.70 were contested and 1.80 of them taken back: 0.30 had cleared, 0.90 clear at once, and
    # the 1.80 meet the correction when its week clears.
    assert before == 30 + 90
    assert pay_of(billed, AccountKind.AGENT_PAYABLE) == 120
    assert pay_of(billed, AccountKind.AGENT_PENDING) == 0
    assert broken(CLEARED + 40 * DAY) == []


def test_what_was_settled_before_the_week_cleared_clears_with_it(billed):
    dispute = answered(billed, billed.contested_charge(claimed=60))
    billed.decide(dispute, at=OPENED + DAY)
    billed.stated()

    clear(at=CLEARED)

    assert pay_of(billed, AccountKind.AGENT_PAYABLE) == 300
    assert Withholding.objects.get().transaction is None
    assert broken(CLEARED) == []


def test_an_agents_claim_may_be_granted_at_the_platforms_cost(stated):
    dispute = stated.contested_pay(claimed=660)

    stated.decide(dispute, pay=AS_ASKED, at=dispute.answer_due_at)
    book(dispute.answer_due_at)

    assert stated.standing() == (660, 600)
    assert (posted("BRAND"), posted("AGENT")) == ([600], [300, 30])
    assert broken(dispute.answer_due_at) == []


def test_an_agents_pay_is_not_lowered_by_their_own_dispute(stated):
    dispute = stated.contested_pay()

    with pytest.raises(WorseForTheOpener):
        stated.decide(dispute, pay=NOTHING, at=dispute.answer_due_at)

    assert stated.standing() == (600, 600)


def test_staff_who_answered_for_nobody_may_decide_many_alike(court):
    for number in range(3):
        court.contact(f"call {number}")
    court.billed()
    disputes = [court.contested_charge(f"call {number}") for number in range(3)]

    verdicts = court.decide(*disputes, charge=NOTHING, at=HEARD, actor=staff("Dora"))

    assert [court.standing(f"call {number}") for number in range(3)] == [(600, 0)] * 3
    assert len(verdicts) == 3
    assert [law for law, _ in broken(HEARD)] == []
    assert STATED < HEARD
