"""For looking around: what an instant payout costs, and one that an agent asked for."""

from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from django.utils.timezone import now

from onboarding.agents.models import Agent
from onboarding.users.models import User
from payouts.gateway.base import Gateway
from payouts.instant.carrying import pay_instantly
from payouts.instant.models import InstantPayout, InstantTariff
from payouts.instant.selectors import payable_minor
from payouts.instant.services import Ask, NewTariff, quote, request_instant, set_tariff
from payouts.money import Money
from payouts.runs.funding import fund

_KEY: Final = UUID("7a11e1e0-0000-4000-8000-000000000001")
_LEAST_MINOR: Final = 500


def show_instant(
    *, agent: Agent, currency: str, set_by: User, gateway: Gateway, at: datetime
) -> int:
    """Offer instant payouts, and have one paid if anything is payable; how many there are."""
    if not InstantTariff.objects.filter(currency=currency).exists():
        tariff = NewTariff(
            currency, percent=Decimal("1.5"), minimum_minor=50, day_limit_minor=50_000
        )
        set_tariff(tariff=tariff, effective_from=at, actor=set_by, at=at)
    payouts = InstantPayout.objects.filter(agent=agent)
    half = payable_minor(agent_id=agent.pk, currency=currency, at=at) // 2
    if not payouts.exists() and half >= _LEAST_MINOR:
        _ask(agent, Money(half, currency), gateway, at=at)
    pay_instantly(gateway=gateway, clock=now)
    return payouts.count()


def _ask(agent: Agent, amount: Money, gateway: Gateway, *, at: datetime) -> None:
    missing = amount.minor - gateway.balance(amount.currency)
    if missing > 0:
        fund(name="on_request", amount=Money(missing, amount.currency), gateway=gateway, at=at)
    found, _ = quote(agent=agent, currency=amount.currency, asked_minor=amount.minor, at=at)
    assert agent.user is not None, "the busiest agent signs in"
    ask = Ask(amount.currency, found.asked_minor, found.fee_minor, _KEY)
    request_instant(agent=agent, ask=ask, actor=agent.user, at=at)
