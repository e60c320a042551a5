"""What a brand pays: its invoices, and panels of spend and receipts for the pages below."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.views.decorators.http import require_GET

from onboarding.brands.permissions import BrandRequest, for_brand
from onboarding.calendars.periods import local_day, month_of
from onboarding.tables.keyset import newest_first
from payouts.billing import selectors
from payouts.billing.forms import MonthForm, month_before
from payouts.billing.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from payouts.billing.spend import spend_of
from payouts.billing.views import answers
from payouts.billing.work import extras_of, work_behind
from payouts.rating.receipts import charge_receipt_of


@require_GET
@for_brand()
def spend_panel(request: BrandRequest) -> HttpResponse:
    """What a month costs so far, by day and by campaign."""
    brand, zone = request.brand, ZoneInfo(request.brand.timezone)
    today = local_day(now(), zone)
    month = month_of(MonthForm(request.GET).chosen(today), zone)
    spend = spend_of(brand=brand, month=month, before=month_of(month_before(month.from_on), zone))
    parts = [(one.name, one.spend.exact) for one in spend.campaigns]
    # Days to come are not days on which nothing was spent.
    by_day = [(day, spent) for day, spent in spend.by_day if day <= today or spent]
    return _panel(
        request,
        "spend",
        {"brand": brand, "month": month, "spend": spend, "parts": parts, "by_day": by_day},
    )


@require_GET
@for_brand()
def invoices_panel(request: BrandRequest) -> HttpResponse:
    """The newest invoices."""
    return _panel(
        request, "latest", {"invoices": selectors.latest_invoices(brand_id=request.brand.pk)}
    )


@require_GET
@for_brand()
def receipt(request: BrandRequest, pk: int) -> HttpResponse:
    """What one contact is charged, from seconds to money. Pay stands on no brand's page."""
    found = charge_receipt_of(interaction_id=pk, brand_id=request.brand.pk)
    return _panel(
        request,
        "receipt",
        {"receipt": found, "facts": found.facts, "price": found.standing},
    )


@require_GET
@for_brand()
def invoices(request: BrandRequest) -> HttpResponse:
    """What was issued to the brand, newest first."""
    page = newest_first(
        selectors.invoices_of(brand_id=request.brand.pk),
        by="drafted_at",
        cursor=request.GET.get("cursor", ""),
    )
    return render(
        request,
        "payouts/billing/invoices.html",
        {"page": page, "standing": selectors.standing_of(brand=request.brand)},
    )


@require_GET
@for_brand()
def invoice(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """One invoice, as its document says it, and the credit notes that lower it."""
    return render(
        request, "payouts/billing/invoice.html", invoice_page(_invoice(request, public_id))
    )


@require_GET
@for_brand()
def invoice_pdf(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """The invoice's document."""
    return answers.invoice_file(_invoice(request, public_id))


@require_GET
@for_brand()
def invoice_contacts(request: BrandRequest, public_id: UUID) -> HttpResponseBase:
    """Every contact behind the invoice, as a CSV."""
    return answers.contacts_file(_invoice(request, public_id))


@require_GET
@for_brand()
def invoice_line(request: BrandRequest, public_id: UUID, position: int) -> HttpResponse:
    """The contacts behind one line."""
    found = _invoice(request, public_id)
    line = answers.invoice_line(found, position)
    return render(
        request,
        "payouts/billing/line.html",
        {"invoice": found, "line": line, "number": found.number} | _behind(line, request),
    )


@require_GET
@for_brand()
def credit_note(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """One credit note, as its document says it."""
    return render(
        request, "payouts/billing/credit_note.html", credit_note_page(_note(request, public_id))
    )


@require_GET
@for_brand()
def credit_note_pdf(request: BrandRequest, public_id: UUID) -> HttpResponse:
    """The credit note's document."""
    return answers.credit_note_file(_note(request, public_id))


@require_GET
@for_brand()
def credit_line(request: BrandRequest, public_id: UUID, position: int) -> HttpResponse:
    """The corrected contacts behind one line of a credit note."""
    note = _note(request, public_id)
    line = answers.credit_line(note, position)
    return render(
        request,
        "payouts/billing/line.html",
        {"note": note, "invoice": note.invoice, "line": line, "number": note.number}
        | _behind(line, request),
    )


def invoice_page(invoice: Invoice) -> dict[str, Any]:
    """What the page of an invoice shows, whoever reads it."""
    return {
        "portal": "brand",
        "invoice": invoice,
        "lines": selectors.lines_of(invoice),
        "notes": selectors.credit_notes_of().filter(invoice=invoice).order_by("issued_at", "pk"),
        "tax_percent": invoice.tax_rate * 100,
    }


def credit_note_page(note: CreditNote) -> dict[str, Any]:
    """What the page of a credit note shows, whoever reads it."""
    return {
        "portal": "brand",
        "note": note,
        "invoice": note.invoice,
        "lines": selectors.credit_lines_of(note),
        "tax_percent": note.invoice.tax_rate * 100,
    }


def _behind(line: InvoiceLine | CreditNoteLine, request: BrandRequest) -> dict[str, Any]:
    """A page of the contacts that a line sums up, or of what no contact made."""
    cursor = request.GET.get("cursor", "")
    if line.extra_kind:
        return {"extras": newest_first(extras_of(line), by="occurred_at", cursor=cursor)}
    return {"page": newest_first(work_behind(line), by="occurred_at", cursor=cursor)}


def _invoice(request: BrandRequest, public_id: UUID) -> Invoice:
    return get_object_or_404(selectors.invoices_of(brand_id=request.brand.pk), public_id=public_id)


def _note(request: BrandRequest, public_id: UUID) -> CreditNote:
    return get_object_or_404(
        selectors.credit_notes_of(brand_id=request.brand.pk), public_id=public_id
    )


def _panel(request: BrandRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    """A part of another page; followed as a link, without script, a page of its own."""
    is_part = request.headers.get("HX-Request") == "true"
    template = f"payouts/billing/{'_' if is_part else ''}{name}.html"
    return render(request, template, context)
