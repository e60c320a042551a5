from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from onboarding.calendars.periods import month_of
from payouts.billing.models import CreditNoteLine
from payouts.billing.services import issue_due_invoices
from payouts.billing.spend import spend_of
from payouts.extras.models import Extra
from payouts.extras.services import book_extra, take_back
from payouts.money import Money
from tests.payouts.billing.month import AUGUST, OCTOBER, SEPTEMBER, Month
from tests.payouts.chain import book
from tests.payouts.extras.sums import new_extra

pytestmark = pytest.mark.django_db


def bonus(month: Month, *, charge: int = 730) -> Extra:
    new = new_extra(month.ada, month.phones, minor=500, charge=charge, at=AUGUST)
    return book_extra(extra=new, actor=None, at=AUGUST)


def test_what_no_contact_made_is_a_line_of_its_own(month):
    month.contact(61)
    bonus(month)

    (invoice,) = month.billed(SEPTEMBER)

    lines = invoice.lines.order_by("position")
    assert list(lines.values_list("extra_kind", "contact_count", "net_minor")) == [
        ("", 1, 61),
        ("SURGE_BONUS", 0, 730),
    ]
    assert lines[1].description == "Surge bonus · Acme PS"
    assert (invoice.net_minor, invoice.total_minor) == (791, 933)


def test_a_month_without_a_contact_is_billed_for_what_no_contact_made(month):
    bonus(month)

    (invoice,) = month.billed(SEPTEMBER)

    assert (invoice.net_minor, invoice.tax_minor) == (730, 131)
    assert issue_due_invoices(at=SEPTEMBER) == []


def test_what_is_taken_back_after_the_invoice_is_credited_to_its_line(month):
    extra = bonus(month)
    (invoice,) = month.billed(SEPTEMBER)
    take_back(extra_id=extra.pk, reason="In error.", actor=None, at=SEPTEMBER)

    month.billed(OCTOBER)

    line = CreditNoteLine.objects.get()
    assert line.invoice_line.invoice == invoice
    assert (line.extra_kind, line.net_minor, line.contact_count) == ("SURGE_BONUS", 730, 0)


def test_work_is_not_credited_for_an_extra_while_the_extra_can_be(month):
    month.contact(6_000)
    extra = bonus(month)
    month.billed(SEPTEMBER)
    take_back(extra_id=extra.pk, reason="In error.", actor=None, at=SEPTEMBER)

    month.billed(OCTOBER)

    line = CreditNoteLine.objects.get()
    assert line.invoice_line.extra_kind == "SURGE_BONUS"


def test_spend_counts_what_no_contact_made(month):
    month.contact(600)
    bonus(month)
    book(AUGUST)
    zone = ZoneInfo(month.acme.timezone)
    august, july = (month_of(day, zone) for day in (AUGUST.date(), AUGUST.date() - timedelta(31)))

    spend = spend_of(brand=month.acme, month=august, before=july)

    assert (spend.spend, spend.extras) == (Money(1_330, "USD"), Money(730, "USD"))
    assert dict(spend.by_day)[AUGUST.date()] == Money(1_330, "USD").exact
    assert spend.per_contact == Money(600, "USD")
