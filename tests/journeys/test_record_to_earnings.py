"""From a contact's record to what Ada reads about her money, through every step between."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from payouts.accruals.services import accrue, clear, close_periods
from payouts.earnings.views import earnings, payouts
from payouts.metering.services import meter_revisions
from payouts.rating.services import rate_usage
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand
from tests.factories.payouts import payee

pytestmark = pytest.mark.django_db

# Ada lives in New York and works the week of 26 October to 1 November 2026, in which the
# clocks go back; her brand is in Jerusalem.
MONDAY = datetime(2026, 10, 26, 14, 0, tzinfo=UTC)
SUNDAY_NIGHT = datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 11, 2, 5, 0, tzinfo=UTC)
CLOSING = datetime(2026, 11, 3, 5, 30, tzinfo=UTC)
# Five business days after 3 November: Veterans Day, the 11th, is a holiday.
LAST_DAY_TO_CONTEST = datetime(2026, 11, 11, 12, 0, tzinfo=UTC)
CLEARING = datetime(2026, 11, 12, 6, 0, tzinfo=UTC)


@pytest.fixture
def ada():
    found = agent("Ada", timezone="America/New_York", login=True)
    payee(found)
    return found


@pytest.fixture
def reads(client, ada, monkeypatch):
    client.force_login(ada.user)

    def page(address: str, *, at: datetime) -> str:
        for pages in (earnings, payouts):
            monkeypatch.setattr(pages, "now", lambda: at)
        answer = client.get(address)
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return page


def figures(page: str) -> list[str]:
    """This week, pending, payable, next payout."""
    return re.findall(r'class="kpi-value">(?:<bdi>)?([^<]*)<', page)


def test_a_weeks_contacts_become_a_payout_that_ada_can_follow(ada, reads):
    support = campaign(brand("Acme", timezone="Asia/Jerusalem"), "SUPPORT", pay="0.333333333")
    first = contact(support, ada, seconds=208, wrap=90, ended_at=MONDAY)
    contact(support, ada, seconds=600, ended_at=SUNDAY_NIGHT)
    contact(support, ada, seconds=60, ended_at=AFTER_MIDNIGHT)

    meter_revisions(at=AFTER_MIDNIGHT)
    rate_usage(at=AFTER_MIDNIGHT)
    priced = reads("/agent/earnings/?week=2026-10-26", at=AFTER_MIDNIGHT)
    accrue(at=AFTER_MIDNIGHT)
    booked = reads("/agent/earnings/?week=2026-10-26", at=AFTER_MIDNIGHT)
    close_periods(at=CLOSING)
    closed = reads("/agent/earnings/?week=2026-10-26", at=CLOSING)
    clear(at=LAST_DAY_TO_CONTEST)
    still_pending = reads("/agent/earnings/?week=2026-10-26", at=LAST_DAY_TO_CONTEST)
    clear(at=CLEARING)
    cleared = reads("/agent/earnings/?week=2026-10-26", at=CLEARING)

    # 268 s and 600 s at a third of a dollar a minute; the third contact is next week's.
    assert figures(priced) == ["$4.82", "$0.00", "$0.00", "–"]
    assert "$4.822222 of it is not in the books yet" in priced
    assert figures(booked) == ["$4.82", "$5.15", "$0.00", "$4.82"]
    assert figures(closed) == ["$4.82", "$5.15", "$0.00", "$4.82"]
    assert "clears on 12 Nov, after five business days for questions" in closed
    assert figures(still_pending)[1:3] == ["$5.15", "$0.00"]
    assert figures(cleared) == ["$4.82", "$0.33", "$4.82", "$4.82"]
    assert "Fri 13 Nov" in cleared

    receipt = reads(f"/agent/contacts/{first.interaction_id}/", at=CLEARING)
    assert "You talked 3 min 28 s." in receipt
    assert "You earned $1.488889" in receipt
    assert "cleared on 12 November 2026" in receipt


def test_a_correction_after_the_close_is_on_a_later_statement(ada, reads):
    support = campaign(brand("Acme"), "SUPPORT", pay="0.35")
    contact(support, ada, seconds=600, ended_at=MONDAY, external_id="one")
    close_periods(at=CLOSING)
    later = CLOSING + timedelta(hours=1)
    corrected = contact(
        support, ada, seconds=60, ended_at=MONDAY, external_id="one", recorded_at=later
    )
    meter_revisions(at=later)
    rate_usage(at=later)
    accrue(at=later)

    before = reads("/agent/earnings/?week=2026-10-26", at=later)
    after = reads("/agent/earnings/?week=2026-11-02", at=later)
    receipt = reads(f"/agent/contacts/{corrected.interaction_id}/", at=later)

    assert figures(before)[0] == "$3.50"
    assert figures(after)[:2] == ["-$3.15", "$0.35"]
    assert "Adjustments of earlier weeks" in after
    assert re.findall(r"(Priced|Taken back)<br>", receipt) == ["Priced", "Taken back", "Priced"]
    assert "You earned $0.350000" in receipt
