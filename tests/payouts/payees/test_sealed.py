"""What is sealed is in clear nowhere: database, logs, mails, admin, exports, pages."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.core import mail, serializers
from django.core.management import call_command
from django.core.signals import got_request_exception
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.views.debug import get_exception_reporter_filter
from structlog.stdlib import ProcessorFormatter

from marketplace.settings import LOGGING
from onboarding.deliveries.services import send_messages
from onboarding.users.models import Grant
from payouts.models import PayoutDetails, TaxForm
from payouts.payees.models import Payee
from payouts.payees.statements import statement_for
from payouts.payees.tax_rules import FormKind
from tests.factories import onboarding
from tests.payouts.payees.people import iban_of, payee_by_bank_file
from tests.times import NOON

# Whatever of these is found anywhere was typed by Ada and nobody else.
HOLDER = "Ada Quillfeather"
NUMBER = iban_of(7_654_321)
TIN = "536-90-4399"
ADDRESS = "77 Marmalade Lane, Springfield"
SIGNED = "Ada Xanthippe"
SEALED = [HOLDER, "Quillfeather", NUMBER, NUMBER[4:], "7654321", TIN, "536904399", "Marmalade"]
SEALED += ["Xanthippe"]
GOES = "/agent/getting-paid/"
W9 = {
    "name": SIGNED,
    "signed_name": SIGNED,
    "address": ADDRESS,
    "classification": "INDIVIDUAL",
    "tin_kind": "SSN",
    "tin": TIN,
    "statement_hash": statement_for(FormKind.W9).hash,
}


def found_in(text: str) -> list[str]:
    """Which sealed values stand in a text, with or without spaces and in any case."""
    bare = re.sub(r"\s+", " ", text).casefold()
    tight = re.sub(r"[\s\-]", "", text).casefold()
    return [
        one
        for one in SEALED
        if one.casefold() in bare or re.sub(r"[\s\-]", "", one).casefold() in tight
    ]


@pytest.fixture
def everything_logged(caplog) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        yield caplog


@pytest.fixture
def ada(db, everything_logged):
    """Ada has given an account, changed it, mistyped one, and signed a form, all on her pages."""
    with time_machine.travel(NOON, tick=False) as clock:
        payee = payee_by_bank_file("Ada")
        user = payee.agent.user
        user.set_password("correct horse")
        user.save()
        browser = Client()
        browser.force_login(user)
        browser.post("/accounts/reauthenticate/", {"password": "correct horse"})
        bank = {"kind": "IBAN", "holder": HOLDER, "number": iban_of(1)}
        assert browser.post(f"{GOES}details/", bank).status_code == 302
        clock.shift(timedelta(days=60))
        browser.force_login(user)
        browser.post("/accounts/reauthenticate/", {"password": "correct horse"})
        wrong = browser.post(f"{GOES}details/", bank | {"number": NUMBER[:-1] + "0"})
        assert wrong.status_code == 400
        assert browser.post(f"{GOES}details/", bank | {"number": NUMBER}).status_code == 302
        signed = browser.post(f"{GOES}tax-form/?as=us", W9)
        assert signed.status_code == 302
        yield Payee.objects.get(agent__name="Ada")


@pytest.fixture
def amy(ada):
    person = onboarding.staff("Amy", *Grant)
    person.is_staff = person.is_superuser = True
    person.save()
    onboarding.authenticator_app(person)
    client = Client()
    client.force_login(person)
    return client


def dump() -> Iterator[tuple[str, str]]:
    """Every row of every table, as ``pg_dump`` would write it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield table, "\n".join(row for (row,) in cursor.fetchall())


def test_the_search_finds_what_is_in_clear():
    assert found_in(f"paid to {NUMBER[:4]} {NUMBER[4:8]} {NUMBER[8:]}") != []
    assert found_in("536 90 4399") == [TIN, "536904399"]
    assert found_in("•••• 4399, Ada") == []


def test_the_values_are_there_to_be_found(ada):
    assert PayoutDetails.objects.count() == 2
    assert TaxForm.objects.get().tin_masked == "•••• 4399"


def test_a_dump_of_the_database_holds_none(ada):
    assert {table: found for table, rows in dump() if (found := found_in(rows))} == {}


def test_no_session_holds_any(ada):
    told = [str(session.get_decoded()) for session in Session.objects.all()]

    assert told != []
    assert [found for one in told if (found := found_in(one))] == []


def test_a_dump_by_the_framework_holds_none(ada):
    rows = [*PayoutDetails.objects.all(), *TaxForm.objects.all()]

    assert found_in(serializers.serialize("json", rows)) == []
    assert found_in(" ".join(repr(vars(row)) for row in rows)) == []


def as_logged(caplog: pytest.LogCaptureFixture) -> str:
    """Every record as the site writes it, and whatever else a record carries."""
    how = {name: value for name, value in LOGGING["formatters"]["line"].items() if name != "()"}
    line = ProcessorFormatter(**how)
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    return "\n".join(f"{vars(one)!r} {line.format(one)}" for one in records)


def test_no_log_holds_any(ada, everything_logged):
    told = as_logged(everything_logged)

    assert "POST /agent/getting-paid/tax-form/" in told
    assert found_in(told) == []


def test_no_mail_holds_any(ada):
    send_messages(at=NOON + timedelta(days=60))

    assert [one.subject for one in mail.outbox] == [
        "The account that your pay goes to is being changed"
    ]
    assert found_in("\n".join(str(one.message()) for one in mail.outbox)) == []


def test_no_page_of_finance_nor_of_the_agent_holds_any(ada, amy):
    browser = Client()
    browser.force_login(ada.agent.user)
    details, form = PayoutDetails.objects.latest("version"), TaxForm.objects.get()
    addresses = [
        (browser, GOES),
        (browser, f"{GOES}details/"),
        (browser, f"{GOES}tax-form/"),
        (amy, "/finance/payees/"),
        (amy, "/finance/payees/approvals/?kind=details"),
        (amy, "/finance/payees/approvals/?kind=forms"),
        (amy, f"/finance/payees/{ada.public_id}/"),
        (amy, f"/finance/payees/details/{details.public_id}/opened/"),
        (amy, f"/finance/payees/forms/{form.public_id}/opened/"),
    ]

    answers = {url: client.get(url) for client, url in addresses}

    assert {url: one.status_code for url, one in answers.items() if one.status_code != 200} == {}
    assert {
        url: found for url, one in answers.items() if (found := found_in(one.content.decode()))
    } == {}


@pytest.mark.parametrize("model", [PayoutDetails, TaxForm], ids=lambda model: model.__name__)
def test_the_admin_shows_none(ada, amy, model):
    name = f"admin:payouts_{model.__name__.lower()}"
    row = model.objects.latest("pk")

    pages = [
        amy.get(reverse(f"{name}_changelist")),
        amy.get(reverse(f"{name}_change", args=[row.pk])),
    ]

    assert [page.status_code for page in pages] == [200, 200]
    assert [found_in(page.content.decode()) for page in pages] == [[], []]


def test_no_export_holds_any(ada, amy):
    names = ["payouts-by-agent", "us-1099-nec", "eu-dac7", "dormant-balances"]
    year = "from_on=2026-01-01&to_on=2027-01-31"
    answers = {one: amy.get(f"/finance/reports/{one}.csv?{year}") for one in names}
    journal = io.StringIO()
    with redirect_stdout(journal):
        call_command("export_books", format="hledger")

    assert {one.status_code for one in answers.values()} == {200}
    told = {name: b"".join(one).decode() for name, one in answers.items()}
    assert {name: found_in(text) for name, text in told.items()} == {name: [] for name in names}
    assert found_in(journal.getvalue()) == []


def test_a_failure_names_none_in_the_log_nor_in_the_report_of_the_request(
    ada, everything_logged, monkeypatch
):
    """Whoever repairs it sees what was sent: of these forms, stars."""
    browser = Client(raise_request_exception=False)
    browser.force_login(ada.agent.user)
    failed = []
    got_request_exception.connect(
        lambda request, **_: failed.append(request), weak=False, dispatch_uid="sealed"
    )
    monkeypatch.setattr("payouts.payees.tax_forms.statement_for", lambda kind: 1 / 0)

    answer = browser.post(f"{GOES}tax-form/?as=us", W9)

    got_request_exception.disconnect(dispatch_uid="sealed")
    (request,) = failed
    shown = get_exception_reporter_filter(request).get_post_parameters(request)
    assert answer.status_code == 500
    assert "ZeroDivisionError" in as_logged(everything_logged)
    assert found_in(as_logged(everything_logged)) == []
    assert (found_in(str(dict(request.POST))) != [], found_in(str(shown))) == (True, [])
