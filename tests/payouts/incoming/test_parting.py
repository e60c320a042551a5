"""What becomes of a receipt that is not a brand's: parked, split, sent back, taken back."""

import pytest

from onboarding.audit.services import TransitionRefused
from payouts.incoming.booking import WrongCurrency, book_certain, book_receipt
from payouts.incoming.matching import Part
from payouts.incoming.models import BankLine, BankReceipt
from payouts.incoming.parting import (
    NoSuchMovement,
    PartsDoNotAddUp,
    note_went_back,
    send_back,
    split,
    went_back,
)
from payouts.incoming.services import take_in_and_settle
from payouts.ledger.services import FloorPassed
from payouts.money import Money
from payouts.receivables.payments import draw_prepaid
from payouts.receivables.writing_off import write_off
from tests.factories.onboarding import brand
from tests.payouts.incoming.camt_files import camt, entry
from tests.payouts.incoming.test_receipts import broken, invoice_stands, stands, takes
from tests.payouts.receivables.till import DAY
from tests.times import NOON

REVERSED = "<RvslInd>true</RvslInd>"


def usd(*minor: int) -> list[Money]:
    return [Money(one, "USD") for one in minor]


def of(receipt: int) -> str:
    return BankReceipt.objects.values_list("status", flat=True).get(pk=receipt)


def test_a_line_for_two_brands_is_split_and_each_part_booked_by_itself(bank):
    globex = brand("Globex")
    mine, theirs = bank.invoice(600), bank.invoice(400, of=globex)
    (receipt,) = takes(bank, entry("10.00")).receipt_ids

    first, second = split(
        receipt_id=receipt, amounts=usd(600, 400), reason="Agency.", actor=bank.rita, at=NOON
    )
    for part, invoice in ((first, mine), (second, theirs)):
        book_receipt(
            receipt_id=part.pk,
            brand_id=invoice.brand_id,
            parts=[Part(invoice.pk, part.amount_minor)],
            why="Agency.",
            actor=bank.rita,
            at=NOON,
        )

    assert [invoice_stands(one) for one in (mine, theirs)] == [("PAID", 600), ("PAID", 400)]
    assert (of(receipt), stands(bank)["SUSPENSE"], broken()) == ("SPLIT", 0, [])


@pytest.mark.parametrize("amounts", [(1_000,), (600, 399), (600, 401), (1_100, -100), (1_000, 0)])
def test_parts_that_are_not_the_whole_are_refused(bank, amounts):
    (receipt,) = takes(bank, entry("10.00")).receipt_ids

    with pytest.raises(PartsDoNotAddUp):
        split(receipt_id=receipt, amounts=usd(*amounts), reason="x", actor=bank.rita, at=NOON)

    assert (of(receipt), BankReceipt.objects.count()) == ("WAITING", 1)


def test_what_is_split_is_not_split_or_booked_again(bank):
    (receipt,) = takes(bank, entry("10.00")).receipt_ids
    terms = {"receipt_id": receipt, "reason": "x", "actor": bank.rita, "at": NOON}
    split(amounts=usd(600, 400), **terms)

    with pytest.raises(TransitionRefused):
        split(amounts=usd(500, 500), **terms)

    assert (BankReceipt.objects.count(), broken()) == (3, [])


def test_a_receipt_that_was_sent_back_has_gone_when_its_line_is_there(bank):
    (receipt,) = takes(bank, entry("10.00", ref="A", payer_iban="FR76A")).receipt_ids
    send_back(receipt_id=receipt, reason="Not for us.", actor=bank.rita, at=NOON)
    debit = entry("10.00", ref="B", sign="DBIT").replace("Dbtr", "Cdtr")
    debit = debit.replace("FR7630006000011234567890189", "FR76A")

    settled = take_in_and_settle(stream=camt(debit), name="x", actor=bank.rita, at=NOON + DAY)

    assert (settled.went_back, of(receipt)) == (1, "WENT_BACK")
    assert (stands(bank), broken()) == ({"BANK": 0, "SUSPENSE": 0, "PREPAID": 0}, [])


def test_a_reversal_reopens_what_the_receipt_had_paid(bank):
    invoice = bank.invoice(1_000)
    (receipt,) = takes(bank, entry("10.00", ref="A", text=invoice.number)).receipt_ids
    book_certain(receipt_ids=[receipt], actor=None, at=NOON)
    reversal = camt(entry("10.00", ref="A", sign="DBIT", more=REVERSED))

    settled = take_in_and_settle(stream=reversal, name="x", actor=None, at=NOON + DAY)
    again = note_went_back(debit_ids=settled.taken.debit_ids, actor=None, at=NOON + DAY)

    assert (settled.went_back, again, of(receipt)) == (1, 0, "WENT_BACK")
    assert invoice_stands(invoice) == ("ISSUED", 0)
    assert (stands(bank), broken()) == ({"BANK": 0, "SUSPENSE": 0, "PREPAID": 0}, [])


def test_a_reversal_reopens_what_was_given_up_beside_the_receipt(bank):
    invoice = bank.invoice(1_000)
    (receipt,) = takes(bank, entry("6.00", ref="A")).receipt_ids
    terms = {"brand_id": bank.acme.pk, "why": "x", "actor": bank.rita, "at": NOON}
    book_receipt(receipt_id=receipt, parts=[Part(invoice.pk, 600)], **terms)
    write_off(invoice_id=invoice.pk, reason="Gone.", actor=bank.rita, at=NOON)
    given_up = invoice_stands(invoice)
    reversal = camt(entry("6.00", ref="A", sign="DBIT", more=REVERSED))

    settled = take_in_and_settle(stream=reversal, name="x", actor=None, at=NOON + DAY)

    assert (given_up, settled.went_back) == (("UNCOLLECTIBLE", 600), 1)
    assert invoice_stands(invoice) == ("ISSUED", 0)
    assert (stands(bank), broken()) == ({"BANK": 0, "SUSPENSE": 0, "PREPAID": 0}, [])


def test_a_reversal_of_money_that_is_spent_waits_for_a_person(bank):
    (receipt,) = takes(bank, entry("10.00", ref="A")).receipt_ids
    terms = {"brand_id": bank.acme.pk, "parts": [], "why": "x", "actor": bank.rita, "at": NOON}
    book_receipt(receipt_id=receipt, **terms)
    invoice = bank.invoice(1_000)
    draw_prepaid(brand_id=bank.acme.pk, currency="USD", actor=None, at=NOON)
    reversal = camt(entry("10.00", ref="A", sign="DBIT", more=REVERSED))

    settled = take_in_and_settle(stream=reversal, name="x", actor=None, at=NOON + DAY)

    assert (settled.went_back, of(receipt)) == (0, "BOOKED")
    assert (invoice_stands(invoice), broken()) == (("PAID", 1_000), [])
    line = BankLine.objects.get(is_reversal=True)
    with pytest.raises(FloorPassed):
        went_back(receipt_id=receipt, line_id=line.pk, reason="x", actor=bank.rita, at=NOON)


def test_one_line_takes_back_one_receipt_of_its_amount(bank):
    first, second, small = takes(bank, entry("10.00"), entry("10.00"), entry("9.00")).receipt_ids
    takes(bank, entry("10.00", ref="B", sign="DBIT"))
    line = BankLine.objects.get(amount_minor=-1_000)
    terms = {"line_id": line.pk, "reason": "x", "actor": bank.rita, "at": NOON}
    went_back(receipt_id=first, **terms)

    for other in (second, small):
        with pytest.raises(NoSuchMovement):
            went_back(receipt_id=other, **terms)

    assert [of(one) for one in (first, second, small)] == ["WENT_BACK", "WAITING", "WAITING"]
    assert (stands(bank)["SUSPENSE"], broken()) == (1_900, [])


def test_money_of_another_currency_pays_no_brand(bank):
    euro = brand("Globex", currency="EUR")
    (receipt,) = takes(bank, entry("10.00")).receipt_ids

    with pytest.raises(WrongCurrency):
        book_receipt(
            receipt_id=receipt, brand_id=euro.pk, parts=[], why="x", actor=bank.rita, at=NOON
        )

    assert (of(receipt), stands(bank)["SUSPENSE"]) == ("WAITING", 1_000)
