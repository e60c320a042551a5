"""The pages of what came in: hand in, see why, book, put aside; what is refused says so."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from onboarding.users.models import Grant
from payouts.incoming.models import BankAccount, BankReceipt, CsvLayout, StatementFile
from payouts.incoming.tasks import place_receipts
from tests.factories.onboarding import staff
from tests.payouts.incoming.camt_files import camt, entry
from tests.payouts.incoming.test_receipts import invoice_stands, stands, takes

FILES = "/finance/receipts/files/"


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def rita(bank) -> Client:
    return client_of(bank.rita)


def hand_in(client: Client, content: bytes, name: str = "a.xml", **more):
    file = SimpleUploadedFile(name, content)
    return client.post(FILES, {"file": file, **more}, follow=True)


def page_of(receipt: int) -> str:
    found = BankReceipt.objects.values_list("public_id", flat=True).get(pk=receipt)
    return reverse("finance:bank_receipt", args=[found])


def said(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_a_file_is_handed_in_twice_and_what_is_certain_books_itself(bank, rita):
    invoice = bank.invoice(1_000)
    content = camt(entry("10.00", ref="A", text=invoice.number), entry("5.00", ref="B")).getvalue()

    first, second = hand_in(rita, content), hand_in(rita, content)
    place_receipts()

    assert said(first) == [
        "2 of 2 lines are new. What is certain books itself within a minute; the rest waits here."
    ]
    assert said(second) == ["Every line of this file was known. Nothing has changed."]
    assert (invoice_stands(invoice), stands(bank)["SUSPENSE"]) == (("PAID", 1_000), 500)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x00\x01", "this is no well-formed XML"),
        (b"<a/>", "no camt.053"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "no document type"),
        (camt(entry("10.0x")).getvalue(), "is no amount"),
        (camt(entry("10.00"), iban="DE00").getvalue(), "account DE00 is none of ours"),
    ],
)
def test_a_bad_file_says_why_and_leaves_nothing(bank, rita, content, why):
    answer = hand_in(rita, content)

    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert StatementFile.objects.count() == 0


def test_a_csv_is_read_as_its_account_says(bank, rita):
    account = BankAccount.objects.get()
    own = reverse("finance:bank_account", args=[account.public_id])
    columns = {"date": "Day", "amount": "Sum", "text": "For"}
    marks = {"delimiter": ";", "decimal_mark": ",", "date_format": "%d.%m.%Y"}
    rita.post(own, columns | marks | {"encoding": "utf-8-sig"})

    answer = hand_in(
        rita, b"Day;Sum;For\n16.09.2026;1.000,50;x\n", "a.csv", account=str(account.public_id)
    )

    assert CsvLayout.objects.count() == 1
    assert said(answer)[-1].startswith("1 of 1 lines are new")
    assert stands(bank)["SUSPENSE"] == 100_050


def test_a_receipt_says_what_it_may_pay_and_why(bank, rita):
    invoice = bank.invoice(1_200)
    (receipt,) = takes(bank, entry("10.00", text=invoice.number)).receipt_ids

    page = rita.get(page_of(receipt)).content.decode()

    assert f"names {invoice.number}, is less than what is open" in page


def test_a_receipt_is_booked_by_hand_once(bank, rita):
    first, second = bank.invoice(600), bank.invoice(900)
    (receipt,) = takes(bank, entry("10.00")).receipt_ids
    sent = {"brand": bank.acme.public_id, "parts": f"{first.number} 5.00\n{second.number}"}

    answers = [rita.post(page_of(receipt) + "book/", sent, follow=True) for _ in range(2)]

    assert [said(one) for one in answers] == [
        ["The receipt is booked."],
        ["This receipt is decided already. Take that back first."],
    ]
    assert [invoice_stands(one) for one in (first, second)] == [
        ("PARTLY_PAID", 500),
        ("PARTLY_PAID", 500),
    ]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ("INV-1999-000001", "INV-1999-000001 is no invoice of Acme"),
        ("{number} 1.005", "more digits"),
        ("{number} 10.00 20.00", "is no invoice and amount"),
        ("{number} 0", "Nothing is left"),
    ],
)
def test_what_cannot_be_booked_is_said_beside_it(bank, rita, parts, why):
    invoice = bank.invoice(600)
    (receipt,) = takes(bank, entry("10.00")).receipt_ids
    sent = {"brand": bank.acme.public_id, "parts": parts.format(number=invoice.number)}

    answer = rita.post(page_of(receipt) + "book/", sent)

    assert (answer.status_code, why in answer.content.decode()) == (422, True)
    assert (invoice_stands(invoice), stands(bank)["SUSPENSE"]) == (("ISSUED", 0), 1_000)


def test_a_receipt_is_parked_looked_at_again_and_split(bank, rita):
    (receipt,) = takes(bank, entry("10.00")).receipt_ids
    own = page_of(receipt)

    rita.post(own + "decide/", {"deed": "park", "reason": "Asked Acme."})
    rita.post(own + "decide/", {"deed": "look_again", "reason": "They answered."})
    rita.post(own + "split/", {"amounts": "6.00\n4.00", "reason": "Two brands."})

    found = BankReceipt.objects.order_by("pk").values_list("status", "amount_minor")
    assert list(found) == [("SPLIT", 1_000), ("WAITING", 600), ("WAITING", 400)]


def test_who_may_only_look_changes_nothing(bank):
    vic = client_of(staff("Vic", Grant.VIEW_FINANCE))
    (receipt,) = takes(bank, entry("10.00")).receipt_ids
    deeds = [page_of(receipt) + "decide/", FILES, "/finance/receipts/accounts/"]

    looked = [vic.get(url).status_code for url in (page_of(receipt), *deeds[1:])]
    done = [vic.post(url, {"deed": "park", "reason": "x"}).status_code for url in deeds]

    assert (looked, done) == ([200, 200, 200], [403, 403, 403])
    assert BankReceipt.objects.get().status == "WAITING"
