from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from payouts.ledger.chart import CHART, AccountKind, Owner, account_code
from payouts.ledger.models import JournalEntry, JournalTransaction, LedgerAccount, LedgerBalance
from payouts.ledger.postings import (
    Leg,
    Posting,
    pay_accrued,
    payout_reserved,
    processor_funded,
    reversal,
)
from payouts.ledger.selectors import balance, balances_of, trial_balance
from payouts.ledger.services import (
    EventKeyReused,
    FloorPassed,
    OutOfBalance,
    Posted,
    post,
    post_many,
    reverse,
)
from payouts.money import Money
from tests.factories.onboarding import agent
from tests.factories.payouts import owe
from tests.times import NOON

PAYABLE, TRANSIT = AccountKind.AGENT_PAYABLE, AccountKind.AGENT_IN_TRANSIT
pytestmark = pytest.mark.django_db


def usd(minor: int) -> Money:
    return Money(minor, "USD")


def test_an_event_is_written_once_however_often_it_is_posted():
    ada = agent("Ada")
    posting = pay_accrued(event_key="accrual:1", agent_id=ada.pk, amount=usd(900))

    outcomes = [post(posting, at=NOON), post(posting, at=NOON + timedelta(days=1))]

    assert outcomes == [True, False]
    assert balance(AccountKind.AGENT_PENDING, "USD", ada.pk) == usd(900)
    assert JournalTransaction.objects.get().effective_at == NOON


def test_a_key_that_stands_for_something_else_is_refused():
    ada = agent("Ada")
    post(pay_accrued(event_key="accrual:1", agent_id=ada.pk, amount=usd(900)), at=NOON)

    with pytest.raises(EventKeyReused), transaction.atomic():
        post(pay_accrued(event_key="accrual:1", agent_id=ada.pk, amount=usd(901)), at=NOON)

    assert balance(AccountKind.AGENT_PENDING, "USD", ada.pk) == usd(900)


def test_the_same_event_twice_in_one_call_is_written_once():
    ada = agent("Ada")
    posting = pay_accrued(event_key="accrual:1", agent_id=ada.pk, amount=usd(900))

    written = post_many([posting, posting], effective_ats=[NOON, NOON], recorded_at=NOON)

    assert written == Posted(new=1, known=1)
    assert balance(AccountKind.AGENT_PENDING, "USD", ada.pk) == usd(900)


def test_many_events_are_written_all_or_none():
    ada = agent("Ada")
    postings = [
        pay_accrued(event_key="accrual:1", agent_id=ada.pk, amount=usd(900)),
        payout_reserved(payout_id=1, agent_id=ada.pk, amount=usd(1)),
    ]

    with pytest.raises(FloorPassed), transaction.atomic():
        post_many(postings, effective_ats=[NOON, NOON], recorded_at=NOON)

    assert JournalEntry.objects.count() == 0


def test_nothing_to_post_asks_the_database_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert post_many([], effective_ats=[], recorded_at=NOON) == Posted(0, 0)


@pytest.mark.parametrize("event_count", [1, 30])
def test_posting_costs_one_query_however_many_events(event_count, django_assert_num_queries):
    postings = [
        pay_accrued(event_key=f"accrual:{n}", agent_id=n, amount=usd(n))
        for n in range(1, event_count + 1)
    ]

    with django_assert_num_queries(1):
        post_many(postings, effective_ats=[NOON] * event_count, recorded_at=NOON)


def test_accounts_are_opened_when_they_are_first_needed():
    post(pay_accrued(event_key="accrual:1", agent_id=17, amount=Money(5, "KWD")), at=NOON)

    cost = LedgerAccount.objects.get(code="AGENT_COST/KWD")
    pending = LedgerAccount.objects.get(code="AGENT_PENDING/KWD/17")
    assert (cost.owner, cost.owner_id, cost.is_cached) == ("PLATFORM", None, False)
    assert (pending.owner, pending.owner_id, pending.is_cached) == ("AGENT", 17, True)
    assert not LedgerBalance.objects.filter(account=cost).exists()


@pytest.mark.parametrize(
    "code", ["AGENT_PENDING/USD", "REVENUE/USD/1", "REVENUE/usd", "SLUSH/USD", "REVENUE"]
)
def test_an_account_that_the_chart_does_not_know_is_refused(code):
    with pytest.raises(OutOfBalance), transaction.atomic():
        post(Posting("X", "x", (Leg(code, 1), Leg("BANK/USD", -1))), at=NOON)

    assert LedgerAccount.objects.filter(code=code).count() == 0


def test_a_promise_stops_at_the_floor():
    ada = agent("Ada")
    owe(ada, 900)

    with pytest.raises(FloorPassed), transaction.atomic():
        post(payout_reserved(payout_id=1, agent_id=ada.pk, amount=usd(901)), at=NOON)
    post(payout_reserved(payout_id=2, agent_id=ada.pk, amount=usd(900)), at=NOON)

    assert balances_of(owner_id=ada.pk, currency="USD", kinds=(PAYABLE, TRANSIT)) == {
        PAYABLE: usd(0),
        TRANSIT: usd(900),
    }


def test_a_correction_of_the_past_may_go_below_zero_and_then_nothing_can_be_promised():
    ada = agent("Ada")
    owe(ada, 900, key="owed:1")
    owe(ada, -1_000, key="owed:2")

    with pytest.raises(FloorPassed), transaction.atomic():
        post(payout_reserved(payout_id=1, agent_id=ada.pk, amount=usd(1)), at=NOON)

    assert balance(PAYABLE, "USD", ada.pk) == usd(-100)


def test_what_is_in_transit_cannot_be_settled_twice_under_two_names():
    ada = agent("Ada")
    owe(ada, 900)
    post(payout_reserved(payout_id=1, agent_id=ada.pk, amount=usd(900)), at=NOON)
    settled = (Leg(f"AGENT_IN_TRANSIT/USD/{ada.pk}", 900), Leg("PROCESSOR_BALANCE/USD", -900))
    post(Posting("PAYOUT_SETTLED", "payout:1:settled", settled), at=NOON)

    with pytest.raises(FloorPassed), transaction.atomic():
        post(Posting("PAYOUT_SETTLED", "payout:1:settled again", settled), at=NOON)

    assert balance(AccountKind.PROCESSOR_BALANCE, "USD") == usd(-900)


def test_a_reversal_is_the_exact_opposite_and_happens_once():
    ada = agent("Ada")
    owe(ada, 900, key="owed:1")
    mistake = JournalTransaction.objects.get()

    outcomes = [reverse(transaction_id=mistake.pk, at=NOON, actor=None) for _ in range(2)]

    assert outcomes == [True, False]
    assert balance(PAYABLE, "USD", ada.pk) == usd(0)
    assert mistake.reversed_by.entries.count() == 2


def test_a_second_reversal_under_another_key_is_refused():
    ada = agent("Ada")
    owe(ada, 900, key="owed:1")
    mistake = JournalTransaction.objects.get()
    reverse(transaction_id=mistake.pk, at=NOON, actor=None)
    legs = [Leg(f"AGENT_PAYABLE/USD/{ada.pk}", -900), Leg("AGENT_COST/USD", 900)]
    again = reversal(transaction_id=mistake.pk, legs=legs)

    with pytest.raises(IntegrityError), transaction.atomic():
        post(Posting(again.kind, "reverse:again", again.legs, again.reverses), at=NOON)

    assert balance(PAYABLE, "USD", ada.pk) == usd(0)


def test_what_has_been_promised_since_cannot_be_taken_back_from_under_it():
    ada = agent("Ada")
    owe(ada, 900, key="owed:1")
    post(payout_reserved(payout_id=1, agent_id=ada.pk, amount=usd(900)), at=NOON)
    reserved = JournalTransaction.objects.get(kind="PAYOUT_RESERVED")
    settled = (Leg(f"AGENT_IN_TRANSIT/USD/{ada.pk}", 900), Leg("PROCESSOR_BALANCE/USD", -900))
    post(Posting("PAYOUT_SETTLED", "payout:1:settled", settled), at=NOON)

    with pytest.raises(FloorPassed), transaction.atomic():
        reverse(transaction_id=reserved.pk, at=NOON, actor=None)

    assert balance(PAYABLE, "USD", ada.pk) == usd(0)


def test_an_amount_as_large_as_the_column_is_kept_to_the_unit():
    largest = 2**62
    post(processor_funded(reference="all of it", amount=usd(largest)), at=NOON)

    assert balance(AccountKind.PROCESSOR_BALANCE, "USD") == usd(largest)


def test_the_trial_balance_sums_to_zero_in_each_currency():
    for number, currency in enumerate(("USD", "JPY", "KWD"), 1):
        amount = Money(900 + number, currency)
        post(pay_accrued(event_key=f"a:{currency}", agent_id=number, amount=amount), at=NOON)

    totals = {}
    for _, currency, accounts, debits, credits in trial_balance():
        assert accounts == 1
        totals[currency] = totals.get(currency, 0) + debits.minor - credits.minor
    assert totals == {"USD": 0, "JPY": 0, "KWD": 0}


def test_a_party_balance_is_read_in_one_query_from_its_own_row(django_assert_num_queries):
    ada = agent("Ada")
    owe(ada, 900)

    with django_assert_num_queries(1) as read:
        assert balance(PAYABLE, "USD", ada.pk) == usd(900)
    assert "journalentry" not in read.captured_queries[0]["sql"]


def test_an_account_that_was_never_used_stands_at_nothing():
    assert balance(PAYABLE, "USD", 404) == usd(0)
    assert balance(AccountKind.REVENUE, "USD") == usd(0)


def test_who_posted_and_both_clocks_are_kept():
    actor = agent("Ada", login=True).user
    early = NOON - timedelta(days=3)
    posting = pay_accrued(event_key="accrual:1", agent_id=1, amount=usd(1))

    post_many([posting], effective_ats=[early], recorded_at=NOON, actor=actor)

    written = JournalTransaction.objects.get()
    assert (written.effective_at, written.recorded_at, written.actor) == (early, NOON, actor)


def test_the_sql_function_knows_the_chart_as_python_does():
    codes = {
        account_code(kind, "USD", None if terms.owner is Owner.PLATFORM else 1): terms
        for kind, terms in CHART.items()
    }

    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger_open_accounts(%s::text[])", [list(codes)])

    opened = LedgerAccount.objects.values_list("code", "owner", "grows_by", "floor_binds")
    assert {code: tuple(terms) for code, *terms in opened} == {
        code: (terms.owner, terms.grows_by, terms.floor_binds) for code, terms in codes.items()
    }
