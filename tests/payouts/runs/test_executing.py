"""A whole run, with threads, against the stand-in: everybody is paid once."""

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from onboarding.agents.models import Agent
from payouts.gateway.base import KeyReused
from payouts.gateway.models import Attempt
from payouts.gateway.processor import processor
from payouts.payees.accounts import enrol_payees
from payouts.payees.models import Payee
from payouts.runs.executing import execute_run, sole_executor
from payouts.runs.models import Payout, PayoutStatus, RunStatus
from payouts.runs.tasks import execute_runs
from tests.factories import onboarding
from tests.payouts.runs.desk import at_once, balances, sent_in_the_books, status_of

pytestmark = pytest.mark.django_db(transaction=True)
NAMES = [f"Agent{number}" for number in range(30)]


@pytest.fixture
def run(finance_desk, stand_in):
    """An approved run of thirty payouts to accounts that the stand-in knows."""
    agents = [onboarding.agent(name) for name in NAMES]
    enrol_payees(agent_ids=[agent.pk for agent in agents], gateway=processor(), clock=timezone.now)
    Payee.objects.update(tax_form_until=date(2099, 12, 31))
    return finance_desk.run(RunStatus.APPROVED, pays=dict.fromkeys(NAMES, 900))


def execute(run, **how):
    return execute_run(
        run_id=run.pk, gateway=processor(), calls_per_second=500, patience_seconds=0, **how
    )


def each_is_paid_once(run, stand_in):
    paid_to = [transfer["destination"] for transfer in stand_in.transfers()]
    return (
        set(run.payouts.values_list("status", flat=True)) == {PayoutStatus.PAID}
        and sorted(paid_to) == sorted(run.payouts.values_list("destination", flat=True))
        and sent_in_the_books().minor == 900 * len(NAMES)
    )


def test_a_run_is_paid_and_completed_and_tells_how_far_it_has_come(run, stand_in):
    told = []

    done = execute(run, progress=lambda settled, of: told.append((settled, of)))

    assert done.status == RunStatus.COMPLETED
    assert told[-1] == (30, 30)
    assert each_is_paid_once(run, stand_in)


def test_two_workers_at_once_pay_everybody_once(run, stand_in):
    said = at_once(lambda _: execute(run), [1, 2])

    execute(run)
    assert said == ["PayoutRun", "PayoutRun"]
    assert each_is_paid_once(run, stand_in)


def test_chance_delays_and_pays_nobody_twice(run, stand_in):
    stand_in.is_left_to_chance(
        rate=0.3, seed=7, kinds=["before_reset", "after_reset", "lock_timeout", "half_body"]
    )

    for _ in range(10):
        execute(run)
        Attempt.objects.filter(status="OPEN").update(not_before=None)

    assert each_is_paid_once(run, stand_in)


def test_a_worker_that_finds_another_one_paying_leaves(run, stand_in):
    with sole_executor() as is_sole:
        said = at_once(lambda _: execute(run), [1])

    assert (is_sole, said) == (True, ["PayoutRun"])
    assert status_of(run) == RunStatus.APPROVED
    assert stand_in.transfers() == []


def test_the_lock_is_given_back(run):
    with sole_executor():
        pass

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert cursor.fetchone() == (0,)


def test_one_key_with_other_terms_stops_the_run_for_a_person(run, stand_in):
    class Forgetful:
        """A processor that has met the first payout's key with other terms."""

        def __getattr__(self, name):
            return getattr(processor(), name)

        def transfer_earnings(self, request, *, key):
            if key == f"payout_{first.pk}_1":
                raise KeyReused("Keys for idempotent requests can only be used once.")
            return processor().transfer_earnings(request, key=key)

    first = run.payouts.order_by("pk").first()
    execute_run(run_id=run.pk, gateway=Forgetful(), calls_per_second=500, patience_seconds=0)

    first.refresh_from_db()
    assert status_of(run) == RunStatus.PAUSED
    assert first.status == PayoutStatus.SENDING
    assert "with other terms" in first.reason
    assert balances(NAMES[0])["AGENT_IN_TRANSIT"] == 900


def test_too_little_money_pays_whom_it_can_and_does_not_spin(run, stand_in):
    stand_in.has(900 * 10, "USD")

    execute(run)

    statuses = list(run.payouts.values_list("status", flat=True))
    assert (statuses.count("PAID"), statuses.count("RESERVED")) == (10, 20)
    assert len(stand_in.calls()) < 200
    assert status_of(run) == RunStatus.EXECUTING


def test_the_job_pays_what_is_approved_and_nothing_else(run, finance_desk, stand_in):
    finance_desk.run(RunStatus.COMPLETED, pays={"Old": 500})

    execute_runs()
    execute_runs()

    assert each_is_paid_once(run, stand_in)
    assert Payout.objects.exclude(run=run).get().status == PayoutStatus.PLANNED
    assert Agent.objects.count() == len(NAMES) + 1
