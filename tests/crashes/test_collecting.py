"""An invoice whose collection is killed: charged once, and paid by what was charged."""

import pytest

from payouts.management.crashes import jobs
from payouts.management.crashes.cases import ChargeCase
from payouts.management.crashes.cast import AMOUNT
from payouts.management.crashes.charges import FATES, ChargesInMemory
from payouts.management.crashes.suite import Unit, lead
from payouts.receivables.models import Payer, PaymentStatus
from payouts.receivables.requesting import request_invoice_payment
from tests.payouts.receivables.scene import card_of
from tests.payouts.receivables.till import Till, standing_of
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)


class InvoiceCase(ChargeCase):
    """An invoice of Acme's, to be charged to its card."""

    def __init__(self, till: Till, fate: str) -> None:
        self.invoice = till.invoice(AMOUNT)
        self.payment = request_invoice_payment(
            invoice_id=self.invoice.pk, method_id=till.card.pk, actor=till.olga, at=NOON
        )
        self.world = ChargesInMemory(now=NOON, fates=[fate])
        self._job = jobs.charge

    def faults(self):
        found = super().faults(prepaid=0)
        is_paid = self.payment.status == PaymentStatus.SUCCEEDED
        if standing_of(self.invoice) != (("PAID", AMOUNT) if is_paid else ("ISSUED", 0)):
            found.append(f"the payment is {self.payment.status}, not so the invoice")
        return found


@pytest.fixture
def till(db):
    till = Till()
    Payer.objects.create(brand=till.acme, reference="cus_1")
    till.card = card_of(till.acme)
    return till


@pytest.mark.parametrize("fate", FATES)
def test_whenever_it_is_killed_an_invoice_is_charged_exactly_once(till, fate):
    unit = Unit("charge", fate, "at once")
    lead(InvoiceCase(till, fate), unit)
    calm = lead(InvoiceCase(till, fate), unit)

    lives = [lead(InvoiceCase(till, fate), unit, (kill,)) for kill in calm.fresh]

    assert [(life.kills, life.faults) for life in (calm, *lives) if life.faults] == []
    assert [len(life.deaths) for life in lives] == [1] * len(lives)
