"""An invoice or credit note as an EN 16931 message (Cross Industry Invoice, Factur-X profile).

What is written is what was kept when the document was issued; nothing is worked out here but
where it stands. Source: EN 16931-1 (business terms BT-…, rules BR-…) and the Factur-X 1.0
guide. The library checks the message against the profile's schema as it writes it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import LineItem
from stdnum import iban

from payouts.money import Money, exponent

_PROFILE = "urn:cen.eu:en16931:2017"
_SCHEMA = "FACTUR-X_EN16931"
# UNTDID 1001: commercial invoice, credit note.
_INVOICE, _CREDIT_NOTE = "380", "381"
# UNTDID 4461: credit transfer, SEPA credit transfer, not said.
_TRANSFER, _SEPA, _NOT_SAID = "30", "58", "1"
# UN/ECE recommendation 20: one.
_PIECE = "C62"
# EN 16931 knows no amount with more decimals than two (BR-DEC-…).
_MOST_DIGITS = 2
_LINES_OF_ADDRESS = 3
_LONGEST_NAME = 100
# Not subject to tax: such an invoice may name no VAT number (BR-O-02, -03).
_OUT_OF_SCOPE = "O"


class NotExpressible(ValueError):
    """EN 16931 cannot say the document as it is."""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A line of the message; amounts in minor units, the rate as a share of the net."""

    position: int
    description: str
    detail: str
    net_minor: int
    tax_category: str
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class Message:
    """A document as it was issued. ``taxes`` are its rows of net and tax by category and rate.

    A credit note's amounts are positive, and it names the invoice that it lowers.
    """

    number: str
    issued_on: date
    due_on: date | None
    currency: str
    seller: dict[str, str]
    buyer: dict[str, str]
    from_on: date
    last_on: date
    lines: Sequence[MessageLine]
    taxes: Sequence[dict[str, Any]]
    net_minor: int
    tax_minor: int
    total_minor: int
    po_number: str
    terms: str
    notes: Sequence[str] = ()
    lowers: tuple[str, date] | None = None


def may_be_message(currency: str, categories: Iterable[str] = ()) -> bool:
    """Whether EN 16931 can say a document of ``currency`` under these tax categories.

    It has no amounts of three digits, and nothing beside what is not subject to tax (BR-O-11).

    >>> may_be_message("JPY", ["S", "E"]), may_be_message("KWD"), may_be_message("EUR", ["S", "O"])
    (True, False, False)
    """
    found = set(categories)
    return exponent(currency) <= _MOST_DIGITS and not (_OUT_OF_SCOPE in found and len(found) > 1)


def message_xml(message: Message) -> bytes:
    """The message as XML, checked against the schema; the same bytes for the same message.

    Raises:
        NotExpressible: the norm has no way to say it.
    """
    if not may_be_message(message.currency, (row["category"] for row in message.taxes)):
        raise NotExpressible(f"EN 16931 cannot say {message.number}.")
    document = Document()
    document.context.guideline_parameter.id = _PROFILE
    header = document.header
    header.id = message.number
    header.type_code = _CREDIT_NOTE if message.lowers else _INVOICE
    header.issue_date_time = message.issued_on
    for note in message.notes:
        header.notes.add(IncludedNote(content=note))
    hides_vat = any(row["category"] == _OUT_OF_SCOPE for row in message.taxes)
    agreement = document.trade.agreement
    _party(agreement.seller, message.seller, hides_vat=hides_vat, is_seller=True)
    _party(agreement.buyer, message.buyer, hides_vat=hides_vat, is_seller=False)
    if message.po_number:
        agreement.buyer_order.issuer_assigned_id = message.po_number
    document.trade.delivery.event.occurrence = message.last_on
    for line in message.lines:
        document.trade.items.add(_line(line, message.currency))
    _settlement(document.trade.settlement, message)
    written: bytes = document.serialize(schema=_SCHEMA)
    return written


def bank_account(details: str) -> str:
    """The IBAN that free text names, if it is a right one; else nothing.

    >>> bank_account("IBAN DE89 3704 0044 0532 0130 00, BIC COBADEFFXXX")
    'DE89370400440532013000'
    >>> bank_account("Account 12345, routing 021000021")
    ''
    """
    for found in re.finditer(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}", details):
        words = found[0].split(" ")
        # Whatever word comes next may look like more of the account.
        for count in range(len(words), 0, -1):
            number = "".join(words[:count])
            if iban.is_valid(number):
                return str(iban.compact(number))
    return ""


def _settlement(settlement: Any, message: Message) -> None:
    settlement.payment_reference = message.number
    settlement.currency_code = message.currency
    settlement.payment_means.add(_means(message))
    for row in message.taxes:
        settlement.trade_tax.add(_tax(row, message.currency))
    settlement.period.start = message.from_on
    settlement.period.end = message.last_on
    terms = PaymentTerms(description=message.terms)
    if message.due_on is not None:
        terms.due = message.due_on
    settlement.terms.add(terms)
    total = settlement.monetary_summation
    net = _amount(message.net_minor, message.currency)
    total.line_total = net
    total.charge_total = _amount(0, message.currency)
    total.allowance_total = _amount(0, message.currency)
    total.tax_basis_total = net
    total.tax_total = (_amount(message.tax_minor, message.currency), message.currency)
    total.grand_total = _amount(message.total_minor, message.currency)
    total.prepaid_total = _amount(0, message.currency)
    total.due_amount = _amount(message.total_minor, message.currency)
    if message.lowers:
        number, issued_on = message.lowers
        settlement.invoice_referenced_document.issuer_assigned_id = number
        settlement.invoice_referenced_document.issue_date_time = issued_on


def _means(message: Message) -> PaymentMeans:
    account = bank_account(message.seller.get("bank", ""))
    if not account:
        return PaymentMeans(type_code=_NOT_SAID)
    means = PaymentMeans(type_code=_SEPA if message.currency == "EUR" else _TRANSFER)
    means.payee_account.iban = account
    means.payee_account.account_name = message.seller["name"]
    return means


def _tax(row: dict[str, Any], currency: str) -> ApplicableTradeTax:
    tax = ApplicableTradeTax()
    tax.calculated_amount = _amount(row["tax_minor"], currency)
    tax.type_code = "VAT"
    # A reason stands where no tax is charged, and nowhere else (BR-S-10, BR-Z-10).
    if row["category"] not in ("S", "Z"):
        tax.exemption_reason = row["note"] or "Exempt"
        if row["vatex"]:
            tax.exemption_reason_code = row["vatex"]
    tax.basis_amount = _amount(row["net_minor"], currency)
    tax.category_code = row["category"]
    tax.rate_applicable_percent = _percent(Decimal(row["rate"]))
    return tax


def _line(line: MessageLine, currency: str) -> LineItem:
    item = LineItem()
    item.document.line_id = str(line.position)
    item.product.name = line.description[:_LONGEST_NAME]
    if line.detail or len(line.description) > _LONGEST_NAME:
        item.product.description = " · ".join(
            part for part in (line.description, line.detail) if part
        )
    # A price is never negative (BR-27): what is taken back is a negative quantity.
    sign = -1 if line.net_minor < 0 else 1
    item.agreement.net.amount = _amount(abs(line.net_minor), currency)
    item.delivery.billed_quantity = (sign, _PIECE)
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = line.tax_category
    if line.tax_category != _OUT_OF_SCOPE:
        item.settlement.trade_tax.rate_applicable_percent = _percent(line.tax_rate)
    item.settlement.monetary_summation.total_amount = _amount(line.net_minor, currency)
    return item


def _party(party: Any, known: dict[str, str], *, hides_vat: bool, is_seller: bool) -> None:
    party.name = known["name"]
    tax_number, vat_number = known.get("tax_number", ""), known.get("vat_number", "")
    if is_seller:
        # A seller is told apart by some number or other (BR-CO-26).
        party.legal_organization.id = tax_number or known["name"]
    elif tax_number and not vat_number:
        party.legal_organization.id = tax_number
    _address(party.address, known)
    if known.get("email"):
        party.electronic_address.uri_ID = ("EM", known["email"])
    if vat_number and not hides_vat:
        party.tax_registrations.add(TaxRegistration(id=("VA", vat_number)))
    elif is_seller and tax_number:
        party.tax_registrations.add(TaxRegistration(id=("FC", tax_number)))


def _address(address: Any, known: dict[str, str]) -> None:
    if known.get("postal_code"):
        address.postcode = known["postal_code"]
    rows = known.get("street") or known["address"]
    lines = [row.strip() for row in rows.splitlines() if row.strip()]
    if len(lines) > _LINES_OF_ADDRESS:
        lines[_LINES_OF_ADDRESS - 1 :] = [", ".join(lines[_LINES_OF_ADDRESS - 1 :])]
    for name, row in zip(("line_one", "line_two", "line_three"), lines, strict=False):
        setattr(address, name, row)
    if known.get("city"):
        address.city_name = known["city"]
    address.country_id = known["country"]
    if known.get("region"):
        address.country_subdivision = known["region"]


def _amount(minor: int, currency: str) -> Decimal:
    return Money(minor, currency).exact


def _percent(rate: Decimal) -> Decimal:
    return (rate * 100).normalize() + Decimal(0)
