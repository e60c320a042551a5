"""Finance's pages over payees: who finds what, who decides, and what is opened to whom."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from onboarding.users.models import Confirmation, Grant
from payouts.payees.models import (
    BalanceDecision,
    HoldCause,
    Payee,
    PayoutDetails,
    PayoutHold,
    Reveal,
    TaxForm,
)
from payouts.payees.services import place_hold
from tests.factories import onboarding, payouts
from tests.laws.town_payees import payees_wait
from tests.payouts.payees.people import ada_by_bank_file, iban_of, payee_by_bank_file
from tests.times import NOON

HERE = "/finance/payees/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ada(db):
    """Ada, enabled at the processor, with something of everything; Kim Ada 0, who waits."""
    found = payouts.payee(onboarding.agent("Ada", login=True))
    payees_wait(found.agent, size=1, at=NOON)
    return found


@pytest.fixture
def kim(ada):
    return Payee.objects.get(agent__name="Kim Ada 0")


def signed_in(name, *grants):
    person = onboarding.staff(name, *grants)
    onboarding.authenticator_app(person)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def mia(db):
    return signed_in("Mia", Grant.MANAGE_PAYEES)


@pytest.fixture
def amy(db):
    return signed_in("Amy", Grant.APPROVE_PAYEES)


@pytest.fixture
def vic(db):
    return signed_in("Vic", Grant.VIEW_FINANCE)


def said(answer):
    bare = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return unescape(re.sub(r"\s+", " ", bare))


def names_on(client, question=""):
    table = re.search(r"<tbody>.*</tbody>", client.get(HERE + question).content.decode(), re.DOTALL)
    return re.findall(r"<a [^>]*><bdi>([^<]*)", table[0]) if table else []


# ---------------------------------------------------------------- the list
@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("", ["Kim Ada 0", "Ada"]),
        ("?q=kim", ["Kim Ada 0"]),
        ("?rail=BANK_FILE", ["Kim Ada 0"]),
        ("?rail=PROCESSOR", ["Ada"]),
        ("?country=KW", ["Kim Ada 0"]),
        ("?hold=FULL", ["Ada"]),
        ("?hold=PART", []),
        ("?hold=NONE", ["Kim Ada 0"]),
        ("?form=HOLDS", ["Ada"]),
        ("?form=WAITING", ["Kim Ada 0"]),
        ("?form=MISSING", []),
        ("?state=READY", []),
        ("?state=NO_ACCOUNT", ["Kim Ada 0"]),
        ("?state=WAITING", ["Kim Ada 0"]),
        ("?state=COOLING", []),
        ("?state=nonsense", ["Kim Ada 0", "Ada"]),
    ],
)
def test_a_payee_is_found_by_what_is_asked(vic, ada, question, names):
    assert names_on(vic, question) == names


def test_whoever_cools_is_found_as_cooling_and_not_as_ready(vic, db):
    ada = payouts.payee(onboarding.agent("Ada"))
    before = names_on(vic, "?state=READY"), names_on(vic, "?state=COOLING")

    Payee.objects.filter(pk=ada.pk).update(cooling_until=NOON + timedelta(seconds=1))

    after = names_on(vic, "?state=READY"), names_on(vic, "?state=COOLING")
    assert (before, after) == ((["Ada"], []), ([], ["Ada"]))


def test_whoever_only_looks_finds_no_button_and_no_way_to_what_is_sealed(vic, kim):
    page = vic.get(f"{HERE}{kim.public_id}/").content.decode()

    assert "/opened/" not in page
    assert 'name="verdict"' not in page
    assert "Place a hold" not in page


# ---------------------------------------------------------------- holds
def test_a_hold_is_placed_and_lifted_with_reasons_that_stay(mia, db):
    ada = payouts.payee(onboarding.agent("Ada"))
    mia.post(f"{HERE}{ada.public_id}/hold/", {"reason": "A question"})
    hold = PayoutHold.objects.get()

    mia.post(f"{HERE}holds/{hold.public_id}/release/", {"reason": ""})
    hold.refresh_from_db()
    still = hold.released_at
    mia.post(f"{HERE}holds/{hold.public_id}/release/", {"reason": "Answered"})

    hold.refresh_from_db()
    assert still is None
    assert (hold.reason, hold.released_because) == ("A question", "Answered")
    assert (hold.placed_by.name, hold.released_by.name) == ("Mia", "Mia")


def test_a_part_is_held_and_never_more_than_is_payable(mia, db):
    ada = payouts.payee(onboarding.agent("Ada"))
    payouts.owe(ada.agent, 900)
    hold = {"currency": "USD", "reason": "A question"}

    refused = mia.post(f"{HERE}{ada.public_id}/hold/", hold | {"amount": "9.01"}, follow=True)
    none_yet = PayoutHold.objects.count()
    mia.post(f"{HERE}{ada.public_id}/hold/", hold | {"amount": "4.00"})

    assert refused.status_code == 200
    assert none_yet == 0
    assert PayoutHold.objects.get().amount_minor == 400


@pytest.mark.parametrize("amount", ["0", "0.001", "1.005"])
def test_an_amount_that_is_none_does_not_hold_everything(mia, ada, amount):
    payouts.owe(ada.agent, 900)
    said = {"currency": "USD", "reason": "A question", "amount": amount}
    before = PayoutHold.objects.count()

    answer = mia.post(f"{HERE}{ada.public_id}/hold/", said, follow=True)

    assert "Please give an amount." in answer.content.decode()
    assert PayoutHold.objects.count() == before


def test_nobody_lifts_a_hold_of_their_own(db):
    ada = payouts.payee(onboarding.agent("Ada", login=True))
    hold = place_hold(payee_id=ada.pk, reason="?", actor=None, at=NOON, cause=HoldCause.CONTESTED)
    own = signed_in("Ada", Grant.MANAGE_PAYEES)

    answer = own.post(
        f"{HERE}holds/{hold.public_id}/release/", {"reason": "It is fine"}, follow=True
    )

    hold.refresh_from_db()
    assert "Somebody else lifts a hold of yours." in said(answer)
    assert hold.released_at is None


# ---------------------------------------------------------------- a second person decides
def test_the_queue_leads_to_each_kind_with_why_a_person_looks(amy, kim):
    pages = {
        kind: said(amy.get(f"{HERE}approvals/?kind={kind}"))
        for kind in ("details", "forms", "balances")
    }

    assert "The name on the account is not the agent's." in pages["details"]
    assert "W-8BEN •••• 5678" in pages["forms"]
    assert "It will not be earned back." in pages["balances"]


def test_details_are_approved_by_another_person_and_used(amy, kim):
    waiting = PayoutDetails.objects.get(payee=kim)

    amy.post(f"{HERE}details/{waiting.public_id}/decision/", {"verdict": "YES"})
    again = amy.post(
        f"{HERE}details/{waiting.public_id}/decision/", {"verdict": "YES"}, follow=True
    )

    waiting.refresh_from_db()
    assert (waiting.status, waiting.decided_by.name) == ("CONFIRMED", "Amy")
    assert "cannot become" in said(again)


def test_a_no_needs_its_reason(amy, kim):
    waiting = PayoutDetails.objects.get(payee=kim)
    address = f"{HERE}details/{waiting.public_id}/decision/"

    bare = amy.post(address, {"verdict": "NO"}, follow=True)
    waiting.refresh_from_db()
    was = waiting.status
    amy.post(address, {"verdict": "NO", "reason": "Another's name."})

    waiting.refresh_from_db()
    assert "Please say why" in said(bare)
    assert (was, waiting.status, waiting.refusal) == ("PROPOSED", "REJECTED", "Another's name.")


def test_what_staff_ask_for_they_do_not_decide(db):
    first = ada_by_bank_file()
    both = signed_in("Mia", Grant.MANAGE_PAYEES, Grant.APPROVE_PAYEES)
    asked = {"kind": "IBAN", "holder": "Ada", "number": iban_of(2)}

    both.post(f"{HERE}{first.payee.public_id}/details/", asked)
    waiting = PayoutDetails.objects.get(status="PROPOSED")
    answer = both.post(
        f"{HERE}details/{waiting.public_id}/decision/", {"verdict": "YES"}, follow=True
    )

    waiting.refresh_from_db()
    assert "approved by someone else" in said(answer)
    assert waiting.status == "PROPOSED"


def test_a_wrong_account_is_said_where_it_is_wrong_and_not_asked_for(mia, kim):
    answer = mia.post(
        f"{HERE}{kim.public_id}/details/", {"kind": "IBAN", "holder": "Kim", "number": "DE00"}
    )

    assert answer.status_code == 400
    assert "This is no IBAN" in said(answer)
    assert PayoutDetails.objects.filter(payee=kim).count() == 1


def test_a_form_is_relied_on_once_another_person_has_looked(amy, kim):
    form = TaxForm.objects.get(payee=kim)

    amy.post(f"{HERE}forms/{form.public_id}/decision/", {"verdict": "YES"})

    form.refresh_from_db()
    kim.refresh_from_db()
    assert (form.status, form.decided_by.name) == ("APPROVED", "Amy")
    assert kim.tax_form_until == form.holds_until


def test_a_balance_is_written_off_by_two_people(mia, amy, kim):
    decision = BalanceDecision.objects.get()

    own = mia.post(f"{HERE}balances/{decision.public_id}/decision/", {"verdict": "YES"})
    amy.post(f"{HERE}balances/{decision.public_id}/decision/", {"verdict": "YES"})

    decision.refresh_from_db()
    assert own.status_code == 403
    assert (decision.status, decision.decided_by.name) == ("APPROVED", "Amy")
    assert "Nobody is below zero" in said(amy.get(f"{HERE}below-zero/"))


def test_a_second_decision_about_the_same_balance_waits_its_turn(mia, kim):
    asked = {"kind": "WRITE_OFF", "currency": "USD", "amount": "1", "reason": "Again"}

    answer = mia.post(f"{HERE}{kim.public_id}/balance/", asked, follow=True)

    assert "waits for approval" in said(answer)
    assert BalanceDecision.objects.count() == 1


# ---------------------------------------------------------------- what is sealed
def opened(client, kim, **sent):
    details = PayoutDetails.objects.get(payee=kim)
    return client.post(f"{HERE}details/{details.public_id}/opened/", sent)


def test_what_is_sealed_is_shown_for_a_reason_and_a_code_and_written_down(amy, ada, kim):
    before = Reveal.objects.count()

    answer = opened(amy, kim, reason="To compare the name", code=onboarding.code_at(NOON))

    look = Reveal.objects.latest("pk")
    assert iban_of(ada.agent_id * 100) in said(answer)
    assert "no-store" in answer["Cache-Control"]
    assert (look.revealed_by.name, look.reason) == ("Amy", "To compare the name")
    assert Reveal.objects.count() == before + 1


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"reason": "", "code": "000000"}, "This field is required"),
        ({"reason": "To compare", "code": "000000"}, "This code is not right"),
        ({"reason": "To compare"}, "This field is required"),
    ],
)
def test_without_reason_or_code_nothing_is_opened_or_written_down(amy, kim, sent, why):
    before = Reveal.objects.count()

    answer = opened(amy, kim, **sent)

    assert answer.status_code == 400
    assert why in said(answer)
    assert "CBKU" not in said(answer)
    assert (Reveal.objects.count(), Confirmation.objects.count()) == (before, 0)


def test_a_code_opens_once(amy, kim):
    code = onboarding.code_at(NOON)
    opened(amy, kim, reason="To compare", code=code)
    before = Reveal.objects.count()

    again = opened(amy, kim, reason="To compare", code=code)

    assert "used already" in said(again)
    assert Reveal.objects.count() == before


def test_a_form_is_opened_in_all_its_parts(amy, kim):
    form = TaxForm.objects.get(payee=kim)

    page = said(
        amy.post(
            f"{HERE}forms/{form.public_id}/opened/",
            {"reason": "To compare", "code": onboarding.code_at(NOON)},
        )
    )

    assert "12345678" in page
    assert "1990-01-01" in page
    assert "1 Gulf Road, Kuwait City" in page


def test_who_has_no_second_factor_is_led_to_it_and_sees_nothing(kim):
    person = onboarding.staff("Amy", Grant.APPROVE_PAYEES)
    client = Client()
    client.force_login(person)

    answer = opened(client, kim, reason="To compare", code="000000")

    assert answer.status_code == 403
    assert "CBKU" not in said(answer)


def test_who_only_looks_at_finance_opens_nothing(vic, kim):
    assert opened(vic, kim, reason="To compare", code="000000").status_code == 403


def test_a_connected_account_has_nothing_sealed_to_open(amy, db):
    payee = payee_by_bank_file()
    details = PayoutDetails.objects.create(
        payee=payee, version=1, kind="CONNECTED", masked="•••• 1", fingerprint="0" * 64,
        destination="acct_1", is_own=True, proposed_at=NOON,
    )  # fmt: skip

    assert amy.get(f"{HERE}details/{details.public_id}/opened/").status_code == 404
