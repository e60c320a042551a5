"""Fifty browsers at once, each with a session and a connection of its own."""

import pytest
from django.test import Client
from django.utils import timezone

from onboarding.users.models import Confirmation
from payouts.gateway.processor import processor
from payouts.money import Money
from payouts.runs.executing import execute_run
from payouts.runs.models import RunStatus
from tests.factories.onboarding import authenticator_app, code_at
from tests.payouts.runs.desk import approved_payout, at_once, attempts, status_of

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 50


@pytest.fixture
def browsers(finance_desk):
    """Amy's, signed in fifty times."""
    authenticator_app(finance_desk.amy)

    def open_them(how_many=MANY):
        opened = [Client() for _ in range(how_many)]
        for one in opened:
            one.force_login(finance_desk.amy)
        return opened

    return open_them


def test_fifty_browsers_that_approve_with_one_code_approve_once(finance_desk, browsers):
    run = finance_desk.run(RunStatus.COMPUTED, pays={"Ada": 900})
    click = {"content_hash": run.content_hash, "code": code_at(timezone.now())}
    answered = []

    at_once(
        lambda one: answered.append(
            one.post(f"/finance/runs/{run.public_id}/approval/", click).status_code
        ),
        browsers(),
    )

    assert sorted(answered) == [200] * (MANY - 1) + [302]
    assert run.events.filter(status=RunStatus.APPROVED).count() == 1
    assert Confirmation.objects.count() == 1


def test_fifty_browsers_that_press_pay_start_one_run(finance_desk, browsers):
    run = finance_desk.run(RunStatus.APPROVED, pays={"Ada": 900})
    answered = []

    at_once(
        lambda one: answered.append(
            one.post(f"/finance/runs/{run.public_id}/execution/").status_code
        ),
        browsers(),
    )

    assert answered == [302] * MANY
    assert run.events.filter(status=RunStatus.EXECUTING).count() == 1


def test_executors_that_start_together_pay_once(finance_desk, stand_in):
    payout = approved_payout(finance_desk, "Ada", 900)

    at_once(
        lambda _: execute_run(run_id=payout.run_id, gateway=processor(), patience_seconds=0),
        range(4),
    )
    execute_run(run_id=payout.run_id, gateway=processor())

    assert status_of(payout.run) == RunStatus.COMPLETED
    assert attempts(payout) == ["EXECUTED"]
    assert stand_in.transfers_to("ada") == [Money(900, "USD")]
