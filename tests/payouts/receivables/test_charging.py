import random
import urllib.request
from datetime import timedelta

import pytest

from onboarding.deliveries.models import Message
from payouts.billing.settling import InvoiceNotOpen
from payouts.gateway.models import Attempt, GatewayEvent
from payouts.gateway.services import store_event
from payouts.receivables import charging
from payouts.receivables import messages as messages_of
from payouts.receivables.laws import LAWS
from payouts.receivables.messages import settle_payment_reports
from payouts.receivables.models import BrandPayment, PaymentMethod, PaymentStatus, Rail
from payouts.receivables.requesting import PaymentUnderWay, collect_due
from payouts.reports.proof import finding_of
from tests.payouts.receivables.counter import Counter
from tests.payouts.receivables.till import DAY, standing_of
from tests.payouts.runs.desk import at_once
from tests.times import NOON

DUE = NOON + 31 * DAY


def state_of(payment) -> str:
    payment.refresh_from_db()
    return str(payment.status)


def told(event: str) -> int:
    return Message.objects.filter(template=f"payouts/receivables/{event}").count()


def broken() -> list[str]:
    return [law.code for law in LAWS if not finding_of(law, at=DUE).is_kept]


def test_a_card_pays_an_invoice_and_its_fee_is_booked(counter):
    invoice, visa = counter.till.invoice(10_000), counter.stores("visa")

    payment = counter.asks_for(invoice, visa)
    counter.charges(payment)
    counter.charges(payment)

    assert (visa.kind, visa.label, visa.is_default) == (Rail.CARD, "Visa •• 4242", True)
    assert state_of(payment) == "SUCCEEDED"
    assert standing_of(invoice) == ("PAID", 10_000)
    assert counter.till.stands() == {"PROCESSOR_BALANCE": 9_680, "PROCESSOR_FEES": 320}
    assert len(counter.stand_in.charges(counter.payer)) == 1
    assert (told("payment_received"), broken()) == (1, [])


def test_an_invoice_is_charged_once_however_often_it_is_asked_for(counter):
    invoice, visa = counter.till.invoice(10_000), counter.stores("visa")

    outcomes = at_once(lambda _: counter.asks_for(invoice, visa), range(4))

    assert outcomes == ["BrandPayment", *["PaymentUnderWay"] * 3]
    assert BrandPayment.objects.count() == 1


def test_a_declined_card_leaves_the_invoice_open_and_says_why(counter):
    invoice, card = counter.till.invoice(10_000), counter.stores("declined")

    payment = counter.charges(counter.asks_for(invoice, card))

    assert (state_of(payment), payment.reason) == (
        "FAILED",
        "The card was declined by its bank.",
    )
    assert standing_of(invoice) == ("ISSUED", 0)
    assert counter.till.stands() == {"RECEIVABLE": 10_000}
    assert told("payment_failed") == 1


def test_one_invoice_one_payment_after_a_decline_and_a_confirmation(counter):
    invoice = counter.till.invoice(10_000)
    counter.charges(counter.asks_for(invoice, counter.stores("declined")))
    payment = counter.charges(counter.asks_for(invoice, counter.stores("asks")))
    assert state_of(payment) == "NEEDS_BRAND"
    with pytest.raises(PaymentUnderWay):
        counter.asks_for(invoice, counter.stores("visa"))

    page = counter.gateway.confirmation_page(
        charge=payment.reference,
        method=payment.method.reference,
        return_url=f"{counter.stand_in.address}/back",
    )
    _presses(page)
    counter.hears()

    assert state_of(payment) == "SUCCEEDED"
    assert standing_of(invoice) == ("PAID", 10_000)
    paid = [one for one in counter.stand_in.charges() if one["status"] == "succeeded"]
    assert len(paid) == 1


def _presses(page: str) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *args):
            return None

    opener = urllib.request.build_opener(Stay, urllib.request.ProxyHandler({}))
    with pytest.raises(urllib.error.HTTPError):
        opener.open(page, data=b"", timeout=5)


@pytest.mark.parametrize(("succeeds", "state"), [(True, "SUCCEEDED"), (False, "FAILED")])
def test_a_debit_takes_days_and_the_invoice_waits_for_it(counter, succeeds, state):
    invoice, account = counter.till.invoice(10_000), counter.stores("ach")
    payment = counter.charges(counter.asks_for(invoice, account))
    before = (state_of(payment), standing_of(invoice), counter.till.stands())

    counter.stand_in.settles(payment.reference, succeeds=succeeds)
    counter.hears()

    assert before == ("PROCESSING", ("ISSUED", 0), {"RECEIVABLE": 10_000})
    assert state_of(payment) == state
    assert standing_of(invoice) == (("PAID", 10_000) if succeeds else ("ISSUED", 0))


def test_a_debit_that_comes_back_reopens_the_invoice_and_tells_the_brand(counter):
    invoice, account = counter.till.invoice(10_000), counter.stores("sepa")
    payment = counter.charges(counter.asks_for(invoice, account))
    counter.stand_in.settles(payment.reference)
    counter.hears()

    counter.stand_in.contests(payment.reference)
    counter.hears(at=NOON + 20 * DAY)
    counter.hears(at=NOON + 21 * DAY)

    assert state_of(payment) == "RETURNED"
    assert standing_of(invoice) == ("ISSUED", 0)
    # The fee of the charge, 3.20, and that of its return, 15.00, are lost.
    assert counter.till.stands() == {
        "RECEIVABLE": 10_000,
        "PROCESSOR_BALANCE": -1_820,
        "PROCESSOR_FEES": 1_820,
    }
    assert (told("payment_returned"), broken()) == (1, [])


@pytest.mark.parametrize("seed", [1, 2])
def test_messages_twice_and_in_any_order_end_in_the_same_state(counter, seed):
    invoice, account = counter.till.invoice(10_000), counter.stores("ach")
    payment = counter.charges(counter.asks_for(invoice, account))
    counter.stand_in.settles(payment.reference)
    messages = counter.stand_in.messages() * 2
    random.Random(seed).shuffle(messages)

    for body, signature in messages:
        event = counter.gateway.verify_event(body, signature=signature)
        store_event(event=event, at=NOON)
        settle_payment_reports(gateway=counter.gateway, clock=lambda: NOON)

    assert state_of(payment) == "SUCCEEDED"
    assert standing_of(invoice) == ("PAID", 10_000)
    assert counter.till.stands() == {"PROCESSOR_BALANCE": 9_680, "PROCESSOR_FEES": 320}
    assert not GatewayEvent.objects.filter(handled_at__isnull=True).exists()


def test_one_report_that_cannot_be_followed_holds_up_no_other(counter, monkeypatch, caplog):
    stuck = counter.charges(counter.asks_for(counter.till.invoice(10_000), counter.stores("ach")))
    other = counter.charges(counter.asks_for(counter.till.invoice(5_000), counter.stores("sepa")))
    counter.stand_in.settles(stuck.reference)
    counter.stand_in.settles(other.reference)
    follow_charge = messages_of.follow_charge

    def refuses(reference, **rest):
        if reference == stuck.reference:
            raise InvoiceNotOpen("Nothing of this invoice is to be paid any more.")
        follow_charge(reference, **rest)

    with monkeypatch.context() as defect:
        defect.setitem(messages_of._LOOKS, "charge", refuses)
        counter.hears()
    before = (state_of(stuck), state_of(other))
    counter.hears()

    assert before == ("PROCESSING", "SUCCEEDED")
    assert state_of(stuck) == "SUCCEEDED"
    assert f"What is reported of {stuck.reference} cannot be followed." in caplog.text


def test_a_message_that_arrives_before_the_answer_closes_the_attempt(counter):
    invoice, visa = counter.till.invoice(10_000), counter.stores("visa")
    payment = counter.asks_for(invoice, visa)
    counter.stand_in.loses_the_next_answer()
    counter.charges(payment)
    before = state_of(payment)

    counter.hears()
    counter.charges(payment, at=NOON + timedelta(hours=1))

    assert (before, state_of(payment)) == ("REQUESTED", "SUCCEEDED")
    assert Attempt.objects.filter(subject=f"payment_{payment.pk}").get().status == "EXECUTED"
    assert len(counter.stand_in.charges()) == 1


def test_an_old_key_is_looked_up_and_never_sent_again(counter):
    payment = counter.asks_for(counter.till.invoice(10_000), counter.stores("visa"))
    counter.stand_in.loses_the_next_answer()
    counter.charges(payment)
    counter.stand_in.forgets_its_keys()

    # The processor's clock is the real one, and a look-up begins when the key was first sent.
    Attempt.objects.filter(subject=f"payment_{payment.pk}").update(
        first_sent_at=NOON - timedelta(hours=23), last_sent_at=NOON - timedelta(hours=23)
    )
    counter.charges(payment, at=NOON + timedelta(hours=1))

    assert state_of(payment) == "SUCCEEDED"
    assert len(counter.stand_in.charges()) == 1


def test_what_is_due_is_collected_in_the_brands_own_zone(counter):
    invoice = counter.till.invoice(10_000)
    counter.stores("visa")
    due = NOON.replace(hour=0, month=10) + timedelta(days=0)

    early = collect_due(at=due - timedelta(seconds=1))
    on_time = collect_due(at=due)
    again = collect_due(at=due)

    assert str(invoice.due_on) == "2026-10-16"
    assert (early, on_time, again) == (0, 1, 0)


def test_a_failed_invoice_is_tried_again_after_three_days_and_four_times_in_all(counter):
    counter.till.invoice(10_000)
    counter.stores("declined")

    tried = []
    for day in range(20):
        at = DUE + day * DAY
        if collect_due(at=at):
            tried.append(day)
        charging.charge_all(gateway=counter.gateway, clock=lambda at=at: at)

    assert tried == [0, 3, 6, 9]
    assert BrandPayment.objects.filter(status=PaymentStatus.FAILED).count() == 4


def test_a_tenth_of_all_calls_goes_wrong_and_each_invoice_is_paid_once(counter):
    invoices = [counter.till.invoice(1_000) for _ in range(200)]
    counter.stores("visa")
    collect_due(at=DUE)
    counter.stand_in.is_left_to_chance(rate=0.1, seed=20261125)

    at = DUE
    for _ in range(12):
        charging.charge_all(gateway=counter.gateway, clock=lambda at=at: at)
        at += timedelta(minutes=30)
    counter.stand_in.behaves()
    open_ids = BrandPayment.objects.exclude(status=PaymentStatus.SUCCEEDED)
    listed = {payment.invoice_id: payment.reason for payment in open_ids}

    charged = [one for one in counter.stand_in.charges() if one["status"] == "succeeded"]
    per_payment = {one["transfer_group"] for one in charged}
    assert len(charged) == len(per_payment)
    for invoice in invoices:
        status, paid = standing_of(invoice)
        assert (status, paid) == ("PAID", 1_000) or listed[invoice.pk] != ""
    assert len(listed) <= 20
    assert broken() == []


def test_a_removed_method_is_never_charged(counter):
    payment = counter.asks_for(counter.till.invoice(10_000), counter.stores("visa"))
    PaymentMethod.objects.update(status="REMOVED", is_default=False)

    counter.charges(payment)

    assert state_of(payment) == "FAILED"
    assert counter.stand_in.charges() == []


def test_the_counter_is_where_the_tests_think(counter: Counter):
    assert counter.payer.startswith("cus_")
