"""Every number leads to its contacts, and they add up to it."""

import csv
import io
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

from marketplace.interactions.models import Interaction
from onboarding.users.models import Grant
from payouts.metering.services import meter_revisions
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.rating.services import rate_usage
from payouts.reports.asking import Question
from payouts.reports.catalogue import BY_SLUG
from payouts.reports.tabular import answer
from tests.factories.marketplace import contact
from tests.factories.onboarding import staff, user
from tests.payouts.reports.house import LATER

pytestmark = pytest.mark.django_db
CURRENCIES = ["USD", "JPY", "KWD"]
BEHIND = "/finance/reports/contacts/"
YEAR = "from_on=2026-01-01&to_on=2026-12-31"


@pytest.fixture
def finance(client):
    client.force_login(staff("Amy", Grant.VIEW_FINANCE))
    return client


def links(slug: str, currency: str):
    """Each row of a report with the address of its contacts."""
    question = Question(date(2026, 1, 1), date(2027, 1, 1), currency)
    report = BY_SLUG[slug]
    return [(row, report.link(row, question)) for row in answer(report, question).rows]


def contacts_at(finance, url: str) -> list[dict[str, str]]:
    """The contacts of a page, from its own file."""
    page = finance.get(url)
    assert page.status_code == 200
    assert page.context["page"], url
    file = finance.get(url.replace(BEHIND, "/finance/reports/contacts.csv"))
    return list(csv.DictReader(io.StringIO(b"".join(file).decode())))


def exact(rows: list[dict[str, str]], amount: str) -> Decimal:
    return sum((Decimal(row[amount]) for row in rows), Decimal(0))


def rounded(rows: list[dict[str, str]], amount: str, period: str) -> int:
    """Minor units, as whoever has nothing but the file would work them out."""
    totals: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows:
        party = row["agent"] if period == "pay_period_from" else row["brand"]
        totals[party, row["campaign"], row[period]] += Decimal(row[amount])
    digits = len(str(Money(1, rows[0]["currency"]).exact).partition(".")[2])
    return sum(
        int(total.scaleb(digits).quantize(Decimal(1), ROUND_HALF_EVEN)) for total in totals.values()
    )


@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_campaigns_revenue_and_cost_are_the_sum_of_its_contacts(house, finance, currency):
    found = links("margin-by-campaign", currency)

    assert found
    for row, url in found:
        contacts = contacts_at(finance, url)
        assert {one["campaign"] for one in contacts} == {row[0]}
        assert rounded(contacts, "charge_exact", "billing_period_from") == row[2]
        assert rounded(contacts, "pay_exact", "pay_period_from") == row[3]


@pytest.mark.parametrize("currency", CURRENCIES)
def test_the_weeks_share_the_contacts_of_the_whole(house, finance, currency):
    seen: list[str] = []
    booked = Money(0, currency)
    for row, url in links("margin-by-week", currency):
        sums = finance.get(url).context["sums"]
        assert sums.charge.booked == Money(row[1], currency)
        assert sums.charge.waiting == sums.pay.waiting == 0
        assert abs(sums.charge.rounding) < Money(1, currency).exact
        booked += sums.charge.booked
        seen += [one["contact"] for one in contacts_at(finance, url)]

    whole = contacts_at(finance, f"{BEHIND}?{YEAR}&currency={currency}")
    assert sorted(seen) == sorted(one["contact"] for one in whole)
    assert booked.minor == rounded(whole, "charge_exact", "billing_period_from")


@pytest.mark.parametrize("currency", CURRENCIES)
def test_a_half_hour_is_exactly_its_contacts(house, finance, currency):
    found = links("margin-by-interval", currency)

    assert len(found) == len({row[0] for row, _ in found}) > 1
    for row, url in found:
        contacts = contacts_at(finance, url)
        assert (exact(contacts, "charge_exact"), exact(contacts, "pay_exact")) == (row[3], row[4])


@pytest.mark.parametrize("currency", CURRENCIES)
def test_what_an_agent_earned_is_the_sum_of_their_contacts(house, finance, currency):
    found = links("earned-by-agent", currency)

    assert found
    for row, url in found:
        contacts = contacts_at(finance, url)
        assert {one["agent"] for one in contacts} == {row[0]}
        assert rounded(contacts, "pay_exact", "pay_period_from") == row[4]
        # A brand's books know no agent, so nothing is said of charges there.
        assert finance.get(url).context["sums"].charge is None


def test_what_was_cleared_is_the_sum_of_the_contacts_of_those_weeks(house, finance):
    ((row, url),) = links("payouts-by-campaign", "KWD")

    contacts = contacts_at(finance, url)

    assert rounded(contacts, "pay_exact", "pay_period_from") == row[4]
    assert parse_qs(urlsplit(url).query)["cleared"] == ["1"]


def test_payouts_lead_to_statements_and_these_to_contacts(house, finance):
    ((row, url),) = links("payouts-by-agent", "USD")
    page = finance.get(url)
    assert row[0] == page.context["agent"].name == "Ada"

    for week in page.context["weeks"].rows:
        statement = finance.get(reverse("finance:statement", args=[week.public_id]))
        for line, contacts_url in statement.context["lines"]:
            assert exact(contacts_at(finance, contacts_url), "pay_exact") == line.exact
        if statement.context["lines"]:
            sums = finance.get(statement.context["behind"]).context["sums"]
            assert sums.pay.together == statement.context["statement"].total.whole


def test_a_statement_is_of_a_pay_week_alone(house, finance):
    month = Period.objects.filter(kind=PeriodKind.BILLING).first()

    assert finance.get(reverse("finance:statement", args=[month.public_id])).status_code == 404
    page = finance.get(f"{BEHIND}?week={month.public_id}")
    assert (page.status_code, page.context.get("page")) == (200, None)


def test_a_contact_shows_both_of_its_prices(house, finance):
    (_, url), *_ = links("margin-by-campaign", "USD")
    contact = finance.get(url).context["page"].rows[0].interaction

    page = finance.get(reverse("finance:contact", args=[contact.pk]))

    charge, pay = page.context["charge"], page.context["pay"]
    assert (charge.recomputes, pay.recomputes) == (True, True)
    assert page.context["margin"] == charge.exact - pay.exact
    assert contact.external_id in page.content.decode()


def test_a_contact_that_names_nobody_is_shown_without_prices(house, finance):
    from_nobody = finance.get("/finance/contacts/999999999/")
    nobody = _contact("nobody")

    page = finance.get(reverse("finance:contact", args=[nobody]))

    assert from_nobody.status_code == 404
    assert (page.status_code, page.context["pay"], page.context["margin"]) == (200, None, None)


def _contact(name: str) -> int:
    return Interaction.objects.get(external_id=name).pk


@pytest.mark.parametrize(
    "question",
    [
        {"campaign_id": "nonsense"},
        {"slot": "18:15"},
        {"slot": "24:00"},
        {"week": "nonsense"},
        {"day": "0001-01-01"},
        {"to_on": "2026-01-01", "from_on": "2026-02-01"},
    ],
)
def test_what_makes_no_sense_shows_nothing_and_no_file(house, finance, question):
    page = finance.get(BEHIND, question)

    assert (page.status_code, page.context.get("page")) == (200, None)
    assert finance.get("/finance/reports/contacts.csv", question).status_code == 400


def test_contacts_behind_numbers_are_finances_alone(client, house):
    client.force_login(user("Eve"))

    for url in (BEHIND, "/finance/reports/contacts.csv", "/finance/contacts/1/"):
        assert client.get(url).status_code == 403
    assert client.get(f"/finance/agents/{house.ada.public_id}/statements/").status_code == 403


def test_work_that_is_not_booked_yet_is_said_to_wait(house, finance):
    """Between accruals the contacts know more than the books do."""
    contact(house.phones, house.ada, seconds=60, ended_at=LATER, external_id="new")
    meter_revisions(at=LATER)
    rate_usage(at=LATER)

    sums = finance.get(f"{BEHIND}?{YEAR}&currency=USD").context["sums"]

    assert sums.pay.waiting == Decimal("0.35")
    assert sums.pay.exact - sums.pay.waiting + sums.pay.rounding == sums.pay.booked.exact
