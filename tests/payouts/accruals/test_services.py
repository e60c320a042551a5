from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.accruals.models import Accrual, Clearing
from payouts.accruals.services import accrue, clear, clears_on, close_periods
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import JournalTransaction
from payouts.ledger.selectors import balance
from payouts.money import Money
from payouts.periods.models import Period, PeriodStatus
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import WEEKS_LATER, book, close, posted
from tests.times import NOON

pytestmark = pytest.mark.django_db


def pending(of) -> int:
    return balance(AccountKind.AGENT_PENDING, "USD", of.pk).minor


def test_the_books_move_to_the_rounded_total_and_not_by_rounded_parts():
    # A third of a cent each: three make one cent, and no day ever rounds alone.
    ps, ada = campaign(brand(), pay="0.20", bill="0.20"), agent()
    for day in range(3):
        contact(ps, ada, seconds=1, ended_at=NOON - timedelta(days=2 - day))

    book()

    assert posted("AGENT") == [0, 1, 0]
    assert pending(ada) == 1


def test_accruing_again_changes_nothing():
    contact(campaign(brand()), agent())
    book()
    before = JournalTransaction.objects.count()

    assert accrue(at=NOON) == 0
    assert JournalTransaction.objects.count() == before


def test_a_second_contact_of_the_day_is_its_second_accrual():
    ps, ada = campaign(brand(), pay="0.60"), agent()
    contact(ps, ada, seconds=60)
    book()
    contact(ps, ada, seconds=60)

    book()

    days = Accrual.objects.filter(side="AGENT").order_by("id").values_list("n", "posted_minor")
    assert list(days) == [(1, 60), (2, 60)]
    assert pending(ada) == 120


def test_a_correction_after_the_period_closed_takes_money_back_in_the_open_one():
    acme, ada = brand(), agent()
    ps = campaign(acme, pay="0.60", bill="1.00")
    contact(ps, ada, seconds=60, external_id="x")
    close()
    contact(ps, ada, seconds=30, external_id="x", recorded_at=WEEKS_LATER)

    book(WEEKS_LATER + timedelta(hours=1))

    assert posted("AGENT") == [60, -30]
    assert posted("BRAND") == [100, -50]
    assert balance(AccountKind.BRAND_UNBILLED, "USD", acme.pk) == Money(50, "USD")


def test_a_closed_period_keeps_its_cutoff_and_takes_nothing_more():
    ps, ada = campaign(brand()), agent()
    contact(ps, ada)

    close()

    assert {period.status for period in Period.objects.all()} == {PeriodStatus.CLOSED}
    assert {period.cutoff_at for period in Period.objects.all()} == {WEEKS_LATER}
    assert close_periods(at=WEEKS_LATER) == 0


def test_work_that_was_rated_beside_a_long_close_is_known_by_its_cutoff():
    contact(campaign(brand()), agent())
    a_minute_later = WEEKS_LATER + timedelta(minutes=1)
    book(a_minute_later)

    close_periods(at=WEEKS_LATER)

    assert {period.cutoff_at for period in Period.objects.all()} == {a_minute_later}


def test_a_period_stays_open_through_its_grace():
    contact(campaign(brand()), agent())
    book()
    week_ends_at = Period.objects.get(kind="PAY").to_at

    assert close_periods(at=week_ends_at + timedelta(hours=23)) == 0
    assert close_periods(at=week_ends_at + timedelta(hours=24)) == 1


def test_pay_clears_once_its_dispute_window_is_over():
    ada = agent()
    contact(campaign(brand(), pay="0.60"), ada, seconds=60)
    close()
    over = clears_on(WEEKS_LATER.date())

    too_early = clear(at=WEEKS_LATER.replace(year=over.year, month=over.month, day=over.day - 1))
    in_time = clear(at=WEEKS_LATER.replace(year=over.year, month=over.month, day=over.day))

    assert (too_early, in_time) == (0, 1)
    assert balance(AccountKind.AGENT_PAYABLE, "USD", ada.pk) == Money(60, "USD")
    assert pending(ada) == 0


def test_clearing_again_changes_nothing():
    contact(campaign(brand()), agent())
    close()
    later = WEEKS_LATER + timedelta(days=20)
    clear(at=later)

    assert clear(at=later) == 0
    assert Clearing.objects.count() == 1


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(min_value=1, max_value=400), min_size=1, max_size=5), st.uuids())
def test_the_books_never_stray_half_a_cent_from_the_exact_sum(days, code):
    ps, ada = campaign(brand(), str(code), pay="0.37", bill="0.53"), agent()
    for seconds in days:
        contact(ps, ada, seconds=seconds)
        book()

        accruals = Accrual.objects.filter(campaign=ps, side="AGENT")
        exact = sum(accruals.values_list("exact_added", flat=True))
        whole = Money(sum(accruals.values_list("posted_minor", flat=True)), "USD")
        assert abs(whole.exact - exact) <= Decimal("0.005")
