"""The front door, and the switcher between memberships."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from onboarding.brands.selectors import SESSION_KEY
from onboarding.portals.selectors import portals_of
from onboarding.users.permissions import SignedInRequest


def home(request: SignedInRequest) -> HttpResponse:
    """Send the reader to the first portal that their login opens."""
    portals = portals_of(request.user)
    if not portals:
        raise PermissionDenied("Your login does not open a portal yet.")
    return redirect(portals[0].url)


@require_POST
def switch(request: SignedInRequest) -> HttpResponse:
    """Act for another brand, or in another role."""
    chosen = request.POST.get("portal", "")
    for portal in portals_of(request.user):
        if chosen == f"{portal.kind}:{portal.key}":
            if portal.key:
                request.session[SESSION_KEY] = portal.key
            return redirect(portal.url)
    raise PermissionDenied("Your login does not open that portal.")
