import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from marketplace.campaigns.models import RateMultiplier
from marketplace.interactions.models import Outcome
from onboarding.users.second_factor import confirm_by_command
from payouts.earnings.selectors import pay_weeks
from payouts.earnings.views import earnings, payouts
from payouts.payees.models import PayoutHold
from payouts.runs.models import (
    Payout,
    PayoutRun,
    PayoutSkip,
    PayoutStatus,
    RunStatus,
    SkipReason,
)
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, user
from tests.factories.payouts import owe, payee
from tests.payouts.chain import WEEKS_LATER, book, close
from tests.times import NOON

pytestmark = pytest.mark.django_db

EARNINGS = "/agent/earnings/"
TODAY = f"{EARNINGS}2026-09-16/"
PAYOUTS = "/agent/payouts/"


@pytest.fixture(autouse=True)
def it_is_noon(monkeypatch):
    for pages in (earnings, payouts):
        monkeypatch.setattr(pages, "now", lambda: NOON)


@pytest.fixture
def ada():
    return agent("Ada", login=True)


@pytest.fixture
def page_of_ada(client, ada):
    client.force_login(ada.user)

    def page(address, status=200, **query):
        answer = client.get(address, query)
        assert answer.status_code == status
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return " ".join(body.decode().split())

    return page


@pytest.fixture
def support(db):
    return campaign(brand("Acme"), "SUPPORT", pay="0.35", bill="0.55")


def statement_url(who):
    return f"/agent/statements/{pay_weeks(who).get().public_id}/"


def test_a_new_agent_is_told_what_will_be_there(page_of_ada):
    assert "Nothing earned yet" in page_of_ada(EARNINGS)
    assert "No contacts on this day" in page_of_ada(TODAY)
    assert "No payout yet" in page_of_ada(PAYOUTS)


def test_the_week_is_shown_by_day_with_what_is_coming(page_of_ada, ada, support):
    contact(support, ada, seconds=600)
    book()

    page = page_of_ada(EARNINGS)

    assert "Week of 14 September – 20 September 2026 · all times in UTC" in page
    assert "$3.50 today" in page
    assert "Clears from 30 Sep" in page
    assert "Fri 2 Oct" in page
    assert f'href="{TODAY}"' in page


def test_another_week_can_be_chosen(page_of_ada, ada, support):
    contact(support, ada, seconds=60, ended_at=NOON - timedelta(days=7))
    contact(support, ada, seconds=600)
    book()

    page = page_of_ada(EARNINGS, week="2026-09-07")

    assert "Week of 7 September – 13 September 2026" in page
    assert "$0.35" in page


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"week": "soon"}, "Enter a valid date."),
        ({"week": "2025-01-06"}, "You have no work in a week that begins on that day."),
        ({"currency": "XXX"}, "Select a valid choice."),
    ],
)
def test_a_bad_filter_is_named_and_the_newest_week_shown(
    page_of_ada, ada, support, query, complaint
):
    contact(support, ada)
    book()

    page = page_of_ada(EARNINGS, **query)

    assert complaint in page
    assert "Week of 14 September" in page


@pytest.mark.parametrize("cursor", ["nonsense", "o~2000-01-01T00:00:00+00:00~1", "n~~1"])
def test_a_broken_cursor_still_shows_a_week(page_of_ada, ada, support, cursor):
    contact(support, ada)
    book()

    assert "Week of 14 September" in page_of_ada(EARNINGS, cursor=cursor)


def test_currencies_are_never_added_up(page_of_ada, ada, support):
    euro = campaign(brand("Bistro", currency="EUR"), pay="1")
    contact(support, ada, seconds=600)
    contact(euro, ada, seconds=60)
    book()

    assert "€1.00" in page_of_ada(EARNINGS, currency="EUR")
    assert "$3.50" in page_of_ada(EARNINGS, currency="USD")
    assert "$4.50" not in page_of_ada(EARNINGS)


def test_a_day_lists_its_contacts_in_the_agents_zone(client, support):
    eve = agent("Eve", timezone="America/New_York", login=True)
    client.force_login(eve.user)
    late = datetime(2026, 9, 16, 2, 30, tzinfo=UTC)
    contact(support, eve, seconds=95, ended_at=late)
    book()

    page = client.get(f"{EARNINGS}2026-09-15/").content.decode()

    assert "22:30:00" in page
    assert "America/New_York" in page
    assert "$0.554167" in page
    assert "No contacts on this day" in client.get(TODAY).content.decode()


def test_a_day_can_be_filtered_by_campaign(page_of_ada, ada, support):
    sales = campaign(support.brand, "SALES")
    contact(support, ada)
    contact(sales, ada)
    book()

    page = page_of_ada(TODAY, campaign=sales.pk)

    assert page.count("/agent/contacts/") == 1
    assert "Select a valid choice" in page_of_ada(TODAY, campaign=support.pk + 10_000)


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "2026"])
def test_a_day_that_there_is_not_is_not_found(page_of_ada, day):
    page_of_ada(f"{EARNINGS}{day}/", status=404)


@pytest.mark.parametrize("day", ["0001-01-02", "9999-12-30", "2026-11-01"])
def test_every_other_day_is_a_page(page_of_ada, day):
    assert "No contacts on this day" in page_of_ada(f"{EARNINGS}{day}/")


def test_a_receipt_tells_the_working_in_plain_words(page_of_ada, ada):
    acme = campaign(brand("Acme"), pay="0.35", bill="0.77", pay_minimum_seconds=300)
    RateMultiplier.objects.create(
        version=acme.rate_versions.get(), name="Wednesdays", pay_factor=Decimal("1.5")
    )
    one = contact(acme, ada, seconds=208, hold=30, wrap=90)
    book()

    page = page_of_ada(f"/agent/contacts/{one.interaction_id}/")

    assert "You earned $2.625000" in page
    assert "You talked 3 min 28 s." in page
    assert "You finished up for 1 min 30 s, of which 1 min count." in page
    assert "A contact on this campaign pays at least 5 min." in page
    assert "“Wednesdays” multiplied that by 1.5." in page
    assert "it is exactly what is kept, $2.625000000" in page
    assert "which is still open" in page
    assert "0.77" not in page


@pytest.mark.parametrize(
    ("outcome", "words"),
    [(Outcome.PHANTOM, "no contact at all"), (Outcome.ABANDONED, "left before you answered")],
)
def test_a_receipt_says_why_a_contact_does_not_count(page_of_ada, ada, support, outcome, words):
    one = contact(support, ada, outcome=outcome)
    book()

    page = page_of_ada(f"/agent/contacts/{one.interaction_id}/")

    assert "No pay for this contact" in page
    assert words in page


def test_a_short_contact_says_that_it_is_too_short(page_of_ada, ada):
    acme = campaign(brand("Acme"), pay_short_seconds=30)
    one = contact(acme, ada, seconds=29)
    book()

    page = page_of_ada(f"/agent/contacts/{one.interaction_id}/")

    assert "You earned $0.000000" in page
    assert "short contacts are not paid" in page


def test_a_corrected_receipt_shows_all_three_rows(page_of_ada, ada, support):
    one = contact(support, ada, seconds=600, external_id="one")
    book()
    later = NOON + timedelta(hours=1)
    contact(support, ada, seconds=60, external_id="one", recorded_at=later)
    book(later)

    page = page_of_ada(f"/agent/contacts/{one.interaction_id}/")

    assert re.findall(r"(Priced|Taken back)<br>", page) == ["Priced", "Taken back", "Priced"]
    assert "-$3.500000" in page
    assert "Corrected" in page_of_ada(TODAY)


@pytest.mark.parametrize("number", [10**6, 2**31, 2**63, 10**30])
def test_a_contact_that_there_is_not_is_not_found(page_of_ada, number):
    page_of_ada(f"/agent/contacts/{number}/", status=404)


def test_nothing_of_another_agent_is_found(page_of_ada, support):
    eve = agent("Eve")
    one = contact(support, eve)
    book()

    page_of_ada(f"/agent/contacts/{one.interaction_id}/", status=404)
    page_of_ada(statement_url(eve), status=404)
    page_of_ada(statement_url(eve).rstrip("/") + ".csv", status=404)
    page_of_ada(f"/agent/statements/{uuid4()}/", status=404)
    assert "No contacts on this day" in page_of_ada(TODAY)
    assert "Nothing earned yet" in page_of_ada(EARNINGS)


def test_who_is_no_agent_is_kept_out(client):
    client.force_login(user("Olga"))

    assert {client.get(address).status_code for address in (EARNINGS, TODAY, PAYOUTS)} == {403}


def test_a_statement_is_a_document_whose_lines_add_up(page_of_ada, ada):
    acme = campaign(brand("Acme"), pay="0.333333333")
    for day in range(3):
        contact(acme, ada, seconds=60, ended_at=NOON - timedelta(days=day))
    close()

    page = page_of_ada(statement_url(ada))

    amounts = re.findall(r'data-label="Amount">\$([\d.]+)<', page)
    assert amounts == ["0.34", "0.33", "0.33"]
    assert '<dd class="sum">$1.00</dd>' in page
    assert "Tallyline Inc." in page


def test_a_statement_as_a_table_has_the_same_lines(page_of_ada, ada, support):
    contact(support, ada, seconds=95)
    book()

    lines = page_of_ada(statement_url(ada).rstrip("/") + ".csv").split(" ")

    assert lines[0].startswith("day,brand,campaign,contacts,productive_seconds,exact,whole")
    assert lines[1:] == ["2026-09-16,Acme,Acme", "SUPPORT,1,95,0.554166667,0.55,USD,"]


def test_the_payouts_page_says_what_became_of_each(page_of_ada, ada):
    _payout(ada, 1_234, PayoutStatus.PAID, paid_at=NOON)
    _payout(ada, 567, PayoutStatus.RESERVED)
    _skip(ada, SkipReason.BELOW_MINIMUM, 42)

    page = page_of_ada(PAYOUTS)

    assert "$12.34" in page
    assert "It is on your payout account" in page
    assert "Set aside for you. It is sent next." in page
    assert "It is less than the smallest amount that can be sent." in page


def test_a_payout_that_nobody_approved_is_not_promised(page_of_ada, ada):
    _payout(ada, 1_234, PayoutStatus.PLANNED, run_status=RunStatus.COMPUTED)

    assert "No payout yet" in page_of_ada(PAYOUTS)


def test_the_next_payout_says_what_stands_in_its_way(page_of_ada, ada, support):
    contact(support, ada, seconds=600)
    book()
    owe(ada, 900)
    PayoutHold.objects.create(payee=payee(ada), reason="Address unclear", placed_at=NOON)

    page = page_of_ada(PAYOUTS)

    assert "Friday, 18 September 2026" in page
    assert "Payouts to you are on hold." in page
    assert "The reason given: Address unclear" in page
    assert "Week of 14 Sep, on 2 Oct" in page


def test_names_cannot_smuggle_markup_in(page_of_ada, ada):
    evil = campaign(brand("<script>alert(1)</script>"))
    one = contact(evil, ada, external_id="<b>x</b>")
    book()

    addresses = (
        EARNINGS,
        TODAY,
        f"/agent/contacts/{one.interaction_id}/",
        statement_url(ada),
    )
    for address in addresses:
        page = page_of_ada(address)
        assert "<script>alert" not in page
        assert "<b>x</b>" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_cost_the_same_however_much_there_is(
    client, ada, support, rows, django_assert_num_queries
):
    client.force_login(ada.user)
    for week in range(rows):
        for place in range(rows):
            on = campaign(support.brand, f"C{place}")
            one = contact(on, ada, seconds=600, ended_at=NOON - timedelta(days=7 * week))
            contact(on, ada, seconds=60, external_id=f"{week} {place}")
            contact(on, ada, seconds=30, external_id=f"{week} {place}")
        _payout(ada, 100 + week, PayoutStatus.PAID, paid_at=NOON)
        _skip(ada, SkipReason.NO_ACCOUNT, 10)
    owe(ada, 900)
    book()
    receipt, week = one.interaction_id, pay_weeks(ada).first().public_id

    costs = {
        EARNINGS: 14,
        TODAY: 10,
        f"/agent/contacts/{receipt}/": 11,
        f"/agent/statements/{week}/": 9,
        PAYOUTS: 13,
    }
    for address, cost in costs.items():
        with django_assert_num_queries(cost):
            assert client.get(address).status_code == 200


def test_a_closed_week_waits_for_its_clearing(page_of_ada, ada, support, monkeypatch):
    contact(support, ada, seconds=600)
    close()
    monkeypatch.setattr(earnings, "now", lambda: WEEKS_LATER)

    page = page_of_ada(EARNINGS)

    assert "after five business days for questions" in page
    assert "Earned in this week" in page


def _run(status=RunStatus.COMPLETED):
    return PayoutRun.objects.create(
        currency="USD",
        cutoff_at=timezone.now(),
        prepared_by=user("Pia"),
        prepared_at=NOON,
        approved_by=None if status == RunStatus.COMPUTED else user("Amy"),
        approved_at=None if status == RunStatus.COMPUTED else NOON,
        confirmation=None
        if status == RunStatus.COMPUTED
        else confirm_by_command(user=user("Amy"), subject="approve", at=NOON),
        status=status,
    )


def _payout(ada, minor, status, *, paid_at=None, run_status=RunStatus.COMPLETED):
    return Payout.objects.create(
        run=_run(run_status),
        payee=payee(ada),
        agent=ada,
        currency="USD",
        amount_minor=minor,
        destination="acct_ada",
        status=status,
        paid_at=paid_at,
    )


def _skip(ada, reason, minor):
    return PayoutSkip.objects.create(run=_run(), agent=ada, reason=reason, amount_minor=minor)
