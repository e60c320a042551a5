"""Money is set aside once, or the payout is given up with the reason."""

import pytest

from onboarding.audit.services import TransitionRefused
from payouts.ledger.services import FloorPassed
from payouts.payees.models import Payee
from payouts.payees.services import place_hold
from payouts.runs.models import Payout, PayoutStatus, RunStatus
from payouts.runs.reserving import (
    AnotherPayoutIsUnderWay,
    PayeeHindered,
    cancel_payout,
    reserve_payout,
    reserve_payouts,
)
from tests.payouts.runs.desk import balances, status_of
from tests.times import NOON


def reserve_all(run):
    return reserve_payouts(
        run_id=run.pk, payout_ids=list(run.payouts.values_list("pk", flat=True)), at=NOON
    )


def test_reserving_moves_the_money_once(finance_desk):
    payout = finance_desk.planned_payout("Ada", 900)

    reserve_payout(payout_id=payout.pk, at=NOON)
    with pytest.raises((TransitionRefused, AnotherPayoutIsUnderWay)):
        reserve_payout(payout_id=payout.pk, at=NOON)

    assert balances("Ada") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 900}


def test_one_payout_at_a_time_for_each_agent(finance_desk):
    first = finance_desk.planned_payout("Ada", 900)
    second = finance_desk.planned_payout("Ada", 800, run=RunStatus.DRAFT)
    reserve_payout(payout_id=first.pk, at=NOON)

    with pytest.raises(AnotherPayoutIsUnderWay):
        reserve_payout(payout_id=second.pk, at=NOON)

    assert status_of(second) == PayoutStatus.PLANNED
    assert balances("Ada") == {"AGENT_PAYABLE": 800, "AGENT_IN_TRANSIT": 900}


def test_more_than_is_owed_is_not_promised(finance_desk):
    payout = finance_desk.planned_payout("Ada", 900)
    Payout.objects.filter(pk=payout.pk).update(amount_minor=901)

    with pytest.raises(FloorPassed):
        reserve_payout(payout_id=payout.pk, at=NOON)

    assert status_of(payout) == PayoutStatus.PLANNED
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


@pytest.mark.parametrize(
    "change",
    [
        {"transfers_enabled": False},
        {"account": "acct_eve"},
        {"cooling_until": NOON.replace(hour=13)},
    ],
)
def test_an_account_that_is_not_the_approved_one_is_not_paid(finance_desk, change):
    payout = finance_desk.planned_payout("Ada", 900)
    Payee.objects.filter(pk=payout.payee_id).update(**change)

    with pytest.raises(PayeeHindered):
        reserve_payout(payout_id=payout.pk, at=NOON)

    assert status_of(payout) == PayoutStatus.PLANNED


def test_a_run_goes_on_without_those_who_may_not_be_paid_any_more(finance_desk):
    run = finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 900, "Bo": 800, "Cy": 700, "Di": 600})
    place_hold(payee_id=run.payouts.get(agent__name="Bo").payee_id, reason="?", actor=None, at=NOON)
    run.payouts.filter(agent__name="Cy").update(amount_minor=701)

    reserve_all(run)

    assert dict(run.payouts.values_list("agent__name", "status")) == {
        "Ada": PayoutStatus.RESERVED,
        "Bo": PayoutStatus.CANCELLED,
        "Cy": PayoutStatus.CANCELLED,
        "Di": PayoutStatus.RESERVED,
    }
    assert dict(run.payouts.filter(status="CANCELLED").values_list("agent__name", "reason")) == {
        "Bo": "The payee was put on hold after the run was computed.",
        "Cy": "By now the agent is owed less than this payout.",
    }
    assert balances("Cy") == {"AGENT_PAYABLE": 700, "AGENT_IN_TRANSIT": 0}


@pytest.mark.parametrize("status", [RunStatus.APPROVED, RunStatus.PAUSED])
def test_nothing_is_set_aside_for_a_run_that_is_not_being_paid(finance_desk, status):
    run = finance_desk.run(status, pays={"Ada": 900})

    assert reserve_all(run).reserved == []
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


@pytest.mark.parametrize("pays", [{"Ada": 900}, {"Ada": 900, "Bo": 800, "Cy": 700}])
def test_reserving_costs_the_same_however_many(finance_desk, django_assert_num_queries, pays):
    run = finance_desk.run(RunStatus.EXECUTING, pays=pays)
    ids = list(run.payouts.values_list("pk", flat=True))

    with django_assert_num_queries(12):
        reserved = reserve_payouts(run_id=run.pk, payout_ids=ids, at=NOON)

    assert reserved.reserved == sorted(ids)


@pytest.mark.parametrize("is_reserved", [False, True])
def test_a_payout_is_taken_out_of_its_run_and_its_money_stays_payable(finance_desk, is_reserved):
    payout = finance_desk.planned_payout("Ada", 900)
    if is_reserved:
        reserve_payout(payout_id=payout.pk, at=NOON)

    cancel_payout(payout_id=payout.pk, actor=finance_desk.pia, at=NOON, reason="Asked to wait")
    with pytest.raises(TransitionRefused):
        cancel_payout(payout_id=payout.pk, actor=finance_desk.pia, at=NOON, reason="Again")

    payout.refresh_from_db()
    assert (payout.status, payout.reason) == (PayoutStatus.CANCELLED, "Asked to wait")
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


@pytest.mark.parametrize("status", [PayoutStatus.SENDING, PayoutStatus.UNKNOWN, PayoutStatus.PAID])
def test_what_may_be_on_its_way_is_not_taken_out(finance_desk, status):
    run = finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 900}, payout_status=status)
    payout = run.payouts.get()

    with pytest.raises(TransitionRefused):
        cancel_payout(payout_id=payout.pk, actor=finance_desk.pia, at=NOON, reason="Too late")

    assert status_of(payout) == status
