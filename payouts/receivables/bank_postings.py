"""What bank lines do to the books."""

from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.money import Money


def receipt_suspended(*, line_id: int, amount: Money) -> Posting:
    """Money stands at our bank, and whose it is is not known yet."""
    return Posting(
        "RECEIPT_SUSPENDED",
        f"bankline:{line_id}",
        (debit(AccountKind.BANK, amount), credit(AccountKind.SUSPENSE, amount)),
    )
