"""Whatever a bank sends: find out what it is, and read it."""

from payouts.gateway.bank_files.answers import Answer, Unreadable
from payouts.gateway.bank_files.camt import read_camt
from payouts.gateway.bank_files.nacha_returns import read_nacha_returns
from payouts.gateway.bank_files.pain002 import read_pain002
from payouts.gateway.bank_files.xml import root_name

LARGEST = 50_000_000
_CAMT = {
    "BkToCstmrDbtCdtNtfctn": "camt.054",
    "BkToCstmrStmt": "camt.053",
}


def read_answer(content: bytes) -> Answer:
    """Read a pain.002, camt.054, camt.053 or NACHA return file.

    Raises:
        Unreadable: nothing of this, damaged, empty, or larger than 50 MB.
    """
    if len(content) > LARGEST:
        raise Unreadable("The file is larger than 50 MB.")
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        raise Unreadable("The file is empty.")
    if not start.startswith(b"<"):
        return read_nacha_returns(start)
    name = root_name(start)
    if name == "CstmrPmtStsRpt":
        return read_pain002(start)
    if name in _CAMT:
        return read_camt(start, kind=_CAMT[name])
    raise Unreadable(
        f"This XML is no pain.002, camt.054 or camt.053{f', but “{name}”' if name else ''}."
    )
