"""A run beside the last one: who is new, gone, moved, or paid elsewhere."""

from datetime import timedelta

import pytest

from payouts.payees.models import Payee
from payouts.runs.comparison import differences, last_run_before, spread_of, warnings_of
from payouts.runs.models import PayoutStatus, RunStatus
from tests.factories import onboarding
from tests.times import NOON


@pytest.fixture
def beside(finance_desk):
    """A run that was paid, and one that waits for approval."""

    def build(paid, now):
        if paid:
            finance_desk.run(RunStatus.COMPLETED, pays=paid, payout_status=PayoutStatus.PAID)
        return finance_desk.run(RunStatus.COMPUTED, pays=now)

    return build


def warned(run):
    return {
        warning.kind: (warning.count, warning.amount_minor)
        for warning in warnings_of(run, last_run_before(run))
    }


def test_the_same_run_again_warns_of_nothing(beside):
    run = beside({"Ada": 90_000, "Bo": 80_000}, {"Ada": 91_000, "Bo": 79_000})

    assert warned(run) == {}


def test_who_is_new_gone_or_moved_is_counted(beside):
    run = beside(
        {"Ada": 90_000, "Bo": 80_000, "Cy": 1_000}, {"Ada": 160_000, "Cy": 5_900, "Dee": 70_000}
    )

    # Cy got almost six times as much, and yet less than fifty dollars more.
    assert warned(run) == {
        "NEW_PAYEES": (1, 70_000),
        "MOVED": (1, 70_000),
        "GONE": (1, 80_000),
        "TOTAL": (3, 64_900),
    }


def test_a_move_by_half_is_not_yet_one(beside):
    assert "MOVED" not in warned(beside({"Ada": 90_000}, {"Ada": 135_000}))


def test_a_move_by_more_than_half_is_one(beside):
    assert warned(beside({"Ada": 90_000}, {"Ada": 135_001}))["MOVED"] == (1, 45_001)


def test_an_account_other_than_the_one_last_paid_is_named(finance_desk, beside):
    finance_desk.run(RunStatus.COMPLETED, pays={"Ada": 900}, payout_status=PayoutStatus.PAID)
    Payee.objects.filter(agent=onboarding.agent("Ada")).update(account="acct_new")
    run = beside({}, {"Ada": 900})

    (row,) = differences(run, last_run_before(run))["NEW_ACCOUNTS"]
    assert (row.agent, row.account) == ("Ada", "acct_new")
    assert row.last_account.startswith("acct_0")


def test_in_the_first_run_of_a_currency_everybody_is_new(beside):
    run = beside({}, {"Ada": 900, "Bo": 800})

    assert last_run_before(run) is None
    assert warned(run) == {"NEW_PAYEES": (2, 1_700)}


def test_computing_a_run_keeps_its_warnings(finance_desk, transactional_db):
    run = finance_desk.computed_run(pays={"Ada": 900})

    assert list(run.warnings.values_list("kind", "count", "amount_minor")) == [
        ("NEW_PAYEES", 1, 900)
    ]
    assert run.prepared_at == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("minors", "spread"),
    [
        ([900, 850, 20], [("0", 1)] + [(str(n), 0) for n in range(1, 8)] + [("8", 1), ("9", 1)]),
        ([1, 1], [("0", 0), ("0", 2)]),
    ],
)
def test_amounts_are_counted_in_round_steps(beside, minors, spread):
    run = beside({}, {f"Ada {place}": minor for place, minor in enumerate(minors)})

    assert spread_of(run, largest_minor=max(minors)) == spread
