import io
from decimal import Decimal

import pytest
from pypdf import PdfReader

from payouts.accruals.services import close_periods
from payouts.billing.documents import credit_note_files, invoice_files
from payouts.billing.models import CreditNote, InvoiceLine
from payouts.billing.selectors import credit_notes_of
from payouts.billing.services import draft_invoice
from payouts.periods.models import Period, PeriodKind
from tests.factories.marketplace import campaign
from tests.payouts.billing.month import AUGUST, OCTOBER, SEPTEMBER
from tests.payouts.chain import book

pytestmark = pytest.mark.django_db


def pages(document: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(document)).pages]


def test_an_invoice_is_made_for_keeping(month):
    month.contact(3_725)
    (invoice,) = month.billed(SEPTEMBER)

    document = invoice_files(invoice)[0]

    assert b"pdfaid:part>3<" in document
    (page,) = pages(document)
    for said in ("Invoice", "INV-2026-000001", "1:02:05", "Tax, 18 %", "Page 1 of 1"):
        assert said in page
    assert "Bank" not in page


def test_bank_details_stand_where_they_are_set(month, settings):
    settings.PLATFORM_BANK_DETAILS = "IBAN DE89 3704 0044 0532 0130 00"
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    assert "Bank: IBAN DE89 3704 0044 0532 0130 00" in pages(invoice_files(invoice)[0])[0]


def test_what_is_typed_is_text_and_never_markup(month):
    month.acme.legal_name = "#pagebreak() *Ромашка* $x$ <b>"
    month.acme.address = "ул. Ленина 1\nМосква"
    month.acme.save()
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    (page,) = pages(invoice_files(invoice)[0])

    assert "#pagebreak() *Ромашка* $x$ <b>" in page
    assert "Москва" in page


def test_a_draft_says_so_and_asks_for_nothing(month):
    month.contact(600)
    book(AUGUST)
    close_periods(at=SEPTEMBER)
    draft = draft_invoice(period_id=Period.objects.get(kind=PeriodKind.BILLING).pk, at=SEPTEMBER)

    (page,) = pages(invoice_files(draft)[0])

    assert page.startswith("Draft invoice")
    assert "INV-" not in page
    assert "Please pay" not in page


def test_a_credit_note_names_the_invoice_it_lowers(month):
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)
    month.billed(OCTOBER)

    (page,) = pages(credit_note_files(credit_notes_of().get())[0])

    for said in ("Credit note", "CN-2026-000001", "INV-2026-000001", "Total credited", "$1.77"):
        assert said in page
    assert CreditNote.objects.get().reason in page


def test_a_long_invoice_numbers_its_pages_and_repeats_its_head(month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)
    on = campaign(month.acme, "NE")
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=position,
            campaign=on,
            description=f"Line {position}",
            contact_count=1,
            billable_seconds=60,
            exact=1,
            net_minor=100,
            tax_minor=18,
            tax_category="S",
            tax_rate=Decimal("0.18"),
        )
        for position in range(2, 202)
    )

    found = pages(invoice_files(invoice)[0])

    assert "Line 201" in found[-1] or "Line 201" in found[-2]
    assert f"Page 2 of {len(found)}" in found[1]
    assert all("Amount, USD" in page for page in found[:-1])
