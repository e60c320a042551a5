"""Where people choose how the house speaks to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onboarding.users.forms import PreferencesForm
from onboarding.users.models import User
from onboarding.users.services import choose_preferences


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose the language of pages, mails and documents, and one's time zone."""
    assert isinstance(request.user, User)
    if request.method != "POST":
        chosen = {"language": request.user.language, "timezone": request.user.timezone}
        return _page(request, PreferencesForm(initial=chosen), 200)
    form = PreferencesForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    user = choose_preferences(user=request.user, **form.cleaned_data)
    with translation.override(user.language):
        messages.success(request, _("Saved."))
    return redirect("preferences")


def _page(request: HttpRequest, form: PreferencesForm, status: int) -> HttpResponse:
    return render(request, "users/preferences.html", {"form": form}, status=status)
