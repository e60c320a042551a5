"""Which portals a login opens."""

from dataclasses import dataclass

from django.urls import reverse

from onboarding.agents.selectors import agent_of
from onboarding.brands.models import BrandRole
from onboarding.brands.selectors import memberships_of
from onboarding.users.models import User
from onboarding.users.selectors import is_finance


@dataclass(frozen=True, slots=True)
class Portal:
    """A place that a login opens: ``kind`` is brand, agent or finance; ``key`` names the brand."""

    kind: str
    label: str
    role: str
    url: str
    key: str = ""


def portals_of(user: User) -> list[Portal]:
    """Every portal that ``user`` may open, the platform's own first."""
    portals: list[Portal] = []
    if is_finance(user):
        portals.append(
            Portal("finance", "Finance", "Tallyline finance", reverse("finance:overview"))
        )
    portals.extend(
        Portal(
            "brand",
            membership.brand.name,
            BrandRole(membership.role).label,
            reverse("brand:overview"),
            str(membership.brand.public_id),
        )
        for membership in memberships_of(user)
    )
    if agent_of(user):
        portals.append(Portal("agent", "My work", "Agent", reverse("agent:earnings")))
    return portals
