"""Compute, approve, start, pause, resume, cancel: each deed, each refusal, each twice."""

from datetime import timedelta

import pytest

from onboarding.audit.services import TransitionRefused
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.models import Payee
from payouts.payees.services import change_account, place_hold
from payouts.periods.models import Period, PeriodStatus
from payouts.runs.computing import (
    CutoffAhead,
    CutoffTaken,
    NobodyToPay,
    PeriodStillOpen,
    RunUnderWay,
    compute_run,
)
from payouts.runs.models import Payout, PayoutRun, PayoutSkip, PayoutStatus, RunStatus
from payouts.runs.payability import content_hash
from payouts.runs.selectors import terms_of
from payouts.runs.services import (
    NotWaitingForThis,
    RunHasChanged,
    cancel_run,
    pause_run,
    resume_run,
    start_run,
)
from tests.factories import payouts
from tests.payouts.runs.desk import balances, status_of
from tests.times import NOON

HOUR = timedelta(hours=1)
commits = pytest.mark.django_db(transaction=True)


def payouts_in(run):
    return dict(run.payouts.order_by("pk").values_list("agent__name", "amount_minor"))


def skips_in(run):
    return {
        name: (reason, minor)
        for name, reason, minor in run.skips.values_list("agent__name", "reason", "amount_minor")
    }


def pay_period(agent, *, to_at, status=PeriodStatus.OPEN):
    return Period.objects.create(
        kind="PAY",
        agent=agent,
        currency="USD",
        timezone="UTC",
        from_on=(to_at - timedelta(days=7)).date(),
        to_on=to_at.date(),
        from_at=to_at - timedelta(days=7),
        to_at=to_at,
        status=status,
        cutoff_at=None if status == PeriodStatus.OPEN else to_at,
    )


# ---------------------------------------------------------------- compute
@commits
def test_a_run_pays_whom_it_can_and_lists_the_others(finance_desk):
    finance_desk.owes("Ada", 900)
    finance_desk.owes("Bo", 99)
    place_hold(
        payee_id=payouts.payee(finance_desk.owes("Cy", 700)).pk, reason="?", actor=None, at=NOON
    )
    Payee.objects.filter(agent=finance_desk.owes("Di", 600)).delete()
    Payee.objects.filter(agent=finance_desk.owes("Ed", 500)).update(transfers_enabled=False)
    change_account(
        payee_id=payouts.payee(finance_desk.owes("Flo", 400)).pk,
        account="acct_new",
        actor=None,
        at=NOON,
    )
    Payee.objects.filter(agent__name="Flo").update(transfers_enabled=True)

    run = finance_desk.computes()

    assert payouts_in(run) == {"Ada": 900}
    assert skips_in(run) == {
        "Bo": ("BELOW_MINIMUM", 99),
        "Cy": ("ON_HOLD", 700),
        "Di": ("NO_ACCOUNT", 600),
        "Ed": ("NOT_ENABLED", 500),
        "Flo": ("COOLING", 400),
    }
    assert (run.status, run.payout_count, run.total_minor) == (RunStatus.COMPUTED, 1, 900)
    assert run.content_hash == content_hash(terms_of(run))


@commits
def test_only_what_was_payable_before_the_cut_off_is_paid(finance_desk):
    finance_desk.owes("Ada", 900)
    finance_desk.owes("Ada", 50, at=NOON + HOUR)

    run = finance_desk.computes(at=NOON + HOUR)

    assert payouts_in(run) == {"Ada": 900}


@commits
def test_what_was_promised_since_the_cut_off_is_not_paid_again(finance_desk):
    ada = finance_desk.owes("Ada", 900)
    taken = Money(600, "USD")
    post(
        Posting(
            "PAY_CLEARED",
            "correction",
            (
                debit(AccountKind.AGENT_PAYABLE, taken, ada.pk),
                credit(AccountKind.AGENT_PENDING, taken, ada.pk),
            ),
        ),
        at=NOON + 2 * HOUR,
    )

    run = compute_run(
        currency="USD", cutoff_at=NOON + HOUR, actor=finance_desk.pia, at=NOON + 3 * HOUR
    )

    assert payouts_in(run) == {"Ada": 300}


@commits
def test_a_balance_below_zero_is_listed_and_not_paid(finance_desk):
    finance_desk.owes("Ada", 900)
    finance_desk.owes("Bo", -5)

    assert skips_in(finance_desk.computes()) == {"Bo": ("NEGATIVE", -5)}


@commits
def test_currencies_do_not_mix(finance_desk):
    finance_desk.owes("Ada", 900)
    finance_desk.owes("Ada", 700, currency="EUR")

    assert payouts_in(finance_desk.computes(currency="EUR")) == {"Ada": 700}


@commits
def test_a_cut_off_in_the_future_is_refused(finance_desk):
    finance_desk.owes("Ada", 900)

    with pytest.raises(CutoffAhead):
        compute_run(
            currency="USD", cutoff_at=NOON + HOUR, actor=finance_desk.pia, at=NOON + HOUR / 2
        )

    assert not PayoutRun.objects.exists()


@commits
@pytest.mark.parametrize("status", [PeriodStatus.OPEN, PeriodStatus.CLOSING])
def test_a_period_that_is_still_open_is_named(finance_desk, status):
    pay_period(finance_desk.owes("Ada", 900), to_at=NOON, status=status)

    with pytest.raises(PeriodStillOpen, match=r"1 pay period that ended .* Ada \(2026-09-09"):
        finance_desk.computes(at=NOON + HOUR)

    assert not PayoutRun.objects.exists()


@commits
def test_a_period_that_goes_on_after_the_cut_off_does_not_matter(finance_desk):
    ada = finance_desk.owes("Ada", 900)
    pay_period(ada, to_at=NOON, status=PeriodStatus.CLOSED)
    pay_period(ada, to_at=NOON + timedelta(days=7))

    assert payouts_in(finance_desk.computes()) == {"Ada": 900}


@commits
@pytest.mark.parametrize(
    "status", [RunStatus.COMPUTED, RunStatus.APPROVED, RunStatus.EXECUTING, RunStatus.PAUSED]
)
def test_a_second_run_waits_for_the_first(finance_desk, status):
    finance_desk.run(status, pays={"Bo": 500})

    with pytest.raises(RunUnderWay):
        finance_desk.computed_run(pays={"Ada": 900})

    assert PayoutRun.objects.count() == 1


@commits
def test_a_cut_off_is_used_once_unless_its_run_was_cancelled(finance_desk):
    first = finance_desk.computed_run(pays={"Ada": 900})
    cancel_run(run_id=first.pk, actor=finance_desk.pia, at=NOON, reason="A mistake")
    again = finance_desk.computes()
    PayoutRun.objects.filter(pk=again.pk).update(
        status=RunStatus.APPROVED,
        approved_by=finance_desk.amy,
        approved_at=NOON,
        confirmation=finance_desk.confirms(again),
    )
    PayoutRun.objects.filter(pk=again.pk).update(status=RunStatus.EXECUTING)
    PayoutRun.objects.filter(pk=again.pk).update(status=RunStatus.COMPLETED)

    with pytest.raises(CutoffTaken):
        finance_desk.computes()


@commits
def test_who_would_pay_nobody_is_told_why(finance_desk):
    finance_desk.owes("Bo", 99)

    with pytest.raises(NobodyToPay, match="1 × below the minimum payout"):
        finance_desk.computes()

    assert (PayoutRun.objects.count(), PayoutSkip.objects.count()) == (0, 0)


# ---------------------------------------------------------------- start, pause, resume, cancel
def test_an_approved_run_is_started_once(finance_desk):
    run = finance_desk.run(RunStatus.APPROVED, pays={"Ada": 900})

    start_run(run_id=run.pk, actor=None, at=NOON)
    with pytest.raises(NotWaitingForThis):
        start_run(run_id=run.pk, actor=None, at=NOON)

    assert status_of(run) == RunStatus.EXECUTING


def test_a_list_that_was_changed_behind_the_approval_is_not_paid(finance_desk):
    run = finance_desk.run(RunStatus.APPROVED, pays={"Ada": 900})
    Payout.objects.filter(run=run).update(amount_minor=90_000)

    with pytest.raises(RunHasChanged):
        start_run(run_id=run.pk, actor=None, at=NOON)

    assert status_of(run) == RunStatus.APPROVED


def test_a_paused_run_goes_on_and_nothing_else_is_resumed(finance_desk):
    run = finance_desk.run(RunStatus.EXECUTING, pays={"Ada": 900})

    pause_run(run_id=run.pk, actor=finance_desk.pia, at=NOON, reason="Wrong month")
    resume_run(run_id=run.pk, actor=finance_desk.amy, at=NOON)
    with pytest.raises(NotWaitingForThis):
        resume_run(run_id=run.pk, actor=finance_desk.amy, at=NOON)

    assert status_of(run) == RunStatus.EXECUTING


@pytest.mark.parametrize("status", [RunStatus.COMPUTED, RunStatus.APPROVED])
def test_a_run_is_cancelled_before_it_begins(finance_desk, status):
    run = finance_desk.run(status, pays={"Ada": 900, "Bo": 800})

    cancel_run(run_id=run.pk, actor=finance_desk.pia, at=NOON, reason="A mistake")

    assert status_of(run) == RunStatus.CANCELLED
    assert set(run.payouts.values_list("status", flat=True)) == {PayoutStatus.CANCELLED}
    assert balances("Ada") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


@pytest.mark.parametrize("status", [RunStatus.EXECUTING, RunStatus.PAUSED, RunStatus.COMPLETED])
def test_a_run_that_was_begun_is_not_cancelled(finance_desk, status):
    run = finance_desk.run(status, pays={"Ada": 900})

    with pytest.raises(TransitionRefused):
        cancel_run(run_id=run.pk, actor=finance_desk.pia, at=NOON, reason="Too late")

    assert set(run.payouts.values_list("status", flat=True)) == {PayoutStatus.PLANNED}
