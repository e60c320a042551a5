"""Hand in a bank file, and see every file that was taken in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.incoming import selectors
from payouts.incoming.forms import FileForm
from payouts.incoming.intake import Taken, take_in_bank_file
from payouts.incoming.policies import can_handle_receipts, can_see_receipts


@require_http_methods(["GET", "POST"])
@permit(can_see_receipts)
def files(request: SignedInRequest) -> HttpResponse:
    """Every file, the newest first, and the way to hand one in."""
    may_handle = can_handle_receipts(request.user)
    form = FileForm()
    status = 200
    if request.method == "POST":
        if not may_handle:
            raise PermissionDenied("Your login does not include this page.")
        form = FileForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                taken = _take_in(request, form)
            except DomainError as refusal:
                form.add_error("file", str(refusal))
            else:
                _say(request, taken)
                return redirect("finance:bank_receipts")
        status = 422
    page = newest_first(selectors.files(), by="taken_at", cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "form": form,
        "may_handle": may_handle,
        "has_accounts": selectors.accounts().exists(),
    }
    return render(request, "payouts/incoming/files.html", context, status=status)


def _take_in(request: SignedInRequest, form: FileForm) -> Taken:
    upload, account = form.cleaned_data["file"], form.cleaned_data["account"]
    return take_in_bank_file(
        stream=upload.file,
        name=upload.name,
        actor=request.user,
        at=now(),
        account_id=account.pk if account else None,
    )


def _say(request: SignedInRequest, taken: Taken) -> None:
    file = taken.file
    if not file.new_count:
        messages.info(request, _("Every line of this file was known. Nothing has changed."))
        return
    messages.success(
        request,
        _(
            "%(new)s of %(all)s lines are new. What is certain books itself within a minute; "
            "the rest waits here."
        )
        % {"new": file.new_count, "all": file.line_count},
    )
