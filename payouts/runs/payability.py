"""Who is paid what in a run, who is left out and why, and the hash of the whole list.

Plain values in and out, so that the same rule can be tried on anything, and an auditor can
recompute the hash of a run from its list alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from payouts.money import exponent

# One major unit, unless a transfer costs more than that is worth.
_MINIMUM_MAJOR = {"JPY": 100, "KRW": 1_000, "HUF": 300, "TWD": 30, "INR": 50, "PHP": 50}
# Banks carry these currencies in multiples only; what is left over stays the agent's.
_STEP_MINOR = {"HUF": 100, "TWD": 100}


class Hindrance(StrEnum):
    """Why an agent is left out of a run, in the order in which it is said."""

    NEGATIVE = "NEGATIVE"
    ON_HOLD = "ON_HOLD"
    NO_ACCOUNT = "NO_ACCOUNT"
    NOT_ENABLED = "NOT_ENABLED"
    COOLING = "COOLING"
    TAX_FORM_MISSING = "TAX_FORM_MISSING"
    ALREADY_LIVE = "ALREADY_LIVE"
    BELOW_MINIMUM = "BELOW_MINIMUM"


@dataclass(slots=True)
class Standing:
    """What one agent may be paid, and what stands in the way. Amounts in minor units."""

    agent_id: int
    available_minor: int
    payee_id: int | None = None
    account: str = ""
    is_enabled: bool = False
    is_on_hold: bool = False
    is_cooling: bool = False
    is_being_paid: bool = False
    lacks_tax_form: bool = False
    minimum_minor: int = 0


@dataclass(slots=True)
class Planned:
    """One payout of a run, in minor units."""

    agent_id: int
    payee_id: int
    amount_minor: int
    account: str


@dataclass(slots=True)
class Skipped:
    """An agent who is left out, and what stays payable to them."""

    agent_id: int
    reason: Hindrance
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A run before it is written: payouts and skips, each agent in one of them at most."""

    payouts: tuple[Planned, ...]
    skips: tuple[Skipped, ...]
    total_minor: int
    content_hash: str


def minimum_minor(currency: str) -> int:
    """The smallest payout in ``currency``, in minor units; less than that waits for more.

    >>> minimum_minor("USD"), minimum_minor("JPY"), minimum_minor("KWD")
    (100, 100, 1000)
    """
    return int(_MINIMUM_MAJOR.get(currency, 1) * 10 ** exponent(currency))


def carried_minor(available_minor: int, currency: str) -> int:
    """The part of an amount that the rail can carry; the rest stays in the agent's balance.

    >>> carried_minor(12_345, "HUF"), carried_minor(12_345, "USD")
    (12300, 12345)
    """
    return available_minor - available_minor % _STEP_MINOR.get(currency, 1)


def hindrance_of_payee(standing: Standing) -> Hindrance | None:
    """What stands in the way of paying this agent anything at all, or nothing."""
    if standing.is_on_hold:
        return Hindrance.ON_HOLD
    if not standing.account:
        return Hindrance.NO_ACCOUNT
    if not standing.is_enabled:
        return Hindrance.NOT_ENABLED
    if standing.is_cooling:
        return Hindrance.COOLING
    if standing.lacks_tax_form:
        return Hindrance.TAX_FORM_MISSING
    return None


def decide(standings: Iterable[Standing], *, currency: str) -> Decision:
    """Sort agents into payouts and skips. Who has nothing is in neither.

    Payouts and skips are in the order of agents, so the same standings give the same run.
    """
    minimum = minimum_minor(currency)
    payouts: list[Planned] = []
    skips: list[Skipped] = []
    for standing in sorted(standings, key=lambda one: one.agent_id):
        available = standing.available_minor
        if available == 0:
            continue
        reason = _hindrance(standing, minimum=minimum, currency=currency)
        if reason is not None:
            skips.append(Skipped(standing.agent_id, reason, available))
            continue
        assert standing.payee_id is not None, "who has an account is a payee"
        payouts.append(
            Planned(
                standing.agent_id,
                standing.payee_id,
                carried_minor(available, currency),
                standing.account,
            )
        )
    return Decision(
        payouts=tuple(payouts),
        skips=tuple(skips),
        total_minor=sum(payout.amount_minor for payout in payouts),
        content_hash=content_hash(
            (payout.agent_id, payout.amount_minor, payout.account) for payout in payouts
        ),
    )


def content_hash(rows: Iterable[tuple[int, int, str]]) -> str:
    """SHA-256 of the sorted (agent, amount in minor units, account), a line for each.

    It changes with every agent, amount and account, and not with the order of the list.

    >>> content_hash([(2, 900, "acct_b"), (1, 100, "acct_a")])[:16]
    'df6a5583d6adae8b'
    """
    lines = (f"{agent}|{amount}|{account}\n" for agent, amount, account in sorted(rows))
    return sha256("".join(lines).encode()).hexdigest()


def _hindrance(standing: Standing, *, minimum: int, currency: str) -> Hindrance | None:
    if standing.available_minor < 0:
        return Hindrance.NEGATIVE
    reason = hindrance_of_payee(standing)
    if reason is not None:
        return reason
    if standing.is_being_paid:
        return Hindrance.ALREADY_LIVE
    if carried_minor(standing.available_minor, currency) < max(minimum, standing.minimum_minor):
        return Hindrance.BELOW_MINIMUM
    return None
