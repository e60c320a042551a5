"""The guard of the brand's pages: whose page it is, and what this member may do there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from onboarding.brands.models import Brand, BrandRole
from onboarding.brands.selectors import SESSION_KEY, acting_membership
from onboarding.users.permissions import SignedInRequest, View


class BrandRequest(SignedInRequest):
    """A request of somebody who acts for ``brand`` in ``brand_role``."""

    brand: Brand
    brand_role: BrandRole


def for_brand(*roles: BrandRole) -> Callable[[View], View]:
    """Let members of a brand through, in one of ``roles`` if any are named; set ``brand``.

    The brand is the one chosen in the switcher. Everything that a page shows is scoped to
    it, so that another brand's identifiers find nothing.
    """

    def wear(view: View) -> View:
        @wraps(view)
        def guarded(request: BrandRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            membership = acting_membership(request.user, chosen=request.session.get(SESSION_KEY))
            if membership is None:
                raise PermissionDenied("Your login does not belong to a brand.")
            if roles and membership.role not in roles:
                raise PermissionDenied("Your role in this brand does not include this page.")
            request.brand = membership.brand
            request.brand_role = BrandRole(membership.role)
            return view(request, *args, **kwargs)

        return guarded

    return wear
