"""camt.054 and camt.053: what the bank booked on our account, as far as it concerns payouts.

A booked debit that names a transfer of ours, or a whole file of ours, is money that left. A
credit that names a reason for a return, or is marked as a reversal, is money that came back.
Everything else on the account is somebody else's business, and is counted.

Source: ISO 20022, BankToCustomerDebitCreditNotification and BankToCustomerStatement.
"""

from collections.abc import Iterator
from typing import Any

from payouts.gateway.bank_files.answers import Answer, Says, Told, Unreadable
from payouts.gateway.bank_files.xml import all_at, day, elements, found, money, text

_BOOKED = "BOOK"
_NOTHING = {"", "NOTPROVIDED"}


def read_camt(content: bytes, *, kind: str) -> Answer:
    """What a camt file says of transfers and files of ours.

    Raises:
        Unreadable: no such file.
    """
    name, left_out = "", 0
    rows: list[Told] = []
    for part in elements(content, "GrpHdr", "Ntry"):
        if part.tag.endswith("}GrpHdr"):
            name = text(part, "MsgId")
            continue
        told = list(_of_an_entry(part))
        rows += told
        left_out += not told
    if not name:
        raise Unreadable("The file has no message identification (GrpHdr/MsgId).")
    return Answer(kind, name, tuple(rows), left_out)


def _of_an_entry(entry: Any) -> Iterator[Told]:
    if text(entry, "Sts/Cd", "Sts") != _BOOKED:
        return
    is_debit = text(entry, "CdtDbtInd") == "DBIT"
    is_reversal = text(entry, "RvslInd").lower() in {"true", "1"}
    details = [one for part in all_at(entry, "NtryDtls") for one in all_at(part, "TxDtls")]
    named = [one for one in details if text(one, "Refs/EndToEndId") not in _NOTHING]
    for one in named:
        if is_debit and not is_reversal:
            yield _of_a_transaction(entry, one, Says.BOOKED, is_only=len(details) == 1)
        elif not is_debit and (is_reversal or found(one, "RtrInf") is not None):
            yield _of_a_transaction(entry, one, Says.RETURNED, is_only=len(details) == 1)
    if not named and is_debit and not is_reversal:
        yield from _of_a_batch(entry, details)


def _of_a_transaction(entry: Any, one: Any, says: Says, *, is_only: bool) -> Told:
    minor, currency = money(one, "Amt", "AmtDtls/InstdAmt/Amt", "AmtDtls/TxAmt/Amt")
    if minor is None and is_only:
        minor, currency = money(entry, "Amt")
    words = " ".join(part.text.strip() for part in all_at(one, "RtrInf/AddtlInf") if part.text)
    return Told(
        says,
        reference=text(one, "Refs/EndToEndId"),
        message_id=text(one, "Refs/MsgId"),
        code=text(one, "RtrInf/Rsn/Cd", "RtrInf/Rsn/Prtry"),
        words=words,
        amount_minor=minor,
        currency=currency,
        booked_on=_booked_on(entry),
        bank_reference=text(one, "Refs/AcctSvcrRef") or _entry_reference(entry),
    )


def _of_a_batch(entry: Any, details: list[Any]) -> Iterator[Told]:
    """One debit for a whole file: our bank books as we asked it to (``BtchBookg``)."""
    ids = [text(part, "Btch/MsgId", "Btch/PmtInfId") for part in all_at(entry, "NtryDtls")]
    ids += [text(one, "Refs/MsgId", "Refs/PmtInfId") for one in details]
    message_id = next((one for one in ids if one not in _NOTHING), "")
    if not message_id:
        return
    minor, currency = money(entry, "Amt")
    yield Told(
        Says.BOOKED,
        message_id=message_id,
        amount_minor=minor,
        currency=currency,
        booked_on=_booked_on(entry),
        bank_reference=_entry_reference(entry),
    )


def _booked_on(entry: Any) -> Any:
    return day(entry, "BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm")


def _entry_reference(entry: Any) -> str:
    return text(entry, "AcctSvcrRef", "NtryRef")
