"""CSV files of banks: how they are written, what is wrong with them, each line once."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.incoming.accounts import LayoutUnclear, layout_of, set_layout
from payouts.incoming.intake import UnusableBankFile
from payouts.incoming.models import BankAccount, BankLine, CsvLayout
from payouts.incoming.reading.columns import Layout, read_columns
from payouts.incoming.reading.lines import BadFile, Line
from payouts.incoming.services import take_in_and_settle
from tests.times import NOON

PLAIN = Layout(date="Day", amount="Amount", text="Text", payer="From", reference="Ref")
GERMAN = Layout(
    date="Buchung",
    credit="Haben",
    debit="Soll",
    text="Zweck",
    delimiter=";",
    decimal_mark=",",
    date_format="%d.%m.%Y",
    encoding="cp1252",
)
HEAD = "Day,Amount,Text,From,Ref\n"


def read(text: str, layout: Layout = PLAIN, currency: str = "USD") -> list[Line]:
    stream = BytesIO(text.encode(layout.encoding))
    found = read_columns(stream, layout, account="ACC", currency=currency)
    return [one for one in found if isinstance(one, Line)]


def test_one_column_with_a_sign():
    came, went = read(HEAD + '2026-09-16,"1,234.50",INV-2026-000001,Acme,A\n2026-09-17,-3.00,,,B\n')

    assert (came.minor, came.remittance, came.counterparty, came.reference) == (
        123_450,
        "INV-2026-000001",
        "Acme",
        "A",
    )
    assert went.minor == -300


def test_two_columns_as_german_banks_write_them():
    text = "Buchung;Soll;Haben;Zweck\n16.09.2026;;1.234,50;Müller\n17.09.2026;3,00;;Gebühr\n"

    assert [one.minor for one in read(text, GERMAN, "EUR")] == [123_450, -300]
    assert read(text, GERMAN, "EUR")[0].remittance == "Müller"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: the file is empty"),
        ("Day,Sum\n2026-09-16,1\n", "column 'Amount' is missing. The file has: Day, Sum"),
        (HEAD + "2026-09-16,ten,,,\n", "line 2: 'ten' is no amount"),
        (HEAD + "2026-09-16,1e9,,,\n", "line 2: '1e9' is no amount"),
        (HEAD + "2026-09-16,1.005,,,\n", "line 2: 1.005 has more digits"),
        (HEAD + "2026-09-16,,,,\n", "is no amount"),
        (HEAD + "2026-09-16,1,,,\n16.09.2026,1,,,\n", "line 3: '16.09.2026' is no date"),
        (HEAD + '2026-09-16,1,"open', "This is no CSV"),
        (HEAD + "2026-09-16,1," + "x" * 10_001 + ",,\n", "line 2: a cell has more"),
        (HEAD + "2026-09-16,9" + "9" * 17 + ",,,\n", "no amount|too large"),
        (HEAD + "2026-09-16,100000000000.01,,,\n", "100000000000.01 is too large"),
        (HEAD + "0001-01-01,1,,,\n", "0001-01-01 is too far away"),
    ],
)
def test_a_bad_line_is_named(text, said):
    with pytest.raises(BadFile, match=said):
        read(text)


def test_letters_of_another_code_page_are_told():
    stream = BytesIO(HEAD.encode() + b"2026-09-16,1,\xff,,\n")

    with pytest.raises(BadFile, match="not written in utf-8-sig"):
        list(read_columns(stream, PLAIN, account="ACC", currency="USD"))


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(content):
    stream = BytesIO(HEAD.encode() + content)

    with suppress(BadFile):
        assert list(read_columns(stream, PLAIN, account="A", currency="USD"))


def test_equal_rows_are_two_lines_and_an_overlapping_file_adds_what_is_new(bank):
    account = BankAccount.objects.get()
    set_layout(account_id=account.pk, layout=PLAIN, actor=bank.rita, at=NOON)
    same = "2026-09-16,1.00,coffee,,\n"

    def takes(text: str) -> int:
        stream = BytesIO((HEAD + text).encode())
        terms = {"name": "x.csv", "actor": bank.rita, "at": NOON, "account_id": account.pk}
        return take_in_and_settle(stream=stream, **terms).taken.file.new_count

    assert [takes(same * 2), takes(same * 2), takes(same * 3)] == [2, 0, 1]
    assert BankLine.objects.count() == 3


def test_a_letter_that_no_column_takes_is_left_out(bank):
    account = BankAccount.objects.get()
    set_layout(account_id=account.pk, layout=PLAIN, actor=bank.rita, at=NOON)
    stream = BytesIO((HEAD + "2026-09-16,1.00,a\x00b,,\n").encode())

    take_in_and_settle(
        stream=stream, name="a\x00.csv", actor=bank.rita, at=NOON, account_id=account.pk
    )

    assert BankLine.objects.get().remittance == "a b"


def test_a_csv_without_a_layout_says_what_is_missing(bank):
    account = BankAccount.objects.get()

    with pytest.raises(UnusableBankFile, match="Say first how the CSV of House bank is written"):
        take_in_and_settle(
            stream=BytesIO(b"x"), name="x", actor=bank.rita, at=NOON, account_id=account.pk
        )


def test_a_layout_is_kept_once_and_the_newest_holds(bank):
    account = BankAccount.objects.get()

    for layout in (PLAIN, PLAIN, GERMAN):
        set_layout(account_id=account.pk, layout=layout, actor=bank.rita, at=NOON)

    assert (layout_of(account), CsvLayout.objects.count()) == (GERMAN, 2)


@pytest.mark.parametrize(
    "layout",
    [
        Layout(date="Day"),
        Layout(date="", amount="Amount"),
        Layout(date="Day", amount="Amount", credit="In"),
        Layout(date="Day", amount="Amount", delimiter="x"),
        Layout(date="Day", amount="Amount", encoding="rot13"),
    ],
)
def test_a_layout_that_cannot_be_read_by_is_refused(bank, layout):
    account = BankAccount.objects.get()

    with pytest.raises(LayoutUnclear):
        set_layout(account_id=account.pk, layout=layout, actor=bank.rita, at=NOON)

    assert CsvLayout.objects.count() == 0
