import csv
import io
from decimal import Decimal
from uuid import uuid4

import pytest
from pypdf import PdfReader

from marketplace.campaigns.models import RateMultiplier
from marketplace.interactions.models import Interaction
from onboarding.users.models import Grant
from payouts.accruals.services import close_periods
from payouts.billing.models import CreditNote, Invoice, InvoiceStatus
from payouts.billing.services import draft_invoice
from payouts.periods.models import Period, PeriodKind
from tests.factories.marketplace import campaign, rate_version
from tests.factories.onboarding import brand, member, staff
from tests.payouts.billing.month import AUGUST, OCTOBER, SEPTEMBER
from tests.payouts.chain import book

pytestmark = pytest.mark.django_db

INVOICES = "/brand/invoices/"


def words(answer) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return " ".join(body.decode().split())


@pytest.fixture
def owner(client, month):
    """Olga owns Acme, and is signed in."""
    client.force_login(member(month.acme, "Olga"))
    return client


@pytest.fixture
def finance(client):
    """Pia of finance, signed in."""
    client.force_login(staff("Pia", Grant.VIEW_FINANCE, Grant.ISSUE_INVOICES))
    return client


def address(of: Invoice) -> str:
    return f"{INVOICES}{of.public_id}/"


def draft_of(month) -> Invoice:
    month.contact(600)
    book(AUGUST)
    close_periods(at=SEPTEMBER)
    period = Period.objects.get(kind=PeriodKind.BILLING)
    return draft_invoice(period_id=period.pk, at=SEPTEMBER)


# ---------------------------------------------------------------- the brand's invoices
def test_a_new_brand_is_told_what_will_be_there(owner):
    assert "No invoices yet" in words(owner.get(INVOICES))
    assert "No invoices yet" in words(owner.get(f"{INVOICES}latest/"))


def test_an_invoice_reads_as_its_document(owner, month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    page = words(owner.get(address(invoice)))

    assert "INV-2026-000001" in page
    assert "Acme PS · rate 1, 0.6 USD a minute" in page
    assert "Please pay $7.08 by 16 October 2026" in page
    assert all(amount in page for amount in ("$6.00", "$1.08", "$7.08", "Tax, 18 %"))


def test_the_list_says_what_is_credited_and_what_is_open(owner, month):
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)
    month.billed(OCTOBER)

    page = words(owner.get(INVOICES))

    assert "$1.77 credited" in page
    assert "$5.31" in page


def test_a_credit_note_names_what_it_lowers(owner, month):
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)
    month.billed(OCTOBER)
    note = CreditNote.objects.get()

    page = words(owner.get(f"/brand/credit-notes/{note.public_id}/"))

    assert "CN-2026-000001" in page
    assert "Contacts of August 2026 were corrected after it was invoiced." in page
    assert "$1.77" in page


def test_a_line_leads_to_the_contacts_behind_it(owner, month):
    month.contact(600, external_id="long")
    month.contact(60, external_id="short")
    month.contact(30, external_id="other", on=campaign(month.acme, "NE"))
    (invoice,) = month.billed(SEPTEMBER)

    page = owner.get(f"{address(invoice)}lines/2/")

    assert [work.interaction.external_id for work in page.context["page"].rows] == ["short", "long"]
    assert "$6.000000" in words(page)


def test_work_at_a_multiplier_is_a_line_of_its_own(owner, month):
    nights = rate_version(month.phones, bill="0.60", effective_from=AUGUST)
    RateMultiplier.objects.create(
        version=nights, name="Nights", from_minute=1200, bill_factor="1.5"
    )
    month.contact(60, external_id="by day")
    month.contact(60, external_id="by night", at=AUGUST.replace(hour=21))
    (invoice,) = month.billed(SEPTEMBER)

    behind = [
        [work.interaction.external_id for work in page.context["page"].rows]
        for page in (owner.get(f"{address(invoice)}lines/{position}/") for position in (1, 2))
    ]

    assert list(invoice.lines.order_by("position").values_list("net_minor", "factor")) == [
        (60, 1),
        (90, Decimal("1.5")),
    ]
    assert behind == [["by day"], ["by night"]]
    assert "× 1.5" in words(owner.get(address(invoice)))


def test_a_line_of_a_credit_note_leads_to_what_was_corrected(owner, month):
    month.contact(600, external_id="long")
    month.contact(60, external_id="untouched")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)
    month.billed(OCTOBER)
    note = CreditNote.objects.get()

    page = owner.get(f"/brand/credit-notes/{note.public_id}/lines/1/")

    charges = [work.charge_exact for work in page.context["page"].rows]
    assert sorted(charges) == [-6, 4.5]


def test_the_contacts_behind_an_invoice_add_up_to_its_net(owner, month):
    for seconds in (61, 67, 73):
        month.contact(seconds)
    (invoice,) = month.billed(SEPTEMBER)

    answer = owner.get(f"{address(invoice)}contacts.csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [row["charge_exact"] for row in rows] == ["0.610000000", "0.670000000", "0.730000000"]
    assert invoice.net_minor == 201


def test_the_pdf_says_what_the_page_says_and_is_the_same_each_time(owner, month):
    month.acme.legal_name = "Ромашка"
    month.acme.save()
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    first, second = (owner.get(f"{address(invoice)}document.pdf") for _ in range(2))

    text = PdfReader(io.BytesIO(first.content)).pages[0].extract_text()
    assert first.content == second.content
    assert first["Content-Disposition"] == 'attachment; filename="INV-2026-000001.pdf"'
    for said in ("INV-2026-000001", "Ромашка", "$7.08", "Please pay $7.08 by 16 October 2026"):
        assert said in text


@pytest.mark.parametrize("page", ["", "document.pdf", "contacts.csv", "lines/1/"])
def test_another_brands_invoice_is_not_there(client, month, page):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)
    client.force_login(member(brand("Bolt"), "Eve"))

    assert client.get(f"{address(invoice)}{page}").status_code == 404


def test_a_brand_sees_no_draft(owner, month):
    draft = draft_of(month)

    assert owner.get(address(draft)).status_code == 404
    assert "No invoices yet" in words(owner.get(INVOICES))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_as_many_queries_for_one_invoice_as_for_three(
    owner, month, count, django_assert_num_queries
):
    for number in range(count):
        month.contact(60, at=AUGUST.replace(month=8 - number))
    month.billed(SEPTEMBER)

    with django_assert_num_queries(8):
        page = owner.get(INVOICES)

    assert len(page.context["page"].rows) == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_invoice_takes_as_many_queries_for_one_line_as_for_three(
    owner, month, count, django_assert_num_queries
):
    for number in range(count):
        month.contact(60, on=campaign(month.acme, f"C{number}"))
    (invoice,) = month.billed(SEPTEMBER)

    with django_assert_num_queries(9):
        page = owner.get(address(invoice))

    assert len(page.context["lines"]) == count


# ---------------------------------------------------------------- panels
def test_the_receipt_lays_the_charge_open_and_says_nothing_of_pay(owner, month):
    month.contact(100, wrap=90)
    book(AUGUST)
    pk = Interaction.objects.get().pk

    part = owner.get(f"/brand/contacts/{pk}/receipt/", headers={"HX-Request": "true"})
    page = words(part)

    assert "This contact costs $1.600000" in page
    assert "160 s ÷ 60 × 0.600000000 = 1.600000000" in page
    assert "0.30" not in page
    assert "<html" not in page


def test_the_receipt_is_a_page_of_its_own_without_script(owner, month):
    month.contact(100)
    book(AUGUST)

    page = words(owner.get(f"/brand/contacts/{Interaction.objects.get().pk}/receipt/"))

    assert "<html" in page
    assert "This contact costs $1.000000" in page


def test_a_corrected_contact_shows_what_was_taken_back(owner, month):
    month.contact(600, external_id="long")
    month.billed(SEPTEMBER)
    month.reported("long", 450, known_at=SEPTEMBER)

    page = words(owner.get(f"/brand/contacts/{Interaction.objects.get().pk}/receipt/"))

    assert "This contact costs $4.500000" in page
    assert "-$6.000000" in page


def test_another_brands_receipt_is_not_there(client, month):
    month.contact(60)
    book(AUGUST)
    client.force_login(member(brand("Bolt"), "Eve"))

    answer = client.get(f"/brand/contacts/{Interaction.objects.get().pk}/receipt/")

    assert answer.status_code == 404


def test_spend_is_what_is_booked_and_what_is_not_booked_yet(owner, month):
    month.contact(600)
    book(AUGUST)
    month.contact(60)

    spend = owner.get("/brand/spend/", {"month": "2026-08"}).context["spend"]

    assert (spend.spend.minor, spend.unbooked, spend.contact_count) == (600, 0, 1)
    assert dict(spend.by_day)[AUGUST.date()] == 6
    assert len(spend.by_day) == 31


@pytest.mark.parametrize("asked", ["", "2026-13", "0001-01", "nonsense"])
def test_a_month_that_is_none_is_this_month(owner, asked):
    answer = owner.get("/brand/spend/", {"month": asked})

    assert answer.status_code == 200
    assert answer.context["spend"].spend.minor == 0


# ---------------------------------------------------------------- finance
def test_finance_issues_a_draft(finance, month):
    draft = draft_of(month)

    finance.post(f"/finance/invoices/{draft.public_id}/issue/")

    draft.refresh_from_db()
    assert draft.status == InvoiceStatus.ISSUED
    assert draft.number.endswith("-000001")
    assert "Draft" not in words(finance.get(f"/finance/invoices/{draft.public_id}/"))


def test_finance_discards_a_draft(finance, month):
    draft = draft_of(month)

    finance.post(f"/finance/invoices/{draft.public_id}/discard/")

    draft.refresh_from_db()
    assert (draft.status, draft.number) == (InvoiceStatus.DISCARDED, None)


def test_an_issued_invoice_is_refused_kindly_a_second_time(finance, month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    answer = finance.post(f"/finance/invoices/{invoice.public_id}/issue/", follow=True)

    assert "cannot become" in words(answer)


def test_who_may_only_look_issues_nothing(client, month):
    draft = draft_of(month)
    client.force_login(staff("Amy", Grant.VIEW_FINANCE))

    page = client.get(f"/finance/invoices/{draft.public_id}/")
    refused = client.post(f"/finance/invoices/{draft.public_id}/issue/")

    assert page.context["may_decide"] is False
    assert refused.status_code == 403
    assert Invoice.objects.get().status == InvoiceStatus.DRAFT


def test_a_brands_owner_is_no_finance(owner, month):
    month.contact(600)
    (invoice,) = month.billed(SEPTEMBER)

    assert owner.get("/finance/invoices/").status_code == 403
    assert owner.get(f"/finance/invoices/{invoice.public_id}/").status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 2),
        ({"status": "ISSUED"}, 2),
        ({"status": "PAID"}, 0),
        ({"brand": "bolt"}, 1),
        ({"number": "inv-2026-000002"}, 1),
        ({"issued_from": "2026-09-16"}, 2),
        ({"issued_from": "2026-09-17"}, 0),
        ({"issued_from": "yesterday"}, 2),
        ({"status": "NONE", "cursor": "x"}, 2),
    ],
)
def test_finance_finds_invoices(finance, month, asked, found):
    month.contact(600)
    month.contact(60, on=campaign(brand("Bolt"), "B"))
    month.billed(SEPTEMBER)

    page = finance.get("/finance/invoices/", asked)

    assert len(page.context["page"].rows) == found


def test_what_is_not_there_is_not_there(finance, owner):
    for page in ("invoices", "credit-notes"):
        assert finance.get(f"/finance/{page}/{uuid4()}/").status_code in {403, 404}
        assert owner.get(f"/brand/{page}/{uuid4()}/").status_code == 404
