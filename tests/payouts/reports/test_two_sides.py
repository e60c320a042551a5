"""What goes back to brands leaves no difference; a statement that is not the books' is found."""

from datetime import timedelta

import pytest
from django.utils import timezone

from payouts.periods.models import Period
from payouts.receivables.models import Chargeback
from payouts.reports.models import Difference
from payouts.reports.reconciliation import compare, reconcile
from payouts.reports.sides import sides
from tests.payouts.receivables.counter import Counter
from tests.payouts.receivables.till import Till
from tests.times import NOON

LATER = timedelta(hours=2)


@pytest.fixture
def counter(transactional_db, stand_in) -> Counter:
    stand_in.begins_anew(usd=0)
    return Counter(Till(), stand_in)


def differences(counter: Counter) -> list[tuple]:
    reconcile(gateway=counter.gateway, at=timezone.now() + LATER)
    return [(one.cause, one.subject, one.minor) for one in Difference.objects.all()]


def paid(counter: Counter, kind: str = "visa"):
    invoice = counter.till.invoice(10_000)
    return counter.charges(counter.asks_for(invoice, counter.stores(kind)))


def test_a_card_dispute_is_the_same_on_both_sides_while_it_lasts_and_when_it_is_won(counter):
    counter.stand_in.contests(paid(counter).reference)
    counter.hears()
    counter.hears()
    case = Chargeback.objects.get()
    assert differences(counter) == []

    counter.stand_in.decides(case.reference, is_won=True)
    counter.hears()
    assert differences(counter) == []
    (usd_,) = sides()
    assert usd_.ours_minor == usd_.theirs_minor


def test_a_debit_that_comes_back_is_the_same_on_both_sides(counter):
    payment = paid(counter, "ach")
    counter.stand_in.settles(payment.reference)
    counter.hears()
    counter.stand_in.contests(payment.reference)
    counter.hears()
    counter.hears()

    payment.refresh_from_db()
    assert payment.status == "RETURNED"
    assert differences(counter) == []


def test_a_statement_whose_lines_are_not_what_the_books_hold_is_found(past_the_guards):
    past_the_guards(
        "UPDATE payouts_ratedwork SET pay_exact = pay_exact + 1 WHERE id = ("
        " SELECT min(w.id) FROM payouts_ratedwork w JOIN payouts_period p"
        " ON p.id = w.pay_period_id AND p.status = 'CLOSED' AND p.currency = 'USD')"
    )

    compare(at=NOON + timedelta(days=60))

    (found,) = Difference.objects.filter(cause="STATEMENT")
    week = Period.objects.get(public_id=found.subject.removeprefix("statement "))
    assert (found.minor, found.currency, week.status) == (-100, "USD", "CLOSED")


def test_statements_in_order_leave_no_difference(house):
    compare(at=NOON + timedelta(days=60))

    assert not Difference.objects.filter(cause="STATEMENT").exists()
    assert Period.objects.filter(kind="PAY", status="CLOSED").exists()
