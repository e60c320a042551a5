"""Orders and answers as tests write them: a house in Dublin that pays through two banks."""

from datetime import UTC, date, datetime

from payouts.gateway.bank_files.orders import (
    ForeignAccount,
    IbanAccount,
    Order,
    Originator,
    Transfer,
    UsAccount,
)

US = Originator(
    name="Tallyline, Inc.",
    iban="IE29AIBK93115212345678",
    bic="AIBKIE2D",
    company_id="1234567890",
    bank_routing="021000021",
    bank_name="JPMorgan Chase",
)
IBAN = IbanAccount("DE89370400440532013000")
AT = datetime(2026, 9, 18, 12, tzinfo=UTC)


def order(*transfers: Transfer, currency: str = "EUR", **more) -> Order:
    return Order(
        **{
            "message_id": "TALLYLINE-7-SEPA-1",
            "originator": US,
            "currency": currency,
            "created_at": AT,
            "execute_on": date(2026, 9, 21),
            "transfers": transfers,
        }
        | more
    )


SEPA = order(
    Transfer("PAYOUT-17-1", "Łukasz Żółć", IBAN, 123_45, "Earnings before 2026-09-18"),
    Transfer("PAYOUT-18-1", "Юлія Ковальчук", IbanAccount("FR1420041010050500013M02606"), 1),
    Transfer("PAYOUT-19-2", "O'Brien & Söhne", IBAN, 999_999_999_99, "Earnings"),
)
ABROAD = order(
    Transfer("PAYOUT-20-1", "Ngozi Okonjo", ForeignAccount("GTBINGLA", "0123456789"), 50_000),
    Transfer(
        "PAYOUT-21-1", "Ayşe Yılmaz", IbanAccount("TR330006100519786457841326", "TCZBTR2A"), 7
    ),
    currency="JPY",
    message_id="TALLYLINE-7-CROSS-1",
)
NACHA = order(
    Transfer(
        "P17-1", "José Núñez-Fernández de la Torre", UsAccount("021000021", "12345678"), 123_45
    ),
    Transfer("P18-1", "Bea", UsAccount("011401533", "987-654", is_savings=True), 1, "Earnings"),
    Transfer("P19-1", "Cai Ltd", UsAccount("021000021", "55"), 200_00, is_company=True),
    currency="USD",
    message_id="TALLYLINE-7-NACHA-1",
)


def pain002(*transactions: tuple[str, str, str], group: str = "PART", of: str = "MSG-1") -> bytes:
    """A status report: ``(reference, status, reason)`` for each transaction."""
    told = "".join(
        f"<TxInfAndSts><StsId>S{number}</StsId><OrgnlEndToEndId>{reference}</OrgnlEndToEndId>"
        f"<TxSts>{status}</TxSts>"
        + (f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn></StsRsnInf>" if reason else "")
        + "</TxInfAndSts>"
        for number, (reference, status, reason) in enumerate(transactions)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>'
        "<GrpHdr><MsgId>STATUS-1</MsgId><CreDtTm>2026-09-18T14:00:00</CreDtTm></GrpHdr>"
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{of}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{of}</OrgnlPmtInfId>{told}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def entry(
    amount: str, *details: str, sign: str = "DBIT", batch: str = "", reference: str = "B-1"
) -> str:
    """One booked entry of an account."""
    grouped = f"<Btch><MsgId>{batch}</MsgId></Btch>" if batch else ""
    return (
        f"<Ntry><NtryRef>{reference}</NtryRef><Amt Ccy='EUR'>{amount}</Amt>"
        f"<CdtDbtInd>{sign}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>"
        "<BookgDt><Dt>2026-09-21</Dt></BookgDt>"
        f"<AcctSvcrRef>{reference}</AcctSvcrRef>"
        f"<NtryDtls>{grouped}{''.join(details)}</NtryDtls></Ntry>"
    )


def detail(reference: str, amount: str, *, reason: str = "", bank: str = "") -> str:
    """One transaction inside an entry; with a reason, one that came back."""
    back = f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn></RtrInf>" if reason else ""
    own = f"<AcctSvcrRef>{bank}</AcctSvcrRef>" if bank else ""
    return (
        f"<TxDtls><Refs>{own}<EndToEndId>{reference}</EndToEndId></Refs>"
        f"<Amt Ccy='EUR'>{amount}</Amt>{back}</TxDtls>"
    )


def camt054(*entries: str, name: str = "NOTE-1") -> bytes:
    return (
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.054.001.08">'
        f"<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>{name}</MsgId>"
        "<CreDtTm>2026-09-21T18:00:00</CreDtTm></GrpHdr>"
        f"<Ntfctn><Id>{name}</Id>{''.join(entries)}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    ).encode()


def nacha_returns(*rows: tuple[str, str, int], corrected: str = "", trace: int = 1) -> bytes:
    """Returns (``R02``) and notifications (``C01``): ``(reference, code, minor units)`` each."""
    records = [
        f"101 02100002112345678902609221200A094101{'TALLYLINE':23}{'JPMORGAN CHASE':23}{'':8}",
        f"5220{'TALLYLINE, INC.':16}{'':20}1234567890PPD{'PAYOUT':10}"
        "2609182609210001021000020000001",
    ]
    for number, (reference, code, minor) in enumerate(rows, trace):
        kind = "98" if code.startswith("C") else "99"
        own = f"02100002{number:07}"
        after = f"{corrected:44}" if kind == "98" else f"{'':44}"
        records.append(f"62102100002112345678         {minor:010}{reference:15}{'ADA':22}  1{own}")
        records.append(f"7{kind}{code:3}021000020000001{'':6}02100002{after}{own}")
    count, hash_ = 2 * len(rows), 2_100_002 * len(rows)
    total = sum(minor for _, _, minor in rows)
    sums = f"{hash_ % 10**10:010}{0:012}{total:012}"
    records.append(f"8220{count:06}{sums}1234567890{'':25}021000020000001")
    blocks = -(-(len(records) + 1) // 10)
    records.append(f"9000001{blocks:06}{count:08}{sums}{'':39}")
    records += ["9" * 94] * (-len(records) % 10)
    return ("\n".join(records) + "\n").encode()
