from datetime import timedelta

import pytest
from django.urls import reverse

from onboarding.users.models import Grant
from payouts.ledger.models import JournalTransaction, LedgerAccount
from payouts.ledger.postings import pay_accrued
from payouts.ledger.services import post
from payouts.ledger.services import reverse as undo
from payouts.money import Money
from tests.factories.onboarding import agent, staff, user
from tests.factories.payouts import owe
from tests.times import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def finance(client):
    """Amy of finance, signed in."""
    client.force_login(staff("Amy", Grant.VIEW_FINANCE))
    return client


def account_of(code: str) -> LedgerAccount:
    return LedgerAccount.objects.get(code=code)


def url_of(name: str, code: str) -> str:
    return reverse(f"finance:{name}", args=[account_of(code).pk])


def test_the_trial_balance_shows_each_kind_once_and_sums_to_nothing(finance):
    for name in ("Ada", "Bea"):
        owe(agent(name), 900, key=name)

    (table,) = finance.get(reverse("finance:books")).context["currencies"]

    shown = {row["label"]: (row["count"], row["balance"]) for row in table["rows"]}
    assert shown == {
        "Agents: payable": (2, Money(1800, "USD")),
        "Agent cost": (1, Money(1800, "USD")),
    }
    assert (table["debits"], table["difference"]) == (Money(1800, "USD"), Money(0, "USD"))


def test_currencies_are_never_added_up(finance):
    owe(agent("Ada"), 900, currency="JPY")
    owe(agent("Ada"), 500, currency="KWD")

    tables = finance.get(reverse("finance:books")).context["currencies"]

    assert [(one["currency"], one["debits"].minor) for one in tables] == [
        ("JPY", 900),
        ("KWD", 500),
    ]


def test_empty_books_say_what_will_be_there(finance):
    assert "Nothing has been booked yet" in finance.get(reverse("finance:books")).content.decode()


@pytest.mark.parametrize("agent_count", [1, 3])
def test_the_list_of_accounts_costs_the_same_however_long(
    agent_count, finance, django_assert_max_num_queries
):
    for number in range(agent_count):
        owe(agent(f"Agent{number}"), 900, key=str(number))

    with django_assert_max_num_queries(6):
        page = finance.get(reverse("finance:accounts", args=["AGENT_PAYABLE"]))

    assert len(page.context["rows"]) == agent_count


@pytest.mark.parametrize("entry_count", [1, 3])
def test_the_entries_of_an_account_cost_the_same_however_many(
    entry_count, finance, django_assert_max_num_queries
):
    for number in range(entry_count):
        owe(agent("Ada"), 900, key=str(number))
    url = url_of("account", f"AGENT_PAYABLE/USD/{agent('Ada').pk}")

    with django_assert_max_num_queries(9):
        page = finance.get(url)

    assert len(page.context["rows"]) == entry_count


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=ada", {"Ada"}), ("q=AD", {"Ada"}), ("q=zoe", set()), ("currency=JPY", {"Bea"})],
)
def test_accounts_are_found_by_their_owner_and_currency(query, found, finance):
    owe(agent("Ada"), 900)
    owe(agent("Bea"), 900, currency="JPY")

    page = finance.get(f"{reverse('finance:accounts', args=['AGENT_PAYABLE'])}?{query}")

    assert {account.owner_name for account, _ in page.context["rows"]} == found


def test_an_account_is_found_by_its_owners_number(finance):
    ada, bea = agent("Ada"), agent("Bea")
    owe(ada, 900)
    owe(bea, 901)

    page = finance.get(f"{reverse('finance:accounts', args=['AGENT_PAYABLE'])}?q={bea.pk}")

    assert [amount for _, amount in page.context["rows"]] == [Money(901, "USD")]


def test_platform_accounts_show_what_their_entries_come_to(finance):
    owe(agent("Ada"), 900)

    page = finance.get(reverse("finance:accounts", args=["AGENT_COST"]))

    assert [amount for _, amount in page.context["rows"]] == [Money(900, "USD")]


def test_each_entry_says_what_stood_after_it(finance):
    ada = agent("Ada")
    for number, minor in enumerate((900, 50, -25)):
        owe(ada, minor, key=str(number))

    rows = finance.get(url_of("account", f"AGENT_PAYABLE/USD/{ada.pk}")).context["rows"]

    assert [(row["amount"].minor, row["stood_at"].minor) for row in rows] == [
        (25, 925),
        (50, 950),
        (900, 900),
    ]


def test_the_running_balance_goes_on_from_page_to_page(finance):
    ada = agent("Ada")
    for number in range(60):
        owe(ada, 1, key=str(number))
    url = url_of("account", f"AGENT_PAYABLE/USD/{ada.pk}")

    first = finance.get(url).context
    second = finance.get(url, {"cursor": first["page"].next_cursor}).context

    stood_at = [row["stood_at"].minor for row in [*first["rows"], *second["rows"]]]
    assert stood_at == list(range(60, 0, -1))


def test_days_bound_the_entries_and_not_the_balance(finance):
    ada = agent("Ada")
    for days in range(3):
        owe(ada, 100, key=str(days), at=NOON + timedelta(days=days))
    day = f"{NOON + timedelta(days=1):%Y-%m-%d}"

    page = finance.get(
        url_of("account", f"AGENT_PAYABLE/USD/{ada.pk}"), {"from_on": day, "to_on": day}
    )

    assert [row["stood_at"].minor for row in page.context["rows"]] == [200]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({"from_on": "yesterday"}, "Enter a valid date."),
        ({"from_on": "2026-09-16", "to_on": "2026-09-15"}, "This day is before the first one."),
        ({"to_on": "9999-12-31"}, "There is no day after this one."),
    ],
)
def test_days_that_are_none_are_a_form_error(query, error, finance):
    ada = agent("Ada")
    owe(ada, 900)
    code = f"AGENT_PAYABLE/USD/{ada.pk}"

    page, download = (finance.get(url_of(name, code), query) for name in ("account", "account_csv"))

    assert error in page.content.decode()
    assert (page.status_code, download.status_code) == (200, 400)


@pytest.mark.parametrize("cursor", ["x", "o~1~2~3", "n~99999999999999999999~1", "o~~", "%00"])
def test_a_broken_cursor_is_the_first_page(cursor, finance):
    ada = agent("Ada")
    owe(ada, 900)

    page = finance.get(url_of("account", f"AGENT_PAYABLE/USD/{ada.pk}"), {"cursor": cursor})

    assert len(page.context["rows"]) == 1


def test_an_entry_leads_to_its_transaction_with_every_leg(finance):
    ada = agent("Ada")
    posting = pay_accrued(event_key="accrual:1", agent_id=ada.pk, amount=Money(900, "USD"))
    post(posting, at=NOON)
    transaction = JournalTransaction.objects.get()
    url = reverse("finance:transaction", args=[transaction.pk])

    account = finance.get(url_of("account", f"AGENT_PENDING/USD/{ada.pk}"))
    page = finance.get(url)

    assert url in account.content.decode()
    assert [
        (leg.account.code, leg.owner_name, leg.amount_minor) for leg, _ in page.context["legs"]
    ] == [
        ("AGENT_COST/USD", "", 900),
        (f"AGENT_PENDING/USD/{ada.pk}", "Ada", -900),
    ]
    assert page.context["totals"] == [Money(900, "USD")]


def test_a_transaction_that_was_undone_leads_to_what_undid_it_and_back(finance):
    owe(agent("Ada"), 900, key="owed:by mistake")
    mistake = JournalTransaction.objects.get()
    undo(transaction_id=mistake.pk, at=NOON, actor=None)
    urls = [
        reverse("finance:transaction", args=[pk]) for pk in (mistake.pk, mistake.reversed_by.pk)
    ]

    pages = [finance.get(url).content.decode() for url in urls]

    assert urls[1] in pages[0]
    assert "was undone by" in pages[0]
    assert urls[0] in pages[1]
    assert "exact opposite of" in pages[1]


def test_the_csv_holds_every_entry_in_the_order_of_the_books(finance):
    ada = agent("Ada")
    owe(ada, 900, key="=cmd()")
    owe(ada, -50, key="owed:2")

    lines = (
        b"".join(finance.get(url_of("account_csv", f"AGENT_PAYABLE/USD/{ada.pk}")))
        .decode()
        .splitlines()
    )

    assert [line.split(",")[3:] for line in lines[1:]] == [
        ["'=cmd()", "PAY_CLEARED", "", "9.00", "USD"],
        ["owed:2", "PAY_CLEARED", "0.50", "", "USD"],
    ]


def pages_of(ada) -> list[str]:
    code = f"AGENT_PAYABLE/USD/{ada.pk}"
    return [
        reverse("finance:books"),
        reverse("finance:accounts", args=["AGENT_PAYABLE"]),
        url_of("account", code),
        url_of("account_csv", code),
        reverse("finance:transaction", args=[JournalTransaction.objects.get().pk]),
    ]


def test_who_has_no_business_in_the_books_sees_nothing(client):
    ada = agent("Ada", login=True)
    owe(ada, 900)
    urls = pages_of(ada)

    anonymous = {client.get(url).status_code for url in urls}
    client.force_login(user("Eve"))
    eve = {client.get(url).status_code for url in urls}
    client.force_login(ada.user)
    an_agent = {client.get(url).status_code for url in urls}

    assert (anonymous, eve, an_agent) == ({302}, {403}, {403})


def test_nobody_posts_through_a_page(finance):
    ada = agent("Ada")
    owe(ada, 900)

    assert {finance.post(url).status_code for url in pages_of(ada)} == {405}


@pytest.mark.parametrize(
    "path", ["kinds/SLUSH_FUND/", "accounts/999999/", "accounts/999999.csv", "transactions/999999/"]
)
def test_what_is_not_in_the_books_is_not_found(path, finance):
    assert finance.get(f"/finance/books/{path}").status_code == 404
