"""The pages of collections: what is owed, as a page and as files, and who may do what."""

from io import BytesIO

from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from onboarding.users.models import Grant
from payouts.receivables.bad_debt import WriteOff
from tests.factories.onboarding import staff
from tests.payouts.receivables.till import DAY
from tests.times import NOON


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_ages_are_the_same_on_the_page_in_the_csv_and_in_the_workbook(till):
    till.invoice(123_400)
    flo = client_of(till.flo)
    asked = {"on": (NOON + 45 * DAY).date().isoformat(), "currency": "USD"}

    page = flo.get("/finance/receivables/", asked).content.decode()
    csv = b"".join(flo.get("/finance/receivables/csv/", asked)).decode().splitlines()
    book = b"".join(flo.get("/finance/receivables/xlsx/", asked))

    # Twice in the table and once in the one that reads the chart aloud; twice among the sums.
    assert [page.count(f"$1,234.00</{tag}>") for tag in ("td", "strong")] == [3, 2]
    assert csv[1] == "Acme,0.00,1234.00,0.00,0.00,0.00,1234.00,USD"
    rows = list(load_workbook(BytesIO(book)).active.values)
    assert rows[1] == ("Acme", 0, 1234, 0, 0, 0, 1234, "USD")


def test_a_write_off_is_proposed_and_approved_on_the_invoices_page(till):
    invoice = till.invoice(20_000)
    own = reverse("finance:collection", args=[invoice.public_id])
    pat = client_of(staff("Pat", Grant.PURSUE_DEBTS))
    pat.post(own + "write-off/", {"reason": "Bankrupt."})
    decide = reverse("finance:decide_write_off", args=[WriteOff.objects.get().public_id])

    pat.post(decide, {"deed": "approve"})
    assert WriteOff.objects.get().status == "PROPOSED"
    client_of(till.flo).post(decide, {"deed": "approve"})

    assert WriteOff.objects.get().status == "BOOKED"


def test_who_may_only_look_pursues_nobody(till):
    invoice = till.invoice(20_000)
    own = reverse("finance:collection", args=[invoice.public_id])
    vic = client_of(staff("Vic", Grant.VIEW_FINANCE))

    answers = [
        vic.get(own),
        vic.post(own + "write-off/", {"reason": "x"}),
        vic.post("/finance/overdue/send/"),
    ]

    assert [one.status_code for one in answers] == [200, 403, 403]
    assert WriteOff.objects.count() == 0
