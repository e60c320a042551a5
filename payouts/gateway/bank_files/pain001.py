"""pain.001.001.09, the customer's order for credit transfers (ISO 20022), as SEPA and beyond.

Written as a stream, so a file of twelve thousand payments needs no tree in memory; and as the
same bytes for the same order, which is why the library that brings the schema does not write
it: that one reads the clock and draws its identifiers by chance.

Sources: ISO 20022 message definition pain.001.001.09; EPC132-08, SEPA credit transfer
customer-to-PSP implementation guidelines (service level SEPA, charges SLEV, name 70 and
remittance 140 characters, amounts up to 999,999,999.99).
"""

from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any, BinaryIO, assert_never

from lxml import etree

from payouts.gateway.bank_files.letters import sepa_text
from payouts.gateway.bank_files.orders import (
    ForeignAccount,
    IbanAccount,
    Order,
    Transfer,
    UsAccount,
    WontFit,
)
from payouts.money import Money

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_NSMAP: Any = {None: NAMESPACE}
_NAME, _TEXT, _IDENTIFIER = 70, 140, 35
_LARGEST_SEPA_MINOR = 99_999_999_999


def write_pain001(out: BinaryIO, order: Order, *, is_sepa: bool) -> None:
    """Write ``order`` to ``out``.

    Raises:
        WontFit: SEPA pays in euros, to an IBAN, up to 999,999,999.99.
    """
    _refuse_what_does_not_fit(order, is_sepa=is_sepa)
    with etree.xmlfile(out, encoding="UTF-8") as xml:
        xml.write_declaration()
        with (
            xml.element("Document", nsmap=_NSMAP),
            xml.element("CstmrCdtTrfInitn"),
        ):
            xml.write(_group_header(order))
            with xml.element("PmtInf"):
                for part in _payment_information(order, is_sepa=is_sepa):
                    xml.write(part)
                for transfer in order.transfers:
                    xml.write(_transaction(transfer, order.currency))


def pain001(order: Order, *, is_sepa: bool) -> bytes:
    """``order`` as one file."""
    out = BytesIO()
    write_pain001(out, order, is_sepa=is_sepa)
    return out.getvalue()


def faults_of(document: bytes) -> list[str]:
    """What the schema of pain.001.001.09 finds wrong with ``document``; nothing, if it is sound.

    Read as a stream: the schema is tried element by element.
    """
    try:
        steps = etree.iterparse(
            BytesIO(document), schema=_schema(), resolve_entities=False, no_network=True
        )
        for _, element in steps:
            if etree.QName(element).localname == "CdtTrfTxInf":
                element.clear()
    except etree.XMLSyntaxError as wrong:
        return [str(wrong)]
    return []


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    found = files("sepaxml") / "schemas" / "pain.001.001.09.xsd"
    return etree.XMLSchema(etree.XML(found.read_bytes()))


def _refuse_what_does_not_fit(order: Order, *, is_sepa: bool) -> None:
    if not order.originator.iban:
        raise WontFit("The account that pays has no IBAN.")
    if len(order.message_id) > _IDENTIFIER:
        raise WontFit(f"{order.message_id} is longer than 35 characters.")
    if not is_sepa:
        return
    if order.currency != "EUR":
        raise WontFit(f"SEPA pays in euros, and not in {order.currency}.")
    for transfer in order.transfers:
        if not isinstance(transfer.account, IbanAccount):
            raise WontFit(f"{transfer.reference}: SEPA pays to an IBAN.")
        if transfer.amount_minor > _LARGEST_SEPA_MINOR:
            raise WontFit(f"{transfer.reference}: SEPA carries at most 999,999,999.99.")


def _group_header(order: Order) -> Any:
    header = _element("GrpHdr")
    _add(header, "MsgId", order.message_id)
    _add(header, "CreDtTm", order.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"))
    _add(header, "NbOfTxs", str(len(order.transfers)))
    _add(header, "CtrlSum", _major(order.total_minor, order.currency))
    _add(_add(header, "InitgPty"), "Nm", sepa_text(order.originator.name, _NAME))
    return header


def _payment_information(order: Order, *, is_sepa: bool) -> list[Any]:
    ours = order.originator
    parts = [
        _with_text("PmtInfId", order.message_id),
        _with_text("PmtMtd", "TRF"),
        _with_text("BtchBookg", "true"),
        _with_text("NbOfTxs", str(len(order.transfers))),
        _with_text("CtrlSum", _major(order.total_minor, order.currency)),
    ]
    if is_sepa:
        kind = _element("PmtTpInf")
        _add(_add(kind, "SvcLvl"), "Cd", "SEPA")
        parts.append(kind)
    day = _element("ReqdExctnDt")
    _add(day, "Dt", order.execute_on.isoformat())
    debtor = _element("Dbtr")
    _add(debtor, "Nm", sepa_text(ours.name, _NAME))
    account = _element("DbtrAcct")
    _add(_add(account, "Id"), "IBAN", ours.iban)
    parts += [day, debtor, account, _agent("DbtrAgt", ours.bic)]
    parts.append(_with_text("ChrgBr", "SLEV" if is_sepa else "SHAR"))
    return parts


def _transaction(transfer: Transfer, currency: str) -> Any:
    bic, kind, number = _account_terms(transfer)
    one = _element("CdtTrfTxInf")
    _add(_add(one, "PmtId"), "EndToEndId", transfer.reference)
    amount = _add(_add(one, "Amt"), "InstdAmt", _major(transfer.amount_minor, currency))
    amount.set("Ccy", currency)
    if bic:
        one.append(_agent("CdtrAgt", bic))
    _add(_add(one, "Cdtr"), "Nm", sepa_text(transfer.name, _NAME))
    identified = _add(_add(one, "CdtrAcct"), "Id")
    if kind == "IBAN":
        _add(identified, "IBAN", number)
    else:
        _add(_add(identified, "Othr"), "Id", number)
    if transfer.text:
        _add(_add(one, "RmtInf"), "Ustrd", sepa_text(transfer.text, _TEXT))
    return one


def _account_terms(transfer: Transfer) -> tuple[str, str, str]:
    match transfer.account:
        case IbanAccount(iban, bic):
            return bic, "IBAN", iban
        case ForeignAccount(bic, number):
            return bic, "Othr", sepa_text(number, 34)
        case UsAccount():
            raise WontFit(f"{transfer.reference}: this format does not pay to a routing number.")
        case _:
            assert_never(transfer.account)


def _agent(name: str, bic: str) -> Any:
    agent = _element(name)
    institution = _add(agent, "FinInstnId")
    if bic:
        _add(institution, "BICFI", bic)
    else:
        _add(_add(institution, "Othr"), "Id", "NOTPROVIDED")
    return agent


def _major(minor: int, currency: str) -> str:
    return f"{Money(minor, currency).exact:f}"


def _element(name: str) -> Any:
    # Written inside ``Document``, it is of the namespace declared there.
    return etree.Element(name)


def _with_text(name: str, text: str) -> Any:
    element = _element(name)
    element.text = text
    return element


def _add(parent: Any, name: str, text: str | None = None) -> Any:
    child = etree.SubElement(parent, name)
    child.text = text
    return child
