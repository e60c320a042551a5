"""The guards that views wear."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from onboarding.users.models import User
from onboarding.users.second_factor import has_second_factor

# Where the reader was when a second factor was asked for.
BACK = "second_factor_back"


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


def second_factor_required(view: View) -> View:
    """Have whoever moves money set up a second factor first, and lead them there and back."""

    @wraps(view)
    def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if has_second_factor(request.user):
            request.session.pop(BACK, None)
            return view(request, *args, **kwargs)
        request.session[BACK] = _page_of(request)
        return render(request, "users/second_factor_needed.html", status=403)

    return guarded


def _page_of(request: HttpRequest) -> str:
    """The page that the reader is on: this one, or the one with the button of a deed."""
    if request.method == "GET":
        return request.get_full_path()
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return came_from if is_ours else "/"
