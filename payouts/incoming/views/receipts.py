"""Money that came in: what waits for a person, everything, and one receipt."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from onboarding.brands.models import Brand
from onboarding.tables.keyset import newest_first
from onboarding.users.permissions import SignedInRequest, permit
from payouts.billing.models import Invoice
from payouts.incoming import selectors
from payouts.incoming.forms import (
    DEEDS,
    BookForm,
    DecideForm,
    ReceiptFilter,
    SplitForm,
    amount_of,
)
from payouts.incoming.models import BankReceipt, ReceiptStatus
from payouts.incoming.policies import can_handle_receipts, can_see_receipts
from payouts.incoming.suggesting import suggestions_for
from payouts.money import Money
from payouts.receivables.selectors import allocations_of

_MOST_REVERSALS = 20


@require_GET
@permit(can_see_receipts)
def receipts(request: SignedInRequest) -> HttpResponse:
    """The work list of what came in, the newest first, with filters."""
    form = ReceiptFilter(request.GET)
    page = newest_first(
        selectors.receipts_like(form.asked()), by="taken_at", cursor=request.GET.get("cursor", "")
    )
    return render(
        request,
        "payouts/incoming/receipts.html",
        {
            "form": form,
            "page": page,
            "is_filtered": any(request.GET.get(name) for name in form.fields),
            "suspense": selectors.suspense_by_currency(),
            "reversals": selectors.reversals_to_place()[:_MOST_REVERSALS],
            "may_handle": can_handle_receipts(request.user),
        },
    )


@require_GET
@permit(can_see_receipts)
def receipt(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """One receipt: what the bank said, what it may pay and why, what was decided."""
    return page_of(request, public_id)


def page_of(
    request: SignedInRequest, public_id: UUID, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """The page of one receipt; ``forms`` are those that were sent and refused."""
    one = get_object_or_404(selectors.receipts(), public_id=public_id)
    is_waiting = one.status == ReceiptStatus.WAITING
    found = _shown(one) if is_waiting else []
    context = {
        "receipt": one,
        "suggestions": found,
        "parts": selectors.parts_of(one),
        "allocations": allocations_of(payment=one.payment) if one.payment_id else (),
        "lines_back": selectors.lines_back_of(one)[:5] if _may_go_back(one) else (),
        "history": one.events.order_by("pgh_id"),  # type: ignore[attr-defined]
        "may_handle": can_handle_receipts(request.user),
        "is_waiting": is_waiting,
        "has_deeds": any(one.status in deed.of for deed in DEEDS),
        "book_form": book_form(one),
        "split_form": SplitForm(currency=one.currency),
        "decide_form": DecideForm(status=one.status),
    }
    return render(request, "payouts/incoming/receipt.html", context | forms, status=status)


def book_form(receipt: BankReceipt, data: Any = None) -> BookForm:
    """The form that books a receipt."""
    return BookForm(data, currency=receipt.currency, available_minor=receipt.amount_minor)


def _may_go_back(receipt: BankReceipt) -> bool:
    return receipt.status not in {ReceiptStatus.WENT_BACK, ReceiptStatus.SPLIT}


def _shown(receipt: BankReceipt) -> list[dict[str, Any]]:
    """Suggestions with names, amounts and what a form sends to book them."""
    found = suggestions_for(receipt)[:10]
    brands = Brand.objects.in_bulk([one.brand_id for one in found])
    ids = [part.invoice_id for one in found for part in one.parts]
    invoices = Invoice.objects.in_bulk(ids)
    shown = []
    for one in found:
        parts = [
            (invoices[part.invoice_id], Money(part.minor, receipt.currency)) for part in one.parts
        ]
        over = receipt.amount_minor - sum(part.minor for part in one.parts)
        sent = [f"{of.number} {amount_of(sum_.minor, sum_.currency)}" for of, sum_ in parts]
        shown.append(
            {
                "brand": brands[one.brand_id],
                "parts": parts,
                "over": Money(over, receipt.currency),
                "why": one.why,
                "score": one.score,
                "can_pay": brands[one.brand_id].currency == receipt.currency,
                "sent": "\n".join(sent),
            }
        )
    return shown
