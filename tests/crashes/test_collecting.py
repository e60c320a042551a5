"""A crash at every step of collecting × everything that can happen to a call: charged once."""

import pytest
from django.db import connection

from payouts.receivables.models import BrandPayment, Payer, PaymentStatus
from payouts.receivables.requesting import request_invoice_payment
from tests.crashes.charges import (
    FATES,
    ChargesInMemory,
    a_fresh_key_for_each_retry,
    one_key_for_ever,
    our_job,
)
from tests.crashes.harness import LAPSES, KillableGateway, Steps, _alive
from tests.payouts.receivables.scene import card_of
from tests.payouts.receivables.till import Till, standing_of
from tests.times import NOON

AMOUNT = 900


class Lives:
    """One invoice after another, each charged by a processor of its own."""

    def __init__(self) -> None:
        self.till = Till()
        Payer.objects.create(brand=self.till.acme, reference="cus_1")
        self.card = card_of(self.till.acme)

    def begins(self, fate):
        invoice = self.till.invoice(AMOUNT)
        payment = request_invoice_payment(
            invoice_id=invoice.pk, method_id=self.card.pk, actor=self.till.olga, at=NOON
        )
        return invoice, payment, ChargesInMemory(now=NOON, fates=[fate])

    def each(self, job, fate, lapses):
        """Every life that ends once at another step."""
        steps = Steps(None)
        *_, payment, processor = self.begins(fate)
        with connection.execute_wrapper(steps.statement):
            job(KillableGateway(processor, steps), processor.now)
        _lives_on(job, payment, processor, Steps(None), lapses)
        for kill_at in range(1, steps.count + 1):
            invoice, payment, processor = self.begins(fate)
            assert _lives_on(job, payment, processor, Steps(kill_at), lapses), kill_at
            yield f"killed at step {kill_at}", invoice, payment, processor
            _out_of_the_way(payment)


def _lives_on(job, payment, processor, steps, lapses) -> bool:
    """Wake the job until the payment's fate is known; whether it was killed on the way."""
    was_killed = False
    for lapse in [0 * lapses[0], *lapses]:
        processor.now += lapse
        with connection.execute_wrapper(steps.statement), _alive() as life:
            job(KillableGateway(processor, steps), processor.now)
        was_killed = was_killed or life.is_over
        payment.refresh_from_db()
        if not life.is_over and payment.status not in PaymentStatus.live():
            break
    return was_killed


def _out_of_the_way(payment) -> None:
    """What a naive protocol left open is not the next life's."""
    live = BrandPayment.objects.filter(pk=payment.pk, status=PaymentStatus.REQUESTED)
    live.update(status=PaymentStatus.FAILED)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lapse", LAPSES)
@pytest.mark.parametrize("fate", FATES)
def test_whenever_it_is_killed_an_invoice_is_charged_exactly_once(fate, lapse):
    lives = Lives()

    for where, invoice, payment, processor in lives.each(our_job, fate, LAPSES[lapse]):
        paid = processor.paid_minor
        is_paid = payment.status == PaymentStatus.SUCCEEDED
        assert payment.status in {PaymentStatus.SUCCEEDED, PaymentStatus.FAILED}, where
        assert paid == (AMOUNT if is_paid else 0), where
        assert standing_of(invoice) == (("PAID", AMOUNT) if is_paid else ("ISSUED", 0)), where
        assert (payment.fee_minor == 56) is is_paid or payment.fee_minor is None, where
    paid = BrandPayment.objects.filter(status=PaymentStatus.SUCCEEDED).count() * AMOUNT
    fees = BrandPayment.objects.filter(fee_minor=56).count() * 56
    assert lives.till.stands().get("PROCESSOR_BALANCE", 0) == paid - fees


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("naive", "lapse"),
    [(a_fresh_key_for_each_retry, "at once"), (one_key_for_ever, "after a day")],
)
def test_a_naive_protocol_charges_twice_in_the_same_world(naive, lapse):
    lives = Lives()

    charged_twice = {
        fate
        for fate in FATES
        for _, _, _, processor in lives.each(naive, fate, LAPSES[lapse])
        if processor.paid_minor > AMOUNT
    }

    assert {"done", "answer_lost"} <= charged_twice
