"""Real commits, real threads: whatever happens at once, money is promised and sent once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from payouts.gateway.models import Attempt
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.runs.approval import approve_run
from payouts.runs.models import PayoutRun, PayoutStatus, RunStatus
from payouts.runs.reserving import cancel_payout, reserve_payout
from payouts.runs.sending import send_payout
from payouts.runs.services import cancel_run, pause_run, resume_run, start_run
from tests.payouts.runs.desk import (
    at_once,
    attempts,
    balances,
    reserved_payout,
    status_of,
)
from tests.times import NOON

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def test_two_runs_cannot_promise_the_same_money(finance_desk):
    payouts = [
        finance_desk.planned_payout("Ada", 900),
        finance_desk.planned_payout("Ada", 900, run=RunStatus.DRAFT),
    ]

    said = at_once(lambda payout: reserve_payout(payout_id=payout.pk, at=NOON), payouts)

    assert said == ["AnotherPayoutIsUnderWay", "Payout"]
    assert balances("Ada") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 900}


def test_two_payouts_of_the_same_money_in_two_currencies_do_not_mix(finance_desk):
    first = finance_desk.planned_payout("Ada", 900)
    second = finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 700}, currency="EUR").payouts.get()

    said = at_once(lambda payout: reserve_payout(payout_id=payout.pk, at=NOON), [first, second])

    assert said == ["Payout", "Payout"]
    assert balances("Ada", "EUR") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 700}


def test_many_workers_send_one_payout_once(finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)

    at_once(lambda _: send_payout(payout_id=payout.pk, gateway=processor(), at=NOON), range(MANY))
    send_payout(payout_id=payout.pk, gateway=processor(), at=NOON + timedelta(hours=1))

    assert status_of(payout) == PayoutStatus.PAID
    assert attempts(payout) == ["EXECUTED"]
    assert stand_in.transfers_to("ada") == [Money(900, "USD")]
    assert balances("Ada") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 0}


def test_fifty_approvals_at_once_are_one(finance_desk):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    finance_desk.confirms(run)

    said = at_once(
        lambda _: approve_run(
            run_id=run.pk, content_hash=run.content_hash, actor=finance_desk.amy, at=NOON
        ),
        range(50),
    )

    assert said == ["PayoutRun"] + ["TransitionRefused"] * 49
    assert run.events.filter(status=RunStatus.APPROVED).count() == 1


def test_a_run_is_started_once_however_many_start_it(finance_desk):
    run = finance_desk.run(RunStatus.APPROVED, pays={"Ada": 900})

    said = at_once(lambda _: start_run(run_id=run.pk, actor=None, at=NOON), range(MANY))

    assert said == ["NotWaitingForThis"] * (MANY - 1) + ["PayoutRun"]


@pytest.mark.parametrize("cutoffs", [[60, 60], [60, 61], [60, 61, 62, 63]])
def test_clerks_who_compute_at_once_make_one_run(finance_desk, cutoffs):
    finance_desk.owes("Ada", 900)

    said = at_once(
        lambda minutes: finance_desk.computes(at=NOON + timedelta(minutes=minutes)), cutoffs
    )

    assert said == ["PayoutRun"] + ["RunUnderWay"] * (len(cutoffs) - 1)
    assert PayoutRun.objects.count() == 1


def test_the_database_keeps_one_open_attempt_for_each_payout(finance_desk):
    def attempt(number):
        return Attempt.objects.create(
            subject="payout_1",
            number=number,
            key=f"payout_1_{number}",
            request={},
            first_sent_at=NOON,
            last_sent_at=NOON,
        )

    assert at_once(attempt, [1, 2, 3]) == ["Attempt", "IntegrityError", "IntegrityError"]


def test_the_database_keeps_one_live_payout_for_each_agent(finance_desk):
    finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 900}, payout_status=PayoutStatus.SENDING)

    with pytest.raises(IntegrityError, match="payout_one_live"):
        finance_desk.run(RunStatus.DRAFT, pays={"Ada": 900}, payout_status=PayoutStatus.UNKNOWN)


@pytest.mark.parametrize("deeds", [("pause", "cancel"), ("start", "cancel"), ("resume", "pause")])
def test_two_people_at_once_leave_a_run_where_one_of_them_put_it(finance_desk, deeds):
    begins = {"start": RunStatus.APPROVED, "resume": RunStatus.PAUSED, "pause": RunStatus.EXECUTING}
    run = finance_desk.run(begins[deeds[0]], pays={"Ada": 900})
    given = {"run_id": run.pk, "actor": finance_desk.amy, "at": NOON}
    do = {
        "start": lambda: start_run(**given),
        "resume": lambda: resume_run(**given),
        "pause": lambda: pause_run(**given, reason="Look first."),
        "cancel": lambda: cancel_run(**given, reason="Not this one."),
    }

    said = at_once(lambda deed: do[deed](), deeds)

    # A run is never both begun and cancelled, and what was refused changed nothing.
    refused = [one for one in said if one != "PayoutRun"]
    assert refused in ([], ["TransitionRefused"], ["NotWaitingForThis"])
    assert refused or deeds == ("resume", "pause")
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
    planned = run.payouts.get().status
    is_cancelled = status_of(run) == RunStatus.CANCELLED
    assert planned == (PayoutStatus.CANCELLED if is_cancelled else PayoutStatus.PLANNED)


def test_many_cancel_one_payout_and_its_money_comes_back_once(finance_desk, stand_in):
    payout = reserved_payout(finance_desk, "Ada", 900)

    said = at_once(
        lambda _: cancel_payout(
            payout_id=payout.pk, actor=finance_desk.pia, at=NOON, reason="Not this one."
        ),
        range(MANY),
    )

    assert said == ["Payout"] + ["TransitionRefused"] * (MANY - 1)
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}
