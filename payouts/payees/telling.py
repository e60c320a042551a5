"""Mails to agents about being paid, in the agent's own language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from onboarding.agents.models import Agent
from onboarding.deliveries.services import tell


def contact_of(agent: Agent) -> str:
    """Where an agent is written to."""
    return agent.email or (agent.user.email if agent.user else "")


def language_of(agent: Agent) -> str:
    """The language in which an agent is written to."""
    return agent.user.language if agent.user else "en"


def tell_agent(
    agent: Agent, *, key: str, template: str, facts: Mapping[str, Any], at: datetime, to: str = ""
) -> bool:
    """Tell an agent something, at ``to`` or where they are written to; whether it is news.

    ``facts`` need not name the agent.
    """
    return tell(
        key=key,
        to=to or contact_of(agent),
        template=f"payouts/payees/{template}",
        facts={"name": agent.name} | dict(facts),
        at=at,
        language=language_of(agent),
    )
