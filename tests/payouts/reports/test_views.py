from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from celery import current_app
from django.urls import reverse
from django.utils import timezone

from onboarding.users.models import Grant
from payouts.money import Money
from payouts.reports.models import Proof
from payouts.reports.proof import LAWS
from tests.factories.onboarding import agent, staff, user
from tests.factories.payouts import owe
from tests.payouts.reports.house import LATER, paid_payout
from tests.times import NOON

pytestmark = pytest.mark.django_db
PAGES = ("overview", "proof")


@pytest.fixture
def finance(client):
    """Amy of finance, signed in."""
    client.force_login(staff("Amy", Grant.VIEW_FINANCE))
    return client


@pytest.fixture
def sent(monkeypatch):
    """The jobs that were nudged, by name."""
    names: list[str] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, **_: names.append(name))
    return names


def proof_of(*, violations: int = 0, seconds: str = "0.100", at=NOON) -> Proof:
    return Proof.objects.create(
        started_at=at,
        seconds=Decimal(seconds),
        law_count=len(LAWS),
        violation_count=violations,
    )


def test_the_first_page_shows_where_the_money_stands(house, finance):
    page = finance.get(reverse("finance:overview"), {"currency": "JPY", "month": "2026-07"})

    standing, month = page.context["standing"], page.context["month"]
    assert standing.unbilled == month.revenue
    assert standing.payable == month.cost
    assert month.margin == month.revenue - month.cost
    assert month.revenue.currency == "JPY"
    assert month.revenue.minor > 0


def test_a_month_has_every_day_of_it(house, finance):
    month = finance.get(reverse("finance:overview"), {"month": "2026-07"}).context["month"]

    assert [one.day for one in month.days][:: len(month.days) - 1] == [
        date(2026, 7, 1),
        date(2026, 7, 31),
    ]


@pytest.mark.parametrize(
    "query", [{"month": "1066-10"}, {"currency": "XXX"}, {"month": "x"}, {"currency": "\x00"}]
)
def test_a_choice_that_there_is_not_is_the_first_one(query, house, finance):
    page = finance.get(reverse("finance:overview"), query)

    assert page.status_code == 200
    assert page.context["month"].begins_on == date(2026, 9, 1)


def test_before_any_work_the_first_page_says_what_will_be_there(finance):
    assert (
        "No work has been booked yet" in finance.get(reverse("finance:overview")).content.decode()
    )


@pytest.mark.parametrize("run_count", [1, 3])
def test_the_first_page_costs_the_same_however_many_runs(
    run_count, finance, django_assert_max_num_queries
):
    for number in range(run_count):
        ada = agent(f"Ada{number}")
        owe(ada, 900)
        paid_payout(ada, 900, at=NOON + timedelta(days=number))

    with django_assert_max_num_queries(18):
        page = finance.get(reverse("finance:overview"))

    assert len(page.context["runs"]) == run_count


def test_what_needs_somebody_is_named_with_its_page(finance):
    proof_of(violations=2, at=timezone.now())
    owe(agent("Ada"), -5)

    concerns = finance.get(reverse("finance:overview")).context["concerns"]

    assert [(one["concern"].sentence, one["url"]) for one in concerns] == [
        ("2 rows break a law of the books", reverse("finance:proof")),
        ("1 balance is below zero", reverse("finance:books")),
    ]


def test_a_night_without_a_proof_is_named(finance):
    proof_of(at=timezone.now() - timedelta(hours=27))

    (concern,) = finance.get(reverse("finance:overview")).context["concerns"]

    assert concern["concern"].sentence == "1 night without a proof"


@time_machine.travel(LATER, tick=False)
def test_a_quick_proof_is_made_at_once(house, finance):
    page = finance.post(reverse("finance:run_proof"), follow=True)

    assert page.context["proof"].law_count == len(LAWS)
    assert [str(message) for message in page.context["messages"]] == [f"All {len(LAWS)} laws hold."]


def test_a_long_proof_is_left_to_a_job_and_waited_for(
    finance, sent, django_capture_on_commit_callbacks
):
    last = proof_of(seconds="12.000")

    with django_capture_on_commit_callbacks(execute=True):
        page = finance.post(reverse("finance:run_proof"), follow=True)
    waiting = finance.get(reverse("finance:proof_progress", args=[last.pk]))
    proof_of()
    done = finance.get(reverse("finance:proof_progress", args=[last.pk]))

    assert sent == ["payouts.prove_books"]
    assert reverse("finance:proof_progress", args=[last.pk]) in page.content.decode()
    assert (waiting.status_code, done.status_code) == (200, 204)
    assert done["HX-Redirect"] == reverse("finance:proof")


def test_broken_laws_come_first_with_the_rows_that_break_them(finance):
    proof = proof_of(violations=1)
    for code, violations in (("I1", 0), ("I6", 1)):
        proof.results.create(
            code=code,
            sentence=code,
            violation_count=violations,
            sample=[{"account": "BANK/USD <b>"}] * violations,
            seconds=0,
        )

    page = finance.get(reverse("finance:proof"))

    assert [result.code for result in page.context["results"]] == ["I6", "I1"]
    assert "BANK/USD &lt;b&gt;" in page.content.decode()


@pytest.mark.parametrize("proof_count", [1, 3])
def test_the_history_costs_the_same_however_long(
    proof_count, finance, django_assert_max_num_queries
):
    for days in range(proof_count):
        proof_of(at=NOON + timedelta(days=days))

    with django_assert_max_num_queries(8):
        page = finance.get(reverse("finance:proof"))

    assert len(page.context["history"].rows) == proof_count


def test_an_earlier_proof_is_kept_as_it_was(finance):
    earlier = proof_of(violations=3)
    proof_of()

    page = finance.get(reverse("finance:proof_of", args=[earlier.pk]))

    assert page.context["proof"] == earlier


def test_who_has_no_business_here_sees_nothing(client):
    urls = [reverse(f"finance:{name}") for name in PAGES]

    anonymous = {client.get(url).status_code for url in urls}
    client.force_login(user("Eve"))
    eve = {client.get(url).status_code for url in urls}
    refused = client.post(reverse("finance:run_proof")).status_code

    assert (anonymous, eve, refused) == ({302}, {403}, 403)
    assert Proof.objects.count() == 0


def test_a_proof_is_not_made_by_looking(finance):
    assert finance.get(reverse("finance:run_proof")).status_code == 405


def test_margin_is_revenue_less_cost_and_nothing_without_revenue(house, finance):
    month = finance.get(reverse("finance:overview"), {"month": "2026-07"}).context["month"]

    nothing = type(month)(month.begins_on, "USD", ())
    assert (nothing.margin, nothing.margin_share) == (Money(0, "USD"), None)
    assert month.margin_share == (Decimal(month.margin.minor) * 100 / month.revenue.minor).quantize(
        Decimal("0.1")
    )
