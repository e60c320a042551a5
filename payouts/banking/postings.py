"""What the rail of bank files books: the same events as any payout's, against our bank.

The event keys are those of every payout, so that none is settled or returned twice, whatever
rail it was on.
"""

from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.money import Money


def payout_left_our_bank(*, payout_id: int, agent_id: int, amount: Money) -> Posting:
    """Our bank has paid: what waited in transit is gone, and so is it from our account."""
    return Posting(
        "PAYOUT_SETTLED",
        f"payout:{payout_id}:settled",
        (
            debit(AccountKind.AGENT_IN_TRANSIT, amount, agent_id),
            credit(AccountKind.BANK, amount),
        ),
    )


def payout_came_back(*, payout_id: int, agent_id: int, amount: Money, reversal: str) -> Posting:
    """The payee's bank has sent it back: it stands on our account and may be paid again."""
    return Posting(
        "PAYOUT_RETURNED",
        f"payout:{payout_id}:returned:{reversal}",
        (
            debit(AccountKind.BANK, amount),
            credit(AccountKind.AGENT_PAYABLE, amount, agent_id),
        ),
    )
