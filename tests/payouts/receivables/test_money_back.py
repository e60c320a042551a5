"""Money that goes back: card disputes, refunds, and top-ups that fail."""

import pytest

from payouts.ledger.services import FloorPassed
from payouts.receivables.chargebacks import (
    EvidenceIsFinal,
    NotToResolve,
    resolve_lost,
    submit_evidence,
)
from payouts.receivables.laws import LAWS
from payouts.receivables.models import BrandPayment, Chargeback, Resolution, TopUpRule
from payouts.receivables.payments import draw_prepaid
from payouts.receivables.prepaid import NoMethodYet, set_rule, top_up_by_rule
from payouts.receivables.refunds import (
    NotRefundable,
    ProposerMayNotApprove,
    approve_refund,
    propose_refund,
    send_refund,
)
from payouts.receivables.requesting import request_top_up
from payouts.reports.proof import finding_of
from tests.factories.onboarding import staff
from tests.payouts.receivables.till import DAY, standing_of, usd
from tests.times import NOON


def broken() -> list[str]:
    return [law.code for law in LAWS if not finding_of(law, at=NOON).is_kept]


def paid_invoice(counter):
    invoice = counter.till.invoice(10_000)
    payment = counter.charges(counter.asks_for(invoice, counter.stores("visa")))
    return invoice, payment


def topped_up(counter, minor: int = 10_000):
    visa = counter.stores("visa")
    payment = request_top_up(
        brand_id=counter.till.acme.pk,
        amount=usd(minor),
        method_id=visa.pk,
        actor=counter.till.olga,
        at=NOON,
    )
    return counter.charges(payment)


def contested(counter, payment) -> Chargeback:
    counter.stand_in.contests(payment.reference)
    counter.hears()
    counter.hears()
    return Chargeback.objects.get()


def test_a_card_dispute_is_booked_when_it_opens(counter):
    invoice, payment = paid_invoice(counter)

    case = contested(counter, payment)

    assert (case.status, case.amount_minor, case.fee_minor) == ("OPENED", 10_000, 1_500)
    assert (case.due_at - case.opened_at).days == 7
    assert standing_of(invoice) == ("PAID", 10_000)
    assert counter.till.stands() == {
        "PROCESSOR_BALANCE": -1_820,
        "PROCESSOR_FEES": 1_820,
        "DISPUTE_RESERVE": 10_000,
    }
    assert broken() == []


def test_evidence_is_submitted_once_and_a_won_dispute_gives_the_money_back(counter):
    _, payment = paid_invoice(counter)
    case = contested(counter, payment)
    terms = {
        "chargeback_id": case.pk,
        "text": "Served.",
        "actor": counter.till.flo,
        "gateway": counter.gateway,
        "at": case.opened_at,
    }

    submit_evidence(**terms)
    with pytest.raises(EvidenceIsFinal):
        submit_evidence(**terms)
    counter.stand_in.decides(case.reference, is_won=True)
    counter.hears()

    case.refresh_from_db()
    assert (case.status, case.evidence, case.submitted_by) == ("WON", "Served.", counter.till.flo)
    assert counter.till.stands() == {"PROCESSOR_BALANCE": 8_180, "PROCESSOR_FEES": 1_820}
    assert broken() == []


def test_evidence_after_its_date_is_refused(counter):
    _, payment = paid_invoice(counter)
    case = contested(counter, payment)

    with pytest.raises(EvidenceIsFinal):
        submit_evidence(
            chargeback_id=case.pk,
            text="Late.",
            actor=counter.till.flo,
            gateway=counter.gateway,
            at=case.due_at,
        )

    case.refresh_from_db()
    assert (case.status, case.evidence) == ("OPENED", "")


@pytest.mark.parametrize(
    ("resolution", "standing", "account"),
    [
        (Resolution.OWED, ("ISSUED", 0), {"RECEIVABLE": 10_000}),
        (Resolution.BAD_DEBT, ("PAID", 10_000), {"BAD_DEBT": 10_000}),
    ],
)
def test_a_person_decides_who_bears_a_lost_dispute(counter, resolution, standing, account):
    invoice, payment = paid_invoice(counter)
    case = contested(counter, payment)
    terms = {"chargeback_id": case.pk, "why": "Agreed.", "actor": counter.till.flo, "at": NOON}
    with pytest.raises(NotToResolve):
        resolve_lost(resolution=resolution, **terms)
    counter.stand_in.decides(case.reference, is_won=False)
    counter.hears()

    resolve_lost(resolution=resolution, **terms)
    with pytest.raises(NotToResolve):
        resolve_lost(resolution=resolution, **terms)

    assert standing_of(invoice) == standing
    lost = {"PROCESSOR_BALANCE": -1_820, "PROCESSOR_FEES": 1_820}
    assert counter.till.stands() == account | lost
    assert broken() == []


def test_a_top_up_that_comes_back_undoes_what_was_drawn_from_it(counter):
    account = counter.stores("sepa")
    payment = request_top_up(
        brand_id=counter.till.acme.pk,
        amount=usd(10_000),
        method_id=account.pk,
        actor=counter.till.olga,
        at=NOON,
    )
    payment = counter.charges(payment)
    counter.stand_in.settles(payment.reference)
    counter.hears()
    invoice = counter.till.invoice(8_000)
    draw_prepaid(brand_id=counter.till.acme.pk, currency="USD", actor=None, at=NOON)
    drawn = standing_of(invoice)

    counter.stand_in.contests(payment.reference)
    counter.hears()

    assert drawn == ("PAID", 8_000)
    assert standing_of(invoice) == ("ISSUED", 0)
    assert counter.till.stands()["RECEIVABLE"] == 8_000
    assert broken() == []


def test_a_refund_takes_four_eyes_and_goes_the_way_it_came(counter):
    payment = topped_up(counter)
    terms = {"payment_id": payment.pk, "amount": usd(4_000), "why": "Too much.", "at": NOON}
    refund = propose_refund(actor=counter.till.flo, **terms)
    with pytest.raises(ProposerMayNotApprove):
        approve_refund(refund_id=refund.pk, actor=counter.till.flo, at=NOON)
    counter.stand_in.has(50_000, "USD")

    approve_refund(refund_id=refund.pk, actor=counter.till.rita, at=NOON)
    send_refund(refund_id=refund.pk, gateway=counter.gateway, at=NOON)
    send_refund(refund_id=refund.pk, gateway=counter.gateway, at=NOON)

    refund.refresh_from_db()
    assert refund.status == "DONE"
    assert [one["amount"] for one in counter.stand_in.refunds()] == [4_000]
    assert counter.till.stands() == {
        "PREPAID": 6_000,
        "PROCESSOR_BALANCE": 5_680,
        "PROCESSOR_FEES": 320,
    }
    assert broken() == []


def test_more_than_is_left_of_a_payment_does_not_go_back(counter):
    payment = topped_up(counter)
    propose_refund(
        payment_id=payment.pk, amount=usd(7_000), why="A.", actor=counter.till.flo, at=NOON
    )

    with pytest.raises(NotRefundable):
        propose_refund(
            payment_id=payment.pk, amount=usd(3_001), why="B.", actor=counter.till.flo, at=NOON
        )

    assert payment.refunds.count() == 1


def test_what_was_drawn_meanwhile_is_not_refunded(counter):
    payment = topped_up(counter)
    refund = propose_refund(
        payment_id=payment.pk, amount=usd(10_000), why="All.", actor=counter.till.flo, at=NOON
    )
    counter.till.invoice(1_000)
    draw_prepaid(brand_id=counter.till.acme.pk, currency="USD", actor=None, at=NOON)

    with pytest.raises(FloorPassed):
        approve_refund(refund_id=refund.pk, actor=counter.till.rita, at=NOON)

    refund.refresh_from_db()
    assert refund.status == "PROPOSED"
    assert counter.till.stands()["PREPAID"] == 9_000


@pytest.mark.parametrize(
    ("arrives", "state", "prepaid"), [(True, "DONE", 6_000), (False, "FAILED", 10_000)]
)
def test_a_pending_refund_arrives_or_comes_back(counter, arrives, state, prepaid):
    payment = topped_up(counter)
    counter.stand_in.has(50_000, "USD")
    counter.stand_in.takes_time_to_refund()
    refund = propose_refund(
        payment_id=payment.pk, amount=usd(4_000), why="Much.", actor=counter.till.flo, at=NOON
    )
    approve_refund(refund_id=refund.pk, actor=staff("Amy"), at=NOON)
    refund = send_refund(refund_id=refund.pk, gateway=counter.gateway, at=NOON)
    assert (refund.status, counter.till.stands()["REFUNDING"]) == ("APPROVED", 4_000)

    counter.stand_in.ends_refund(refund.reference, succeeds=arrives)
    counter.hears()

    refund.refresh_from_db()
    assert (refund.status, counter.till.stands()["PREPAID"]) == (state, prepaid)
    assert broken() == []


def test_a_refund_waits_for_our_balance_and_goes_out_once(counter):
    payment = topped_up(counter)
    refund = propose_refund(
        payment_id=payment.pk, amount=usd(4_000), why="Much.", actor=counter.till.flo, at=NOON
    )
    approve_refund(refund_id=refund.pk, actor=counter.till.rita, at=NOON)
    counter.stand_in.has(0, "USD")
    waits = send_refund(refund_id=refund.pk, gateway=counter.gateway, at=NOON)

    counter.stand_in.has(50_000, "USD")
    done = send_refund(refund_id=refund.pk, gateway=counter.gateway, at=NOON + DAY)

    assert (waits.status, waits.reason) == (
        "APPROVED",
        "Our balance at the processor does not cover it.",
    )
    assert done.status == "DONE"
    assert len(counter.stand_in.refunds()) == 1


def test_the_balance_is_topped_up_once_below_its_threshold(counter):
    terms = {"brand_id": counter.till.acme.pk, "is_on": True, "actor": counter.till.olga}
    terms |= {"threshold": usd(1_000), "amount": usd(5_000), "at": NOON}
    with pytest.raises(NoMethodYet):
        set_rule(**terms)
    counter.stores("visa")
    set_rule(**terms)

    counts = [top_up_by_rule(at=NOON), top_up_by_rule(at=NOON)]
    counter.charges(BrandPayment.objects.get())
    counts.append(top_up_by_rule(at=NOON))

    assert counts == [1, 0, 0]
    assert counter.till.stands()["PREPAID"] == 5_000


def test_a_top_up_that_fails_stops_itself_and_says_why(counter):
    counter.stores("declined")
    set_rule(
        brand_id=counter.till.acme.pk,
        is_on=True,
        threshold=usd(1_000),
        amount=usd(5_000),
        actor=counter.till.olga,
        at=NOON,
    )
    top_up_by_rule(at=NOON)

    counter.charges(BrandPayment.objects.get())

    rule = TopUpRule.objects.get()
    assert (rule.is_on, rule.stopped_reason) == (False, "The card was declined by its bank.")
    assert top_up_by_rule(at=NOON + DAY) == 0
