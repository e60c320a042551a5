"""The reader's language and time zone, and who is behind a change of status."""

import zoneinfo
from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from onboarding.users.models import User


class ActorMiddleware:
    """Speaks the reader's language, shows times in their zone, names them in the trail.

    Who has not signed in is answered in the language that their browser asks for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not isinstance(user, User):
            return self.get_response(request)
        translation.activate(user.language)
        request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zoneinfo.ZoneInfo(user.timezone)):
            if request.method in {"GET", "HEAD", "OPTIONS"}:
                return self.get_response(request)
            with pghistory.context(actor=user.pk, path=request.path):
                return self.get_response(request)
