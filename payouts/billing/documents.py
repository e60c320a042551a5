"""An issued invoice or credit note as a PDF: the same bytes each time it is asked for.

Everything on it is what was kept when it was issued. The layout stands in ``invoice.typ``;
the file is PDF/A-3b, made for keeping.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal

from payouts.billing.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    Line,
)
from payouts.billing.selectors import credit_lines_of, lines_of
from payouts.billing.wording import month_of_period, plain
from payouts.money import Money

_LAYOUT = Path(__file__).parent / "invoice.typ"
_LOCALE = "en"
_UNNUMBERED = (InvoiceStatus.DRAFT, InvoiceStatus.DISCARDED)


def invoice_pdf(invoice: Invoice) -> bytes:
    """The document of an invoice; of a draft, one that says so and has no number."""
    is_draft = invoice.status in _UNNUMBERED
    dates = [
        ["Invoice date", _day(invoice.issued_at, invoice)],
        ["Due date", _date(invoice.due_on)],
    ]
    content = _content(invoice, lines_of(invoice), invoice.tax_rate) | {
        "title": "Draft invoice" if is_draft else "Invoice",
        "number": invoice.number or "",
        "dates": [] if is_draft else dates,
        "period": _span(invoice),
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "tax_note": invoice.tax_note,
        "total_label": "Total due",
        "notes": [] if is_draft else _terms(invoice),
    }
    return _typeset(content, invoice.issued_at or invoice.drafted_at)


def credit_note_pdf(note: CreditNote) -> bytes:
    """The document of a credit note, which names the invoice that it lowers."""
    invoice = note.invoice
    content = _content(note, credit_lines_of(note), invoice.tax_rate) | {
        "title": "Credit note",
        "number": note.number,
        "dates": [
            ["Date", _day(note.issued_at, invoice)],
            ["Lowers invoice", invoice.number],
            ["of", _day(invoice.issued_at, invoice)],
        ],
        "period": _span(invoice),
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "tax_note": invoice.tax_note,
        "total_label": "Total credited",
        "notes": [
            note.reason,
            f"The amount is taken off what is open of invoice {invoice.number}.",
        ],
    }
    return _typeset(content, note.issued_at)


def _content(
    document: Invoice | CreditNote,
    lines: Sequence[InvoiceLine] | Sequence[CreditNoteLine] | Any,
    tax_rate: Any,
) -> dict[str, Any]:
    currency = document.currency
    return {
        "currency": currency,
        "lines": [_line(line, currency) for line in lines],
        "net": _money(document.net_minor, currency),
        "tax": _money(document.tax_minor, currency),
        "total": _money(document.total_minor, currency),
        "tax_rate": f"{plain(tax_rate * 100)} %",
    }


def _line(line: Line, currency: str) -> list[str]:
    return [
        str(line.position),
        line.description,
        str(format_decimal(line.contact_count, locale=_LOCALE)) if line.contact_count else "",
        _hours(line.billable_seconds),
        _money(line.net_minor, currency),
    ]


def _hours(seconds: int) -> str:
    """Hours, minutes and seconds; nothing where nothing was counted.

    >>> _hours(3_725), _hours(-59)
    ('1:02:05', '−0:00:59')
    """
    if not seconds:
        return ""
    minutes, rest = divmod(abs(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{'−' if seconds < 0 else ''}{hours}:{minutes:02d}:{rest:02d}"


def _money(minor: int, currency: str) -> str:
    return str(format_currency(Money(minor, currency).exact, currency, locale=_LOCALE))


def _terms(invoice: Invoice) -> list[str]:
    if not invoice.total_minor:
        return ["Nothing is due."]
    total = _money(invoice.total_minor, invoice.currency)
    terms = [
        f"Please pay {total} by {_date(invoice.due_on)} and state the number {invoice.number}."
    ]
    bank = invoice.seller.get("bank")
    return [*terms, f"Bank: {bank}"] if bank else terms


def _span(invoice: Invoice) -> str:
    period = invoice.period
    return f"{month_of_period(period)} (days of {period.timezone})"


def _day(at: datetime | None, invoice: Invoice) -> str:
    """The day on which it was issued, on the wall of the buyer."""
    return _date(at.astimezone(ZoneInfo(invoice.period.timezone)).date() if at else None)


def _date(day: date | None) -> str:
    return str(format_date(day, "d MMMM yyyy", locale=_LOCALE)) if day else ""


@cache
def _fonts() -> typst.Fonts:
    folder = Path(str(files("font_manrope"))) / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _typeset(content: dict[str, Any], at: datetime) -> bytes:
    # A compiler of its own for each document: pages are served by threads.
    document = typst.compile(
        _LAYOUT,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards="a-3b",
        timestamp=int(at.timestamp()),
    )
    assert isinstance(document, bytes)
    return document
