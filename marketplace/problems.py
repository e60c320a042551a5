"""A refusal that no view expected still reaches the reader as a page with its sentence."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from onboarding.errors import DomainError, NotFound, NotPermitted


class DomainErrorMiddleware:
    """Answers 403, 404 or 409 with the refusal's own words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a domain error into its page; anything else goes on."""
        if not isinstance(exception, DomainError):
            return None
        status = {NotFound: 404, NotPermitted: 403}
        code = next((c for family, c in status.items() if isinstance(exception, family)), 409)
        return render(request, f"{code}.html", {"exception": exception}, status=code)
