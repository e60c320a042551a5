"""The chart of accounts: kinds, normal side, floor, whose.

An account's code is ``KIND/CURRENCY`` for the platform's own and ``KIND/CURRENCY/id`` for a
brand's or an agent's.
"""

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """The side on which an account grows: debits are positive in the books, credits negative."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"


class Owner(StrEnum):
    """Whose account it is."""

    PLATFORM = "PLATFORM"
    BRAND = "BRAND"
    AGENT = "AGENT"


class FloorBinds(StrEnum):
    """What an account's floor refuses."""

    NOTHING = "NOTHING"
    PROMISES = "PROMISES"
    EVERYTHING = "EVERYTHING"


class AccountKind(StrEnum):
    """Every kind of account there is."""

    BRAND_UNBILLED = "BRAND_UNBILLED"
    BRAND_RECEIVABLE = "BRAND_RECEIVABLE"
    BRAND_PREPAID = "BRAND_PREPAID"
    BRAND_REFUNDING = "BRAND_REFUNDING"
    AGENT_PENDING = "AGENT_PENDING"
    AGENT_PAYABLE = "AGENT_PAYABLE"
    AGENT_HELD = "AGENT_HELD"
    AGENT_IN_TRANSIT = "AGENT_IN_TRANSIT"
    PROCESSOR_BALANCE = "PROCESSOR_BALANCE"
    BANK = "BANK"
    SUSPENSE = "SUSPENSE"
    REVENUE = "REVENUE"
    PAYOUT_FEES = "PAYOUT_FEES"
    AGENT_COST = "AGENT_COST"
    TAX_PAYABLE = "TAX_PAYABLE"
    PROCESSOR_FEES = "PROCESSOR_FEES"
    DISPUTE_RESERVE = "DISPUTE_RESERVE"
    BAD_DEBT = "BAD_DEBT"
    FX = "FX"


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for every account of a kind. The floor, where there is one, is zero."""

    owner: Owner
    grows_by: Side
    floor_binds: FloorBinds
    label: str


_B, _A, _P = Owner.BRAND, Owner.AGENT, Owner.PLATFORM
_DR, _CR = Side.DEBIT, Side.CREDIT
_FREE, _PROMISES, _ALWAYS = FloorBinds.NOTHING, FloorBinds.PROMISES, FloorBinds.EVERYTHING

CHART: dict[AccountKind, Terms] = {
    AccountKind.BRAND_UNBILLED: Terms(_B, _DR, _FREE, "Unbilled work"),
    AccountKind.BRAND_RECEIVABLE: Terms(_B, _DR, _FREE, "Receivable"),
    AccountKind.BRAND_PREPAID: Terms(_B, _CR, _ALWAYS, "Prepaid by brands"),
    AccountKind.BRAND_REFUNDING: Terms(_B, _CR, _ALWAYS, "Refunds to brands under way"),
    AccountKind.AGENT_PENDING: Terms(_A, _CR, _FREE, "Agents: pending"),
    # Below zero by a correction of the past only; never because money was promised twice.
    AccountKind.AGENT_PAYABLE: Terms(_A, _CR, _PROMISES, "Agents: payable"),
    AccountKind.AGENT_HELD: Terms(_A, _CR, _ALWAYS, "Agents: held"),
    AccountKind.AGENT_IN_TRANSIT: Terms(_A, _CR, _ALWAYS, "Agents: in transit"),
    AccountKind.PROCESSOR_BALANCE: Terms(_P, _DR, _FREE, "Balance at the processor"),
    AccountKind.BANK: Terms(_P, _DR, _FREE, "Bank"),
    # What came in and nobody can say yet whose it is.
    AccountKind.SUSPENSE: Terms(_P, _CR, _FREE, "Receipts not matched yet"),
    AccountKind.REVENUE: Terms(_P, _CR, _FREE, "Revenue"),
    AccountKind.PAYOUT_FEES: Terms(_P, _CR, _FREE, "Fees of instant payouts"),
    AccountKind.AGENT_COST: Terms(_P, _DR, _FREE, "Agent cost"),
    AccountKind.TAX_PAYABLE: Terms(_P, _CR, _FREE, "Tax payable"),
    AccountKind.PROCESSOR_FEES: Terms(_P, _DR, _FREE, "Processor fees"),
    AccountKind.DISPUTE_RESERVE: Terms(_P, _DR, _FREE, "Card dispute reserve"),
    AccountKind.BAD_DEBT: Terms(_P, _DR, _FREE, "Bad debt"),
    AccountKind.FX: Terms(_P, _DR, _FREE, "Currency exchange"),
}


def account_code(kind: AccountKind, currency: str, owner_id: int | None = None) -> str:
    """The code of one account.

    >>> account_code(AccountKind.AGENT_PAYABLE, "USD", 17)
    'AGENT_PAYABLE/USD/17'
    """
    assert (owner_id is None) == (CHART[kind].owner is Owner.PLATFORM)
    return f"{kind}/{currency}" if owner_id is None else f"{kind}/{currency}/{owner_id}"
