"""A bank in memory: it takes files in, executes what they order, and says so; or something else.

It executes every file that reaches it, whether it saw the same one before or not: that nothing
reaches it twice is ours to see to. What happens to a file is scripted: one word for each, then
everything is fine. Whoever asks it what became of a file is told the truth.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from lxml import etree

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_NOTE = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"
_STATUS = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"

FATES = (
    "done",
    "lost",
    "late",
    "told_late",
    "told_twice",
    "told_and_booked",
    "sent_twice",
    "refused",
    "one_closed",
    "one_declined",
    "one_returned",
    "returned_first",
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment that a file orders, in minor units."""

    reference: str
    iban: str
    amount_minor: int


@dataclass
class BankInMemory:
    """Enough of a bank to pay somebody, with a clock that is moved from outside."""

    now: datetime
    fates: list[str] = field(default_factory=list)
    executed: list[Transfer] = field(default_factory=list)
    returned: list[Transfer] = field(default_factory=list)
    # Files as whoever carries them has seen them go, and as the bank has them.
    arrived: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    _dead: set[str] = field(default_factory=set)
    _due: list[tuple[datetime, Callable[[], None]]] = field(default_factory=list)
    _letters: list[tuple[datetime, bytes]] = field(default_factory=list)
    _count: int = 0

    def passes(self, lapse: timedelta) -> None:
        """Let time go by, and do what is due meanwhile."""
        self.now += lapse
        due = sorted((one for one in self._due if one[0] <= self.now), key=lambda one: one[0])
        self._due = [one for one in self._due if one[0] > self.now]
        for _, deed in due:
            deed()

    def collect(self, folder: Path) -> None:
        """Take away what stands in the folder, each file whole."""
        for path in sorted(folder.glob("[!.]*")):
            content = path.read_bytes()
            path.unlink()
            self.receive(content)

    def receive(self, content: bytes) -> None:
        """Take in a file."""
        message_id, transfers = _read(content)
        self.arrived.add(message_id)
        fate = self.fates.pop(0) if self.fates else "done"
        if fate == "lost":
            self._dead.add(message_id)
            return
        self.known.add(message_id)
        first, rest = transfers[0], transfers[1:]
        match fate:
            case "refused":
                self._dead.add(message_id)
                self._say(_HOUR, _status(message_id, group="RJCT", why="FF01"))
            case "one_closed" | "one_declined":
                why = "AC04" if fate == "one_closed" else "AM04"
                self._say(_HOUR, _status(message_id, rejected=(first.reference,), why=why))
                self._execute(_DAY, rest)
            case "one_returned":
                self._execute(_DAY, transfers)
                self._return(2 * _DAY, first)
            case "returned_first":
                self._execute(_DAY, transfers, told_after=3 * _DAY)
                self._return(2 * _DAY, first)
            case "sent_twice":
                # The second copy is known by its name: it is refused, and the first one counts.
                self._say(_HOUR, _status(message_id, group="RJCT", why="DUPL"))
                self._execute(_DAY, transfers)
            case "told_and_booked":
                self._say(_HOUR, _status(message_id, group="ACSP"))
                self._execute(_DAY, transfers)
            case "late":
                self._execute(4 * _DAY, transfers)
            case "told_late":
                self._execute(_DAY, transfers, told_after=6 * _DAY)
            case "told_twice":
                self._execute(_DAY, transfers, told_times=2)
            case _:
                self._execute(_DAY, transfers)

    def letters(self) -> list[bytes]:
        """What it has said by now and nobody has taken in."""
        return [content for at, content in self._letters if at <= self.now]

    def is_read(self, content: bytes) -> None:
        """Somebody has taken in a letter to its end."""
        gone = next(one for one in self._letters if one[1] == content)
        self._letters.remove(gone)

    def never_executes(self, message_id: str) -> bool:
        """What it says on the telephone: nothing of this file was executed or will be."""
        return message_id in self._dead or message_id not in self.known

    @property
    def is_quiet(self) -> bool:
        """Whether it has nothing left to do or to say."""
        return not self._due and not self._letters

    def _execute(
        self,
        after: timedelta,
        transfers: Sequence[Transfer],
        *,
        told_after: timedelta | None = None,
        told_times: int = 1,
    ) -> None:
        self._due.append((self.now + after, lambda: self.executed.extend(transfers)))
        for _ in range(told_times):
            note = self._note(transfers, booked_at=self.now + after)
            self._say(told_after or after, note)
        if told_times > 1:
            self._say(told_after or after, note)

    def _return(self, after: timedelta, transfer: Transfer) -> None:
        self._due.append((self.now + after, lambda: self.returned.append(transfer)))
        self._say(after, self._note([transfer], booked_at=self.now + after, reason="AC04"))

    def _say(self, after: timedelta, content: bytes) -> None:
        self._letters.append((self.now + after, content))
        self._letters.sort(key=lambda letter: letter[0])

    def _note(
        self, transfers: Sequence[Transfer], *, booked_at: datetime, reason: str = ""
    ) -> bytes:
        self._count += 1
        name = f"NOTE-{transfers[0].reference}-{self._count}" if transfers else "NOTE"
        back = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
        details = "".join(
            f"<TxDtls><Refs><AcctSvcrRef>{name}</AcctSvcrRef>"
            f"<EndToEndId>{one.reference}</EndToEndId></Refs>"
            f"<Amt Ccy='EUR'>{_major(one.amount_minor)}</Amt>{back}</TxDtls>"
            for one in transfers
        )
        total = _major(sum(one.amount_minor for one in transfers))
        return (
            f'<Document xmlns="{_NOTE}"><BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>{name}</MsgId>'
            f"<CreDtTm>{booked_at:%Y-%m-%dT%H:%M:%S}</CreDtTm></GrpHdr><Ntfctn><Id>{name}</Id>"
            f"<Ntry><NtryRef>{name}</NtryRef><Amt Ccy='EUR'>{total}</Amt>"
            f"<CdtDbtInd>{'CRDT' if reason else 'DBIT'}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
            f"<BookgDt><Dt>{booked_at:%Y-%m-%d}</Dt></BookgDt><NtryDtls>{details}</NtryDtls>"
            "</Ntry></Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
        ).encode()


def _read(content: bytes) -> tuple[str, list[Transfer]]:
    """What a pain.001 orders: its name, and its transfers in order."""
    document = etree.fromstring(content)

    def text(path: str, within: etree._Element = document) -> str:
        return str(within.findtext(f".//{{*}}{path}"))

    transfers = [
        Transfer(
            text("EndToEndId", one),
            text("IBAN", one),
            int(text("InstdAmt", one).replace(".", "")),
        )
        for one in document.findall(".//{*}CdtTrfTxInf")
    ]
    return text("MsgId"), transfers


def _status(
    message_id: str, *, group: str = "PART", rejected: Sequence[str] = (), why: str = ""
) -> bytes:
    because = f"<StsRsnInf><Rsn><Cd>{why}</Cd></Rsn></StsRsnInf>" if why else ""
    told = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{reference}</OrgnlEndToEndId><TxSts>RJCT</TxSts>{because}"
        "</TxInfAndSts>"
        for reference in rejected
    )
    return (
        f'<Document xmlns="{_STATUS}"><CstmrPmtStsRpt><GrpHdr><MsgId>STATUS-{message_id}</MsgId>'
        "<CreDtTm>2026-09-18T14:00:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{message_id}</OrgnlMsgId><GrpSts>{group}</GrpSts>"
        f"{'' if rejected else because}</OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts>{told}</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>"
    ).encode()


def _major(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02}"
