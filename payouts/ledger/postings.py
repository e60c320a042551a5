"""The table of postings: one function for each business event; legs that sum to zero.

Debits are positive and credits negative. The event key names what happened, once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from payouts.ledger.chart import AccountKind, account_code
from payouts.money import Money


@dataclass(frozen=True, slots=True)
class Leg:
    """One debit (positive) or credit (negative) of one account, in minor units."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction not yet written."""

    kind: str
    event_key: str
    legs: tuple[Leg, ...]
    reverses: int | None = None

    def __post_init__(self) -> None:
        assert len(self.legs) >= 2, "a posting has at least two legs"
        assert all(leg.amount_minor for leg in self.legs), "a leg moves something"


def debit(kind: AccountKind, amount: Money, owner_id: int | None = None) -> Leg:
    """A debit of ``amount``; a negative amount credits."""
    return Leg(account_code(kind, amount.currency, owner_id), amount.minor)


def credit(kind: AccountKind, amount: Money, owner_id: int | None = None) -> Leg:
    """A credit of ``amount``; a negative amount debits."""
    return Leg(account_code(kind, amount.currency, owner_id), -amount.minor)


def charge_accrued(*, event_key: str, brand_id: int, amount: Money) -> Posting:
    """A brand owes for work that is not yet invoiced. Below zero where work was corrected."""
    return Posting(
        "CHARGE_ACCRUED",
        event_key,
        (
            debit(AccountKind.BRAND_UNBILLED, amount, brand_id),
            credit(AccountKind.REVENUE, amount),
        ),
    )


def pay_accrued(*, event_key: str, agent_id: int, amount: Money) -> Posting:
    """An agent has earned, within the dispute window. Below zero where work was corrected."""
    return Posting(
        "PAY_ACCRUED",
        event_key,
        (
            debit(AccountKind.AGENT_COST, amount),
            credit(AccountKind.AGENT_PENDING, amount, agent_id),
        ),
    )


def pay_cleared(*, agent_id: int, period_id: int, day: date, amount: Money) -> Posting:
    """The dispute window is over: what was pending may be paid."""
    return Posting(
        "PAY_CLEARED",
        f"clear:{agent_id}:{period_id}:{day}",
        (
            debit(AccountKind.AGENT_PENDING, amount, agent_id),
            credit(AccountKind.AGENT_PAYABLE, amount, agent_id),
        ),
    )


def invoice_issued(*, invoice_id: int, brand_id: int, net: Money, tax: Money) -> Posting:
    """Unbilled work becomes a receivable, with the tax on it."""
    legs = (
        debit(AccountKind.BRAND_RECEIVABLE, net + tax, brand_id),
        credit(AccountKind.BRAND_UNBILLED, net, brand_id),
        credit(AccountKind.TAX_PAYABLE, tax),
    )
    # An invoice of nothing may still carry tax: work moved from days of one rate to another's.
    moved = tuple(leg for leg in legs if leg.amount_minor)
    return Posting("INVOICE_ISSUED", f"invoice:{invoice_id}:issued", moved)


def credit_note_issued(*, credit_note_id: int, brand_id: int, net: Money, tax: Money) -> Posting:
    """A correction that lowers an issued invoice: the receivable goes, with its tax.

    Revenue was lowered when the corrected work was accrued; what is taken back here is the
    negative unbilled amount which that left.
    """
    legs = [
        debit(AccountKind.BRAND_UNBILLED, net, brand_id),
        credit(AccountKind.BRAND_RECEIVABLE, net + tax, brand_id),
    ]
    if tax:
        legs.append(debit(AccountKind.TAX_PAYABLE, tax))
    return Posting("CREDIT_NOTE_ISSUED", f"credit:{credit_note_id}", tuple(legs))


def payout_reserved(*, payout_id: int, agent_id: int, amount: Money) -> Posting:
    """Money leaves what the agent may be paid, and waits in transit."""
    return Posting(
        "PAYOUT_RESERVED",
        f"payout:{payout_id}:reserved",
        (
            debit(AccountKind.AGENT_PAYABLE, amount, agent_id),
            credit(AccountKind.AGENT_IN_TRANSIT, amount, agent_id),
        ),
    )


def payout_settled(*, payout_id: int, agent_id: int, amount: Money) -> Posting:
    """The processor has moved the money."""
    return Posting(
        "PAYOUT_SETTLED",
        f"payout:{payout_id}:settled",
        (
            debit(AccountKind.AGENT_IN_TRANSIT, amount, agent_id),
            credit(AccountKind.PROCESSOR_BALANCE, amount),
        ),
    )


def payout_released(*, payout_id: int, agent_id: int, amount: Money) -> Posting:
    """The payout will not happen: its money may be paid again."""
    return Posting(
        "PAYOUT_RELEASED",
        f"payout:{payout_id}:released",
        (
            debit(AccountKind.AGENT_IN_TRANSIT, amount, agent_id),
            credit(AccountKind.AGENT_PAYABLE, amount, agent_id),
        ),
    )


def payout_returned(*, payout_id: int, agent_id: int, amount: Money, reversal: str) -> Posting:
    """Paid, and come back: its money may be paid again."""
    return Posting(
        "PAYOUT_RETURNED",
        f"payout:{payout_id}:returned:{reversal}",
        (
            debit(AccountKind.PROCESSOR_BALANCE, amount),
            credit(AccountKind.AGENT_PAYABLE, amount, agent_id),
        ),
    )


def payout_fee_taken(*, payout_id: int, agent_id: int, fee: Money) -> Posting:
    """An agent who asked to be paid within minutes pays for it, as shown before they asked."""
    return Posting(
        "PAYOUT_FEE_TAKEN",
        f"payout:{payout_id}:fee",
        (
            debit(AccountKind.AGENT_PAYABLE, fee, agent_id),
            credit(AccountKind.PAYOUT_FEES, fee),
        ),
    )


def payout_fee_given_back(*, payout_id: int, agent_id: int, fee: Money) -> Posting:
    """The payout was not made within minutes, or not at all: nothing is paid for that."""
    return Posting(
        "PAYOUT_FEE_GIVEN_BACK",
        f"payout:{payout_id}:fee:back",
        (
            debit(AccountKind.PAYOUT_FEES, fee),
            credit(AccountKind.AGENT_PAYABLE, fee, agent_id),
        ),
    )


def processor_funded(*, reference: str, amount: Money) -> Posting:
    """Money moved from our bank to the processor, to pay agents from."""
    return Posting(
        "PROCESSOR_FUNDED",
        f"funding:{reference}",
        (debit(AccountKind.PROCESSOR_BALANCE, amount), credit(AccountKind.BANK, amount)),
    )


def reversal(*, transaction_id: int, legs: Sequence[Leg]) -> Posting:
    """The exact opposite of a transaction."""
    return Posting(
        "REVERSAL",
        f"reverse:{transaction_id}",
        tuple(Leg(leg.account, -leg.amount_minor) for leg in legs),
        reverses=transaction_id,
    )
