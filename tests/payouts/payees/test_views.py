"""An agent's pages about being paid: what they say, and what they do not do."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from onboarding.agents.models import Agent
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.models import HoldCause, Payee, PayoutDetails, PayoutMinimum, TaxForm
from payouts.payees.selectors import on_hold
from payouts.payees.services import place_hold
from payouts.payees.statements import statement_for
from payouts.payees.tax_rules import FormKind
from tests.factories import onboarding, payouts
from tests.factories.marketplace import campaign, contact
from tests.payouts.chain import book
from tests.payouts.payees.people import iban_of, payee_by_bank_file
from tests.times import NOON

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
    bare = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return unescape(re.sub(r"\s+", " ", bare))


def earns(ada):
    """Ten minutes at 0.30 a minute."""
    on = campaign(onboarding.brand(), "Calls", bill="0.60", pay="0.30")
    contact(on, ada.agent, seconds=600, ended_at=NOON, external_id="1")
    book(NOON + timedelta(hours=1))


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


def test_a_currency_says_by_which_way_it_comes(browser, ada):
    earns(ada)
    before = said(browser.get(HERE))
    signed_in_again(browser).post(f"{HERE}details/", BANK)

    after = said(browser.get(HERE))

    assert "does not reach Kuwait" in before
    assert "By bank transfer, once we know your account." in before
    assert "By international transfer" in after


def test_a_balance_below_zero_is_explained_with_how_it_is_made_up(browser, ada):
    earns(ada)
    amount = Money(7_000, "USD")
    legs = (
        debit(AccountKind.AGENT_PAYABLE, amount, ada.agent_id),
        credit(AccountKind.AGENT_COST, amount),
    )
    post(Posting("PAY_TAKEN_BACK", "below", legs), at=NOON)

    page = said(browser.get(HERE))

    assert "Your balance stands at -$70.00." in page
    assert "Pay was taken back by the decision of two people." in page
    assert "Since 16 September 2026, what you earn makes up for it first" in page
    assert "$3.00 is on its way to it." in page


def test_who_is_paid_by_bank_file_is_not_led_to_the_processor(browser, ada, stand_in):
    answer = browser.post(f"{HERE}account/", follow=True)

    assert "You are paid by our bank." in said(answer)
    assert stand_in.counts()["account"] == 0


def test_the_way_to_the_processor_is_a_page_and_no_redirect(browser, ada, stand_in):
    stand_in.asks_new_accounts_who_they_are()
    Payee.objects.update(rail="PROCESSOR")

    page = browser.post(f"{HERE}account/").content.decode()

    (link,) = re.findall(r'href="([^"]+)" rel="noreferrer"', page)
    assert link.startswith(stand_in.address)
    assert stand_in.counts()["account"] == 1


def test_details_are_confirmed_anew_by_who_has_given_the_password(browser, ada):
    signed_in_again(browser).post(f"{HERE}details/", BANK)
    place_hold(payee_id=ada.pk, reason="?", actor=None, at=NOON, cause=HoldCause.RETURNED)

    browser.post(f"{HERE}details/confirmation/")

    assert on_hold([ada.pk]) == set()


def test_without_the_password_given_anew_nothing_is_confirmed(browser, ada):
    place_hold(payee_id=ada.pk, reason="?", actor=None, at=NOON, cause=HoldCause.RETURNED)

    answer = browser.post(f"{HERE}details/confirmation/")

    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Fagent%2Fgetting-paid%2F"
    assert on_hold([ada.pk]) == {ada.pk}


def test_an_american_abroad_signs_the_form_of_the_united_states(browser, ada):
    home, abroad = browser.get(f"{HERE}tax-form/"), browser.get(f"{HERE}tax-form/?as=us")
    taken = browser.post(f"{HERE}tax-form/?as=us", W9)

    assert "Form W-8BEN" in said(home)
    assert "Form W-9" in said(abroad)
    assert taken.status_code == 302
    assert TaxForm.objects.get().kind == "W9"


def test_two_currencies_stand_side_by_side(browser, ada):
    earns(ada)
    on = campaign(onboarding.brand("Globex", currency="EUR"), "Chats", bill="0.60", pay="0.40")
    contact(on, ada.agent, seconds=600, ended_at=NOON, external_id="2")
    book(NOON + timedelta(hours=2))

    page = said(browser.get(HERE))

    assert "$3.00" in page
    assert "€4.00" in page
