"""What an agent is told of pay that a brand contests."""

from datetime import datetime, timedelta

import pytest

from payouts.accruals.services import clear
from payouts.disputes.models import Reason
from payouts.earnings.next_payout import next_payout
from payouts.earnings.receipts import Stage, pay_receipt
from payouts.earnings.selectors import balances, pay_weeks, statement_of
from payouts.money import Money
from tests.payouts.disputes.court import HEARD, STATED, WORKED, Court
from tests.times import NOON

CLEARED = datetime(2026, 9, 21, 12, tzinfo=NOON.tzinfo)
DAY = timedelta(days=1)


@pytest.fixture
def court(db) -> Court:
    """Ada made 3.00 with the call that Acme contests, and 1.50 with another."""
    court = Court()
    court.contact()
    court.contact("other", 300, ended_at=WORKED + timedelta(hours=1))
    court.billed()
    return court


def fate(court: Court, name: str = "call"):
    return pay_receipt(agent=court.ada, interaction_id=court.interaction(name)).fate


def expected(court: Court, at: datetime):
    standing = balances(agent=court.ada, currency="USD")
    return next_payout(agent=court.ada, standing=standing, at=at)


def test_contested_pay_is_never_called_payable(court):
    court.contested_charge()
    told = [fate(court).stage]
    court.stated()
    told.append(fate(court).stage)
    clear(at=CLEARED)
    told.append(fate(court).stage)

    assert told == [Stage.WITHHELD] * 3
    assert fate(court).withheld == Money(300, "USD")
    assert fate(court).is_settled is False
    assert fate(court, "other").stage == Stage.PAYABLE


def test_a_part_that_is_contested_is_told_as_a_part(court):
    court.contested_charge(claimed=480)
    court.stated()
    clear(at=CLEARED)

    assert (fate(court).stage, fate(court).withheld) == (Stage.WITHHELD, Money(60, "USD"))


def test_settled_pay_is_payable_from_the_day_on_which_it_cleared(court):
    dispute = court.contested_charge()
    court.stated()
    clear(at=CLEARED)
    court.decide(dispute, reason=Reason.RECORD_STANDS, at=CLEARED + DAY)
    assert (fate(court).stage, fate(court).is_settled) == (Stage.WITHHELD, True)

    clear(at=CLEARED + 2 * DAY)

    found = fate(court)
    assert (found.stage, found.on, found.withheld) == (
        Stage.PAYABLE,
        (CLEARED + 2 * DAY).date(),
        None,
    )


def test_what_was_settled_before_its_week_cleared_went_with_the_week(court):
    dispute = court.contested_charge()
    court.stated()
    court.decide(dispute, reason=Reason.RECORD_STANDS, at=HEARD)

    clear(at=CLEARED)

    assert (fate(court).stage, fate(court).on) == (Stage.PAYABLE, CLEARED.date())


def test_the_next_payout_does_not_promise_what_is_contested(court):
    court.stated()
    before = expected(court, STATED)
    court.contested_charge(at=STATED)
    after = expected(court, STATED)

    assert (before.amount, before.withheld) == (Money(450, "USD"), Money(0, "USD"))
    assert (after.amount, after.withheld) == (Money(150, "USD"), Money(300, "USD"))


def test_the_pages_say_what_is_contested(court, client):
    court.contested_charge()
    court.stated()
    clear(at=CLEARED)
    client.force_login(court.ada.user)
    (week,) = pay_weeks(court.ada)

    def page(address: str) -> str:
        return " ".join(client.get(address).content.decode().split())

    assert statement_of(week).withheld == Money(300, "USD")
    assert "$3.00 of it is contested" in page(f"/agent/statements/{week.public_id}/")
    receipt = page(f"/agent/contacts/{court.interaction()}/")
    assert "Contested, waits" in receipt
    assert "goes out with the next payout" not in receipt
    earnings = page("/agent/earnings/")
    assert "$3.00 is contested and in no payout" in earnings
    assert "$3.00 contested" in earnings
