"""What every page's frame needs to know of the reader."""

from typing import Any

from django.http import HttpRequest

from onboarding.brands.selectors import SESSION_KEY
from onboarding.portals.selectors import Portal, portals_of
from onboarding.users.models import User
from onboarding.users.selectors import grants_of


def portals(request: HttpRequest) -> dict[str, Any]:
    """``portals``: what the reader may open; ``acting_as``: where they are now; ``grants``."""
    if not isinstance(getattr(request, "user", None), User):
        return {"portals": [], "acting_as": None, "grants": frozenset()}
    found = portals_of(request.user)  # type: ignore[arg-type]
    return {
        "portals": found,
        "acting_as": _current(found, request),
        "grants": grants_of(request.user),  # type: ignore[arg-type]
    }


def _current(found: list[Portal], request: HttpRequest) -> Portal | None:
    kind = request.path.split("/")[1]
    here = [portal for portal in found if portal.kind == kind]
    chosen = request.session.get(SESSION_KEY)
    return next((portal for portal in here if portal.key == chosen), here[0] if here else None)
