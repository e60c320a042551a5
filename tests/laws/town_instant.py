"""Payouts on request in town: all but the last of each agent's were taken back."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

from onboarding.agents.models import Agent
from onboarding.users.models import User
from payouts.instant.models import InstantPayout
from payouts.instant.services import Ask, NewTariff, request_instant, set_tariff, withdraw
from payouts.payees.models import Payee
from payouts.runs.doubt import TransferDoubt
from payouts.runs.models import Payout
from tests.factories.payouts import owe
from tests.times import NOON

TARIFF = NewTariff("EUR", Decimal("1.5"), 50, 10_000_000)


def ask_for_instant_payouts(*agents: Agent, size: int, by: User) -> None:
    """Tariffs, and for each agent as many requests."""
    for number in range(size):
        begins = NOON - timedelta(days=30 + number)
        set_tariff(tariff=TARIFF, effective_from=begins, actor=by, at=begins)
    for agent in agents:
        Payee.objects.filter(agent=agent).update(instant_currencies=["EUR"])
        owe(agent, 100_000, currency="EUR", at=NOON - timedelta(days=1), key=f"euros:{agent.pk}")
        for number in range(size):
            at = NOON + timedelta(minutes=number)
            ask = Ask("EUR", 10_000, 150, uuid4())
            asked = request_instant(agent=agent, ask=ask, actor=agent.user, at=at)
            if number < size - 1:
                withdraw(agent=agent, public_id=asked.public_id, actor=agent.user, at=at)


def instant_of(agent: Agent) -> InstantPayout:
    """The one that has not left."""
    return InstantPayout.objects.filter(agent=agent).latest("pk")


def name_several_transfers(payout: Payout, *, size: int) -> None:
    """The processor named more than one transfer of a payout, the last time long after."""
    TransferDoubt.objects.create(
        payout=payout,
        references=[f"tr_{payout.pk}_{number}" for number in range(size)],
        found_at=NOON,
    )
