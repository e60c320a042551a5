"""Read a camt.053 statement, entry by entry, in constant memory.

ISO 20022 *BankToCustomerStatement*, versions 02 and 08 (the ones that European banks and the
Federal Reserve's services send): they differ in where a party's name stands and in how an
entry's status is written, and both ways are read from either.

What is unknown is unsafe: no document type, no entities, no network, bounded depth and size.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import IO, Any

from lxml import etree

from payouts.receivables.bank_files.lines import (
    MOST_LINES,
    BadFile,
    Line,
    Statement,
    check_balances,
    day_of,
    minor_of,
)

_VERSIONS = {f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{number}" for number in ("02", "08")}
_OPENS, _CLOSES = {"OPBD", "PRCD"}, {"CLBD"}


def read_camt(stream: IO[bytes]) -> Iterator[Statement | Line]:
    """Yield each statement, and after it its booked lines.

    Raises:
        BadFile: it is no camt.053 of a known version, or its balances do not add up.
    """
    try:
        yield from _read(stream)
    except etree.XMLSyntaxError as wrong:
        line = wrong.lineno or 1
        raise BadFile(f"line {line}: this is no well-formed XML.") from wrong


def _read(stream: IO[bytes]) -> Iterator[Statement | Line]:
    walk = etree.iterparse(
        stream,
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    statement: Statement | None = None
    head: dict[str, Any] = {}
    moved = count = 0
    seen: dict[str, int] = {}
    is_first = True
    for event, element in walk:
        if is_first:
            _check_root(element)
            is_first = False
        name = _local(element)
        if event == "start":
            if name == "Stmt":
                statement, head, moved, seen = None, {}, 0, {}
            continue
        if name == "Bal" and statement is None:
            _balance(element, head)
        elif name == "Ntry":
            statement = statement or _statement(element.getparent(), head)
            if not head.get("told"):
                head["told"] = True
                yield statement
            for line in _lines(element, statement, seen):
                count += 1
                if count > MOST_LINES:
                    raise BadFile(f"The file has more than {MOST_LINES} lines.")
                moved += line.minor
                yield line
            _forget(element)
        elif name == "Stmt":
            statement = statement or _statement(element, head)
            if not head.get("told"):
                yield statement
            check_balances(statement, moved)
            element.clear()
    if is_first:
        raise BadFile("line 1: the file is empty.")


def _check_root(root: Any) -> None:
    if root.getroottree().docinfo.doctype:
        raise BadFile("line 1: a bank file has no document type (DOCTYPE).")
    space = etree.QName(root).namespace or ""
    if space not in _VERSIONS:
        raise BadFile(
            f"line {root.sourceline}: this is no camt.053.001.02 or .08 ({space[-20:] or 'no'} "
            "namespace)."
        )


def _statement(element: Any, head: dict[str, Any]) -> Statement:
    where = f"line {element.sourceline}, Stmt"
    account = _text(element, "Acct/Id/IBAN") or _text(element, "Acct/Id/Othr/Id")
    if not account:
        raise BadFile(f"{where}: the account (Acct/Id) is missing.")
    currency = _text(element, "Acct/Ccy") or head.get("currency", "")
    if not currency:
        raise BadFile(f"{where}: the account's currency (Acct/Ccy) is missing.")
    if head.get("currency", currency) != currency:
        raise BadFile(f"{where}: a balance is in {head['currency']} and the account in {currency}.")
    return Statement(
        account="".join(account.split()),
        reference=_text(element, "Id")[:80],
        currency=currency,
        opening_minor=head.get("opening"),
        closing_minor=head.get("closing"),
    )


def _balance(element: Any, head: dict[str, Any]) -> None:
    kind = _text(element, "Tp/CdOrPrtry/Cd")
    if kind not in _OPENS | _CLOSES:
        return
    minor, currency = _signed(element)
    head["currency"] = currency
    # An opening balance outranks the previous day's closing one, whichever comes first.
    if kind in _CLOSES:
        head["closing"] = minor
    elif kind == "OPBD" or "opening" not in head:
        head["opening"] = minor


def _lines(entry: Any, statement: Statement, seen: dict[str, int]) -> list[Line]:
    """The lines of one entry: one for each of its transactions where they say their amounts."""
    status = _text(entry, "Sts/Cd") or _text(entry, "Sts")
    if status != "BOOK":
        return []
    minor, currency = _signed(entry)
    where = f"line {entry.sourceline}, Ntry"
    if currency != statement.currency:
        raise BadFile(f"{where}: the entry is in {currency}, the account in {statement.currency}.")
    booked = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")
    day = day_of(booked, where=f"{where}/BookgDt")
    is_reversal = _text(entry, "RvslInd") in {"true", "1"}
    details = entry.findall("{*}NtryDtls/{*}TxDtls")
    parts = _parts(details, minor, currency) if len(details) > 1 else []
    alone = details[0] if len(details) == 1 else None
    chosen = list(zip(details, parts, strict=True)) if parts else [(alone, minor)]
    key = _key(entry, details, f"{day}|{minor}", seen)
    lines = []
    for place, (detail, amount) in enumerate(chosen, 1):
        name, account = _other(detail, is_credit=amount > 0)
        end_to_end = _text(detail, "Refs/EndToEndId") if detail is not None else ""
        lines.append(
            Line(
                key=f"{key}/{place}" if parts else key,
                booked_on=day,
                minor=amount,
                currency=currency,
                remittance=_remittance(detail, entry),
                end_to_end="" if end_to_end == "NOTPROVIDED" else end_to_end[:80],
                counterparty=name[:140],
                counterparty_account=account[:40],
                is_reversal=is_reversal,
            )
        )
    return lines


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
    return amounts if sum(amounts) == minor else []


def _key(entry: Any, details: list[Any], otherwise: str, seen: dict[str, int]) -> str:
    """The bank's own reference; else a digest of the entry, and the how-manieth of its kind."""
    own = _text(entry, "AcctSvcrRef") or _text(entry, "NtryRef")
    if not own and len(details) == 1:
        own = _text(details[0], "Refs/AcctSvcrRef")
    if own:
        # Some banks give an entry and its charge one reference: none of them may be lost.
        own = f"ref:{own[:80]}"
        seen[own] = seen.get(own, 0) + 1
        return own if seen[own] == 1 else f"{own}~{seen[own]}"
    said = [otherwise, _text(entry, "AddtlNtryInf")]
    for detail in details:
        said += ["".join(detail.itertext())]
    digest = sha256("|".join(said).encode()).hexdigest()[:32]
    seen[digest] = seen.get(digest, 0) + 1
    return f"sum:{digest}:{seen[digest]}"


def _other(detail: Any, *, is_credit: bool) -> tuple[str, str]:
    """Name and account of whoever stands on the other side."""
    if detail is None:
        return "", ""
    role = "Dbtr" if is_credit else "Cdtr"
    base = f"RltdPties/{role}"
    name = _text(detail, f"{base}/Nm") or _text(detail, f"{base}/Pty/Nm")
    account = _text(detail, f"{base}Acct/Id/IBAN") or _text(detail, f"{base}Acct/Id/Othr/Id")
    return name, "".join(account.split())


def _remittance(detail: Any, entry: Any) -> str:
    said: list[str] = []
    if detail is not None:
        said += [one.text or "" for one in detail.findall("{*}RmtInf/{*}Ustrd")]
        structured = "{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref"
        said += [one.text or "" for one in detail.findall(structured)]
        numbers = "{*}RmtInf/{*}Strd/{*}RfrdDocInf/{*}Nb"
        said += [one.text or "" for one in detail.findall(numbers)]
    if not any(said):
        said = [_text(entry, "AddtlNtryInf")]
    return " ".join(" ".join(said).split())[:500]


def _signed(element: Any) -> tuple[int, str]:
    where = f"line {element.sourceline}, {_local(element)}"
    amount = element.find("{*}Amt")
    if amount is None:
        raise BadFile(f"{where}: the amount (Amt) is missing.")
    currency = amount.get("Ccy", "")
    minor = minor_of(amount.text or "", currency, where=f"{where}/Amt")
    if minor < 0:
        raise BadFile(f"{where}/Amt: an amount is never below zero; CdtDbtInd says which way.")
    direction = _text(element, "CdtDbtInd")
    if direction not in {"CRDT", "DBIT"}:
        raise BadFile(f"{where}/CdtDbtInd: expected CRDT or DBIT, not {direction[:10]!r}.")
    return (minor if direction == "CRDT" else -minor), currency


def _text(element: Any, path: str) -> str:
    if element is None:
        return ""
    found = element.find("/".join(f"{{*}}{step}" for step in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


def _forget(entry: Any) -> None:
    """Let go of an entry and of its elder siblings that were read before it."""
    entry.clear()
    parent = entry.getparent()
    while parent is not None and (elder := entry.getprevious()) is not None:
        if _local(elder) != "Ntry":
            break
        parent.remove(elder)
