from io import BytesIO

import pytest

from onboarding.audit.services import TransitionRefused
from onboarding.errors import DomainError
from payouts.billing.models import Invoice
from payouts.incoming.accounts import open_bank_account
from payouts.incoming.booking import (
    PartsDoNotFit,
    book_certain,
    book_receipt,
    take_back_booking,
)
from payouts.incoming.intake import UnusableBankFile, take_in_bank_file
from payouts.incoming.laws import LAWS
from payouts.incoming.matching import Part
from payouts.incoming.models import BankLine, BankReceipt, StatementFile
from payouts.incoming.parting import look_again, park
from payouts.ledger.chart import AccountKind
from payouts.ledger.selectors import balance
from payouts.receivables.laws import LAWS as OF_PAYMENTS
from payouts.reports.proof import finding_of
from tests.payouts.incoming.camt_files import IBAN, camt, entry
from tests.payouts.receivables.till import DAY, Till
from tests.payouts.runs.desk import at_once
from tests.times import NOON


def takes(till, *entries, **more):
    return take_in_bank_file(
        stream=camt(*entries, **more), name="september.xml", actor=till.rita, at=NOON
    )


def stands(till) -> dict[str, int]:
    return {
        "BANK": balance(AccountKind.BANK, "USD").minor,
        "SUSPENSE": balance(AccountKind.SUSPENSE, "USD").minor,
        "PREPAID": balance(AccountKind.BRAND_PREPAID, "USD", till.acme.pk).minor,
    }


def invoice_stands(invoice) -> tuple[str, int]:
    return Invoice.objects.values_list("status", "paid_minor").get(pk=invoice.pk)


def broken() -> list[str]:
    laws = (*LAWS, *OF_PAYMENTS)
    return [law.code for law in laws if not finding_of(law, at=NOON + DAY).is_kept]


def test_what_nobody_can_place_is_in_suspense_and_not_lost(bank):
    taken = takes(bank, entry("10.00"))

    assert book_certain(receipt_ids=taken.receipt_ids, actor=None, at=NOON) == 0

    assert stands(bank) == {"BANK": 1_000, "SUSPENSE": 1_000, "PREPAID": 0}
    assert broken() == []


def test_a_receipt_that_names_its_invoice_books_itself_once(bank):
    invoice = bank.invoice(1_000)
    taken = takes(bank, entry("10.00", text=f"Payment {invoice.number}"))

    booked = [book_certain(receipt_ids=taken.receipt_ids, actor=None, at=NOON) for _ in range(2)]

    assert (booked, invoice_stands(invoice)) == ([1, 0], ("PAID", 1_000))
    assert stands(bank) == {"BANK": 1_000, "SUSPENSE": 0, "PREPAID": 0}
    assert broken() == []


def test_the_same_file_twice_and_an_overlapping_one_add_nothing(bank):
    entries = [entry("10.00", ref="A"), entry("10.00"), entry("10.00")]
    takes(bank, *entries)

    again, overlapping = takes(bank, *entries), takes(bank, *entries[1:], entry("5.00", ref="B"))

    assert [len(one.receipt_ids) for one in (again, overlapping)] == [0, 1]
    assert (BankLine.objects.count(), stands(bank)["SUSPENSE"]) == (4, 3_500)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"iban": "DE02120300000000202051"}, "none of ours"),
        ({"currency": "EUR"}, "is in USD here, and in EUR"),
        ({"opening": "0.00", "closing": "99.00"}, "Lines are missing"),
    ],
)
def test_of_a_bad_file_nothing_is_taken_in(bank, more, said):
    currency = more.get("currency", "USD")

    with pytest.raises(UnusableBankFile, match=said):
        takes(bank, entry("10.00", currency=currency), **more)

    assert (StatementFile.objects.count(), BankLine.objects.count(), stands(bank)["BANK"]) == (
        0,
        0,
        0,
    )


def test_a_file_that_breaks_off_leaves_nothing(bank):
    whole = camt(*(entry(ref=str(number)) for number in range(1_500))).getvalue()

    with pytest.raises(UnusableBankFile, match="no well-formed XML"):
        take_in_bank_file(stream=BytesIO(whole[:-60]), name="x", actor=bank.rita, at=NOON)

    assert (BankLine.objects.count(), stands(bank)["BANK"]) == (0, 0)


def test_a_person_splits_a_receipt_and_the_rest_is_prepaid(bank):
    invoices = [bank.invoice(600), bank.invoice(300)]
    (receipt,) = takes(bank, entry("10.00")).receipt_ids
    parts = [Part(one.pk, one.total_minor) for one in invoices]

    book_receipt(
        receipt_id=receipt,
        brand_id=bank.acme.pk,
        parts=parts,
        why="By mail.",
        actor=bank.rita,
        at=NOON,
    )

    assert [invoice_stands(one) for one in invoices] == [("PAID", 600), ("PAID", 300)]
    assert stands(bank) == {"BANK": 1_000, "SUSPENSE": 0, "PREPAID": 100}
    assert broken() == []


def test_more_than_came_in_is_not_shared_out(bank):
    invoice = bank.invoice(2_000)
    (receipt,) = takes(bank, entry("10.00")).receipt_ids

    with pytest.raises(PartsDoNotFit):
        book_receipt(
            receipt_id=receipt,
            brand_id=bank.acme.pk,
            parts=[Part(invoice.pk, 1_001)],
            why="",
            actor=bank.rita,
            at=NOON,
        )

    assert (invoice_stands(invoice), stands(bank)["SUSPENSE"]) == (("ISSUED", 0), 1_000)


def test_a_booking_is_taken_back_whole_and_made_anew(bank):
    wrong, right = bank.invoice(1_000), bank.invoice(1_000)
    (receipt,) = takes(bank, entry("10.00", text=f"{wrong.number}")).receipt_ids
    book_certain(receipt_ids=[receipt], actor=None, at=NOON)

    take_back_booking(receipt_id=receipt, reason="Meant the other.", actor=bank.rita, at=NOON)

    assert invoice_stands(wrong) == ("ISSUED", 0)
    assert stands(bank) == {"BANK": 1_000, "SUSPENSE": 1_000, "PREPAID": 0}
    with pytest.raises(TransitionRefused):
        take_back_booking(receipt_id=receipt, reason="Again.", actor=bank.rita, at=NOON)

    book_receipt(
        receipt_id=receipt,
        brand_id=bank.acme.pk,
        parts=[Part(right.pk, 1_000)],
        why="The other.",
        actor=bank.rita,
        at=NOON,
    )
    assert (invoice_stands(right), stands(bank)["SUSPENSE"]) == (("PAID", 1_000), 0)
    assert broken() == []


def test_what_is_not_ours_stays_in_suspense_and_can_be_looked_at_again(bank):
    (receipt,) = takes(bank, entry("10.00")).receipt_ids
    park(receipt_id=receipt, reason="Mistaken account.", actor=bank.rita, at=NOON)

    with pytest.raises(DomainError):
        book_receipt(
            receipt_id=receipt, brand_id=bank.acme.pk, parts=[], why="", actor=bank.rita, at=NOON
        )
    assert (stands(bank)["SUSPENSE"], broken()) == (1_000, [])

    look_again(receipt_id=receipt, reason="It was Acme.", actor=bank.rita, at=NOON)
    assert BankReceipt.objects.get(pk=receipt).status == "WAITING"


def test_money_that_went_out_and_reversals_are_kept_and_booked_nowhere(bank):
    taken = takes(
        bank, entry(sign="DBIT"), entry("3.00", sign="CRDT", more="<RvslInd>true</RvslInd>")
    )

    assert (BankLine.objects.count(), taken.receipt_ids, stands(bank)["BANK"]) == (2, (), 0)
    assert broken() == []


@pytest.mark.django_db(transaction=True)
def test_one_file_uploaded_by_many_at_once_is_taken_in_once():
    till = Till()
    open_bank_account(number=IBAN, name="House bank", currency="USD", actor=till.rita, at=NOON)

    said = at_once(lambda _: takes(till, entry("10.00", ref="A"), entry("5.00")), range(4))

    assert said == ["Taken"] * 4
    assert (BankLine.objects.count(), stands(till)["SUSPENSE"]) == (2, 1_500)


@pytest.mark.django_db(transaction=True)
def test_one_receipt_booked_by_many_at_once_pays_once():
    till = Till()
    open_bank_account(number=IBAN, name="House bank", currency="USD", actor=till.rita, at=NOON)
    invoice = till.invoice(1_000)
    (receipt,) = takes(till, entry("10.00")).receipt_ids

    at_once(
        lambda _: book_receipt(
            receipt_id=receipt,
            brand_id=till.acme.pk,
            parts=[Part(invoice.pk, 1_000)],
            why="",
            actor=till.rita,
            at=NOON,
        ),
        range(4),
    )

    assert (invoice_stands(invoice), stands(till)["BANK"]) == (("PAID", 1_000), 1_000)
