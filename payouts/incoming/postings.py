"""What bank lines do to the books. Whatever came in is nobody's until it is somebody's."""

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


def receipt_went_back(*, receipt_id: int, amount: Money) -> Posting:
    """Money that was in suspense has left our account again."""
    return Posting(
        "RECEIPT_WENT_BACK",
        f"receipt:{receipt_id}:went back",
        (debit(AccountKind.SUSPENSE, amount), credit(AccountKind.BANK, amount)),
    )
