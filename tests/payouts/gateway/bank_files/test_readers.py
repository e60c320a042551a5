"""Files of the bank: what they say, each damage named, nothing hostile believed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.gateway.bank_files.answers import Says, Told, Unreadable
from payouts.gateway.bank_files.reading import read_answer
from payouts.gateway.bank_files.reasons import Follows, reason_of
from tests.payouts.gateway.bank_files.orders import (
    camt054,
    detail,
    entry,
    nacha_returns,
    pain002,
)

MONDAY = date(2026, 9, 21)


def test_a_status_report_speaks_of_each_transaction():
    answer = read_answer(pain002(("PAYOUT-17-1", "RJCT", "AC04"), ("PAYOUT-18-1", "ACSP", "")))

    assert (answer.kind, answer.name) == ("pain.002", "STATUS-1")
    assert answer.rows == (
        Told(Says.REJECTED, "PAYOUT-17-1", "MSG-1", "AC04", bank_reference="S0"),
        Told(Says.ACCEPTED, "PAYOUT-18-1", "MSG-1", "ACSP", bank_reference="S1"),
    )


@pytest.mark.parametrize(
    ("status", "says"), [("ACTC", Says.ACCEPTED), ("RJCT", Says.REJECTED), ("PDNG", Says.NOTED)]
)
def test_a_status_of_the_group_is_one_of_the_whole_file(status, says):
    assert read_answer(pain002(group=status)).rows == (Told(says, message_id="MSG-1", code=status),)


def test_a_status_of_the_payment_information_survives_its_transactions():
    report = pain002(("PAYOUT-17-1", "RJCT", "AC04")).replace(
        b"<OrgnlPmtInfId>MSG-1</OrgnlPmtInfId>",
        b"<OrgnlPmtInfId>MSG-1</OrgnlPmtInfId><PmtInfSts>ACSP</PmtInfSts>",
    )

    assert {(row.says, row.reference) for row in read_answer(report).rows} == {
        (Says.REJECTED, "PAYOUT-17-1"),
        (Says.ACCEPTED, ""),
    }


def test_a_booked_debit_names_its_transfers_or_its_file():
    answer = read_answer(
        camt054(
            entry("10.00", detail("PAYOUT-17-1", "7.00"), detail("PAYOUT-18-1", "3.00")),
            entry("25.00", batch="MSG-2", reference="B-2"),
            entry("99.00", reference="B-3"),
            entry("12.00", detail("INVOICE-4", "12.00"), sign="CRDT", reference="B-4"),
        )
    )

    assert answer.rows == (
        Told(Says.BOOKED, "PAYOUT-17-1", "", "", "", 700, "EUR", MONDAY, "B-1"),
        Told(Says.BOOKED, "PAYOUT-18-1", "", "", "", 300, "EUR", MONDAY, "B-1"),
        Told(Says.BOOKED, "", "MSG-2", "", "", 2500, "EUR", MONDAY, "B-2"),
    )
    assert answer.left_out == 2


def test_a_credit_with_a_reason_came_back():
    back = entry("7.00", detail("PAYOUT-17-1", "7.00", reason="AC04", bank="R-9"), sign="CRDT")

    assert read_answer(camt054(back)).rows == (
        Told(Says.RETURNED, "PAYOUT-17-1", "", "AC04", "", 700, "EUR", MONDAY, "R-9"),
    )


def test_what_is_not_booked_yet_is_not_believed():
    pending = camt054(entry("7.00", detail("PAYOUT-17-1", "7.00"))).replace(b"BOOK", b"PDNG")

    assert read_answer(pending).rows == ()


def test_returns_of_the_ach_network_name_entry_reason_and_amount():
    answer = read_answer(nacha_returns(("P17-1", "R02", 12345), ("P18-1", "R23", 7)))

    assert [(row.says, row.reference, row.code, row.amount_minor) for row in answer.rows] == [
        (Says.RETURNED, "P17-1", "R02", 12345),
        (Says.RETURNED, "P18-1", "R23", 7),
    ]
    assert [row.bank_reference for row in answer.rows] == ["021000020000001", "021000020000002"]
    assert answer.rows[0].booked_on == date(2026, 9, 22)


def test_a_notification_of_change_proposes_and_carries_no_money():
    (row,) = read_answer(nacha_returns(("P17-1", "C01", 0), corrected="99887766")).rows

    assert (row.says, row.code, row.corrected) == (Says.CHANGED, "C01", "99887766")
    assert row.amount_minor is None


def test_cut_off_blanks_and_missing_line_ends_do_no_harm():
    whole = nacha_returns(("P17-1", "R02", 12345))
    cut = b"\n".join(line.rstrip() for line in whole.splitlines())
    joined = b"".join(whole.splitlines())

    assert read_answer(cut).rows == read_answer(joined).rows == read_answer(whole).rows


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf  ", "empty"),
        (b"<Document", "no well-formed XML"),
        (b"<html><body/></html>", "no pain.002"),
        (pain002(("P", "RJCT", ""))[:-20], "no well-formed XML"),
        (pain002(of=""), "does not say which file"),
        (b"Date;Amount\n", "does not begin with a NACHA"),
        ("ä".encode(), "neither XML nor plain NACHA"),
        (camt054(entry("seven", detail("P", "x"))), "is no amount"),
        (camt054(entry("7.001", detail("P", "7.001"))), "is no amount"),
        (camt054(entry("7.00", detail("P", "7"))).replace(b"2026-09-21<", b"today<"), "no day"),
        (nacha_returns(("P17-1", "R02", 5)).replace(b"8220000002", b"8220000004"), "batch 1 says"),
        (nacha_returns(("P17-1", "R02", 5)).replace(b"621021", b"621011"), "entry hash"),
        (b"\n".join(nacha_returns(("P17-1", "R02", 5)).splitlines()[:4]), "cut off"),
        (nacha_returns(("P17-1", "R02", 5)).replace(b"799R02", b"X99R02"), "no record of NACHA"),
    ],
)
def test_a_damaged_file_is_refused_by_what_is_wrong(content, why):
    with pytest.raises(Unreadable, match=why):
        read_answer(content)


@pytest.mark.parametrize(
    "bomb",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_of_its_own_is_refused(bomb, encoding):
    hostile = (
        f'<?xml version="1.0"?>{bomb}' + pain002(("P", "RJCT", "")).decode().partition("?>")[2]
    )

    with pytest.raises(Unreadable):
        read_answer(hostile.encode(encoding))


@given(st.binary(max_size=300))
def test_whatever_comes_is_read_or_refused(content):
    with pytest.raises(Unreadable):
        read_answer(content)


@given(st.data())
def test_a_file_with_a_wrong_byte_is_read_or_refused(data):
    whole = bytearray(nacha_returns(("P17-1", "R02", 12345)))
    whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        rows = read_answer(bytes(whole)).rows
    except Unreadable:
        return
    assert all(row.says in set(Says) for row in rows)


def test_every_return_of_the_first_thirty_six_has_words_and_a_consequence():
    reasons = [reason_of(f"R{number:02}") for number in range(1, 37)]

    assert all(not reason.words.startswith("The bank answered") for reason in reasons)
    assert reason_of("R15").follows == Follows.NEVER_AGAIN
    assert reason_of("R02").holds_the_payee
    assert not reason_of("AM04").holds_the_payee
    assert reason_of("Q77").holds_the_payee
