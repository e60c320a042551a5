"""The fee: a part of what is asked, rounded for who did the work, and the minimum at least."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from payouts.instant.tariff import Price, fee_of, quote_of

PRICES = st.builds(
    Price,
    percent=st.decimals(min_value=0, max_value=25, places=4),
    minimum_minor=st.integers(min_value=0, max_value=10_000),
)
ASKED = st.integers(min_value=1, max_value=10**12)


@given(ASKED, PRICES)
def test_fee_and_what_arrives_add_up_to_what_was_asked(asked, price):
    quote = quote_of(asked, price)

    assert quote.fee_minor + quote.net_minor == asked


@given(ASKED, PRICES)
def test_a_fee_is_never_more_than_its_percentage_above_the_minimum(asked, price):
    fee = fee_of(asked, price)

    assert price.minimum_minor <= fee
    assert fee == price.minimum_minor or fee <= asked * price.percent / 100
    assert fee > asked * price.percent / 100 - 1


@given(ASKED, st.integers(min_value=1, max_value=10**6), PRICES)
def test_asking_for_more_never_costs_less(asked, more, price):
    assert fee_of(asked, price) <= fee_of(asked + more, price)


def test_a_free_tariff_costs_nothing():
    assert quote_of(123, Price(Decimal(0), 0)).net_minor == 123
