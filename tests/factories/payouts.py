"""Money in the books, and people who can be paid."""

from datetime import date, datetime

from onboarding.agents.models import Agent
from payouts.ledger.chart import AccountKind
from payouts.ledger.postings import Posting, credit, debit
from payouts.ledger.services import post
from payouts.money import Money
from payouts.payees.models import Payee
from tests.times import NOON


def owe(agent: Agent, minor: int, *, currency: str = "USD", key: str = "", at: datetime = NOON):
    """Make ``minor`` payable to ``agent``, as clearing would."""
    amount = Money(minor, currency)
    post(
        Posting(
            "PAY_CLEARED",
            key or f"owed:{agent.pk}:{currency}:{minor}",
            (
                debit(AccountKind.AGENT_COST, amount),
                credit(AccountKind.AGENT_PAYABLE, amount, agent.pk),
            ),
        ),
        at=at,
    )


def payee(of: Agent, *, enabled: bool = True) -> Payee:
    """A payee whose account the processor has enabled."""
    found, _ = Payee.objects.get_or_create(
        agent=of,
        defaults={"account": f"acct_{of.pk:016d}", "transfers_enabled": enabled}
        | {"tax_form_until": date(2099, 12, 31)},
    )
    return found
