from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from payouts.accruals.models import Accrual
from payouts.accruals.services import clear
from payouts.earnings.contacts import contacts_in, pay_by_campaign, pay_of
from payouts.earnings.selectors import (
    StatementUnknown,
    balances,
    currencies_of,
    day_span,
    pay_weeks,
    statement,
    statement_of,
)
from payouts.metering.services import meter_revisions
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.rating.services import rate_usage
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import WEEKS_LATER, book, close
from tests.times import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return agent("Ada")


@pytest.fixture
def sales(db):
    return campaign(brand("Acme"), "SALES", pay="0.333333333")


@pytest.fixture
def support(sales):
    return campaign(sales.brand, "SUPPORT", pay="0.35")


def week_of(ada, **where):
    return pay_weeks(ada).get(**where)


def price_without_booking():
    meter_revisions(at=NOON)
    rate_usage(at=NOON)


def test_a_statement_adds_up_to_what_is_in_the_books(ada, sales, support):
    for day in range(3):
        for second in range(7):
            contact(sales, ada, seconds=61 + second, ended_at=NOON - timedelta(days=day))
    contact(support, ada, seconds=95)
    book()

    week = statement_of(week_of(ada))

    posted = sum(Accrual.objects.filter(period=week.period).values_list("posted_minor", flat=True))
    assert week.booked == Money(posted, "USD")
    assert week.total.whole == week.booked
    assert sum((line.whole for line in week.lines), Money(0, "USD")) == week.booked
    assert [(total.label, total.contacts) for total in week.campaigns] == [
        ("Acme SALES", 21),
        ("Acme SUPPORT", 1),
    ]


def test_work_that_is_priced_and_not_booked_is_told_apart(ada, support):
    contact(support, ada, seconds=60)
    book()
    contact(support, ada, seconds=120)
    price_without_booking()

    week = statement_of(week_of(ada))

    assert (week.booked, week.not_booked) == (Money(35, "USD"), Decimal("0.70"))
    assert week.total.whole == Money(105, "USD")


def test_a_day_is_a_day_of_the_agents_own_zone(sales):
    eve = agent("Eve", timezone="America/New_York")
    late = datetime(2026, 9, 16, 2, 0, tzinfo=UTC)  # still the 15th in New York
    contact(sales, eve, ended_at=late)
    book()

    week = statement_of(week_of(eve))

    assert [line.day for line in week.lines] == [date(2026, 9, 15)]


def test_every_day_of_the_week_is_on_the_statement(ada, support):
    contact(support, ada)
    book()

    days = statement_of(week_of(ada)).days

    assert [(day.day.day, day.total.contacts) for day in days] == [
        (14, 0),
        (15, 0),
        (16, 1),
        (17, 0),
        (18, 0),
        (19, 0),
        (20, 0),
    ]


def test_a_correction_after_the_close_is_an_adjustment_of_the_open_week(ada, support):
    contact(support, ada, seconds=600, external_id="one")
    close()
    later = WEEKS_LATER + timedelta(days=1)
    contact(support, ada, seconds=60, external_id="one", recorded_at=later)
    book(later)

    before = statement_of(week_of(ada, from_on=date(2026, 9, 14)))
    after = statement_of(week_of(ada, from_on=date(2026, 10, 26)))

    assert before.total.whole == Money(350, "USD")
    assert after.own == ()
    assert (after.adjusted.contacts, after.adjusted.whole) == (0, Money(-315, "USD"))
    assert after.booked == Money(-315, "USD")


def test_nobody_elses_statement_can_be_read(ada, support):
    contact(support, ada)
    book()

    with pytest.raises(StatementUnknown):
        statement(agent=agent("Eve"), public_id=week_of(ada).public_id)
    with pytest.raises(StatementUnknown):
        statement(agent=ada, public_id=uuid4())


def test_a_brands_billing_period_is_no_statement(ada, support):
    contact(support, ada)
    book()
    billing = Period.objects.get(kind=PeriodKind.BILLING)

    with pytest.raises(StatementUnknown):
        statement(agent=ada, public_id=billing.public_id)


def test_today_so_far_is_exact_to_the_last_digit(ada, sales):
    contact(sales, ada, seconds=60)
    contact(sales, ada, seconds=60, ended_at=NOON - timedelta(days=1))
    price_without_booking()

    today = statement_of(week_of(ada)).on(NOON.date())

    assert (today.contacts, today.exact) == (1, Decimal("0.333333333"))


def test_a_new_agent_has_nothing_and_no_currency(ada):
    assert currencies_of(ada) == []
    assert list(pay_weeks(ada)) == []
    assert balances(agent=ada, currency="USD").pending == Money(0, "USD")


def test_currencies_come_newest_week_first(ada, support):
    euro = campaign(brand("Bistro", currency="EUR"))
    contact(support, ada, ended_at=NOON - timedelta(days=7))
    contact(euro, ada)
    book()

    assert currencies_of(ada) == ["EUR", "USD"]


def test_money_goes_from_pending_to_payable_when_it_clears(ada, support):
    contact(support, ada, seconds=600)
    close()
    pending = balances(agent=ada, currency="USD")

    clear(at=WEEKS_LATER + timedelta(days=20))

    cleared = balances(agent=ada, currency="USD")
    assert (pending.pending, pending.payable) == (Money(350, "USD"), Money(0, "USD"))
    assert (cleared.pending, cleared.payable) == (Money(0, "USD"), Money(350, "USD"))


def test_contacts_of_a_day_are_the_agents_own(ada, sales, support):
    mine = contact(support, ada)
    contact(sales, ada, ended_at=NOON - timedelta(days=1))
    contact(support, agent("Eve"))

    today = day_span(ada, NOON)

    assert [found.pk for found in contacts_in(agent=ada, within=today)] == [mine.interaction_id]
    assert list(contacts_in(agent=ada, within=today, campaign_id=sales.pk)) == []


def test_a_corrected_contact_is_worth_what_stands(ada, support):
    first = contact(support, ada, seconds=600, external_id="one")
    other = contact(support, ada, seconds=60)
    book()
    contact(support, ada, seconds=120, external_id="one", recorded_at=NOON + timedelta(hours=1))
    book(NOON + timedelta(hours=1))

    pays = pay_of(agent=ada, contacts=[first.interaction_id, other.interaction_id])
    (day,) = pay_by_campaign(agent=ada, within=day_span(ada, NOON))

    worth = pays[first.interaction_id]
    assert (worth.exact, worth.payable_seconds, worth.was_corrected) == (
        Decimal("0.70"),
        120,
        True,
    )
    assert pays[other.interaction_id].was_corrected is False
    assert (day.contacts, day.productive_seconds, day.exact) == (2, 180, Decimal("1.05"))


def test_a_contact_that_became_somebody_elses_is_worth_nothing_to_the_first(ada, support):
    eve = agent("Eve")
    first = contact(support, ada, seconds=60, external_id="one")
    book()
    contact(support, eve, seconds=60, external_id="one", recorded_at=NOON + timedelta(hours=1))
    book(NOON + timedelta(hours=1))

    contacts = [first.interaction_id]
    assert [pay_of(agent=who, contacts=contacts)[contacts[0]].exact for who in (ada, eve)] == [
        Decimal(0),
        Decimal("0.35"),
    ]


def test_the_day_of_a_clock_change_has_twenty_five_hours():
    eve = agent("Eve", timezone="America/New_York")

    day = day_span(eve, datetime(2026, 11, 1, 12, tzinfo=UTC))

    assert day.to_at - day.from_at == timedelta(hours=25)
    assert (day.from_on, day.to_on) == (date(2026, 11, 1), date(2026, 11, 2))
