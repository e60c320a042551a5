"""The guard of the agent's pages."""

from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from onboarding.agents.models import Agent
from onboarding.agents.selectors import agent_of
from onboarding.users.permissions import SignedInRequest, View


class AgentRequest(SignedInRequest):
    """A request of somebody who serves as ``agent``."""

    agent: Agent


def for_agent(view: View) -> View:
    """Let agents through and set ``agent``; everything a page shows is scoped to it."""

    @wraps(view)
    def guarded(request: AgentRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        agent = agent_of(request.user)
        if agent is None:
            raise PermissionDenied("Your login does not belong to an agent.")
        request.agent = agent
        return view(request, *args, **kwargs)

    return guarded
