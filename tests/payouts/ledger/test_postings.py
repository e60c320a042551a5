"""Worked examples: every event of the table of postings, as an accountant writes it down."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.ledger import postings
from payouts.ledger.chart import CHART, AccountKind, Owner, Side, account_code
from payouts.ledger.postings import Leg, Posting, credit, debit
from payouts.money import Money

USD = "USD"


def usd(minor: int) -> Money:
    return Money(minor, USD)


EXAMPLES = {
    "a month's work of a brand is accrued": (
        postings.charge_accrued(
            event_key="accrual:brand:3:1:2:2026-09-16:1", brand_id=3, amount=usd(550)
        ),
        "accrual:brand:3:1:2:2026-09-16:1",
        {"BRAND_UNBILLED/USD/3": 550, "REVENUE/USD": -550},
    ),
    "a day's work of an agent is accrued": (
        postings.pay_accrued(
            event_key="accrual:agent:17:1:9:2026-09-16:1", agent_id=17, amount=usd(350)
        ),
        "accrual:agent:17:1:9:2026-09-16:1",
        {"AGENT_COST/USD": 350, "AGENT_PENDING/USD/17": -350},
    ),
    "a correction lowers what an agent earned": (
        postings.pay_accrued(
            event_key="accrual:agent:17:1:9:2026-09-16:2", agent_id=17, amount=usd(-50)
        ),
        "accrual:agent:17:1:9:2026-09-16:2",
        {"AGENT_COST/USD": -50, "AGENT_PENDING/USD/17": 50},
    ),
    "the dispute window is over": (
        postings.pay_cleared(agent_id=17, period_id=9, day=date(2026, 9, 28), amount=usd(300)),
        "clear:17:9:2026-09-28",
        {"AGENT_PENDING/USD/17": 300, "AGENT_PAYABLE/USD/17": -300},
    ),
    "an invoice with tax is issued": (
        postings.invoice_issued(invoice_id=5, brand_id=3, net=usd(550), tax=usd(99)),
        "invoice:5:issued",
        {"BRAND_RECEIVABLE/USD/3": 649, "BRAND_UNBILLED/USD/3": -550, "TAX_PAYABLE/USD": -99},
    ),
    "an invoice without tax is issued": (
        postings.invoice_issued(invoice_id=5, brand_id=3, net=usd(550), tax=usd(0)),
        "invoice:5:issued",
        {"BRAND_RECEIVABLE/USD/3": 550, "BRAND_UNBILLED/USD/3": -550},
    ),
    "a credit note takes it back in part": (
        postings.credit_note_issued(credit_note_id=6, brand_id=3, net=usd(50), tax=usd(9)),
        "credit:6",
        {"BRAND_UNBILLED/USD/3": 50, "BRAND_RECEIVABLE/USD/3": -59, "TAX_PAYABLE/USD": 9},
    ),
    "the processor's balance is filled from the bank": (
        postings.processor_funded(reference="po_1", amount=usd(300)),
        "funding:po_1",
        {"PROCESSOR_BALANCE/USD": 300, "BANK/USD": -300},
    ),
    "a payout is set aside": (
        postings.payout_reserved(payout_id=7, agent_id=17, amount=usd(300)),
        "payout:7:reserved",
        {"AGENT_PAYABLE/USD/17": 300, "AGENT_IN_TRANSIT/USD/17": -300},
    ),
    "a payout is settled": (
        postings.payout_settled(payout_id=7, agent_id=17, amount=usd(300)),
        "payout:7:settled",
        {"AGENT_IN_TRANSIT/USD/17": 300, "PROCESSOR_BALANCE/USD": -300},
    ),
    "a payout is given up": (
        postings.payout_released(payout_id=7, agent_id=17, amount=usd(300)),
        "payout:7:released",
        {"AGENT_IN_TRANSIT/USD/17": 300, "AGENT_PAYABLE/USD/17": -300},
    ),
    "a payout comes back": (
        postings.payout_returned(payout_id=7, agent_id=17, amount=usd(300), reversal="trr_1"),
        "payout:7:returned:trr_1",
        {"PROCESSOR_BALANCE/USD": 300, "AGENT_PAYABLE/USD/17": -300},
    ),
    "a transaction is undone": (
        postings.reversal(transaction_id=4, legs=[Leg("BANK/USD", 300), Leg("REVENUE/USD", -300)]),
        "reverse:4",
        {"BANK/USD": -300, "REVENUE/USD": 300},
    ),
    "an agent pays for being paid at once": (
        postings.payout_fee_taken(payout_id=7, agent_id=17, fee=usd(3)),
        "payout:7:fee",
        {"AGENT_PAYABLE/USD/17": 3, "PAYOUT_FEES/USD": -3},
    ),
    "and has it back where that was not so": (
        postings.payout_fee_given_back(payout_id=7, agent_id=17, fee=usd(3)),
        "payout:7:fee:back",
        {"PAYOUT_FEES/USD": 3, "AGENT_PAYABLE/USD/17": -3},
    ),
}


@pytest.mark.parametrize("event", EXAMPLES)
def test_the_event_is_written_as_an_accountant_would(event):
    posting, key, legs = EXAMPLES[event]

    assert posting.event_key == key
    assert {leg.account: leg.amount_minor for leg in posting.legs} == legs
    assert sum(legs.values()) == 0


def test_every_posting_of_the_table_has_a_worked_example():
    events = {
        name
        for name, value in vars(postings).items()
        if callable(value) and value.__module__ == postings.__name__ and name.islower()
    }
    shown = {posting.kind.lower() for posting, _, _ in EXAMPLES.values()}

    assert events - {"debit", "credit"} == shown


def test_one_contact_goes_through_the_books_from_call_to_payout():
    # 95 s at 0.35 and 0.55 a minute, rounded once: 0.554166667 and 0.870833333.
    pay = Money.of_exact(Decimal("0.554166667"), USD)
    charge = Money.of_exact(Decimal("0.870833333"), USD)
    chain = [
        postings.charge_accrued(event_key="b", brand_id=3, amount=charge),
        postings.pay_accrued(event_key="a", agent_id=17, amount=pay),
        postings.invoice_issued(invoice_id=5, brand_id=3, net=charge, tax=usd(0)),
        postings.pay_cleared(agent_id=17, period_id=9, day=date(2026, 9, 28), amount=pay),
        postings.payout_reserved(payout_id=7, agent_id=17, amount=pay),
        postings.payout_settled(payout_id=7, agent_id=17, amount=pay),
    ]

    stands_at: dict[str, int] = {}
    for posting in chain:
        for leg in posting.legs:
            stands_at[leg.account] = stands_at.get(leg.account, 0) + leg.amount_minor

    assert {account: minor for account, minor in stands_at.items() if minor} == {
        "BRAND_RECEIVABLE/USD/3": 87,
        "REVENUE/USD": -87,
        "AGENT_COST/USD": 55,
        "PROCESSOR_BALANCE/USD": -55,
    }


@given(st.integers(-(10**12), 10**12).filter(bool))
def test_a_debit_of_a_negative_amount_is_a_credit(minor):
    assert debit(AccountKind.BANK, usd(minor)) == credit(AccountKind.BANK, usd(-minor))


@pytest.mark.parametrize(
    "legs", [(), (Leg("BANK/USD", 1),), (Leg("BANK/USD", 0), Leg("REVENUE/USD", 0))]
)
def test_a_posting_moves_something_between_two_accounts(legs):
    with pytest.raises(AssertionError):
        Posting("X", "x", legs)


@pytest.mark.parametrize(
    ("kind", "owner_id"), [(AccountKind.BANK, 1), (AccountKind.AGENT_PAYABLE, None)]
)
def test_an_account_belongs_to_whom_the_chart_says(kind, owner_id):
    with pytest.raises(AssertionError):
        account_code(kind, USD, owner_id)


def test_what_we_owe_grows_by_credits_and_what_we_are_owed_by_debits():
    grows_by_debits = {kind for kind, terms in CHART.items() if terms.grows_by is Side.DEBIT}

    assert {kind for kind in grows_by_debits if CHART[kind].owner is not Owner.PLATFORM} == {
        AccountKind.BRAND_UNBILLED,
        AccountKind.BRAND_RECEIVABLE,
    }
    assert {AccountKind.REVENUE, AccountKind.TAX_PAYABLE} & grows_by_debits == set()
