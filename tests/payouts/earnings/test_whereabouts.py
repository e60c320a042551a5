"""Where one payout is, for its agent: the day, what failed, and what to do."""

from datetime import date

import pytest

from payouts.earnings.whereabouts import steps_of, whereabouts_of
from payouts.payees.rails import Rail
from payouts.runs.models import PayoutStatus, RunStatus
from tests.payouts.runs.desk import FinanceDesk
from tests.times import NOON


@pytest.fixture
def payout(db):
    run = FinanceDesk().run(RunStatus.EXECUTING, pays={"Ada": 900}, payout_status=PayoutStatus.PAID)
    return run.payouts.get()


def test_the_processors_account_passes_it_on_in_two_business_days(payout):
    # NOON is a Wednesday.
    assert payout.paid_at == NOON
    assert whereabouts_of(payout, None).expected_on == date(2026, 9, 18)


def test_a_transfer_of_an_unknown_format_is_given_a_week(payout):
    payout.rail = Rail.BANK_FILE

    assert whereabouts_of(payout, None).expected_on == date(2026, 9, 23)


@pytest.mark.parametrize(
    ("status", "to_do_at"),
    [
        (PayoutStatus.PLANNED, ""),
        (PayoutStatus.RESERVED, ""),
        (PayoutStatus.SENDING, ""),
        (PayoutStatus.UNKNOWN, ""),
        (PayoutStatus.CANCELLED, ""),
        (PayoutStatus.RETURNED, "agent:getting_paid"),
        (PayoutStatus.REJECTED, "agent:getting_paid"),
    ],
)
def test_what_failed_says_what_to_do_and_where(payout, status, to_do_at):
    payout.status = status

    where = whereabouts_of(payout, None)

    assert (where.to_do_at, where.expected_on) == (to_do_at, None)
    assert bool(where.to_do) is bool(to_do_at)


def test_each_step_is_told_without_what_is_only_for_us(payout):
    (step,) = steps_of(payout, None)

    assert (step.title, step.detail) == ("On your payout account", "")
