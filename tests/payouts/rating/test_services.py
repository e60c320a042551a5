from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from marketplace.campaigns.models import RateMultiplier
from marketplace.interactions.models import Outcome
from payouts.metering.services import meter_revisions
from payouts.periods.models import Period, PeriodKind
from payouts.rating.models import RatedWork
from payouts.rating.services import rate_usage
from tests.factories.marketplace import campaign, contact, rate_version
from tests.factories.onboarding import agent, brand
from tests.payouts.chain import WEEKS_LATER, book, close
from tests.times import NOON

pytestmark = pytest.mark.django_db


def pays() -> list[Decimal]:
    return list(RatedWork.objects.order_by("id").values_list("pay_exact", flat=True))


def test_one_fact_is_priced_twice():
    contact(campaign(brand(), pay="0.35", bill="0.55"), agent(), seconds=95)

    book()

    work = RatedWork.objects.get()
    assert work.pay_exact == Decimal("0.554166667")
    assert work.charge_exact == Decimal("0.870833333")


def test_rating_again_changes_nothing():
    contact(campaign(brand()), agent())
    book()

    assert rate_usage(at=NOON) == 0
    assert len(pays()) == 1


def test_the_rate_is_the_one_in_force_when_the_work_ended():
    ps, ada = campaign(brand(), pay="0.30"), agent()
    rate_version(ps, pay="0.60", effective_from=NOON)
    contact(ps, ada, seconds=60, ended_at=NOON - timedelta(microseconds=1))
    contact(ps, ada, seconds=60, ended_at=NOON)

    book(NOON + timedelta(hours=1))

    assert pays() == [Decimal("0.300000000"), Decimal("0.600000000")]


def test_both_sides_follow_their_own_rules():
    ps = campaign(
        brand(), pay="0.60", bill="0.60", bill_increment_seconds=60, pay_minimum_seconds=100
    )
    contact(ps, agent(), seconds=85)

    book()

    work = RatedWork.objects.get()
    assert (work.productive_seconds, work.payable_seconds, work.billable_seconds) == (85, 100, 120)


def test_hold_and_wrap_count_up_to_their_caps():
    ps = campaign(brand(), hold_cap_seconds=30, wrap_cap_seconds=60)
    contact(ps, agent(), seconds=100, hold=45, wrap=90)

    book()

    assert RatedWork.objects.get().productive_seconds == 100 + 30 + 60


def test_a_correction_turns_the_old_price_and_adds_the_new_one():
    ps, ada = campaign(brand(), pay="0.60"), agent()
    contact(ps, ada, seconds=60, external_id="x")
    book()
    contact(ps, ada, seconds=90, external_id="x")

    book()

    assert pays() == [Decimal("0.6"), Decimal("0.9"), Decimal("-0.6")]
    reversal = RatedWork.objects.get(corrects__isnull=False)
    assert reversal.corrects.pay_exact == Decimal("0.6")


def test_a_corrected_contact_that_was_none_takes_its_price_back():
    ps, ada = campaign(brand(), pay="0.60"), agent()
    contact(ps, ada, seconds=60, external_id="x")
    book()
    contact(ps, None, external_id="x", outcome=Outcome.PHANTOM)

    book()

    assert sum(pays()) == 0
    assert rate_usage(at=NOON) == 0


def test_the_old_price_goes_at_the_old_rate():
    ps, ada = campaign(brand(), pay="0.60"), agent()
    contact(ps, ada, seconds=60, external_id="x")
    book()
    rate_version(ps, pay="6.00", effective_from=NOON + timedelta(days=1))
    contact(ps, ada, seconds=30, external_id="x", recorded_at=NOON + timedelta(days=2))

    book(NOON + timedelta(days=2))

    assert sum(pays()) == Decimal("0.3")


def test_what_becomes_known_after_the_cutoff_belongs_to_the_open_period():
    ps, ada = campaign(brand()), agent()
    contact(ps, ada, seconds=60, external_id="x")
    close()
    contact(ps, ada, seconds=90, external_id="x", recorded_at=WEEKS_LATER)

    book(WEEKS_LATER + timedelta(hours=1))

    late = RatedWork.objects.order_by("id")[1:]
    assert {work.billing_period.from_on.month for work in late} == {10}
    assert all(work.pay_period.from_at <= WEEKS_LATER for work in late)


def test_by_a_clock_behind_the_close_late_work_goes_to_the_first_open_period():
    ps, ada = campaign(brand()), agent()
    contact(ps, ada, seconds=60, external_id="x")
    close()
    # A repeat that takes the first price back, and a contact of which nobody knew.
    contact(ps, ada, seconds=90, external_id="x", recorded_at=WEEKS_LATER)
    contact(ps, ada, seconds=30, recorded_at=WEEKS_LATER)

    book(NOON + timedelta(hours=1))

    assert sum(pays()) == Decimal("0.7")
    late = RatedWork.objects.order_by("id")[1:]
    first = RatedWork.objects.earliest("id")
    assert {work.billing_period.from_at for work in late} == {first.billing_period.to_at}
    assert {work.pay_period.from_at for work in late} == {first.pay_period.to_at}


def test_a_months_last_call_belongs_to_the_month_in_which_it_ended_on_the_brands_wall():
    zone = ZoneInfo("Asia/Jerusalem")
    ps = campaign(brand(timezone="Asia/Jerusalem"))
    midnight = datetime(2026, 10, 1, 0, 0, tzinfo=zone)
    contact(ps, agent(), seconds=120, ended_at=midnight - timedelta(seconds=1))
    contact(ps, agent(), seconds=120, ended_at=midnight)

    book(midnight + timedelta(hours=1))

    months = Period.objects.filter(kind=PeriodKind.BILLING).order_by("from_at")
    assert [period.from_on.month for period in months] == [9, 10]


def test_the_factor_that_pays_most_applies_alone():
    ps = campaign(brand(), pay="0.60", bill="1.20")
    version = ps.rate_versions.get()
    # NOON is a Wednesday: bit 2.
    RateMultiplier.objects.create(version=version, name="Wednesdays", weekdays=4, pay_factor="1.5")
    RateMultiplier.objects.create(
        version=version,
        name="Lunch",
        from_minute=660,
        to_minute=780,
        pay_factor="2",
        bill_factor="1.25",
    )
    contact(ps, agent(), seconds=60)

    book()

    work = RatedWork.objects.get()
    assert (work.pay_exact, work.charge_exact) == (Decimal("1.2"), Decimal("1.5"))


def test_a_week_at_19_and_one_day_inside_it_at_25_is_935():
    ps = campaign(brand(), pay=str(Decimal(19) / 60)[:11])
    version = ps.rate_versions.get()
    RateMultiplier.objects.create(
        version=version, name="That day", on_date=NOON.date(), pay_factor="1.315789"
    )
    for day in range(1, 9):
        contact(ps, agent(), seconds=5 * 3600, ended_at=NOON + timedelta(days=day))
    contact(ps, agent(), seconds=7 * 3600, ended_at=NOON)

    book(NOON + timedelta(days=9))

    assert round(sum(pays()), 2) == Decimal("935.00")


def test_a_brand_without_rates_waits_unpriced():
    ps = campaign(brand())
    contact(ps, agent(), ended_at=datetime(1980, 1, 1, tzinfo=ZoneInfo("UTC")))

    meter_revisions(at=NOON)

    assert rate_usage(at=NOON) == 0
