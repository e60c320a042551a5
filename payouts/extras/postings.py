"""How a sum that no contact made stands in the books. Pure, as the table of postings is.

A side of its own for each party, so that no transaction mixes an agent's money with a brand's.
"""

from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.money import Money

_TOP_UP = "topup:"


def event_key(*, extra_id: int, key: str, side: str) -> str:
    """The name of one side of an extra in the books. A top-up's is that of what it tops up.

    >>> event_key(extra_id=7, key="surge:3:12", side="pay")
    'extra:7:pay'
    >>> event_key(extra_id=8, key="topup:17:4:210", side="pay")
    'topup:17:4:210'
    >>> event_key(extra_id=8, key="topup:17:4:210", side="charge")
    'topup:17:4:210:charge'
    """
    if key.startswith(_TOP_UP):
        return key if side == "pay" else f"{key}:{side}"
    return f"extra:{extra_id}:{side}"


def extra_paid(*, extra_id: int, key: str, agent_id: int, amount: Money) -> Posting:
    """An agent has earned without a contact. Below zero where it is taken back."""
    return Posting(
        "EXTRA_PAID",
        event_key(extra_id=extra_id, key=key, side="pay"),
        (
            debit(AccountKind.AGENT_COST, amount),
            credit(AccountKind.AGENT_PENDING, amount, agent_id),
        ),
    )


def extra_charged(*, extra_id: int, key: str, brand_id: int, amount: Money) -> Posting:
    """A brand owes for what no contact made. Below zero where it is taken back."""
    return Posting(
        "EXTRA_CHARGED",
        event_key(extra_id=extra_id, key=key, side="charge"),
        (
            debit(AccountKind.BRAND_UNBILLED, amount, brand_id),
            credit(AccountKind.REVENUE, amount),
        ),
    )
