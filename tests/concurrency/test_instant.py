"""Many clicks at the same moment on one page, and on several: the money is promised once."""

from uuid import uuid4

import pytest

from payouts.instant.models import InstantPayout
from payouts.payees.models import Payee
from tests.payouts.instant.desk import InstantDesk, stands
from tests.payouts.runs.desk import at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


@pytest.fixture
def desk(stand_in):
    return InstantDesk(stand_in)


def test_many_clicks_on_one_page_are_one_payout(desk):
    key = uuid4()

    said = at_once(lambda _: desk.asks(10_000, key=key), range(MANY))

    assert said == ["InstantPayout"] * MANY
    assert InstantPayout.objects.count() == 1
    assert stands() == {"payable": 10_000, "in transit": 9_850, "fees": 150}


def test_many_pages_at_once_promise_the_same_money_once(desk):
    said = at_once(lambda _: desk.asks(10_000), range(MANY))

    assert said == ["AnotherPayoutIsUnderWay"] * (MANY - 1) + ["InstantPayout"]
    assert stands()["in transit"] == 9_850


def test_many_workers_pay_one_request_out_once(desk):
    desk.asks(10_000)

    at_once(lambda _: desk.works(), range(4))
    desk.works()

    assert [payout["amount"] for payout in desk.stand_in.payouts()] == [9_850]
    assert len(desk.stand_in.transfers()) == 1
    assert Payee.objects.get(agent=desk.ada).account == desk.stand_in.transfers()[0]["destination"]
