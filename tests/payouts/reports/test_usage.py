"""What a brand used, against the books, the contacts, and what the brand itself is shown."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from onboarding.users.models import Grant
from payouts.extras.services import book_extra
from payouts.ledger.models import JournalEntry
from payouts.money import Money
from payouts.reports.asking import Question
from payouts.reports.tabular import answer
from payouts.reports.usage import BY_CAMPAIGN, BY_DAY, BY_INTERVAL, USAGE, own_usage
from tests.factories.marketplace import campaign, contact
from tests.factories.onboarding import agent, brand, member, staff
from tests.payouts.chain import book
from tests.payouts.extras.sums import new_extra
from tests.times import NOON

pytestmark = pytest.mark.django_db
SPAN = {"from_on": "2026-01-01", "to_on": "2026-12-31"}


def asked(currency: str = "USD", **names: str) -> Question:
    return Question(date(2026, 1, 1), date(2027, 1, 1), currency, **names)


@pytest.fixture
def olga(house, client):
    """The owner of Acme, beside whom there is another brand in dollars."""
    bistro = campaign(brand("Bistro"), "BI")
    contact(bistro, agent("Cai"), seconds=600, ended_at=NOON + timedelta(days=40))
    book(NOON + timedelta(days=41))
    client.force_login(member(house.acme, "Olga"))
    return client


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_what_brands_are_charged_is_what_the_books_hold(house, currency):
    revenue = -sum(
        JournalEntry.objects.filter(account__kind="REVENUE", currency=currency).values_list(
            "amount_minor", flat=True
        )
    )

    assert answer(BY_CAMPAIGN, asked(currency)).sums[7] == revenue > 0
    assert answer(BY_DAY, asked(currency)).sums[6] == revenue


def test_a_correction_counts_a_contact_once(house):
    (row,) = answer(BY_CAMPAIGN, asked()).rows

    # Five contacts are priced, one of which was corrected; another names nobody.
    assert row[:3] == ("Acme PS", "Acme", 5)
    assert answer(BY_INTERVAL, asked()).sums[1] == 5


def test_a_sum_without_a_contact_stands_beside_the_contacts(house):
    before = answer(BY_DAY, asked()).sums
    bonus = new_extra(house.ada, house.phones, minor=100, charge=250, key="more", at=NOON)
    book_extra(extra=bonus, actor=None, at=NOON + timedelta(hours=3))

    after = answer(BY_DAY, asked()).sums
    assert (after[4] - before[4], after[5] - before[5], after[6] - before[6]) == (0, 250, 250)


def test_a_half_hour_holds_exactly_its_contacts(house):
    with_days = answer(BY_CAMPAIGN, asked("KWD"))
    halves = answer(BY_INTERVAL, asked("KWD"))

    assert halves.sums[1:4] == with_days.sums[2:5]
    assert round(halves.sums[4], 3) == Money(int(with_days.sums[5]), "KWD").exact


@pytest.mark.parametrize("report", USAGE, ids=lambda report: report.slug)
def test_a_brand_reads_its_own_alone(house, olga, report):
    everybody = answer(report, asked())
    page = olga.get(f"/brand/usage/{report.slug}/", SPAN)
    file = olga.get(f"/brand/usage/{report.slug}.csv", SPAN)
    sheet = olga.get(f"/brand/usage/{report.slug}.xlsx", SPAN)

    lines = list(csv.reader(io.StringIO(b"".join(file).decode())))
    book_ = load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active
    own = answer(own_usage(report, house.acme.pk), asked())
    assert page.status_code == 200
    assert "Bistro" not in page.content.decode()
    assert len(lines) == book_.max_row == own.count + 1 == page.context["count"] + 1
    assert own.sums[-1] < everybody.sums[-1]
    assert [cell.value for cell in book_[1]] == lines[0]


def test_a_brands_numbers_lead_to_its_contacts(house, olga):
    by_campaign = olga.get("/brand/usage/", SPAN).context["rows"]
    by_day = olga.get("/brand/usage/usage-by-day/", SPAN).context["rows"]

    page = olga.get(by_campaign[0]["url"])
    assert {one.campaign for one in page.context["page"].rows} == {house.phones}
    assert olga.get(by_day[0]["url"]).context["page"].rows


@pytest.mark.parametrize("report", USAGE, ids=lambda report: report.slug)
def test_finances_numbers_lead_to_the_contacts_behind_them(house, client, report):
    client.force_login(staff("Amy", Grant.VIEW_FINANCE))
    for row in answer(report, asked()).rows:
        sums = client.get(report.link(row, asked())).context["sums"]
        contacts = row[2] if report is BY_CAMPAIGN else row[1]
        assert sums.contact_count == contacts
        if report is BY_INTERVAL:
            assert sums.charge_exact == row[4]
        else:
            assert sums.charge.together == Money(
                int(row[-3 if report is BY_CAMPAIGN else -1]), "USD"
            )


def test_a_brand_that_used_nothing_is_told_so(client):
    client.force_login(member(brand("New"), "Nell"))

    page = client.get("/brand/usage/")

    assert "Nothing in this span" in page.content.decode()
    assert client.get("/brand/usage/nothing/").status_code == 404
    assert client.get("/brand/usage/usage-by-day.exe", SPAN).status_code == 404
    assert client.get("/brand/usage/usage-by-day.csv", {"from_on": "x"}).status_code == 400


def test_exact_charges_have_all_their_digits_in_the_file(house, olga):
    file = olga.get("/brand/usage/usage-by-interval.csv", SPAN)

    _, *lines = list(csv.reader(io.StringIO(b"".join(file).decode())))
    exact = sum(Decimal(line[4]) for line in lines)
    assert exact == answer(own_usage(BY_INTERVAL, house.acme.pk), asked()).sums[4]
