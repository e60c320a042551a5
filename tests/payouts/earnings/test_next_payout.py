from datetime import UTC, date, datetime, timedelta

import pytest

from payouts.accruals.services import clear, close_periods
from payouts.earnings.next_payout import next_payout
from payouts.earnings.selectors import balances
from payouts.money import Money
from payouts.payees.models import PayoutHold
from payouts.runs.payability import Hindrance
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.factories.payouts import owe, payee
from tests.payouts.chain import book
from tests.times import NOON

pytestmark = pytest.mark.django_db

# The week of NOON, 14 to 20 September, ends on Sunday; its records have a day's grace.
CLOSED = datetime(2026, 9, 22, 1, tzinfo=UTC)


@pytest.fixture
def ada():
    found = agent("Ada")
    payee(found)
    return found


def upcoming(ada, at=NOON, currency="USD"):
    return next_payout(agent=ada, standing=balances(agent=ada, currency=currency), at=at)


def work(ada, minutes=10, ended_at=NOON):
    contact(campaign(brand("Acme")), ada, seconds=60 * minutes, ended_at=ended_at)
    book(ended_at)


def test_who_has_nothing_is_told_no_date(ada):
    found = upcoming(ada)

    assert (found.on, found.amount, found.pending) == (None, Money(0, "USD"), ())


def test_what_is_payable_goes_out_on_the_next_friday(ada):
    owe(ada, 900)

    found = upcoming(ada)

    assert (found.on, found.amount) == (date(2026, 9, 18), Money(900, "USD"))
    assert found.hindrance is None


def test_an_open_week_is_paid_after_its_close_and_five_business_days(ada):
    work(ada)

    (week,) = upcoming(ada).weeks

    # It ends with Sunday the 20th, closes when Tuesday begins, and may be contested until
    # the fifth business day after that, the 29th.
    assert (week.is_closed, week.clears_on, week.paid_on) == (
        False,
        date(2026, 9, 30),
        date(2026, 10, 2),
    )
    assert week.amount == Money(350, "USD")


def test_a_closed_week_clears_by_the_rule_that_clears_it(ada):
    work(ada)
    close_periods(at=CLOSED)

    (week,) = upcoming(ada, at=CLOSED).weeks
    clear(at=datetime.combine(week.clears_on - timedelta(days=1), CLOSED.time(), UTC))
    too_early = balances(agent=ada, currency="USD").payable
    clear(at=datetime.combine(week.clears_on, CLOSED.time(), UTC))

    assert week.is_closed is True
    assert too_early == Money(0, "USD")
    assert balances(agent=ada, currency="USD").payable == Money(350, "USD")


def test_a_week_that_clears_later_is_not_in_the_next_payout(ada):
    owe(ada, 900)
    work(ada)

    found = upcoming(ada)

    assert (found.on, found.amount) == (date(2026, 9, 18), Money(900, "USD"))
    assert (found.weeks, [week.amount for week in found.later]) == ((), [Money(350, "USD")])


def test_a_holiday_moves_the_pay_day_back(ada):
    owe(ada, 900)

    christmas = upcoming(ada, at=datetime(2026, 12, 23, 12, tzinfo=UTC))

    assert christmas.on == date(2026, 12, 24)


def test_a_late_close_never_promises_a_day_that_is_over(ada):
    work(ada)
    much_later = NOON + timedelta(days=60)

    (week,) = upcoming(ada, at=much_later).weeks

    assert week.clears_on > much_later.date()


@pytest.mark.parametrize(
    ("minor", "hindrance"),
    [(99, Hindrance.BELOW_MINIMUM), (-100, Hindrance.NEGATIVE), (100, None)],
)
def test_too_little_is_not_paid_and_says_so(ada, minor, hindrance):
    owe(ada, minor)

    assert upcoming(ada).hindrance == hindrance


def test_who_has_no_account_is_told(ada):
    eve = agent("Eve")
    owe(eve, 900)

    assert upcoming(eve).hindrance == Hindrance.NO_ACCOUNT


def test_a_hold_is_told_while_it_stands(ada):
    owe(ada, 900)
    hold = PayoutHold.objects.create(payee=ada.payee, reason="Address unclear", placed_at=NOON)
    held = upcoming(ada)
    PayoutHold.objects.filter(pk=hold.pk).update(released_at=NOON)

    assert (held.hindrance, held.hold) == (Hindrance.ON_HOLD, "Address unclear")
    assert upcoming(ada).hindrance is None
