"""The reports against the books they are read from, on the page and as files."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from onboarding.users.models import Grant
from payouts.ledger.models import JournalEntry
from payouts.money import Money
from payouts.reports.asking import Question
from payouts.reports.catalogue import BY_SLUG, REPORTS
from payouts.reports.forecast import forecast
from payouts.reports.shapes import Kind
from payouts.reports.sheets import workbook
from payouts.reports.tabular import PAGE, answer, every_row
from tests.factories.onboarding import agent, staff, user
from tests.factories.payouts import owe
from tests.payouts.reports.house import LATER, paid_payout
from tests.times import NOON

pytestmark = pytest.mark.django_db
YEAR = {"since": date(2026, 1, 1), "before": date(2027, 1, 1)}
SPAN = {"from_on": "2026-01-01", "to_on": "2026-12-31"}


def asked(currency: str = "USD", **names: str) -> Question:
    return Question(**YEAR, currency=currency, **names)


def stands(kind: str, currency: str = "USD") -> int:
    entries = JournalEntry.objects.filter(account__kind=kind, currency=currency)
    return sum(entries.values_list("amount_minor", flat=True))


def found(slug: str, currency: str = "USD", **names: str):
    return answer(BY_SLUG[slug], asked(currency, **names))


def lines_of(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(b"".join(response).decode())))


@pytest.fixture
def finance(client):
    client.force_login(staff("Amy", Grant.VIEW_FINANCE))
    return client


@pytest.mark.parametrize("currency", ["USD", "JPY", "KWD"])
def test_the_margin_of_every_campaign_is_what_the_books_hold(house, currency):
    margin = found("margin-by-campaign", currency)

    _, _, revenue, cost, difference, _ = margin.sums
    # Some of the cost was owed by hand, and some of that taken back.
    by_hand = 900 if currency == "USD" else 0
    assert (revenue, cost) == (
        -stands("REVENUE", currency),
        stands("AGENT_COST", currency) - by_hand,
    )
    assert difference == revenue - cost
    assert found("margin-by-week", currency).sums[1:4] == (revenue, cost, difference)


def test_half_hours_are_exact_and_on_the_campaigns_clock(house):
    exact = found("margin-by-interval", "JPY")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(charge_exact), sum(pay_exact) FROM payouts_ratedwork WHERE currency = 'JPY'"
        )
        charge, pay = cursor.fetchone()

    assert (exact.sums[3], exact.sums[4], exact.sums[5]) == (charge, pay, charge - pay)
    assert [row[0] for row in exact.rows] == ["18:00", "19:00", "20:00", "21:00"]


def test_what_agents_earned_adds_up_to_the_margins_cost(house):
    assert found("earned-by-agent").sums[4] == found("margin-by-campaign").sums[3]


def test_a_name_narrows_and_is_never_a_pattern(house):
    assert [row[0] for row in found("earned-by-agent", agent="ad").rows] == ["Ada"]
    assert found("earned-by-agent", agent="%").rows == []
    assert found("earned-by-agent", agent="A_a").rows == []


def test_payouts_are_told_by_run_and_by_agent(house):
    paid_payout_of_bea()

    by_run, by_agent = found("payouts-by-run"), found("payouts-by-agent")

    assert [tuple(row[1:6]) for row in by_run.rows] == [(1, 1, 250, 0, 0), (1, 1, 900, 0, 0)]
    assert [(row[0], row[3]) for row in by_agent.rows] == [("Ada", 900), ("Bea", 250)]
    assert by_run.sums[3] == by_agent.sums[3] == 1150


def paid_payout_of_bea():
    owe(agent("Bea"), 250, at=NOON)
    paid_payout(agent("Bea"), 250, at=LATER + timedelta(days=1))


def test_what_was_cleared_adds_up_by_campaign(house):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(amount_minor) FROM payouts_clearing c"
            " JOIN payouts_period p ON p.id = c.period_id WHERE p.currency = 'KWD'"
        )
        (cleared,) = cursor.fetchone()

    assert found("payouts-by-campaign", "KWD").sums[4] == cleared > 0


def test_the_journal_balances_on_every_day_and_for_every_event(house):
    journal = list(every_row(BY_SLUG["journal"], asked()))

    sums: dict[tuple, int] = {}
    for day, _, event, debit, credit in journal:
        sums[day, event] = sums.get((day, event), 0) + debit - credit
    assert set(sums.values()) == {0}
    assert len(sums) > 4


@pytest.mark.parametrize(
    ("paid", "year", "threshold", "is_reported"),
    [(59_999, 2025, 60_000, False), (60_000, 2025, 60_000, True), (60_000, 2026, 200_000, False)],
)
def test_the_threshold_is_that_of_the_year_of_payment(paid, year, threshold, is_reported):
    ada = agent("Ada")
    owe(ada, paid, at=NOON)
    paid_payout(ada, paid, at=NOON.replace(year=year))
    report = BY_SLUG["us-1099-nec"]

    (row,) = answer(report, Question(date(2025, 1, 1), date(2027, 1, 1), "USD")).rows

    assert row[2:7] == (year, 1, paid, threshold, is_reported)


def test_every_euro_paid_in_the_union_is_in_its_quarter():
    for day, (name, country) in enumerate((("Ana", "ES"), ("Bo", "SE"), ("Cy", "US")), 20):
        who = agent(name)
        type(who).objects.filter(pk=who.pk).update(country=country)
        owe(who, 100, at=NOON)
        paid_payout(who, 100, at=NOON + timedelta(days=day))

    rows = found("eu-dac7").rows

    assert [row[:6] for row in rows] == [
        ("Ana", "ES", 2026, 4, 1, 100),
        ("Bo", "SE", 2026, 4, 1, 100),
    ]


def test_a_balance_is_dormant_from_its_last_entry_on():
    owe(agent("Ada"), 100, at=NOON)
    owe(agent("Bea"), 200, at=NOON + timedelta(days=40))
    before = date(2026, 10, 1)

    rows = answer(BY_SLUG["dormant-balances"], Question(date(2026, 1, 1), before, "USD")).rows

    assert [(row[0], row[3]) for row in rows] == [("Ada", 100)]


def test_the_next_pay_dates_take_what_is_payable_and_then_what_clears(house):
    first, *later = forecast(currency="USD", at=NOON)

    payable, pending = -stands("AGENT_PAYABLE"), -stands("AGENT_PENDING")
    assert first.on == date(2026, 9, 18)
    assert [date_.on for date_ in later] == [
        date(2026, 9, 25),
        date(2026, 10, 2),
        date(2026, 10, 9),
    ]
    # Five cents are contested, and nobody knows yet when they clear.
    assert sum(one.payable.minor for one in [first, *later]) == payable + pending - 5


def test_an_invoice_counts_for_the_pay_date_by_which_it_is_due(house):
    from_house = forecast(currency="USD", at=NOON)

    assert all(one.net == one.due - one.payable for one in from_house)
    assert from_house[0].payable.currency == "USD"


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.slug)
def test_each_report_opens_as_a_page_and_as_files(house, finance, report):
    page = finance.get(reverse("finance:report", args=[report.slug]), SPAN)
    lines = lines_of(finance.get(reverse("finance:report_file", args=[report.slug, "csv"]), SPAN))
    sheet = finance.get(reverse("finance:report_file", args=[report.slug, "xlsx"]), SPAN)

    book = load_workbook(io.BytesIO(b"".join(sheet.streaming_content))).active
    count = page.context["count"]
    assert page.status_code == 200
    assert len(lines) == book.max_row == count + 1
    assert [cell.value for cell in book[1]] == lines[0]
    for place, column in enumerate(report.columns):
        if column.kind is Kind.MINOR and count:
            assert Decimal(str(book.cell(2, place + 1).value)) == Decimal(lines[1][place])


def test_what_one_sheet_cannot_hold_stands_on_the_next(house):
    report = BY_SLUG["journal"]
    rows = [tuple(row) for row in every_row(report, asked())][:5]

    book = load_workbook(workbook(report, rows, "USD", most=2))

    assert [sheet.max_row for sheet in book] == [3, 3, 2]
    assert len({tuple(cell.value for cell in sheet[1]) for sheet in book}) == 1


@pytest.mark.parametrize("ending", ["quickbooks", "xero"])
def test_other_ledgers_take_a_journal_that_balances(house, finance, ending):
    header, *lines = lines_of(
        finance.get(reverse("finance:report_file", args=["journal", ending]), SPAN)
    )

    sums: dict[str, Decimal] = {}
    for line in lines:
        if ending == "quickbooks":
            moved = Decimal(line[3] or 0) - Decimal(line[4] or 0)
            assert (line[3] == "") != (line[4] == "")
        else:
            moved = Decimal(line[5])
        sums[line[0]] = sums.get(line[0], Decimal(0)) + moved
    assert header[0] in {"JournalNo", "*Narration"}
    assert set(sums.values()) == {0}


@pytest.mark.parametrize(
    ("question", "field", "says"),
    [
        ({"from_on": "2026-02-30"}, "from_on", "Enter a valid date."),
        ({"from_on": "2026-05-02", "to_on": "2026-05-01"}, "to_on", "before the first one"),
        ({"from_on": "1026-05-02", "to_on": "2026-05-01"}, "to_on", "Three years at most"),
        ({"to_on": "9999-12-31", "from_on": "9999-12-01"}, "to_on", "no day after"),
        ({"currency": "XXX"}, "currency", "Select a valid choice"),
        ({"agent": "x" * 81}, "agent", "at most 80"),
    ],
)
def test_what_cannot_be_shown_is_said_beside_its_field(house, finance, question, field, says):
    url = reverse("finance:report", args=["earned-by-agent"])

    page = finance.get(url, question)

    assert says in str(page.context["form"].errors[field])
    assert "Nothing can be shown like this" in page.content.decode()
    file = finance.get(reverse("finance:report_file", args=["earned-by-agent", "csv"]), question)
    assert file.status_code == 400


def test_a_report_or_file_that_is_not_there_is_not_found(house, finance):
    for url in (
        "/finance/reports/nothing/",
        "/finance/reports/journal.exe",
        "/finance/reports/us-1099-nec.xero",
    ):
        assert finance.get(url).status_code == 404


def test_a_long_report_has_pages_that_follow_one_another(finance):
    for number in range(PAGE + 1):
        owe(agent(f"Agent {number:03}"), 100 + number, at=NOON)
    url = reverse("finance:report", args=["dormant-balances"])
    with time_machine.travel(NOON + timedelta(days=30)):
        first = finance.get(url)
        second = finance.get(f"{url}{first.context['older']}")
        beyond = finance.get(url, {"page": "7"})

    assert (len(first.context["rows"]), len(second.context["rows"])) == (PAGE, 1)
    assert (first.context["count"], second.context["older"]) == (PAGE + 1, "")
    assert beyond.context["rows"] == []


def test_reports_are_finances_alone(client, house):
    client.force_login(user("Eve"))

    assert client.get("/finance/reports/").status_code == 403
    assert client.get("/finance/reports/journal/").status_code == 403


def test_amounts_of_a_currency_without_minor_units_have_none(house, finance):
    url = reverse("finance:report_file", args=["margin-by-campaign", "csv"])

    _, line = lines_of(finance.get(url, SPAN | {"currency": "JPY"}))

    assert line[2] == str(Money(found("margin-by-campaign", "JPY").rows[0][2], "JPY").exact)
    assert "." not in line[2]
