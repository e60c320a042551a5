"""Workers that charge at the same moment: one key, one charge."""

import pytest

from payouts.receivables.charging import charge_all
from tests.payouts.receivables.counter import Counter
from tests.payouts.receivables.till import Till, standing_of
from tests.payouts.runs.desk import at_once
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)


def test_eight_workers_charge_an_invoice_once(stand_in):
    counter = Counter(Till(), stand_in)
    invoice, visa = counter.till.invoice(10_000), counter.stores("visa")
    payment = counter.asks_for(invoice, visa)

    at_once(lambda _: charge_all(gateway=counter.gateway, clock=lambda: NOON), range(8))
    counter.charges(payment)

    assert standing_of(invoice) == ("PAID", 10_000)
    assert [one["amount"] for one in stand_in.charges()] == [10_000]
    assert counter.till.stands() == {"PROCESSOR_BALANCE": 9_680, "PROCESSOR_FEES": 320}
