from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Sum

from onboarding.audit.services import TransitionRefused, advance
from onboarding.brands.models import Brand
from payouts.accruals.models import Accrual
from payouts.accruals.services import close_periods
from payouts.billing.models import (
    CreditNote,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    NumberSeries,
)
from payouts.billing.services import (
    PeriodStillOpen,
    discard_invoice,
    draft_invoice,
    issue_due_invoices,
    issue_invoice,
)
from payouts.ledger.chart import AccountKind
from payouts.ledger.models import JournalTransaction
from payouts.ledger.selectors import balance
from payouts.periods.models import Period, PeriodKind
from tests.factories.marketplace import campaign, rate_version
from tests.factories.onboarding import brand, staff
from tests.payouts.billing.month import AUGUST, NOVEMBER, OCTOBER, SEPTEMBER, Month
from tests.payouts.chain import book

QUERIES_OF_AN_INVOICE = 23

pytestmark = pytest.mark.django_db


def lines(of: Invoice | CreditNote) -> list[tuple[str, int, int, int]]:
    return list(
        of.lines.order_by("position").values_list(
            "description", "contact_count", "billable_seconds", "net_minor"
        )
    )


def figures(of: Invoice | CreditNote) -> tuple[int, int, int]:
    return of.net_minor, of.tax_minor, of.total_minor


def unbilled(of: Brand) -> int:
    return balance(AccountKind.BRAND_UNBILLED, of.currency, of.pk).minor


def receivable(of: Brand) -> int:
    return balance(AccountKind.BRAND_RECEIVABLE, of.currency, of.pk).minor


def drafted(of: Brand) -> Invoice:
    close_periods(at=SEPTEMBER)
    invoice = draft_invoice(period_id=billing_period(of).pk, at=SEPTEMBER)
    assert invoice is not None
    return invoice


def billing_period(of: Brand) -> Period:
    return Period.objects.filter(brand=of, kind=PeriodKind.BILLING).earliest("from_at")


def test_a_closed_month_becomes_a_numbered_invoice(month):
    month.contact(600)
    month.contact(90)

    (invoice,) = month.billed(SEPTEMBER)

    assert (invoice.number, invoice.status) == ("INV-2026-000001", InvoiceStatus.ISSUED)
    assert figures(invoice) == (690, 124, 814)
    assert lines(invoice) == [("Acme PS · rate 1, 0.6 USD a minute", 2, 690, 690)]
    assert invoice.due_on == date(2026, 10, 16)


def test_an_invoice_turns_unbilled_work_into_a_receivable_with_its_tax(month):
    month.contact(600)

    month.billed(SEPTEMBER)

    assert (unbilled(month.acme), receivable(month.acme)) == (0, 708)
    assert balance(AccountKind.TAX_PAYABLE, "USD").minor == 108


def test_parties_are_kept_as_they_were(month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    Brand.objects.filter(pk=month.acme.pk).update(legal_name="Acme Holding", tax_rate=0)

    invoice.refresh_from_db()
    assert (invoice.buyer["name"], invoice.tax_rate) == ("Acme", Decimal("0.18"))
    assert invoice.seller["name"] == "Tallyline Inc."


def test_lines_of_versions_and_campaigns_add_up_to_what_was_accrued(month):
    rate_version(month.phones, bill="0.70", effective_from=AUGUST + timedelta(days=1))
    sales = campaign(month.acme, "NE", bill="1.10")
    for day in range(3):
        month.contact(61, at=AUGUST + timedelta(days=day))
        month.contact(67, at=AUGUST + timedelta(days=day), on=sales)

    (invoice,) = month.billed(SEPTEMBER)

    accrued = Accrual.objects.filter(side="BRAND").aggregate(sum=Sum("posted_minor"))["sum"]
    assert lines(invoice) == [
        ("Acme NE · rate 1, 1.1 USD a minute", 3, 201, 368),
        ("Acme PS · rate 1, 0.6 USD a minute", 1, 61, 61),
        ("Acme PS · rate 2, 0.7 USD a minute", 2, 122, 142),
    ]
    assert invoice.net_minor == accrued == 571


def test_a_period_that_is_open_is_not_billed(month):
    month.contact(600)
    book(AUGUST)

    with pytest.raises(PeriodStillOpen):
        draft_invoice(period_id=billing_period(month.acme).pk, at=SEPTEMBER)

    assert Invoice.objects.count() == 0


def test_billing_twice_issues_once(month):
    month.contact(600)
    month.billed(SEPTEMBER)
    posted = JournalTransaction.objects.count()

    assert issue_due_invoices(at=SEPTEMBER + timedelta(days=1)) == []
    assert Invoice.objects.count() == 1
    assert JournalTransaction.objects.count() == posted
    assert NumberSeries.objects.get().last == 1


def test_work_that_is_charged_nothing_makes_an_invoice_of_nothing(month):
    free = campaign(month.acme, "FR", bill="0")
    month.contact(600, on=free)

    (invoice,) = month.billed(SEPTEMBER)

    assert figures(invoice) == (0, 0, 0)
    assert not JournalTransaction.objects.filter(kind="INVOICE_ISSUED").exists()


def test_a_month_whose_work_was_all_taken_back_has_no_invoice(month):
    month.contact(600, external_id="wrong")
    book(AUGUST)
    month.reported("wrong", 600, known_at=AUGUST + timedelta(days=1), by=None)

    assert month.billed(SEPTEMBER) == []
    assert Invoice.objects.count() == 0


def test_numbers_run_through_all_brands_and_begin_anew_each_year():
    january = OCTOBER.replace(year=2027, month=1)
    for name in ("Acme", "Bolt"):
        month = Month()
        month.phones = campaign(brand(name), "PS", bill="0.60")
        month.contact(60)
        month.contact(60, at=OCTOBER)
    month.billed(SEPTEMBER)
    month.billed(january)

    numbers = Invoice.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [
        "INV-2026-000001",
        "INV-2026-000002",
        "INV-2027-000001",
        "INV-2027-000002",
    ]


# ---------------------------------------------------------------- corrections
def test_a_correction_after_the_invoice_is_a_credit_note_on_its_line(month):
    month.contact(600, external_id="long")
    (august,) = month.billed(SEPTEMBER)

    month.reported("long", 450, known_at=SEPTEMBER)
    month.billed(OCTOBER)

    note = CreditNote.objects.get()
    assert (note.number, note.invoice, figures(note)) == ("CN-2026-000001", august, (150, 27, 177))
    assert lines(note) == [("Acme PS · rate 1, 0.6 USD a minute", 1, 150, 150)]
    assert note.lines.get().invoice_line == august.lines.get()
    assert (unbilled(month.acme), receivable(month.acme)) == (0, 708 - 177)


def test_a_month_of_nothing_but_corrections_has_no_invoice(month):
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)

    assert month.billed(OCTOBER) == []
    assert Invoice.objects.count() == 1


def test_a_contact_taken_back_whole_gives_back_exactly_its_tax(month):
    month.contact(97, external_id="ghost")
    (august,) = month.billed(SEPTEMBER)

    month.reported("ghost", 97, known_at=SEPTEMBER, by=None)
    month.billed(OCTOBER)

    assert figures(CreditNote.objects.get()) == figures(august)
    assert receivable(month.acme) == 0


def test_late_work_is_an_adjustment_on_the_next_invoice(month):
    month.contact(600)
    month.billed(SEPTEMBER)
    month.reported("late", 120, known_at=SEPTEMBER)
    month.contact(60, at=SEPTEMBER)

    (september,) = month.billed(OCTOBER)

    assert lines(september) == [
        ("Acme PS · rate 1, 0.6 USD a minute", 1, 60, 60),
        ("Adjustment, August 2026: Acme PS · rate 1, 0.6 USD a minute", 1, 120, 120),
    ]
    assert september.lines.get(position=2).adjusts == billing_period(month.acme)


def test_a_correction_of_late_work_is_credited_to_the_invoice_that_billed_it(month):
    month.contact(600)
    month.billed(SEPTEMBER)
    month.reported("late", 120, known_at=SEPTEMBER)
    (september,) = month.billed(OCTOBER)

    month.reported("late", 30, known_at=OCTOBER)
    month.billed(NOVEMBER)

    assert CreditNote.objects.get().invoice == september


def test_a_contact_corrected_twice_is_credited_to_its_first_invoice(month):
    month.contact(600, external_id="long")
    (august,) = month.billed(SEPTEMBER)
    month.reported("long", 500, known_at=SEPTEMBER)
    month.billed(OCTOBER)

    month.reported("long", 300, known_at=OCTOBER)
    month.billed(NOVEMBER)

    notes = CreditNote.objects.order_by("number")
    assert [(note.invoice, note.net_minor) for note in notes] == [(august, 100), (august, 200)]
    assert receivable(month.acme) == 300 + 54


def test_more_is_never_credited_than_the_line_and_the_rest_lowers_the_next_invoice(month):
    # The source moves a contact to another campaign, which August never billed.
    sales = campaign(month.acme, "NE", bill="1.20")
    month.contact(100, on=sales, external_id="moved")
    month.contact(600)
    month.billed(SEPTEMBER)
    month.reported("late", 500, known_at=SEPTEMBER, on=sales)
    month.reported("moved", 100, known_at=SEPTEMBER, on=month.phones)
    month.contact(600, at=SEPTEMBER)

    (september,) = month.billed(OCTOBER)

    assert lines(september) == [
        ("Acme PS · rate 1, 0.6 USD a minute", 1, 600, 600),
        ("Adjustment, August 2026: Acme NE · rate 1, 1.2 USD a minute", 2, 400, 800),
        ("Adjustment, August 2026: Acme PS · rate 1, 0.6 USD a minute", 1, 100, 100),
    ]
    assert not CreditNote.objects.exists()
    assert unbilled(month.acme) == 0


def test_what_is_paid_is_not_credited_but_lowers_the_next_invoice(month):
    month.contact(600, external_id="long")
    (august,) = month.billed(SEPTEMBER)
    advance(august, to=InvoiceStatus.PAID, actor=None, at=SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)
    month.contact(200, at=SEPTEMBER)

    (september,) = month.billed(OCTOBER)

    assert lines(september) == [
        ("Acme PS · rate 1, 0.6 USD a minute", 1, 200, 200),
        ("Adjustment, August 2026: Acme PS · rate 1, 0.6 USD a minute", 1, -150, -150),
    ]
    assert figures(september) == (50, 9, 59)


def test_a_reduction_that_nothing_can_bear_waits_for_the_next_invoice(month):
    month.contact(600, external_id="long")
    (august,) = month.billed(SEPTEMBER)
    advance(august, to=InvoiceStatus.PAID, actor=None, at=SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)

    assert month.billed(OCTOBER) == []
    assert unbilled(month.acme) == -150
    month.contact(200, at=OCTOBER)
    (october,) = month.billed(NOVEMBER)
    issue_due_invoices(at=NOVEMBER + timedelta(days=1))

    assert CreditNote.objects.get().invoice == october
    assert (unbilled(month.acme), receivable(month.acme)) == (0, 708 + 236 - 177)


def test_every_document_of_a_period_together_is_what_was_accrued_in_it(month):
    for name, seconds in (("a", 601), ("b", 97), ("c", 45)):
        month.contact(seconds, external_id=name)
    month.billed(SEPTEMBER)
    month.reported("a", 7, known_at=SEPTEMBER)
    month.reported("b", 131, known_at=SEPTEMBER)
    month.contact(11, at=SEPTEMBER)
    month.billed(OCTOBER)

    for period in Period.objects.filter(kind=PeriodKind.BILLING):
        invoiced = sum(period.invoices.values_list("net_minor", flat=True))
        credited = sum(period.credit_notes.values_list("net_minor", flat=True))
        accrued = sum(period.accruals.values_list("posted_minor", flat=True))
        assert invoiced - credited == accrued
    assert unbilled(month.acme) == 0


# ---------------------------------------------------------------- drafts and issued invoices
def test_a_draft_waits_for_a_person(month):
    month.contact(600)
    book(AUGUST)
    draft, pia = drafted(month.acme), staff("Pia")

    assert issue_due_invoices(at=SEPTEMBER) == []
    issued = issue_invoice(invoice_id=draft.pk, actor=pia, at=SEPTEMBER)

    assert (issued.status, issued.number) == (InvoiceStatus.ISSUED, "INV-2026-000001")
    assert JournalTransaction.objects.get(kind="INVOICE_ISSUED").actor == pia


def test_drafting_twice_is_drafting_once(month):
    month.contact(600)
    book(AUGUST)
    draft = drafted(month.acme)

    again = draft_invoice(period_id=draft.period_id, at=SEPTEMBER + timedelta(days=1))

    assert again == draft
    assert InvoiceLine.objects.count() == 1


def test_a_discarded_draft_is_drafted_anew_and_takes_no_number(month):
    month.contact(600)
    book(AUGUST)
    draft = drafted(month.acme)

    discard_invoice(invoice_id=draft.pk, actor=None, at=SEPTEMBER)
    (issued,) = issue_due_invoices(at=SEPTEMBER)

    assert issued != draft
    assert issued.number == "INV-2026-000001"


def test_an_issued_invoice_is_neither_issued_nor_discarded_again(month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    for deed in (issue_invoice, discard_invoice):
        with pytest.raises(TransitionRefused), transaction.atomic():
            deed(invoice_id=invoice.pk, actor=None, at=SEPTEMBER)

    assert NumberSeries.objects.get().last == 1


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE payouts_invoice SET total_minor = 1, net_minor = 1, tax_minor = 0",
        "UPDATE payouts_invoice SET due_on = due_on + 1",
        "DELETE FROM payouts_invoice",
        "UPDATE payouts_invoiceline SET net_minor = 1",
        "DELETE FROM payouts_invoiceline",
    ],
)
def test_an_issued_invoice_never_changes(month, deed):
    month.contact(600)
    month.billed(SEPTEMBER)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(deed)

    assert figures(Invoice.objects.get()) == (600, 108, 708)


@pytest.mark.parametrize("campaigns", [1, 3])
def test_billing_takes_as_many_queries_for_one_campaign_as_for_three(
    month, campaigns, django_assert_num_queries
):
    for number in range(campaigns):
        month.contact(60, on=campaign(month.acme, f"C{number}", bill="0.60"))
    book(AUGUST)
    close_periods(at=SEPTEMBER)

    with django_assert_num_queries(QUERIES_OF_AN_INVOICE):
        issue_due_invoices(at=SEPTEMBER)
