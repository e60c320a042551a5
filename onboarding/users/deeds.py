"""How a deed that somebody asked for on a page is answered."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from onboarding.errors import DomainError


def try_to(request: HttpRequest, deed: Callable[[], object], done: str) -> None:
    """Do it and say so, or say why not: the page that is shown next has the words."""
    try:
        deed()
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
