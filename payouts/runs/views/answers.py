"""How a deed with a run or a payout is asked for and answered."""

from django.contrib import messages

from onboarding.users.permissions import SignedInRequest
from payouts.runs.forms import ReasonForm


def reason_in(request: SignedInRequest) -> str:
    """The reason that was given; without one nothing is done, and the reader is told."""
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Please say why, in a sentence of at most 200 letters.")
        return ""
    return str(form.cleaned_data["reason"])
