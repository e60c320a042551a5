"""Small camt.053 files, as a bank would write them."""

from io import BytesIO

IBAN = "DE89370400440532013000"


def entry(
    amount: str = "10.00",
    *,
    text: str = "",
    ref: str = "",
    sign: str = "CRDT",
    payer: str = "",
    payer_iban: str = "",
    currency: str = "USD",
    status: str = "<Sts><Cd>BOOK</Cd></Sts>",
    more: str = "",
    version: str = "08",
) -> str:
    name = f"<Pty><Nm>{payer}</Nm></Pty>" if version == "08" else f"<Nm>{payer}</Nm>"
    return f"""
    <Ntry>
      <Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{more}{status}
      <BookgDt><Dt>2026-09-16</Dt></BookgDt>
      {f"<AcctSvcrRef>{ref}</AcctSvcrRef>" if ref else ""}
      <NtryDtls><TxDtls>
        <Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs>
        <RltdPties><Dbtr>{name}</Dbtr>
          <DbtrAcct><Id><IBAN>{payer_iban or "FR7630006000011234567890189"}</IBAN></Id></DbtrAcct>
        </RltdPties>
        <RmtInf><Ustrd>{text}</Ustrd></RmtInf>
      </TxDtls></NtryDtls>
    </Ntry>"""


def balance(kind: str, amount: str, currency: str = "USD") -> str:
    return f"""<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>
      <Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
      <Dt><Dt>2026-09-16</Dt></Dt></Bal>"""


def camt(
    *entries: str,
    opening: str = "",
    closing: str = "",
    version: str = "08",
    iban: str = IBAN,
    currency: str = "USD",
    before: str = "",
) -> BytesIO:
    balances = balance("OPBD", opening, currency) if opening else ""
    balances += balance("CLBD", closing, currency) if closing else ""
    return BytesIO(
        f"""<?xml version="1.0" encoding="UTF-8"?>{before}
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
 <BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr>
  <Stmt><Id>S1</Id><Acct><Id><IBAN>{iban}</IBAN></Id><Ccy>{currency}</Ccy></Acct>
  {balances}{"".join(entries)}
  </Stmt>
 </BkToCstmrStmt>
</Document>""".encode()
    )
