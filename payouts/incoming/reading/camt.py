"""Read an ISO 20022 camt file, entry by entry, without ever holding more than one of them.

*BankToCustomerStatement* (camt.053), *BankToCustomerAccountReport* (camt.052) and
*BankToCustomerDebitCreditNotification* (camt.054), versions 02 and 08, which are what European
banks and the Federal Reserve's services send. The same entry in a statement and in a notice has
one reference of the bank's; a notice whose entries have none is refused, because the statement
would bring them a second time.

What is unknown is unsafe: no document type, no entities, no network, bounded depth and size.
"""

from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from payouts.incoming.reading.entries import lines_of, local, signed, text_at
from payouts.incoming.reading.lines import MOST_LINES, BadFile, Line, Statement, check_balances

_SPACE = "urn:iso:std:iso:20022:tech:xsd:camt."
_KNOWN = {f"{kind}.001.{number}" for kind in ("052", "053", "054") for number in ("02", "08")}
_HEADS = {"Stmt", "Rpt", "Ntfctn"}
_OPENS, _CLOSES = {"OPBD", "PRCD"}, {"CLBD"}
# Elements between two entries: a batch of 25,000 transfers is within it, a bomb is not.
_MOST_ELEMENTS = 600_000


def read_camt(stream: IO[bytes]) -> Iterator[Statement | Line]:
    """Yield each statement, and after it its booked lines.

    Raises:
        BadFile: it is no camt file of a known version, or its balances do not add up.
    """
    try:
        yield from _Reader().read(stream)
    except etree.XMLSyntaxError as wrong:
        raise BadFile(f"line {wrong.lineno or 1}: this is no well-formed XML.") from wrong


class _Reader:
    """What is known of the statement that is being read."""

    def __init__(self) -> None:
        self.head: dict[str, Any] = {}
        self.statement: Statement | None = None
        self.is_told = False
        self.seen: dict[str, int] = {}
        self.moved = self.count = self.kept = 0

    def read(self, stream: IO[bytes]) -> Iterator[Statement | Line]:
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
        is_first = True
        for event, element in walk:
            if is_first:
                _check_root(element)
                is_first = False
            name = local(element)
            if event == "start":
                self._weigh()
                if name in _HEADS:
                    self._begin()
            elif name == "Bal" and not self.is_told:
                self._balance(element)
            elif name == "Ntry":
                yield from self._entry(element)
            elif name in _HEADS:
                yield from self._end(element)
        if is_first:
            raise BadFile("line 1: the file is empty.")

    def _begin(self) -> None:
        self.head, self.statement, self.is_told = {}, None, False
        self.seen, self.moved = {}, 0

    def _weigh(self) -> None:
        self.kept += 1
        if self.kept > _MOST_ELEMENTS:
            raise BadFile(f"One entry has more than {_MOST_ELEMENTS} elements.")

    def _entry(self, element: Any) -> Iterator[Statement | Line]:
        parent = element.getparent()
        if parent is None or local(parent) not in _HEADS:
            raise BadFile(f"line {element.sourceline}: an entry (Ntry) stands in no statement.")
        yield from self._tell(parent)
        assert self.statement is not None
        is_notice = local(parent) != "Stmt"
        for line in lines_of(element, self.statement, self.seen, needs_reference=is_notice):
            self.count += 1
            if self.count > MOST_LINES:
                raise BadFile(f"The file has more than {MOST_LINES} lines.")
            self.moved += line.minor
            yield line
        _forget(element)
        self.kept = 0

    def _end(self, element: Any) -> Iterator[Statement | Line]:
        yield from self._tell(element)
        assert self.statement is not None
        check_balances(self.statement, self.moved)
        element.clear()

    def _tell(self, element: Any) -> Iterator[Statement]:
        if not self.is_told:
            self.statement = _statement(element, self.head)
            self.is_told = True
            yield self.statement

    def _balance(self, element: Any) -> None:
        kind = text_at(element, "Tp/CdOrPrtry/Cd")
        if kind not in _OPENS | _CLOSES:
            return
        minor, currency = signed(element)
        self.head["currency"] = currency
        # An opening balance outranks the previous day's closing one, whichever comes first.
        if kind in _CLOSES:
            self.head["closing"] = minor
        elif kind == "OPBD" or "opening" not in self.head:
            self.head["opening"] = minor


def _check_root(root: Any) -> None:
    if root.getroottree().docinfo.doctype:
        raise BadFile("line 1: a bank file has no document type (DOCTYPE).")
    space = etree.QName(root).namespace or ""
    if space.removeprefix(_SPACE) not in _KNOWN:
        raise BadFile(
            f"line {root.sourceline}: this is no camt.053, .052 or .054 of version 02 or 08 "
            f"(its namespace ends in “{space[-20:]}”)."
        )


def _statement(element: Any, head: dict[str, Any]) -> Statement:
    where = f"line {element.sourceline}, {local(element)}"
    account = text_at(element, "Acct/Id/IBAN") or text_at(element, "Acct/Id/Othr/Id")
    if not account:
        raise BadFile(f"{where}: the account (Acct/Id) is missing.")
    currency = text_at(element, "Acct/Ccy") or head.get("currency", "")
    if not currency:
        raise BadFile(f"{where}: the account's currency (Acct/Ccy) is missing.")
    if head.get("currency", currency) != currency:
        raise BadFile(f"{where}: a balance is in {head['currency']} and the account in {currency}.")
    return Statement(
        account="".join(account.split()),
        reference=text_at(element, "Id")[:80],
        currency=currency,
        opening_minor=head.get("opening"),
        closing_minor=head.get("closing"),
    )


def _forget(entry: Any) -> None:
    """Let go of an entry and of its elder siblings that were read before it."""
    entry.clear()
    parent = entry.getparent()
    while parent is not None and (elder := entry.getprevious()) is not None:
        if local(elder) != "Ntry":
            break
        parent.remove(elder)
