"""An agent's pages about being paid: what they say, and what they do not do."""

import re

import pytest
from django.test import Client

from onboarding.agents.models import Agent
from payouts.payees.models import Payee, PayoutDetails, PayoutMinimum, TaxForm
from payouts.payees.statements import statement_for
from payouts.payees.tax_rules import FormKind
from tests.factories import onboarding, payouts
from tests.payouts.payees.people import iban_of, payee_by_bank_file

HERE = "/agent/getting-paid/"
BANK = {"kind": "IBAN", "holder": "Ada", "number": iban_of(1)}
W9 = {
    "name": "Ada",
    "signed_name": "Ada",
    "address": "1 Main Street, Springfield",
    "classification": "INDIVIDUAL",
    "tin_kind": "SSN",
    "tin": "536-90-4399",
    "statement_hash": statement_for(FormKind.W9).hash,
}


@pytest.fixture
def ada(db):
    return payee_by_bank_file()


@pytest.fixture
def browser(ada):
    client = Client()
    client.force_login(ada.agent.user)
    return client


def signed_in_again(client):
    """As the account library leaves a session whose owner has given the password just now."""
    user = onboarding.user("Ada")
    user.set_password("correct horse")
    user.save()
    client.force_login(user)
    client.post("/accounts/reauthenticate/", {"password": "correct horse"})
    return client


def said(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.content.decode()))


def test_the_list_says_what_is_missing_and_changes_nothing(browser, ada):
    answer = browser.get(HERE)

    assert answer.status_code == 200
    assert "Give your bank details" in said(answer)
    assert "Sign it" in said(answer)
    assert (PayoutDetails.objects.count(), TaxForm.objects.count()) == (0, 0)


def test_without_the_password_given_anew_no_account_is_taken_or_kept_aside(browser, ada):
    answer = browser.post(f"{HERE}details/", BANK)

    assert "Give the password" in said(answer)
    assert not PayoutDetails.objects.exists()
    assert iban_of(1) not in str(dict(browser.session))


def test_with_the_password_given_anew_the_account_is_used(browser, ada):
    answer = signed_in_again(browser).post(f"{HERE}details/", BANK)

    assert answer.status_code == 302
    assert PayoutDetails.objects.get().status == "CONFIRMED"
    page = said(browser.get(HERE))
    assert iban_of(1)[-4:] in page
    assert iban_of(1) not in page


def test_a_wrong_account_is_explained_where_it_is_wrong(browser, ada):
    answer = signed_in_again(browser).post(f"{HERE}details/", BANK | {"number": "DE00"})

    assert answer.status_code == 400
    assert "This is no IBAN" in said(answer)
    assert not PayoutDetails.objects.exists()


def test_a_form_is_signed_once_its_words_were_shown(browser, ada):
    Agent.objects.update(country="US")
    refused = browser.post(f"{HERE}tax-form/", W9 | {"statement_hash": "0" * 64})
    taken = browser.post(f"{HERE}tax-form/", W9)

    assert (refused.status_code, taken.status_code) == (400, 302)
    assert TaxForm.objects.get().tin_masked == "•••• 4399"
    assert "536904399" not in said(browser.get(HERE))


def test_a_minimum_is_raised_and_taken_back(browser, ada):
    payouts.owe(ada.agent, 900)
    browser.post(f"{HERE}minimum/", {"currency": "USD", "minimum": "50"})
    first = list(PayoutMinimum.objects.values_list("currency", "minimum_minor"))
    browser.post(f"{HERE}minimum/", {"currency": "USD", "minimum": "0"})

    assert first == [("USD", 5_000)]
    assert not PayoutMinimum.objects.exists()


@pytest.mark.parametrize("wrong", [{"currency": "XXQ", "minimum": "5"}, {"minimum": "-1"}, {}])
def test_a_minimum_that_is_none_is_refused(browser, ada, wrong):
    answer = browser.post(f"{HERE}minimum/", wrong)

    assert answer.status_code == 302
    assert not PayoutMinimum.objects.exists()


def test_what_is_asked_for_is_said_in_plain_words(browser, ada):
    Payee.objects.update(
        rail="PROCESSOR",
        account="acct_x",
        requirements=["individual.dob.day", "individual.new_thing"],
        disabled_reason="requirements.past_due",
    )

    page = said(browser.get(HERE))

    assert "Your date of birth" in page
    assert "New thing" in page
    assert "is overdue" in page
