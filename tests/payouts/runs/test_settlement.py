"""What the processor reports goes through the same door, and the second time is nothing."""

import pytest

from payouts.gateway.base import Executed
from payouts.gateway.models import Attempt, GatewayEvent
from payouts.gateway.processor import processor
from payouts.gateway.services import store_event
from payouts.ledger.models import JournalTransaction
from payouts.payees.models import PayoutHold
from payouts.reports.proof import findings
from payouts.runs.models import PayoutStatus, RunStatus
from payouts.runs.outcomes import request_from
from payouts.runs.sending import intend, send_payout
from payouts.runs.settlement import (
    apply_event,
    complete_run,
    record_outcome,
    settle_reported,
    stop_for_a_person,
)
from tests.payouts.runs.desk import attempts, balances, reserved_payout, status_of
from tests.times import NOON

PAID = {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}


@pytest.fixture
def payout(finance_desk, stand_in):
    return reserved_payout(finance_desk, "Ada", 900)


def send(payout):
    return send_payout(payout_id=payout.pk, gateway=processor(), at=NOON)


def hear(stand_in, kind):
    """Take in every message of a kind, as the inbox does, and settle what it says."""
    for body, signature in stand_in.messages(kind):
        store_event(event=processor().verify_event(body, signature=signature), at=NOON)
    return settle_reported(at=NOON)


def reverse(payout, minor, key="back"):
    transfer = Attempt.objects.get(subject=f"payout_{payout.pk}", status="EXECUTED").reference
    processor().reverse_transfer(transfer=transfer, amount_minor=minor, key=key)


def journal():
    return list(JournalTransaction.objects.order_by("pk").values_list("kind", flat=True))


def test_the_second_of_two_equal_outcomes_changes_nothing(payout, stand_in):
    (intent,) = intend([payout.pk], at=NOON)
    outcome = {"attempt_id": intent.attempt_id, "outcome": Executed("tr_1"), "at": NOON}
    record_outcome(payout_id=payout.pk, **outcome)
    before = journal()

    again = record_outcome(payout_id=payout.pk, **outcome)

    assert again.status == PayoutStatus.PAID
    assert journal() == before
    assert balances("Ada") == PAID


def test_a_message_settles_what_had_no_answer(payout, stand_in):
    stand_in.loses_the_next_answer()
    send(payout)

    hear(stand_in, "transfer.created")

    assert status_of(payout) == PayoutStatus.PAID
    assert status_of(payout.run) == RunStatus.COMPLETED
    assert balances("Ada") == PAID


def test_a_message_that_repeats_the_answer_is_only_marked(payout, stand_in):
    send(payout)
    before = journal()

    hear(stand_in, "transfer.created")

    assert journal() == before
    assert not GatewayEvent.objects.filter(handled_at=None).exists()


def test_the_same_message_twice_is_one(payout, stand_in):
    stand_in.loses_the_next_answer()
    send(payout)
    hear(stand_in, "transfer.created")
    before = journal()

    for event_id in GatewayEvent.objects.values_list("pk", flat=True):
        apply_event(event_id=event_id, at=NOON)
    hear(stand_in, "transfer.created")

    assert journal() == before
    assert attempts(payout) == ["EXECUTED"]


def test_a_payout_that_comes_back_is_payable_again_and_its_payee_on_hold(payout, stand_in):
    send(payout)
    reverse(payout, 900)

    hear(stand_in, "transfer.reversed")
    hear(stand_in, "transfer.reversed")

    assert status_of(payout) == PayoutStatus.RETURNED
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    assert PayoutHold.objects.filter(payee=payout.payee_id).count() == 1


def test_what_came_back_in_part_is_payable_and_the_rest_stays_paid(payout, stand_in):
    send(payout)
    reverse(payout, 300)
    hear(stand_in, "transfer.reversed")

    assert status_of(payout) == PayoutStatus.PAID
    assert balances("Ada") == {"AGENT_PAYABLE": 300, "AGENT_IN_TRANSIT": 0}
    payout.refresh_from_db()
    assert (payout.returned_minor, payout.reason) == (300, "Of the payout 3.00 USD came back.")
    kept = {one.law.code: one.is_kept for one in findings(at=NOON)}
    assert [kept[code] for code in ("I21", "I25", "I26", "I28")] == [True] * 4

    reverse(payout, 600, key="rest")
    hear(stand_in, "transfer.reversed")
    assert status_of(payout) == PayoutStatus.RETURNED
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


def test_a_return_that_arrives_before_its_payment_is_known_settles_both(payout, stand_in):
    stand_in.loses_the_next_answer()
    send(payout)
    (transfer,) = stand_in.transfers()
    processor().reverse_transfer(transfer=transfer["id"], amount_minor=900, key="back")

    hear(stand_in, "transfer.reversed")

    assert status_of(payout) == PayoutStatus.RETURNED
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


def test_a_transfer_that_no_attempt_accounts_for_stops_the_run(payout, stand_in):
    send(payout)
    sent = request_from(Attempt.objects.get(subject=f"payout_{payout.pk}"))
    twin = processor().transfer_earnings(sent, key="by-somebody-else").reference

    hear(stand_in, "transfer.created")

    payout.refresh_from_db()
    assert status_of(payout.run) == RunStatus.PAUSED
    assert payout.reason == f"The processor made transfer {twin}, which no attempt accounts for."
    assert balances("Ada") == PAID


def test_a_transfer_of_somebody_else_is_no_business_of_ours(payout, stand_in):
    (intent,) = intend([payout.pk], at=NOON)
    other = type(intent.request)(
        group="lunch", destination=payout.destination, amount_minor=5, currency="USD"
    )
    processor().transfer_earnings(other, key="lunch")

    hear(stand_in, "transfer.created")

    assert status_of(payout) == PayoutStatus.SENDING
    assert not GatewayEvent.objects.filter(handled_at=None).exists()


def test_a_run_is_complete_when_nothing_is_open_and_only_then(payout, stand_in):
    assert not complete_run(run_id=payout.run_id, at=NOON)

    send(payout)

    assert complete_run(run_id=payout.run_id, at=NOON)
    assert not complete_run(run_id=payout.run_id, at=NOON)
    payout.run.refresh_from_db()
    assert (payout.run.status, payout.run.completed_at) == (RunStatus.COMPLETED, NOON)


def test_what_no_rule_may_decide_waits_for_a_person(payout, stand_in):
    stop_for_a_person(payout_id=payout.pk, at=NOON, reason="Other terms under our key.")

    payout.refresh_from_db()
    assert status_of(payout.run) == RunStatus.PAUSED
    assert payout.reason == "Other terms under our key."
