"""The rows of the table of postings that belong to payees: holds, and decisions about balances."""

from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.money import Money


def hold_placed(*, hold_id: int, agent_id: int, amount: Money) -> Posting:
    """A part of what is payable is kept back while it is looked into."""
    return Posting(
        "HOLD_PLACED",
        f"hold:{hold_id}",
        (
            debit(AccountKind.AGENT_PAYABLE, amount, agent_id),
            credit(AccountKind.AGENT_HELD, amount, agent_id),
        ),
    )


def hold_lifted(*, hold_id: int, agent_id: int, amount: Money) -> Posting:
    """What was kept back is payable again."""
    return Posting(
        "HOLD_LIFTED",
        f"hold:{hold_id}:lifted",
        (
            debit(AccountKind.AGENT_HELD, amount, agent_id),
            credit(AccountKind.AGENT_PAYABLE, amount, agent_id),
        ),
    )


def balance_written_off(*, decision_id: int, agent_id: int, amount: Money) -> Posting:
    """A balance below zero will not be earned back: the platform bears it."""
    return Posting(
        "BALANCE_WRITTEN_OFF",
        f"balance:{decision_id}:written-off",
        (
            debit(AccountKind.BAD_DEBT, amount),
            credit(AccountKind.AGENT_PAYABLE, amount, agent_id),
        ),
    )


def pay_taken_back(*, decision_id: int, agent_id: int, amount: Money) -> Posting:
    """Pay that had cleared is taken back, by a decision of two people: it is no cost any more.

    It binds nobody's promise, so it may leave the agent below zero.
    """
    return Posting(
        "PAY_TAKEN_BACK",
        f"balance:{decision_id}:taken-back",
        (
            debit(AccountKind.AGENT_PAYABLE, amount, agent_id),
            credit(AccountKind.AGENT_COST, amount),
        ),
    )
