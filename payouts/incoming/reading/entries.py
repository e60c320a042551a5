"""One entry of a camt file as lines: what moved, who stands on the other side, what for."""

from hashlib import sha256
from typing import Any

from lxml import etree

from payouts.incoming.reading.lines import BadFile, Line, Statement, day_of, minor_of, plain


def lines_of(
    entry: Any, statement: Statement, seen: dict[str, int], *, needs_reference: bool = False
) -> list[Line]:
    """The lines of one booked entry: one for each of its transactions that says its amount.

    ``seen`` counts entries of one name in this statement, and is written to.

    Raises:
        BadFile: an amount, a day or a currency is not what it should be.
    """
    if (text_at(entry, "Sts/Cd") or text_at(entry, "Sts")) != "BOOK":
        return []
    where = f"line {entry.sourceline}, Ntry"
    minor, currency = signed(entry)
    if currency != statement.currency:
        raise BadFile(f"{where}: the entry is in {currency}, the account in {statement.currency}.")
    day = day_of(_booked(entry), where=f"{where}/BookgDt")
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    reference = _reference(entry, details)
    if needs_reference and not reference:
        raise BadFile(f"{where}: the bank's reference (AcctSvcrRef) is missing in a notice.")
    key = _key(reference or _said(entry, details), f"{day}|{minor}", seen)
    parts = _parts(details, minor, currency) if len(details) > 1 else []
    alone = details[0] if len(details) == 1 else None
    chosen = list(zip(details, parts, strict=True)) if parts else [(alone, minor)]
    is_reversal = text_at(entry, "RvslInd") in {"true", "1"}
    return [
        _line(
            entry,
            detail,
            key=key,
            booked_on=day,
            minor=amount,
            currency=currency,
            place=place,
            reference=reference,
            # A transfer of ours that came back is told by its reason (RtrInf) alone.
            is_reversal=is_reversal or (detail is not None and _has(detail, "RtrInf")),
        )
        for place, (detail, amount) in enumerate(chosen, 1)
    ]


def signed(element: Any) -> tuple[int, str]:
    """An amount with its direction, as minor units, and its currency.

    Raises:
        BadFile: it is missing, below zero, or does not say which way it went.
    """
    where = f"line {element.sourceline}, {local(element)}"
    amount = element.find("{*}Amt")
    if amount is None:
        raise BadFile(f"{where}: the amount (Amt) is missing.")
    currency = amount.get("Ccy", "")
    minor = minor_of(amount.text or "", currency, where=f"{where}/Amt")
    if minor < 0:
        raise BadFile(f"{where}/Amt: an amount is never below zero; CdtDbtInd says which way.")
    direction = text_at(element, "CdtDbtInd")
    if direction not in {"CRDT", "DBIT"}:
        raise BadFile(f"{where}/CdtDbtInd: expected CRDT or DBIT, not {direction[:10]!r}.")
    return (minor if direction == "CRDT" else -minor), currency


def text_at(element: Any, path: str) -> str:
    """The text at ``path`` under an element, in whatever version's namespace; or nothing."""
    if element is None:
        return ""
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def local(element: Any) -> str:
    """An element's name without its namespace."""
    return str(etree.QName(element).localname)


def _line(entry: Any, detail: Any, **facts: Any) -> Line:
    name, account = _other(detail, is_credit=facts["minor"] > 0)
    return Line(
        remittance=_remittance(detail, entry),
        end_to_end=plain(_ordered_as(detail, entry), 80),
        counterparty=plain(name, 140),
        counterparty_account=plain(account, 40),
        **facts,
    )


def _ordered_as(detail: Any, entry: Any) -> str:
    """What whoever ordered it called it: the transfer, or else the order that was booked whole."""
    named = [text_at(detail, "Refs/EndToEndId")]
    named += [text_at(entry, f"NtryDtls/Btch/{name}") for name in ("MsgId", "PmtInfId")]
    named += [text_at(detail, f"Refs/{name}") for name in ("MsgId", "PmtInfId")]
    return next((one for one in named if one not in {"", "NOTPROVIDED"}), "")


def _booked(entry: Any) -> str:
    for path in ("BookgDt/Dt", "BookgDt/DtTm", "ValDt/Dt", "ValDt/DtTm"):
        if found := text_at(entry, path):
            return found
    return ""


def _parts(details: list[Any], minor: int, currency: str) -> list[int]:
    """What each transaction of a batch moved; nothing where the batch does not say it whole."""
    sign = 1 if minor > 0 else -1
    amounts = []
    for detail in details:
        found = detail.find("{*}Amt")
        if found is None:
            found = detail.find("{*}AmtDtls/{*}TxAmt/{*}Amt")
        if found is None or found.get("Ccy") != currency:
            return []
        where = f"line {detail.sourceline}, TxDtls"
        amounts.append(sign * minor_of(found.text or "", currency, where=where))
    # One below zero would book more as come in than the entry as a whole brought.
    return amounts if sum(amounts) == minor and all(one * sign > 0 for one in amounts) else []


def _reference(entry: Any, details: list[Any]) -> str:
    """The bank's own name of the entry. ``NtryRef`` is none: it may count within a statement."""
    own = text_at(entry, "AcctSvcrRef")
    if not own and len(details) == 1:
        own = text_at(details[0], "Refs/AcctSvcrRef")
    return plain(own, 80)


def _said(entry: Any, details: list[Any]) -> str:
    said = [text_at(entry, "NtryRef"), text_at(entry, "AddtlNtryInf")]
    said += ["".join("".join(detail.itertext()).split()) for detail in details]
    return f"sum:{sha256('|'.join(said).encode()).hexdigest()[:32]}"


def _key(name: str, besides: str, seen: dict[str, int]) -> str:
    """Name, day and amount, and the how-manieth: some banks give two entries one reference."""
    key = f"{name}|{besides}"
    seen[key] = seen.get(key, 0) + 1
    return f"{key}|{seen[key]}"


def _other(detail: Any, *, is_credit: bool) -> tuple[str, str]:
    """Name and account of whoever stands on the other side."""
    if detail is None:
        return "", ""
    base = f"RltdPties/{'Dbtr' if is_credit else 'Cdtr'}"
    name = text_at(detail, f"{base}/Nm") or text_at(detail, f"{base}/Pty/Nm")
    account = text_at(detail, f"{base}Acct/Id/IBAN") or text_at(detail, f"{base}Acct/Id/Othr/Id")
    return name, "".join(account.split())


def _remittance(detail: Any, entry: Any) -> str:
    said: list[str] = []
    if detail is not None:
        for path in (
            "{*}RmtInf/{*}Ustrd",
            "{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref",
            "{*}RmtInf/{*}Strd/{*}RfrdDocInf/{*}Nb",
        ):
            said += [one.text or "" for one in detail.findall(path)]
    if not any(said):
        said = [text_at(entry, "AddtlNtryInf")]
    return plain(" ".join(said), 500)


def _has(element: Any, name: str) -> bool:
    return element.find(f"{{*}}{name}") is not None
