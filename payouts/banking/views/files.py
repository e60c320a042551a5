"""Bank files for finance: the list, one file, and every deed with it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from onboarding.errors import DomainError
from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from onboarding.users.selectors import is_finance
from payouts.banking import lists, releasing
from payouts.banking.forms import FileFilter
from payouts.banking.models import BankFile, FileStatus
from payouts.banking.policies import can_release_files, can_stop_files
from payouts.banking.wording import file_name, next_step
from payouts.money import Money
from payouts.runs.lists import history_of

_TAKEABLE = (*FileStatus.at_the_bank(), FileStatus.SETTLED)


@require_GET
@permit(is_finance)
def bank_files(request: SignedInRequest) -> HttpResponse:
    """Every file, the newest first."""
    form = FileFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        lists.files_for_the_list(**asked), by="made_at", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/banking/files.html",
        {
            "page": page,
            "form": form,
            "is_filtered": any(asked.values()),
            "standing": lists.standing(),
            "on_its_way": lists.on_its_way(),
            "missing": lists.settings_missing(),
        },
    )


@require_GET
@permit(is_finance)
def bank_file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One file: what it orders, what the bank said, what may be done."""
    file = get_object_or_404(lists.files_for_the_list(), public_id=public_id)
    page = newest_first(
        lists.entries_for_the_list(file), by="id", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/banking/file.html",
        {
            "file": file,
            "total": Money(file.total_minor, file.currency),
            "next": next_step(file),
            "answers": lists.answers_to(file),
            "said": lists.said_of(file),
            "downloads": list(lists.downloads_of(file)),
            "history": history_of(file),
            "page": page,
            "may_release": can_release_files(request.user),
            "may_stop": can_stop_files(request.user),
            "is_takeable": file.status in _TAKEABLE,
            "is_at_the_bank": file.status in FileStatus.at_the_bank(),
            "is_releaser": file.released_by_id == request.user.pk,
        },
    )


@require_POST
@permit(can_release_files)
def release(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Release a file as it was read."""
    return _do(
        request,
        public_id,
        lambda pk: releasing.release_file(
            file_id=pk,
            sha256=request.POST.get("sha256", ""),
            actor=request.user,
            at=timezone.now(),
        ),
        gettext("The file is released. Take it to the bank."),
    )


@require_POST
@permit(can_release_files)
def take(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Hand over the bytes, and note who took them."""
    file = get_object_or_404(BankFile, public_id=public_id)
    try:
        content = releasing.take_file(file_id=file.pk, actor=request.user, at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("finance:bank_file", public_id)
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{file_name(file)}"'
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@permit(can_stop_files)
def withdraw(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Give up a file that nobody released."""
    return _do(
        request,
        public_id,
        lambda pk: releasing.withdraw_file(
            file_id=pk,
            actor=request.user,
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
        ),
        gettext("The file is withdrawn. A new one is made within a minute."),
    )


@require_POST
@permit(can_release_files)
def acknowledge(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Note that the bank has the file."""
    return _do(
        request,
        public_id,
        lambda pk: releasing.acknowledge_file(
            file_id=pk,
            known_as=request.POST.get("known_as", ""),
            actor=request.user,
            at=timezone.now(),
        ),
        gettext("Noted: the bank has the file."),
    )


@require_POST
@permit(can_stop_files)
def declare_not_executed(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Say that the bank executed nothing of a released file."""
    return _do(
        request,
        public_id,
        lambda pk: releasing.declare_not_executed(
            file_id=pk,
            actor=request.user,
            at=timezone.now(),
            reason=request.POST.get("reason", ""),
        ),
        gettext("Noted. Its payouts go into a new file within a minute."),
    )


def _do(
    request: SignedInRequest, public_id: UUID, deed: Callable[[int], Any], done: str
) -> HttpResponse:
    file = get_object_or_404(BankFile, public_id=public_id)
    try_to(request, lambda: deed(file.pk), done)
    return redirect("finance:bank_file", public_id)
