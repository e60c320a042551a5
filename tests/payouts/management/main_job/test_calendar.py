from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from payouts.management.main_job.calendar import (
    MonthNotPayable,
    latest_payable_month,
    payable_month_of,
)

pytestmark = pytest.mark.django_db

HAIFA = ZoneInfo("Asia/Jerusalem")
NOVEMBER = datetime(2026, 11, 24, tzinfo=UTC)


def test_a_month_whose_pay_has_cleared_keeps_its_dates():
    timeline = payable_month_of(date(1999, 1, 15), HAIFA, now=NOVEMBER)

    assert timeline.month == date(1999, 1, 1)
    assert timeline.known_at < timeline.closes_at < timeline.clears_at < NOVEMBER


@pytest.mark.parametrize("day", [date(2026, 11, 20), date(2030, 5, 20)])
def test_a_month_that_is_not_over_is_not_paid_ahead_of_the_clock(day):
    with pytest.raises(MonthNotPayable, match=f"{day:%B %Y}"):
        payable_month_of(day, HAIFA, now=NOVEMBER)


def test_the_latest_payable_month_is_payable_and_the_next_one_is_not():
    latest = latest_payable_month(HAIFA, now=NOVEMBER)

    assert payable_month_of(latest.month, HAIFA, now=NOVEMBER) == latest
    with pytest.raises(MonthNotPayable):
        payable_month_of(latest.closes_at.date(), HAIFA, now=NOVEMBER)
