"""Agents who are owed, their accounts at the processor, and a run that two people released."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Final

from django.db import connection

from onboarding.agents.models import Agent
from onboarding.users.models import User
from onboarding.users.second_factor import confirm_by_command
from payouts.gateway.base import Executed, Gateway
from payouts.payees.models import Payee
from payouts.payees.tax_rules import WITHOUT_END
from payouts.runs.approval import approve_run, deed_of
from payouts.runs.models import PayoutRun, WarningKind

_OPENERS: Final = 8

_OWE = """
    WITH legs AS (
        SELECT array_agg(place::int ORDER BY place, side) AS places,
               array_agg(CASE side WHEN 0 THEN 'AGENT_COST/USD' ELSE 'AGENT_PAYABLE/USD/' || id END
                         ORDER BY place, side) AS codes,
               array_agg(CASE side WHEN 0 THEN minor ELSE -minor END
                         ORDER BY place, side) AS amounts
        FROM (SELECT id, place, 5000 + (place + 1) / 2 * 74 %% 90000 AS minor
              FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM onboarding_agent) o) a,
             generate_series(0, 1) side
    ), events AS (
        SELECT array_agg('owed:' || %(name)s || ':' || id ORDER BY id) AS keys,
               array_agg('PAY_CLEARED'::text) AS kinds,
               array_agg(%(at)s::timestamptz) AS ats, array_agg(NULL::bigint) AS reverses
        FROM onboarding_agent
    )
    SELECT count(*) FROM events, legs,
        ledger_post(keys, kinds, ats, reverses, places, codes, amounts, %(at)s, NULL)
"""


def owe_everybody(*, name: str, at: datetime) -> None:
    """Make 50 to 950 dollars payable to every agent, once under a name; two at a time the same."""
    with connection.cursor() as cursor:
        cursor.execute(_OWE, {"at": at, "name": name})


def two_people() -> tuple[User, User]:
    """Who prepares, and who approves."""
    pia, amy = (
        User.objects.create_user(f"{name}@simulation.test", None, name=name)
        for name in ("Pia", "Amy")
    )
    return pia, amy


def release(run: PayoutRun, *, by: User, at: datetime) -> PayoutRun:
    """Approve a run as it stands, every warning ticked."""
    confirm_by_command(user=by, subject=deed_of(run), at=at)
    return approve_run(
        run_id=run.pk,
        content_hash=run.content_hash,
        ticked=WarningKind.values,
        actor=by,
        at=at,
    )


def open_accounts(gateway: Gateway, *, at: datetime) -> None:
    """An enabled account at the processor for every agent."""

    def opened(agent_id: int) -> str:
        outcome = gateway.open_account(
            email=f"agent-{agent_id}@simulation.test", country="US", key=f"opened_{agent_id}"
        )
        assert isinstance(outcome, Executed)
        return outcome.reference

    agent_ids = _agent_ids()
    with ThreadPoolExecutor(_OPENERS) as openers:
        accounts = list(openers.map(opened, agent_ids))
    _become_payees(dict(zip(agent_ids, accounts, strict=True)), at=at)


def take_accounts(*, at: datetime) -> None:
    """Every agent a payee, with an account that no processor has heard of."""
    _become_payees({agent_id: f"acct_{agent_id:016d}" for agent_id in _agent_ids()}, at=at)


def _agent_ids() -> list[int]:
    return list(Agent.objects.order_by("pk").values_list("pk", flat=True))


def _become_payees(accounts: Mapping[int, str], *, at: datetime) -> None:
    Payee.objects.bulk_create(
        [
            Payee(
                agent_id=agent_id,
                account=account,
                transfers_enabled=True,
                synced_at=at,
                tax_form_until=WITHOUT_END,
            )
            for agent_id, account in accounts.items()
        ],
        batch_size=2_000,
    )
