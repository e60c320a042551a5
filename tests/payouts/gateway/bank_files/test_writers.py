"""Files to the bank: the same bytes as ever, sound by the schema and by independent readers."""

from dataclasses import replace
from pathlib import Path

import pytest
from achkit.parse import parse
from achkit.validate import validate
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from pyiso20022.pain.pain_001_001_09 import Document
from xsdata.formats.dataclass.parsers import XmlParser

from payouts.gateway.bank_files.letters import nacha_text, sepa_text
from payouts.gateway.bank_files.nacha import nacha, trace_numbers
from payouts.gateway.bank_files.orders import (
    BankFormat,
    IbanAccount,
    Transfer,
    UsAccount,
    WontFit,
    reference_of,
)
from payouts.gateway.bank_files.pain001 import faults_of, pain001
from tests.payouts.gateway.bank_files.orders import ABROAD, IBAN, NACHA, SEPA, US, order

GOLDEN = Path(__file__).parent / "golden"
NAMES = st.text(min_size=1, max_size=200)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("sepa.xml", lambda: pain001(SEPA, is_sepa=True)),
        ("cross_border.xml", lambda: pain001(ABROAD, is_sepa=False)),
        ("payouts.ach", lambda: nacha(NACHA)),
    ],
)
def test_a_file_is_the_same_bytes_as_ever(name, written):
    assert written() == (GOLDEN / name).read_bytes()
    assert written() == written()


@pytest.mark.parametrize(("file", "is_sepa"), [(SEPA, True), (ABROAD, False)])
def test_a_pain_001_passes_the_schema(file, is_sepa):
    assert faults_of(pain001(file, is_sepa=is_sepa)) == []


def test_the_schema_finds_what_is_wrong():
    damaged = pain001(SEPA, is_sepa=True).replace(b"<NbOfTxs>3</NbOfTxs>", b"<NbOfTxs>x</NbOfTxs>")

    assert "NbOfTxs" in faults_of(damaged)[0]


def test_an_independent_reader_reads_what_sepa_is_told():
    read = XmlParser().from_bytes(pain001(SEPA, is_sepa=True), Document).cstmr_cdt_trf_initn

    header, part = read.grp_hdr, read.pmt_inf[0]
    assert (header.msg_id, header.nb_of_txs, header.ctrl_sum) == (
        "TALLYLINE-7-SEPA-1",
        "3",
        part.ctrl_sum,
    )
    assert str(part.ctrl_sum) == "1000000123.45"
    assert part.pmt_tp_inf.svc_lvl[0].cd == "SEPA"
    assert part.chrg_br.value == "SLEV"
    assert str(part.reqd_exctn_dt.dt) == "2026-09-21"
    assert part.dbtr_acct.id.iban == US.iban
    assert [
        (one.pmt_id.end_to_end_id, one.cdtr.nm, str(one.amt.instd_amt.value), one.cdtr_acct.id.iban)
        for one in part.cdt_trf_tx_inf
    ] == [
        ("PAYOUT-17-1", "Lukasz Zolc", "123.45", "DE89370400440532013000"),
        ("PAYOUT-18-1", "Iuliia Koval'chuk", "0.01", "FR1420041010050500013M02606"),
        ("PAYOUT-19-2", "O'Brien + Sohne", "999999999.99", "DE89370400440532013000"),
    ]


def test_an_independent_reader_reads_what_other_banks_are_told():
    read = XmlParser().from_bytes(pain001(ABROAD, is_sepa=False), Document).cstmr_cdt_trf_initn

    part = read.pmt_inf[0]
    first, second = part.cdt_trf_tx_inf
    assert part.chrg_br.value == "SHAR"
    assert (str(first.amt.instd_amt.value), first.amt.instd_amt.ccy) == ("50000", "JPY")
    assert first.cdtr_agt.fin_instn_id.bicfi == "GTBINGLA"
    assert first.cdtr_acct.id.othr.id == "0123456789"
    assert second.cdtr_acct.id.iban == "TR330006100519786457841326"
    assert second.cdtr.nm == "Ayse Yilmaz"


def test_an_independent_reader_reads_what_the_ach_network_is_told():
    written = nacha(NACHA).decode()

    assert validate(written) == {"ok": True, "errors": []}
    people, companies = parse(written)["batches"]
    assert [batch["sec"] for batch in (people, companies)] == ["PPD", "CCD"]
    assert people["effective_date"] == "260921"
    assert people["control"]["total_credit"] == 123_46
    assert [
        (one["id_number"], one["name"], one["txn_code"], one["amount_cents"], one["account"])
        for one in people["entries"]
    ] == [
        ("P17-1", "JOSE NUNEZ-FERNANDEZ D", 22, 123_45, "12345678"),
        ("P18-1", "BEA", 32, 1, "987-654"),
    ]
    assert people["entries"][1]["addenda"][0]["info"] == "EARNINGS"
    assert trace_numbers(NACHA)["P19-1"] == companies["entries"][0]["trace_number"]


@pytest.mark.parametrize("count", [1, 3, 4, 5, 7, 12, 13])
def test_a_nacha_file_ends_on_a_whole_block(count):
    many = order(
        *(
            Transfer(f"P{n}-1", "Ada", UsAccount("021000021", str(n)), n, is_company=n % 3 == 0)
            for n in range(1, count + 1)
        ),
        currency="USD",
    )

    written = nacha(many).decode()

    assert validate(written)["errors"] == []
    assert len(written.splitlines()) % 10 == 0


@pytest.mark.parametrize(
    ("write", "wrong", "why"),
    [
        (lambda o: pain001(o, is_sepa=True), replace(SEPA, currency="USD"), "in euros"),
        (
            lambda o: pain001(o, is_sepa=True),
            order(Transfer("P", "Ada", UsAccount("021000021", "1"), 1)),
            "to an IBAN",
        ),
        (
            lambda o: pain001(o, is_sepa=True),
            order(Transfer("P", "Ada", IBAN, 100_000_000_000)),
            "at most",
        ),
        (
            lambda o: pain001(o, is_sepa=False),
            order(Transfer("P", "Ada", UsAccount("021000021", "1"), 1)),
            "routing number",
        ),
        (
            lambda o: pain001(o, is_sepa=True),
            replace(SEPA, originator=replace(US, iban="")),
            "no IBAN",
        ),
        (nacha, replace(NACHA, currency="EUR"), "US dollars"),
        (nacha, order(Transfer("P", "Ada", IBAN, 1), currency="USD"), "routing and an account"),
        (
            nacha,
            order(Transfer("P", "Ada", UsAccount("021000021", "1"), 10**10), currency="USD"),
            "ten digits",
        ),
        (nacha, replace(NACHA, originator=replace(US, company_id="")), "company number"),
    ],
)
def test_what_a_format_cannot_say_is_refused(write, wrong, why):
    with pytest.raises(WontFit, match=why):
        write(wrong)


@given(NAMES)
def test_any_name_fits_into_sepas_letters(name):
    written = sepa_text(name, 70)

    assert 0 < len(written) <= 70
    assert set(written) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ "
    )
    assert not written.startswith("/")
    assert "//" not in written


@given(NAMES)
def test_any_name_fits_into_nachas_letters(name):
    written = nacha_text(name, 22)

    assert len(written) == 22
    assert written.isascii()
    assert written.isprintable()


@given(st.lists(st.tuples(NAMES, st.integers(1, 10**9)), min_size=1, max_size=8))
def test_whatever_the_names_both_files_are_sound(payees):
    ours = [
        Transfer(f"PAYOUT-{n}-1", name, IbanAccount(IBAN.iban), minor, name)
        for n, (name, minor) in enumerate(payees)
    ]
    theirs = [
        Transfer(f"P{n}-1", name, UsAccount("021000021", "1"), minor, name)
        for n, (name, minor) in enumerate(payees)
    ]

    document = pain001(order(*ours), is_sepa=True)
    assert faults_of(document) == []
    told = etree.fromstring(document).find(".//{*}PmtInf/{*}CtrlSum").text
    assert int(told.replace(".", "")) == sum(minor for _, minor in payees)
    assert validate(nacha(order(*theirs, currency="USD")).decode())["errors"] == []


def test_a_reference_says_which_attempt_it_is():
    assert reference_of("payout_12345678901_99", BankFormat.NACHA) == "P12345678901-99"
    assert reference_of("payout_17_2", BankFormat.PAIN_WITH_BIC) == "PAYOUT-17-2"
    with pytest.raises(WontFit, match="15 places"):
        reference_of("payout_123456789012_10", BankFormat.NACHA)
