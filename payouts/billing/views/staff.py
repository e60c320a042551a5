"""Every brand's invoices for finance: the list, one of them, issuing and discarding drafts."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET, require_POST

from onboarding.tables.keyset import newest_first
from onboarding.users.deeds import try_to
from onboarding.users.permissions import SignedInRequest, permit
from payouts.billing import selectors, services
from payouts.billing.forms import InvoiceFilter
from payouts.billing.models import CreditNote, Invoice, InvoiceStatus
from payouts.billing.policies import can_issue_invoices, can_see_invoices
from payouts.billing.views import answers
from payouts.billing.views.brand import credit_note_page, invoice_page


@require_GET
@permit(can_see_invoices)
def invoices(request: SignedInRequest) -> HttpResponse:
    """Invoices of every brand, newest first, with filters."""
    form = InvoiceFilter(request.GET)
    asked = form.asked()
    page = newest_first(
        selectors.invoices_of().filter(**asked),
        by="drafted_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/billing/staff_invoices.html",
        {"form": form, "page": page, "is_filtered": bool(asked)},
    )


@require_GET
@permit(can_see_invoices)
def invoice(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One invoice; a draft may be issued or discarded here."""
    found = _invoice(public_id)
    may_decide = found.status == InvoiceStatus.DRAFT and can_issue_invoices(request.user)
    return render(
        request,
        "payouts/billing/staff_invoice.html",
        invoice_page(found) | {"portal": "finance", "may_decide": may_decide},
    )


@require_GET
@permit(can_see_invoices)
def invoice_pdf(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The invoice's document."""
    return answers.invoice_file(_invoice(public_id))


@require_GET
@permit(can_see_invoices)
def invoice_xml(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The invoice as an EN 16931 message."""
    return answers.invoice_message(_invoice(public_id))


@require_GET
@permit(can_see_invoices)
def invoice_contacts(request: SignedInRequest, public_id: UUID) -> HttpResponseBase:
    """Every contact behind the invoice, as a CSV."""
    return answers.contacts_file(_invoice(public_id))


@require_POST
@permit(can_issue_invoices)
def issue(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Issue a draft."""
    return _decide(request, public_id, services.issue_invoice, "The invoice is issued.")


@require_POST
@permit(can_issue_invoices)
def discard(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Throw a draft away."""
    return _decide(request, public_id, services.discard_invoice, "The draft is discarded.")


@require_GET
@permit(can_see_invoices)
def credit_note(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One credit note, as its document says it."""
    return render(
        request,
        "payouts/billing/staff_credit_note.html",
        credit_note_page(_note(public_id)) | {"portal": "finance"},
    )


@require_GET
@permit(can_see_invoices)
def credit_note_pdf(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The credit note's document."""
    return answers.credit_note_file(_note(public_id))


@require_GET
@permit(can_see_invoices)
def credit_note_xml(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """The credit note as an EN 16931 message."""
    return answers.credit_note_message(_note(public_id))


def _decide(
    request: SignedInRequest, public_id: UUID, deed: Callable[..., Invoice], done: str
) -> HttpResponse:
    found = _invoice(public_id)
    try_to(request, lambda: deed(invoice_id=found.pk, actor=request.user, at=now()), done)
    return redirect("finance:invoice", public_id)


def _invoice(public_id: UUID) -> Invoice:
    return get_object_or_404(selectors.invoices_of(), public_id=public_id)


def _note(public_id: UUID) -> CreditNote:
    return get_object_or_404(selectors.credit_notes_of(), public_id=public_id)
