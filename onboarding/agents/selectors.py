"""Who serves."""

from onboarding.agents.models import Agent
from onboarding.users.models import User


def agent_of(user: User) -> Agent | None:
    """The agent that ``user`` is, if they are one."""
    return Agent.objects.filter(user=user).order_by("pk").first()
