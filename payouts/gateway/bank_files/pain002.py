"""pain.002, the bank's report on the status of an order (ISO 20022), in any of its versions.

A status stands for the whole file, for its payment information (we write one in each file) or
for one transaction. Accepted is not executed: only a booked debit says that money left.

Source: ISO 20022 external code set, ExternalPaymentTransactionStatus1Code and the group's.
"""

from collections.abc import Iterator
from typing import Any

from payouts.gateway.bank_files.answers import Answer, Says, Told, Unreadable
from payouts.gateway.bank_files.xml import all_at, elements, found, money, text

_REJECTED = {"RJCT", "CANC"}
_ACCEPTED = {"ACCP", "ACTC", "ACSP", "ACSC", "ACWC", "ACCC", "ACWP", "ACFC"}


def read_pain002(content: bytes) -> Answer:
    """What a pain.002 says, transaction by transaction and of the whole.

    Raises:
        Unreadable: no such file.
    """
    name, message_id = "", ""
    rows: list[Told] = []
    parts = elements(content, "GrpHdr", "OrgnlGrpInfAndSts", "TxInfAndSts", "OrgnlPmtInfAndSts")
    for part in parts:
        match part.tag.rpartition("}")[2]:
            case "GrpHdr":
                name = text(part, "MsgId")
            case "OrgnlGrpInfAndSts":
                message_id = text(part, "OrgnlMsgId")
                rows += _of_the_file(part, message_id, "GrpSts")
            case "TxInfAndSts":
                rows.append(_of_a_transaction(part, message_id))
            case "OrgnlPmtInfAndSts":
                rows += _of_the_file(part, message_id, "PmtInfSts")
    if not name or not message_id:
        raise Unreadable("The report does not say which file it speaks of (OrgnlMsgId).")
    return Answer("pain.002", name, tuple(dict.fromkeys(rows)))


def _of_the_file(part: Any, message_id: str, field: str) -> Iterator[Told]:
    status = text(part, field)
    # PART: some transactions are rejected, and each of them is named.
    if status and status != "PART":
        code, words = _why(part)
        yield Told(_says(status), message_id=message_id, code=code or status, words=words)


def _of_a_transaction(part: Any, message_id: str) -> Told:
    status = text(part, "TxSts")
    code, words = _why(part)
    minor, currency = money(part, "OrgnlTxRef/Amt/InstdAmt", "OrgnlTxRef/IntrBkSttlmAmt")
    return Told(
        _says(status),
        reference=text(part, "OrgnlEndToEndId", "OrgnlInstrId"),
        message_id=message_id,
        code=code or status,
        words=words,
        amount_minor=minor,
        currency=currency,
        bank_reference=text(part, "StsId"),
    )


def _says(status: str) -> Says:
    if status in _REJECTED:
        return Says.REJECTED
    return Says.ACCEPTED if status in _ACCEPTED else Says.NOTED


def _why(part: Any) -> tuple[str, str]:
    reason = found(part, "StsRsnInf")
    if reason is None:
        return "", ""
    words = " ".join(one.text.strip() for one in all_at(reason, "AddtlInf") if one.text)
    return text(reason, "Rsn/Cd", "Rsn/Prtry"), words
