"""Enrol people who already serve, as a brand's records name them."""

from datetime import datetime

from django.db import transaction

from onboarding.agents.models import Agent, AgentStatus


@transaction.atomic
def enrol_agents(*, names: list[str], timezone: str, country: str, at: datetime) -> list[Agent]:
    """Enrol an active agent for each of ``names``, in that order."""
    return Agent.objects.bulk_create(
        Agent(
            name=name, timezone=timezone, country=country, status=AgentStatus.ACTIVE, created_at=at
        )
        for name in names
    )
