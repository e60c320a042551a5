"""One payout and the real library, against the stand-in: whatever happens, it is paid once."""

from datetime import timedelta

import pytest

from payouts.gateway.models import Attempt
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.payees.models import Payee
from payouts.payees.services import place_hold
from payouts.runs.models import Payout, PayoutStatus, RunStatus
from payouts.runs.selectors import payouts_due
from payouts.runs.sending import intend, send_payout
from payouts.runs.services import pause_run
from tests.payouts.runs.desk import (
    attempts,
    balances,
    reserved_payout,
    sent_in_the_books,
    status_of,
)
from tests.times import NOON

PAID_ONCE = {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}
IN_TRANSIT = {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 900}


@pytest.fixture
def payout(finance_desk, stand_in):
    return reserved_payout(finance_desk, "Ada", 900)


def send(payout, *, after=timedelta(0)):
    return send_payout(payout_id=payout.pk, gateway=processor(), at=NOON + after)


def hours(count):
    return timedelta(hours=count)


def is_paid_once(payout, stand_in):
    return (
        status_of(payout) == PayoutStatus.PAID
        and balances("Ada") == PAID_ONCE
        and stand_in.transfers_to("ada") == [Money(900, "USD")]
        and sent_in_the_books() == Money(900, "USD")
    )


def test_an_executed_transfer_settles_the_payout(payout, stand_in):
    paid = send(payout)

    assert (paid.paid_at, paid.reason) == (NOON, "")
    assert is_paid_once(payout, stand_in)
    assert attempts(payout) == ["EXECUTED"]


def test_what_is_paid_is_never_sent_again(payout, stand_in):
    send(payout)
    send(payout, after=hours(30))

    assert is_paid_once(payout, stand_in)
    assert attempts(payout) == ["EXECUTED"]


@pytest.mark.parametrize(
    "misfortune",
    [
        "loses_the_next_answer",
        "loses_the_next_request",
    ],
)
def test_without_an_answer_the_same_key_is_sent_again_while_it_is_young(
    payout, stand_in, misfortune
):
    getattr(stand_in, misfortune)()

    unknown = send(payout)
    send(payout, after=hours(1))

    assert unknown.status == PayoutStatus.UNKNOWN
    assert is_paid_once(payout, stand_in)
    assert list(
        Attempt.objects.filter(subject=f"payout_{payout.pk}").values_list("key", "send_count")
    ) == [(f"payout_{payout.pk}_1", 2)]


def test_an_old_key_is_looked_up_and_never_sent_again(payout, stand_in):
    stand_in.loses_the_next_answer()
    send(payout)
    stand_in.forgets_its_keys()

    send(payout, after=hours(23))

    assert is_paid_once(payout, stand_in)


def test_an_absence_counts_only_the_second_time_and_late(payout, stand_in):
    stand_in.loses_the_next_request()
    send(payout)

    first = send(payout, after=hours(23))
    early = send(payout, after=hours(24))
    late = send(payout, after=hours(25))
    send(payout, after=hours(26))

    assert [first.status, early.status, late.status] == ["UNKNOWN", "UNKNOWN", "RESERVED"]
    assert attempts(payout) == ["NOT_EXECUTED", "EXECUTED"]
    assert is_paid_once(payout, stand_in)


def test_the_first_absence_is_not_enough_however_late(payout, stand_in):
    stand_in.loses_the_next_request()
    send(payout)

    assert send(payout, after=hours(40)).status == PayoutStatus.UNKNOWN
    assert send(payout, after=hours(41)).status == PayoutStatus.RESERVED


@pytest.mark.parametrize("misfortune", ["breaks_after_the_next", "breaks_before_the_next"])
def test_a_key_that_keeps_a_failure_is_only_looked_up(payout, stand_in, misfortune):
    getattr(stand_in, misfortune)()
    send(payout)

    for after in (1, 25, 26, 27):
        send(payout, after=hours(after))

    assert is_paid_once(payout, stand_in)
    sends = [
        call["key"]
        for call in stand_in.calls()
        if call["path"] == "/v1/transfers" and call["method"] == "POST"
    ]
    assert len(sends) == len(set(sends))


@pytest.mark.parametrize("fault", ["rate_limit", "lock_timeout", "key_in_use"])
def test_what_did_not_run_moves_nothing_and_keeps_its_key(payout, stand_in, fault):
    stand_in.meets(fault)

    waiting = send(payout)
    too_soon = send(payout)
    send(payout, after=hours(1))

    assert (waiting.status, too_soon.status) == (PayoutStatus.SENDING, PayoutStatus.SENDING)
    assert attempts(payout) == ["EXECUTED"]
    assert is_paid_once(payout, stand_in)


def test_too_little_money_waits_and_is_tried_anew_under_a_new_key(payout, stand_in):
    stand_in.has(899, "USD")
    declined = send(payout)

    assert (declined.status, declined.reason) == (
        PayoutStatus.RESERVED,
        "Our balance at the processor did not cover it.",
    )
    assert balances("Ada") == IN_TRANSIT
    assert payouts_due(run_id=payout.run_id, at=NOON + timedelta(seconds=59)) == []
    assert payouts_due(run_id=payout.run_id, at=NOON + timedelta(seconds=60)) == [payout.pk]

    stand_in.has(900, "USD")
    send(payout, after=hours(1))
    assert attempts(payout) == ["DECLINED", "EXECUTED"]
    assert is_paid_once(payout, stand_in)


def test_each_refusal_doubles_the_wait(payout, stand_in):
    stand_in.has(0, "USD")
    for after in (0, 10, 20):
        send(payout, after=timedelta(minutes=after))

    assert payouts_due(run_id=payout.run_id, at=NOON + timedelta(minutes=23)) == []
    assert payouts_due(run_id=payout.run_id, at=NOON + timedelta(minutes=24)) == [payout.pk]


def test_a_closed_account_gives_the_money_back_and_says_why(payout, stand_in):
    stand_in.closes(payout.destination)

    rejected = send(payout)
    send(payout, after=hours(1))

    payee = Payee.objects.get(pk=payout.payee_id)
    assert rejected.status == PayoutStatus.REJECTED
    assert rejected.reason == payee.disabled_reason == "The payout account is closed or unknown."
    assert not payee.transfers_enabled
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    assert stand_in.transfers() == []


def test_two_transfers_under_one_name_stop_the_run_for_a_person(payout, stand_in):
    stand_in.loses_the_next_answer()
    send(payout)
    request = intend([payout.pk], at=NOON + hours(1))[0].request
    processor().transfer_earnings(request, key="by-somebody-else")

    stopped = send(payout, after=hours(23))

    assert stopped.status == PayoutStatus.UNKNOWN
    assert stopped.reason.startswith("The processor names more than this one transfer: tr_")
    assert status_of(payout.run) == RunStatus.PAUSED
    assert balances("Ada") == IN_TRANSIT


def test_every_send_of_a_key_is_the_same_to_the_letter(payout, stand_in):
    stand_in.loses_the_next_answer()
    send(payout)
    Payout.objects.filter(pk=payout.pk).update(destination="acct_elsewhere")
    Payee.objects.filter(pk=payout.payee_id).update(account="acct_elsewhere")
    send(payout, after=hours(1))

    sent = [call for call in stand_in.calls() if call["path"] == "/v1/transfers"]
    assert len({call["fingerprint"] for call in sent}) == 1
    assert is_paid_once(payout, stand_in)


def test_a_paused_run_sends_nothing(payout, finance_desk, stand_in):
    pause_run(run_id=payout.run_id, actor=finance_desk.pia, at=NOON, reason="Wait")

    send(payout)

    assert status_of(payout) == PayoutStatus.RESERVED
    assert stand_in.transfers() == []


def test_a_hold_that_comes_in_between_gives_the_money_back(payout, stand_in):
    place_hold(payee_id=payout.payee_id, reason="A question", actor=None, at=NOON)

    send(payout)

    assert status_of(payout) == PayoutStatus.CANCELLED
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    assert stand_in.transfers() == []


def test_a_hold_does_not_hide_what_was_already_sent(payout, stand_in):
    stand_in.loses_the_next_answer()
    send(payout)
    place_hold(payee_id=payout.payee_id, reason="A question", actor=None, at=NOON)

    send(payout, after=hours(1))

    assert is_paid_once(payout, stand_in)
