"""Both legs, whatever happens to a call: at the bank once, or by the ordinary way for nothing."""

from datetime import timedelta

import pytest

from onboarding.deliveries.models import Message
from payouts.gateway.models import Attempt, GatewayEvent
from payouts.instant.models import InstantStatus
from payouts.instant.settlement import apply_event
from payouts.runs.models import PayoutStatus, RunStatus
from tests.payouts.instant.desk import LATER, fate, stands
from tests.payouts.runs.desk import status_of

MADE = {"payable": 10_000, "in transit": 0, "fees": 150}
FREE = {"payable": 10_150, "in transit": 0, "fees": 0}
HOUR = timedelta(hours=1)


def amounts(desk):
    return [payout["amount"] for payout in desk.stand_in.payouts()]


def test_the_money_is_at_the_bank_within_one_pass_and_one_message(instant_desk):
    instant = instant_desk.asks()

    instant_desk.works()
    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.ON_ITS_WAY)
    (made,) = instant_desk.stand_in.payouts()
    instant_desk.stand_in.ends_payout(made["id"], succeeds=True)
    instant_desk.hears()

    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.ARRIVED)
    assert (made["amount"], made["method"]) == (9_850, "instant")
    assert stands() == MADE
    assert status_of(instant.payout.run) == RunStatus.COMPLETED
    assert instant_desk.stand_in.balance(of=instant_desk.account) == 0


def test_working_again_makes_nothing_again(instant_desk):
    instant_desk.asks()

    for minutes in range(5):
        instant_desk.works(LATER + timedelta(minutes=minutes))

    assert amounts(instant_desk) == [9_850]
    assert len(instant_desk.stand_in.transfers()) == 1


@pytest.mark.parametrize(
    "misfortune",
    [
        "loses_the_next_answer",
        "loses_the_next_request",
        "breaks_after_the_next",
    ],
)
def test_whatever_becomes_of_the_last_call_the_bank_is_paid_once(instant_desk, misfortune):
    instant = instant_desk.asks()
    instant_desk.stand_in.meets("key_in_use", path="/v1/payouts")
    instant_desk.works()
    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.REQUESTED)

    getattr(instant_desk.stand_in, misfortune)()
    for minutes in (2, 5, 10, 40):
        instant_desk.works(LATER + timedelta(minutes=minutes))

    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.ON_ITS_WAY)
    assert amounts(instant_desk) == [9_850]
    assert stands() == MADE


def test_an_old_key_is_looked_for_and_never_sent_again(instant_desk):
    instant = instant_desk.asks()
    instant_desk.stand_in.meets("after_reset", path="/v1/payouts")
    instant_desk.works()
    instant_desk.stand_in.lets_pass(hours=30)

    instant_desk.works(LATER + 24 * HOUR)

    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.ON_ITS_WAY)
    assert amounts(instant_desk) == [9_850]


def test_what_was_never_made_is_not_made_later_and_costs_nothing(instant_desk):
    instant = instant_desk.asks()
    instant_desk.stand_in.meets("error_500_before", path="/v1/payouts")
    instant_desk.works()

    for hours in (1, 25, 26, 27):
        instant_desk.works(LATER + hours * HOUR)

    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.SLOW)
    assert amounts(instant_desk) == []
    assert stands() == FREE


def test_a_bank_that_cannot_is_paid_by_the_ordinary_way_for_nothing(instant_desk):
    instant = instant_desk.asks()
    instant_desk.stand_in.changes_bank(instant_desk.account, takes_instant=False)

    instant_desk.works()
    instant_desk.works(LATER + HOUR)

    instant.refresh_from_db()
    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.SLOW)
    assert instant.reason == "" or "bank" in instant.reason
    assert stands() == FREE
    assert instant_desk.stand_in.balance(of=instant_desk.account) == 9_850
    (mail,) = Message.objects.filter(template="payouts/instant/slow")
    assert (mail.facts["amount"], mail.facts["fee"]) == ("98.50 USD", "1.50 USD")
    assert mail.facts["why"] == "Your bank does not take instant payouts."


def test_what_the_bank_sends_back_days_later_costs_nothing_and_stays_so(instant_desk):
    instant = instant_desk.asks()
    instant_desk.works()
    (made,) = instant_desk.stand_in.payouts()
    instant_desk.stand_in.ends_payout(made["id"], succeeds=True)
    instant_desk.hears()

    instant_desk.stand_in.ends_payout(made["id"], succeeds=False)
    instant_desk.hears(LATER + 72 * HOUR)
    for event in GatewayEvent.objects.filter(type__startswith="payout."):
        apply_event(event_id=event.pk, at=LATER + 73 * HOUR)

    assert fate(instant) == (PayoutStatus.PAID, InstantStatus.SLOW)
    assert stands() == FREE
    assert Message.objects.filter(template="payouts/instant/slow").count() == 1


def test_a_message_says_what_a_lost_answer_did_not(instant_desk):
    instant = instant_desk.asks()
    instant_desk.stand_in.meets("after_reset", path="/v1/payouts")
    instant_desk.works()
    assert fate(instant)[1] == InstantStatus.REQUESTED

    instant_desk.hears(LATER + timedelta(seconds=1))

    assert fate(instant)[1] == InstantStatus.ON_ITS_WAY
    assert [one.status for one in Attempt.objects.filter(subject=f"instant_{instant.pk}")] == [
        "EXECUTED"
    ]


def test_an_account_that_is_closed_meanwhile_gets_nothing_and_pays_nothing(instant_desk):
    instant = instant_desk.asks()
    instant_desk.stand_in.closes(instant_desk.account)

    instant_desk.works()

    assert fate(instant) == (PayoutStatus.REJECTED, InstantStatus.WITHDRAWN)
    assert stands() == {"payable": 20_000, "in transit": 0, "fees": 0}


def test_a_payout_of_the_accounts_own_schedule_is_no_business_of_ours(instant_desk):
    instant = instant_desk.asks()
    instant_desk.works()
    (made,) = instant_desk.stand_in.payouts()
    GatewayEvent.objects.create(
        event_id="evt_schedule",
        type="payout.failed",
        payload={"data": {"object": dict(made, id="po_schedule", metadata={}, status="failed")}},
        received_at=LATER,
    )

    instant_desk.works(LATER + HOUR)

    assert fate(instant)[1] == InstantStatus.ON_ITS_WAY
    assert not GatewayEvent.objects.filter(handled_at=None, type__startswith="payout.").exists()
