"""What a deed with a payee is answered with."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest
from payouts.payees.models import Payee


def do(
    request: SignedInRequest, payee: Payee, deed: Callable[[], object], done: str
) -> HttpResponse:
    """Do a deed with a payee, say what came of it, and lead back to the payee."""
    try_to(request, deed, done)
    return redirect("finance:payee", payee.public_id)


def told_why_not(request: SignedInRequest, errors: Any, payee: Payee) -> HttpResponse:
    """Say what was wrong with what was sent, and lead back to the payee."""
    for told in errors.values():
        messages.error(request, " ".join(str(error) for error in told))
    return redirect("finance:payee", payee.public_id)
