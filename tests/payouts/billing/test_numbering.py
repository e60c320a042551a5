from datetime import datetime
from threading import Barrier, Thread
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

from payouts.accruals.services import close_periods
from payouts.billing.models import Invoice, NumberSeries
from payouts.billing.numbering import Series, next_number
from payouts.billing.services import issue_due_invoices
from payouts.ledger.models import JournalTransaction
from tests.factories.marketplace import campaign
from tests.factories.onboarding import brand
from tests.payouts.billing.month import AUGUST, SEPTEMBER, Month
from tests.payouts.chain import book
from tests.times import NOON


@pytest.mark.django_db
def test_numbers_follow_one_another():
    taken = [next_number(Series.INVOICE, at=NOON) for _ in range(3)]

    assert taken == ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]


@pytest.mark.django_db
def test_a_number_that_was_not_used_is_not_taken():
    with transaction.atomic():
        next_number(Series.INVOICE, at=NOON)
        transaction.set_rollback(True)

    assert next_number(Series.INVOICE, at=NOON) == "INV-2026-000001"


@pytest.mark.django_db
def test_the_year_is_the_one_in_utc():
    new_year = datetime(2027, 1, 1, 8, tzinfo=ZoneInfo("Asia/Tokyo"))

    assert next_number(Series.CREDIT_NOTE, at=new_year) == "CN-2026-000001"


def at_once(deed, times: int) -> None:
    together = Barrier(times)

    def run() -> None:
        together.wait()
        try:
            deed()
        finally:
            connection.close()

    workers = [Thread(target=run) for _ in range(times)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@pytest.mark.django_db(transaction=True)
def test_two_workers_issue_each_invoice_once_and_leave_no_gap():
    month = Month()
    for name in ("Acme", "Bolt", "Core"):
        month.contact(60, on=campaign(brand(name), "PS", bill="0.60"))
    book(AUGUST)
    close_periods(at=SEPTEMBER)

    at_once(lambda: issue_due_invoices(at=SEPTEMBER), times=3)

    numbers = Invoice.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["INV-2026-000001", "INV-2026-000002", "INV-2026-000003"]
    assert NumberSeries.objects.get().last == 3
    assert JournalTransaction.objects.filter(kind="INVOICE_ISSUED").count() == 3
