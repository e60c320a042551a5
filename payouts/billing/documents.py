"""An issued invoice or credit note as a PDF with its EN 16931 message inside.

Everything on it is what was kept when it was issued. The layout stands in ``invoice.typ``; the
file is PDF/A-3b, made for keeping, and names its message as Factur-X does. The same document
gives the same bytes, so that two workers who make it at once make one file.
"""

import json
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import facturx
import typst
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from payouts.billing.einvoice import Message, MessageLine, may_be_message, message_xml
from payouts.billing.models import CreditNote, Invoice, InvoiceStatus, Line
from payouts.billing.selectors import credit_lines_of, lines_of
from payouts.billing.wording import month_of_period, plain
from payouts.money import Money

_LAYOUT = Path(__file__).parent / "invoice.typ"
_UNNUMBERED = (InvoiceStatus.DRAFT, InvoiceStatus.DISCARDED)


def invoice_files(invoice: Invoice) -> tuple[bytes, bytes]:
    """The PDF of an invoice and its message; of a draft, a PDF that says so, and no message."""
    lines = list(lines_of(invoice))
    with translation.override(invoice.language):
        is_draft = invoice.status in _UNNUMBERED
        numbered = [
            [_("Invoice date"), _day(invoice.issued_at, invoice)],
            [_("Due date"), _date(invoice.due_on)],
        ]
        content = _content(invoice, invoice, lines) | {
            "title": _("Draft invoice") if is_draft else _("Invoice"),
            "number": invoice.number or "",
            "dates": [] if is_draft else numbered,
            "total_label": _("Total due"),
            "notes": [] if is_draft else _terms(invoice),
        }
        message = None if is_draft else _message(invoice, invoice, lines)
        return _made(content, message, invoice.issued_at or invoice.drafted_at)


def credit_note_files(note: CreditNote) -> tuple[bytes, bytes]:
    """The PDF of a credit note, which names the invoice that it lowers, and its message."""
    invoice = note.invoice
    lines = list(credit_lines_of(note))
    with translation.override(invoice.language):
        off = _("The amount is taken off what is open of invoice %(number)s.")
        content = _content(note, invoice, lines) | {
            "title": _("Credit note"),
            "number": note.number,
            "dates": [
                [_("Date"), _day(note.issued_at, invoice)],
                [_("Lowers invoice"), invoice.number],
                [_("of"), _day(invoice.issued_at, invoice)],
            ],
            "total_label": _("Total credited"),
            "notes": [note.reason, off % {"number": invoice.number}],
        }
        return _made(content, _message(note, invoice, lines), note.issued_at)


# ---------------------------------------------------------------- what stands on it
def _content(
    document: Invoice | CreditNote, invoice: Invoice, lines: Iterable[Line]
) -> dict[str, Any]:
    currency = document.currency
    shows_rates = len(document.taxes) > 1
    return {
        "lang": invoice.language,
        "labels": _labels(currency),
        "seller": invoice.seller,
        "buyer": invoice.buyer,
        "period": _span(invoice),
        "po_number": invoice.po_number,
        "lines": [_line(line, currency, shows_rates=shows_rates) for line in lines],
        "net": _money(document.net_minor, currency),
        "taxes": [_tax(row, currency, shows_rates=shows_rates) for row in document.taxes],
        "total": _money(document.total_minor, currency),
        "tax_notes": list(dict.fromkeys(row["note"] for row in document.taxes if row["note"])),
    }


def _labels(currency: str) -> dict[str, str]:
    return {
        "billed_to": _("Billed to"),
        "period": _("Period"),
        "order": _("Your purchase order"),
        "number": _("No."),
        "description": _("Description"),
        "contacts": _("Contacts"),
        "time": _("Billed time"),
        "amount": _("Amount, %(currency)s") % {"currency": currency},
        "net": _("Net"),
        "tax_number": _("Tax number"),
        "page": _("Page"),
        "of": _("of"),
        "foot": _(
            "Billed time is hours, minutes and seconds. Every contact behind each line, with its"
            " exact charge, can be read and downloaded in the brand's portal."
        ),
    }


def _line(line: Line, currency: str, *, shows_rates: bool) -> list[str]:
    description = line.description
    if shows_rates:
        percent = _("tax %(percent)s %%") % {"percent": plain(line.tax_rate * 100)}
        description = f"{description} · {percent}"
    return [
        str(line.position),
        description,
        str(format_decimal(line.contact_count, locale=_locale())) if line.contact_count else "",
        _hours(line.billable_seconds),
        _money(line.net_minor, currency),
    ]


def _tax(row: dict[str, Any], currency: str, *, shows_rates: bool) -> list[str]:
    said = _("Tax, %(percent)s %%") % {"percent": plain(Decimal(row["rate"]) * 100)}
    if shows_rates:
        net = _money(row["net_minor"], currency)
        said = _("%(tax)s on %(net)s") % {"tax": said, "net": net}
    return [said, _money(row["tax_minor"], currency)]


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
    exact = Money(minor, currency).exact
    # As many digits as the amount has, which are the books'; the library's table differs.
    return str(format_currency(exact, currency, locale=_locale(), decimal_quantization=False))


def _terms(invoice: Invoice) -> list[str]:
    if not invoice.total_minor:
        return [_("Nothing is due.")]
    said = _("Please pay %(total)s by %(day)s and state the number %(number)s.") % {
        "total": _money(invoice.total_minor, invoice.currency),
        "day": _date(invoice.due_on),
        "number": invoice.number,
    }
    bank = invoice.seller.get("bank")
    return [said, _("Bank: %(bank)s") % {"bank": bank}] if bank else [said]


def _span(invoice: Invoice) -> str:
    period = invoice.period
    return _("%(month)s (days of %(zone)s)") % {
        "month": month_of_period(period, _locale()),
        "zone": period.timezone,
    }


def _day(at: datetime | None, invoice: Invoice) -> str:
    """The day on which it was issued, on the wall of the buyer."""
    return _date(_local(at, invoice) if at else None)


def _local(at: datetime, invoice: Invoice) -> date:
    return at.astimezone(ZoneInfo(invoice.period.timezone)).date()


def _date(day: date | None) -> str:
    return str(format_date(day, "d MMMM yyyy", locale=_locale())) if day else ""


def _locale() -> str:
    return to_locale(translation.get_language() or "en")


# ---------------------------------------------------------------- the message inside
def has_message(document: Invoice | CreditNote) -> bool:
    """Whether there is an EN 16931 message of a document, once it is issued."""
    return may_be_message(document.currency, (row["category"] for row in document.taxes))


def _message(
    document: Invoice | CreditNote, invoice: Invoice, lines: Iterable[Line]
) -> Message | None:
    if not has_message(document):
        return None
    assert document.number is not None
    assert document.issued_at is not None
    assert invoice.issued_at is not None
    if isinstance(document, Invoice):
        due_on, terms, lowers = invoice.due_on, " ".join(_terms(invoice)), None
    else:
        lowered_on = _local(invoice.issued_at, invoice)
        due_on, terms, lowers = None, document.reason, (str(invoice.number), lowered_on)
    return Message(
        number=document.number,
        issued_on=_local(document.issued_at, invoice),
        due_on=due_on,
        currency=document.currency,
        seller=invoice.seller,
        buyer=invoice.buyer,
        from_on=invoice.period.from_on,
        last_on=invoice.period.to_on - timedelta(days=1),
        lines=[_message_line(line) for line in lines],
        taxes=document.taxes,
        net_minor=document.net_minor,
        tax_minor=document.tax_minor,
        total_minor=document.total_minor,
        po_number=invoice.po_number,
        terms=terms,
        notes=[row["note"] for row in document.taxes if row["note"]],
        lowers=lowers,
    )


def _message_line(line: Line) -> MessageLine:
    detail = ""
    if line.contact_count:
        detail = _("%(count)s contacts, %(time)s") % {
            "count": line.contact_count,
            "time": _hours(line.billable_seconds) or "0:00:00",
        }
    return MessageLine(
        position=line.position,
        description=line.description,
        detail=detail,
        net_minor=line.net_minor,
        tax_category=line.tax_category,
        tax_rate=line.tax_rate,
    )


# ---------------------------------------------------------------- bytes
@cache
def _fonts() -> typst.Fonts:
    folder = Path(str(files("font_manrope"))) / "files"
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])


def _made(content: dict[str, Any], message: Message | None, at: datetime) -> tuple[bytes, bytes]:
    # A compiler of its own for each document: pages are served by threads.
    pdf = typst.compile(
        _LAYOUT,
        font_paths=_fonts(),
        format="pdf",
        sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
        pdf_standards="a-3b",
        timestamp=int(at.timestamp()),
    )
    assert isinstance(pdf, bytes)
    if message is None:
        return pdf, b""
    xml = message_xml(message)
    embedded = facturx.generate_from_binary(
        pdf,
        xml,
        flavor="factur-x",
        level="en16931",
        # The message was checked when it was written.
        check_xsd=False,
        pdf_metadata={
            "author": content["seller"]["name"],
            "title": f"{content['title']} {content['number']}",
            "subject": f"{content['title']} {content['number']}",
            "keywords": "Factur-X",
        },
        lang=content["lang"],
        # The message is the invoice, said another way.
        afrelationship="alternative",
        # Dates in it are set below, byte by byte.
        xmp_compression=False,
    )
    return _as_of(embedded, at), xml


def _as_of(pdf: bytes, at: datetime) -> bytes:
    """Date the file as its document: the library dates it with the clock on the wall.

    Every date is replaced by one of the same length, so that nothing in the file moves.
    """
    utc = at.astimezone(ZoneInfo("UTC"))
    short = utc.strftime("D:%Y%m%d%H%M%S").encode()
    long = utc.strftime("%Y-%m-%dT%H:%M:%S").encode()
    pdf = re.sub(rb"D:\d{14}(?=\+00'00')", short, pdf)
    return re.sub(rb"(?<=Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=\+00:00)", long, pdf)
