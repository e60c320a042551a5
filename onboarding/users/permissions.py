"""The guards that views wear."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from onboarding.users.models import User


class SignedInRequest(HttpRequest):
    """A request whose user is somebody."""

    user: User


View = Callable[..., HttpResponseBase]


def permit(predicate: Callable[[User], bool]) -> Callable[[View], View]:
    """Let through whom ``predicate`` accepts; answer 403 to everybody else."""

    def wear(view: View) -> View:
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not predicate(request.user):
                raise PermissionDenied("Your login does not include this page.")
            return view(request, *args, **kwargs)

        return guarded

    return wear
