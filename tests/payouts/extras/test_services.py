from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from payouts.accruals.services import clear, close_periods
from payouts.extras.laws import LAWS
from payouts.extras.models import Extra, ExtraKind
from payouts.extras.postings import event_key
from payouts.extras.services import (
    AlreadyTakenBack,
    BookerMayNotTakeBack,
    ExtraKeyReused,
    book_extra,
    book_extras,
    take_back,
)
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import JournalTransaction
from payouts.ledger.selectors import balance
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.reports.proof import finding_of
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, staff
from tests.payouts.chain import book, close
from tests.payouts.extras.sums import new_extra
from tests.times import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(days=40)


@pytest.fixture
def ada():
    return agent("Ada")


@pytest.fixture
def phones():
    return campaign(brand("Acme"))


def stands(kind: AccountKind, owner: int | None = None) -> int:
    return balance(kind, "USD", owner).minor


def laws_broken() -> list[str]:
    return [law.code for law in LAWS if not finding_of(law, at=LATER).is_kept]


def test_a_sum_is_paid_and_charged_in_its_own_periods(ada, phones):
    extra = book_extra(extra=new_extra(ada, phones, minor=700, charge=900), actor=None, at=NOON)

    assert stands(AccountKind.AGENT_PENDING, ada.pk) == 700
    assert stands(AccountKind.BRAND_UNBILLED, phones.brand_id) == 900
    assert stands(AccountKind.AGENT_COST) == 700
    assert stands(AccountKind.REVENUE) == 900
    assert (extra.pay_period.from_on, extra.pay_adjusts) == (date(2026, 9, 14), None)
    assert (extra.billing_period.from_on, extra.billing_adjusts) == (date(2026, 9, 1), None)


def test_the_same_sum_again_changes_nothing(ada, phones):
    first = book_extra(extra=new_extra(ada, phones), actor=None, at=NOON)

    again = book_extra(extra=new_extra(ada, phones), actor=None, at=LATER)

    assert again == first
    assert Extra.objects.count() == 1
    assert JournalTransaction.objects.count() == 2
    assert Period.objects.count() == 2


def test_a_key_stands_for_one_sum(ada, phones):
    book_extra(extra=new_extra(ada, phones, minor=700), actor=None, at=NOON)
    other = [new_extra(ada, phones, key="bonus:2"), new_extra(ada, phones, minor=701)]

    with pytest.raises(ExtraKeyReused):
        book_extras(extras=other, actor=None, at=NOON)

    assert list(Extra.objects.values_list("key", "pay_minor")) == [("bonus:1", 700)]
    assert stands(AccountKind.AGENT_PENDING, ada.pk) == 700


def test_what_belongs_to_a_closed_period_lands_in_the_open_one_and_points_back(ada, phones):
    contact(phones, ada)
    close(LATER)
    week = Period.objects.get(kind=PeriodKind.PAY, agent=ada)
    month = Period.objects.get(kind=PeriodKind.BILLING)

    extra = book_extra(extra=new_extra(ada, phones), actor=None, at=LATER)

    assert (extra.pay_adjusts, extra.billing_adjusts) == (week, month)
    assert (extra.pay_period.from_on, extra.billing_period.from_on) == (
        date(2026, 10, 26),
        date(2026, 10, 1),
    )
    assert laws_broken() == []


def test_a_clock_behind_the_close_finds_a_period_after_it(ada, phones):
    contact(phones, ada)
    close(LATER)

    extra = book_extra(extra=new_extra(ada, phones), actor=None, at=NOON)

    assert extra.pay_period.from_on == date(2026, 9, 21)
    assert extra.billing_period.from_on == date(2026, 10, 1)


def test_a_close_that_runs_late_cuts_off_after_what_became_known(ada, phones):
    extra = book_extra(extra=new_extra(ada, phones), actor=None, at=LATER + timedelta(minutes=1))

    close_periods(at=LATER)

    extra.pay_period.refresh_from_db()
    assert extra.pay_period.cutoff_at == LATER + timedelta(minutes=1)
    assert laws_broken() == []


def test_a_sum_clears_together_with_the_work_of_its_week(ada, phones):
    contact(phones, ada, seconds=600)
    book_extra(extra=new_extra(ada, phones, minor=700), actor=None, at=NOON)
    close(LATER)

    clear(at=LATER + timedelta(days=10))

    assert stands(AccountKind.AGENT_PENDING, ada.pk) == 0
    assert stands(AccountKind.AGENT_PAYABLE, ada.pk) == 350 + 700


def test_a_week_without_a_contact_clears_as_well(ada, phones):
    book_extra(extra=new_extra(ada, phones, minor=700), actor=None, at=NOON)
    close(LATER)

    clear(at=LATER + timedelta(days=10))

    assert stands(AccountKind.AGENT_PAYABLE, ada.pk) == 700


def test_a_sum_is_taken_back_by_its_exact_opposite_once(ada, phones):
    extra = book_extra(extra=new_extra(ada, phones, minor=700, charge=900), actor=None, at=NOON)

    back = take_back(extra_id=extra.pk, reason="Booked twice.", actor=None, at=NOON)

    assert (back.pay_minor, back.charge_minor, back.corrects) == (-700, -900, extra)
    assert stands(AccountKind.AGENT_PENDING, ada.pk) == 0
    assert stands(AccountKind.BRAND_UNBILLED, phones.brand_id) == 0
    for row in (extra, back):
        with pytest.raises(AlreadyTakenBack):
            take_back(extra_id=row.pk, reason="Again.", actor=None, at=NOON)
    assert Extra.objects.count() == 2
    assert laws_broken() == []


def test_nobody_takes_back_what_they_booked_themselves(ada, phones):
    pia, amy = staff("Pia"), staff("Amy")
    extra = book_extra(extra=new_extra(ada, phones), actor=pia, at=NOON)

    with pytest.raises(BookerMayNotTakeBack):
        take_back(extra_id=extra.pk, reason="In error.", actor=pia, at=NOON)

    assert Extra.objects.count() == 1
    assert take_back(extra_id=extra.pk, reason="In error.", actor=amy, at=NOON).actor == amy


def test_a_platform_funded_sum_charges_nobody(ada, phones):
    extra = book_extra(extra=new_extra(ada, phones, charge=0), actor=None, at=NOON)

    assert extra.billing_period is None
    assert stands(AccountKind.BRAND_UNBILLED, phones.brand_id) == 0
    assert stands(AccountKind.AGENT_COST) == 700


def test_a_thousand_sums_cost_as_many_queries_as_ten(ada, phones, django_assert_num_queries):
    def some(count: int, key: str):
        return [new_extra(ada, phones, key=f"{key}:{n}") for n in range(count)]

    book_extras(extras=some(1, "warm"), actor=None, at=NOON)

    for count in (10, 1_000):
        with django_assert_num_queries(10):
            book_extras(extras=some(count, f"of {count}"), actor=None, at=NOON)
    assert stands(AccountKind.AGENT_PENDING, ada.pk) == 700 * 1_011


@pytest.mark.parametrize(
    "change",
    [
        {"pay_minor": 0, "charge_minor": 0, "pay_period": None, "billing_period": None},
        {"pay_period": None},
        {"billing_period": None},
        {"agent": None},
        {"campaign": None},
    ],
)
def test_the_database_refuses_half_a_sum(change, ada, phones):
    extra = book_extra(extra=new_extra(ada, phones), actor=None, at=NOON)
    extra.pk, extra.public_id, extra.key = None, None, "half"
    extra.public_id = Extra._meta.get_field("public_id").get_default()
    for name, value in change.items():
        setattr(extra, name, value)

    with pytest.raises(IntegrityError), transaction.atomic():
        extra.save(force_insert=True)


@pytest.mark.parametrize(
    "move", ["UPDATE payouts_extra SET pay_minor = 1", "TRUNCATE payouts_extra"]
)
def test_nobody_edits_a_sum(move, ada, phones):
    book_extra(extra=new_extra(ada, phones), actor=None, at=NOON)

    refused = pytest.raises(DatabaseError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(move)

    assert Extra.objects.get().pay_minor == 700


@given(key=st.text(min_size=1, max_size=40), extra_id=st.integers(1, 10**9))
def test_the_two_sides_never_share_a_name_in_the_books(key, extra_id):
    pay = event_key(extra_id=extra_id, key=key, side="pay")
    charge = event_key(extra_id=extra_id, key=key, side="charge")

    assert pay != charge


def test_a_top_up_stands_in_the_books_under_the_name_of_what_it_tops_up(ada, phones):
    new = new_extra(ada, phones, kind=ExtraKind.FLOOR_TOP_UP, key="topup:1:2:3")

    book_extra(extra=new, actor=None, at=NOON)

    assert set(JournalTransaction.objects.values_list("event_key", flat=True)) == {
        "topup:1:2:3",
        "topup:1:2:3:charge",
    }
    assert laws_broken() == []


def test_work_and_extras_do_not_mix_in_the_accruals(ada, phones):
    contact(phones, ada, seconds=600)
    book_extra(extra=new_extra(ada, phones, minor=700), actor=None, at=NOON)

    book(NOON)

    assert Money(stands(AccountKind.AGENT_PENDING, ada.pk), "USD") == Money(350 + 700, "USD")
