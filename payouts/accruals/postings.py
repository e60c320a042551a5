"""What accruals post one by one; the rest is posted by their statements."""

from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.money import Money


def withheld_pay_cleared(*, withholding_id: int, agent_id: int, amount: Money) -> Posting:
    """What was contested is settled: the part of the pay that did not clear may be paid."""
    return Posting(
        "WITHHELD_PAY_CLEARED",
        f"withheld:{withholding_id}:cleared",
        (
            debit(AccountKind.AGENT_PENDING, amount, agent_id),
            credit(AccountKind.AGENT_PAYABLE, amount, agent_id),
        ),
    )
