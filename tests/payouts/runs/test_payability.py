"""Who is paid what, who is left out and why: plain values in and out."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payouts.runs.models import SkipReason
from payouts.runs.payability import (
    Hindrance,
    Standing,
    carried_minor,
    content_hash,
    decide,
    minimum_minor,
)

ADA = Standing(agent_id=1, available_minor=900, payee_id=11, account="acct_ada", is_enabled=True)

standings = st.builds(
    Standing,
    agent_id=st.integers(1, 10_000),
    available_minor=st.integers(-100_000, 100_000),
    payee_id=st.integers(1, 10_000),
    account=st.sampled_from(["", "acct_a", "acct_b"]),
    is_enabled=st.booleans(),
    is_on_hold=st.booleans(),
    is_cooling=st.booleans(),
    is_being_paid=st.booleans(),
)


def test_who_may_be_paid_is_paid_everything_that_is_payable():
    decision = decide([ADA], currency="USD")

    assert [(p.agent_id, p.payee_id, p.amount_minor, p.account) for p in decision.payouts] == [
        (1, 11, 900, "acct_ada")
    ]
    assert (decision.skips, decision.total_minor) == ((), 900)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"available_minor": -1}, Hindrance.NEGATIVE),
        ({"is_on_hold": True}, Hindrance.ON_HOLD),
        ({"account": "", "is_enabled": False}, Hindrance.NO_ACCOUNT),
        ({"is_enabled": False}, Hindrance.NOT_ENABLED),
        ({"is_cooling": True}, Hindrance.COOLING),
        ({"is_being_paid": True}, Hindrance.ALREADY_LIVE),
        ({"available_minor": 99}, Hindrance.BELOW_MINIMUM),
        ({"available_minor": 1, "is_on_hold": True}, Hindrance.ON_HOLD),
        ({"available_minor": -1, "is_on_hold": True}, Hindrance.NEGATIVE),
    ],
)
def test_who_is_left_out_is_listed_with_the_first_reason(change, reason):
    standing = replace(ADA, **change)

    decision = decide([standing], currency="USD")

    assert decision.payouts == ()
    assert [(skip.agent_id, skip.reason, skip.amount_minor) for skip in decision.skips] == [
        (1, reason, standing.available_minor)
    ]


def test_the_minimum_itself_is_paid():
    decision = decide([replace(ADA, available_minor=100)], currency="USD")

    assert decision.total_minor == 100


def test_who_is_owed_nothing_is_neither_paid_nor_skipped():
    decision = decide([replace(ADA, available_minor=0, is_on_hold=True)], currency="USD")

    assert (decision.payouts, decision.skips) == ((), ())


def test_what_the_rail_cannot_carry_stays_in_the_balance():
    decision = decide([replace(ADA, available_minor=123_456)], currency="HUF")

    assert decision.total_minor == 123_400


def test_the_database_knows_every_reason_by_the_same_name():
    assert {reason.value for reason in Hindrance} == set(SkipReason.values)


@pytest.mark.parametrize(
    ("currency", "minimum"), [("USD", 100), ("JPY", 100), ("KWD", 1_000), ("EUR", 100)]
)
def test_the_minimum_is_in_the_currency_s_own_minor_units(currency, minimum):
    assert minimum_minor(currency) == minimum


@pytest.mark.parametrize(
    "other", [(2, 900, "acct_ada"), (1, 901, "acct_ada"), (1, 900, "acct_eve")]
)
def test_the_hash_changes_with_every_agent_amount_and_account(other):
    assert content_hash([other]) != content_hash([(1, 900, "acct_ada")])


@given(
    st.lists(st.tuples(st.integers(), st.integers(), st.text(max_size=9)), unique=True),
    st.randoms(),
)
def test_the_hash_does_not_depend_on_the_order(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)

    assert content_hash(shuffled) == content_hash(rows)


@given(st.lists(standings, unique_by=lambda one: one.agent_id))
def test_everybody_who_is_owed_something_is_in_exactly_one_list(everybody):
    decision = decide(everybody, currency="USD")
    paid = {payout.agent_id: payout.amount_minor for payout in decision.payouts}
    left_out = {skip.agent_id: skip.amount_minor for skip in decision.skips}

    assert not paid.keys() & left_out.keys()
    assert paid | left_out == {
        one.agent_id: one.available_minor for one in everybody if one.available_minor
    }
    assert decision.total_minor == sum(paid.values())


@given(st.integers(0, 10**12), st.sampled_from(["USD", "HUF", "TWD", "JPY"]))
def test_nobody_is_paid_more_than_is_available(available, currency):
    carried = carried_minor(available, currency)

    assert available - 100 < carried <= available
