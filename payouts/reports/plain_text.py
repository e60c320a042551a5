"""The two plain-text forms of the books: the journals of hledger and of beancount.

Both write debits as positive amounts, as our books do. Account names carry no currency:
one account holds a balance in each of its commodities. ``docs/books.md`` tells the mapping.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from payouts.ledger.chart import AccountKind
from payouts.money import Money, exponent

_NAMES: Final[dict[AccountKind, str]] = {
    AccountKind.BRAND_UNBILLED: "Assets:Brands:{}:Unbilled",
    AccountKind.BRAND_RECEIVABLE: "Assets:Brands:{}:Receivable",
    AccountKind.BRAND_PREPAID: "Liabilities:Brands:{}:Prepaid",
    AccountKind.AGENT_PENDING: "Liabilities:Agents:{}:Pending",
    AccountKind.AGENT_PAYABLE: "Liabilities:Agents:{}:Payable",
    AccountKind.AGENT_HELD: "Liabilities:Agents:{}:Held",
    AccountKind.AGENT_IN_TRANSIT: "Liabilities:Agents:{}:In-Transit",
    AccountKind.PROCESSOR_BALANCE: "Assets:Processor",
    AccountKind.BANK: "Assets:Bank",
    AccountKind.REVENUE: "Income:Revenue",
    AccountKind.PAYOUT_FEES: "Income:Payout-Fees",
    AccountKind.AGENT_COST: "Expenses:Agents",
    AccountKind.TAX_PAYABLE: "Liabilities:Tax",
    AccountKind.PROCESSOR_FEES: "Expenses:Processor-Fees",
    AccountKind.DISPUTE_RESERVE: "Assets:Dispute-Reserve",
    AccountKind.BAD_DEBT: "Expenses:Bad-Debt",
    AccountKind.FX: "Equity:Exchange",
}


def account_name(code: str) -> str:
    """The name of the account ``code`` in both tools.

    >>> account_name("AGENT_PAYABLE/USD/17"), account_name("REVENUE/JPY")
    ('Liabilities:Agents:17:Payable', 'Income:Revenue')
    """
    kind, _, rest = code.partition("/")
    return _NAMES[AccountKind(kind)].format(rest.partition("/")[2])


def amount(minor: int, currency: str) -> str:
    """An amount as both tools read it, with every digit of its currency.

    >>> amount(-123456, "USD"), amount(500, "JPY"), amount(1, "KWD")
    ('-1234.56 USD', '500 JPY', '0.001 KWD')
    """
    return f"{Money(minor, currency).exact:f} {currency}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    escaped = _one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transaction, in minor units; a debit is positive."""

    account: str
    minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class Transaction:
    """One transaction of the journal with all of its entries."""

    id: int
    event_key: str
    kind: str
    effective_at: datetime
    recorded_at: datetime
    entries: Sequence[Entry]


class Form(Protocol):
    """How a tool writes a journal down."""

    def opening(self, account: str, currencies: Sequence[str], on: date) -> str:
        """The directive that makes an account known."""

    def commodity(self, currency: str, on: date) -> str:
        """The directive that makes a currency known."""

    def transaction(self, transaction: Transaction) -> Iterator[str]:
        """The lines of one transaction."""

    def assertion(self, entry: Entry, on: date) -> str:
        """What stands on an account before ``on`` begins: the tool checks it."""


class Hledger:
    """The journal of hledger, which holds in its strict mode."""

    def opening(self, account: str, currencies: Sequence[str], on: date) -> str:
        """Declare an account."""
        return f"account {account}"

    def commodity(self, currency: str, on: date) -> str:
        """Declare a currency and its digits; the mark stands even where no digit follows."""
        digits = exponent(currency)
        return f"commodity 1000.{'0' * digits} {currency}"

    def transaction(self, transaction: Transaction) -> Iterator[str]:
        """A transaction with its event key as a tag."""
        yield f"{transaction.effective_at:%Y-%m-%d} * ({transaction.id}) {transaction.kind}"
        yield f"    ; event-key:{_one_line(transaction.event_key)}"
        yield f"    ; recorded-at:{transaction.recorded_at.isoformat()}"
        for entry in transaction.entries:
            yield f"    {entry.account}  {amount(entry.minor, entry.currency)}"

    def assertion(self, entry: Entry, on: date) -> str:
        """A transaction of nothing that asserts the balance."""
        nothing, balance = amount(0, entry.currency), amount(entry.minor, entry.currency)
        return f"{on} * balance\n    {entry.account}  {nothing} = {balance}"


class Beancount:
    """The input of beancount."""

    def opening(self, account: str, currencies: Sequence[str], on: date) -> str:
        """Open an account for its currencies."""
        return f"{on} open {account} {','.join(currencies)}"

    def commodity(self, currency: str, on: date) -> str:
        """Declare a currency."""
        return f"{on} commodity {currency}"

    def transaction(self, transaction: Transaction) -> Iterator[str]:
        """A transaction with its event key as metadata."""
        yield f'{transaction.effective_at:%Y-%m-%d} * "{transaction.kind}"'
        yield f"  event-key: {_quoted(transaction.event_key)}"
        yield f"  transaction: {transaction.id}"
        yield f'  recorded-at: "{transaction.recorded_at.isoformat()}"'
        for entry in transaction.entries:
            yield f"  {entry.account}  {amount(entry.minor, entry.currency)}"

    def assertion(self, entry: Entry, on: date) -> str:
        """A balance directive: it looks at the beginning of its day."""
        return f"{on} balance {entry.account}  {amount(entry.minor, entry.currency)}"


FORMS: Final[dict[str, Form]] = {"hledger": Hledger(), "beancount": Beancount()}
