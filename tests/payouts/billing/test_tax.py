from datetime import date

import pytest

from onboarding.deliveries.models import Message
from payouts.accruals.services import close_periods
from payouts.billing.laws import LAWS
from payouts.billing.models import CreditNote, Invoice, InvoiceLine
from payouts.billing.services import (
    TaxHasChanged,
    discard_invoice,
    draft_invoice,
    issue_due_invoices,
    issue_invoice,
)
from payouts.billing.work import work_behind
from payouts.buyers.services import (
    Details,
    Order,
    add_purchase_order,
    close_purchase_order,
    state_particulars,
)
from payouts.money import Money
from payouts.periods.models import Period, PeriodKind
from payouts.reports.proof import finding_of
from tests.payouts.billing.month import AUGUST, OCTOBER, SEPTEMBER, Month, tax_at
from tests.payouts.chain import book
from tests.times import NOON

pytestmark = pytest.mark.django_db

LATE_AUGUST = AUGUST.replace(day=20)
PARIS = Details(
    "Acme SARL",
    "1 rue de la Paix",
    "Paris",
    "FR",
    postal_code="75002",
    vat_number="FR 40 303 265 045",
    invoice_email="factures@example.com",
)


@pytest.fixture
def german_platform(settings):
    settings.PLATFORM_COUNTRY = "DE"
    settings.PLATFORM_TAX_NUMBER = "DE136695976"


def taxes(document: Invoice | CreditNote) -> list[tuple[str, str, int, int]]:
    return [
        (row["category"], row["rate"], row["net_minor"], row["tax_minor"]) for row in document.taxes
    ]


def broken_laws() -> list[str]:
    return [law.code for law in LAWS if finding_of(law, at=OCTOBER).violation_count]


def test_a_brand_of_the_union_with_a_right_number_owes_the_tax_itself(german_platform):
    month = Month(tax_rate="0")
    state_particulars(brand_id=month.acme.pk, details=PARIS, actor=None, at=NOON)
    month.contact(600)

    (invoice,) = month.billed(SEPTEMBER)

    assert taxes(invoice) == [("AE", "0", 600, 0)]
    assert (invoice.taxes[0]["vatex"], invoice.buyer["vat_number"]) == (
        "VATEX-EU-AE",
        "FR40303265045",
    )
    assert "Reverse charge" in invoice.taxes[0]["note"]


def test_a_brand_at_home_pays_the_rate_of_its_country(german_platform):
    month = Month(tax_rate="0", country="DE")
    month.contact(600)

    (invoice,) = month.billed(SEPTEMBER)

    assert taxes(invoice) == [("S", "0.19", 600, 114)]


def test_work_is_taxed_by_the_day_on_which_it_was_done():
    month = Month(tax_rate="0.16")
    end_decision(month, date(2026, 8, 15))
    tax_at(month.acme, "0.19", from_on=date(2026, 8, 15))
    early = month.contact(600)
    late = month.contact(1200, at=LATE_AUGUST)

    (invoice,) = month.billed(SEPTEMBER)

    assert taxes(invoice) == [("S", "0.19", 1200, 228), ("S", "0.16", 600, 96)]
    lines = InvoiceLine.objects.order_by("position")
    assert [[work.interaction_id for work in work_behind(line)] for line in lines] == [
        [early.interaction_id],
        [late.interaction_id],
    ]
    assert broken_laws() == []


def test_work_that_becomes_known_late_is_taxed_as_it_was_then():
    month = Month(tax_rate="0.16")
    end_decision(month, date(2026, 9, 1))
    tax_at(month.acme, "0.19", from_on=date(2026, 9, 1))
    month.contact(600)
    month.billed(SEPTEMBER)

    month.contact(600, at=SEPTEMBER)
    month.reported("late", 300, known_at=SEPTEMBER)
    (september,) = month.billed(OCTOBER)

    assert taxes(september) == [("S", "0.19", 600, 114), ("S", "0.16", 300, 48)]
    assert broken_laws() == []


def test_a_credit_note_gives_back_the_tax_of_its_invoice():
    month = Month(tax_rate="0.16")
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    end_decision(month, date(2026, 9, 1))
    tax_at(month.acme, "0.19", from_on=date(2026, 9, 1))

    month.reported("long", 450, known_at=SEPTEMBER)
    month.billed(OCTOBER)

    note = CreditNote.objects.get()
    assert (note.net_minor, note.tax_minor, taxes(note)) == (150, 24, [("S", "0.16", 150, 24)])
    assert broken_laws() == []


def test_a_draft_under_other_rules_is_not_issued_but_drafted_anew():
    month = Month(tax_rate="0")
    month.contact(600)
    book(AUGUST)
    close_periods(at=SEPTEMBER)
    period = Period.objects.get(kind=PeriodKind.BILLING)
    draft = draft_invoice(period_id=period.pk, at=SEPTEMBER)
    tax_at(month.acme, "0.18")

    with pytest.raises(TaxHasChanged):
        issue_invoice(invoice_id=draft.pk, actor=None, at=SEPTEMBER)
    assert Invoice.objects.get().status == "DRAFT"

    discard_invoice(invoice_id=draft.pk, actor=None, at=SEPTEMBER)
    (invoice,) = issue_due_invoices(at=SEPTEMBER)
    assert taxes(invoice) == [("S", "0.18", 600, 108)]


def test_a_brand_whose_tax_nobody_knows_waits_until_somebody_decides(settings):
    settings.PLATFORM_COUNTRY = "AU"
    month = Month(tax_rate="0", country="AU")
    month.contact(600)
    book(AUGUST)
    close_periods(at=SEPTEMBER)

    assert issue_due_invoices(at=SEPTEMBER) == []

    tax_at(month.acme, "0.1")
    assert [invoice.tax_minor for invoice in issue_due_invoices(at=SEPTEMBER)] == [60]


# ---------------------------------------------------------------- what else stands on it
def test_the_purchase_order_that_is_good_on_the_last_day_stands_on_the_invoice(month):
    add(month, "over", to_on=date(2026, 8, 31))
    add(month, "too small", amount=Money(599, "USD"), to_on=date(2026, 12, 1))
    add(month, "fits", amount=Money(600, "USD"))
    month.contact(600)

    (invoice,) = month.billed(SEPTEMBER)

    assert (invoice.po_number, invoice.purchase_order.number) == ("fits", "fits")


def test_a_purchase_order_that_is_used_up_or_closed_stands_on_no_further_invoice(month):
    add(month, "first", amount=Money(600, "USD"), to_on=date(2027, 1, 1))
    second = add(month, "second")
    month.contact(600)
    month.contact(600, at=SEPTEMBER)
    month.contact(600, at=OCTOBER)
    numbers = [month.billed(SEPTEMBER)[0].po_number, month.billed(OCTOBER)[0].po_number]
    close_purchase_order(order_id=second.pk, actor=None, at=OCTOBER)
    close_purchase_order(order_id=second.pk, actor=None, at=OCTOBER)

    (last,) = month.billed(OCTOBER.replace(month=11))

    assert ([*numbers, last.po_number], last.purchase_order) == (["first", "second", ""], None)


def test_the_brand_is_told_once_by_a_link_that_asks_for_sign_in(month, settings):
    settings.SITE_URL = "https://tallyline.example.com"
    state_particulars(brand_id=month.acme.pk, details=PARIS, actor=None, at=NOON)
    month.contact(600)

    (invoice,) = month.billed(SEPTEMBER)
    issue_due_invoices(at=SEPTEMBER)

    told = Message.objects.get()
    assert (told.to, told.facts["number"]) == ("factures@example.com", "INV-2026-000001")
    assert told.facts["url"] == (
        f"https://tallyline.example.com/brand/invoices/{invoice.public_id}/"
    )


def test_who_named_no_address_is_not_told(month):
    month.contact(600)

    month.billed(SEPTEMBER)

    assert Message.objects.count() == 0


def end_decision(month: Month, to_on: date) -> None:
    decision = month.acme.tax_decisions.get()
    decision.to_on = to_on
    decision.save()


def add(month: Month, number: str, **more):
    order = Order(number, **more)
    return add_purchase_order(brand_id=month.acme.pk, order=order, actor=None, at=NOON)
