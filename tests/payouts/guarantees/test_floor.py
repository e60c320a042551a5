from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from payouts.guarantees.floor import Stretch, floor_of, top_up
from payouts.money import Money

GOLDEN = Stretch(Decimal("15"), Decimal("1.2"), Decimal("0.35"), 900, 8)
AMOUNTS = st.decimals(min_value=0, max_value=500, places=9)
STRETCHES = st.lists(
    st.builds(
        Stretch,
        per_hour=st.decimals(min_value=0, max_value=100, places=4),
        multiplier=st.decimals(min_value=Decimal("0.1"), max_value=3, places=2),
        per_contact=st.decimals(min_value=0, max_value=5, places=4),
        staffed_seconds=st.integers(0, 200_000),
        contacts=st.integers(0, 500),
    ),
    max_size=4,
)


def test_the_golden_case_is_seven_dollars_and_thirty_cents():
    assert floor_of([GOLDEN], "USD") == Money(730, "USD")
    assert top_up([GOLDEN], Decimal(0), "USD") == Money(730, "USD")


def test_nothing_is_topped_up_at_the_floor_and_a_cent_is_below_it():
    assert top_up([GOLDEN], Decimal("7.30"), "USD") == Money(0, "USD")
    assert top_up([GOLDEN], Decimal("7.29"), "USD") == Money(1, "USD")


@given(stretches=STRETCHES, earned=AMOUNTS)
def test_earned_and_top_up_are_the_floor_or_more_to_the_cent(stretches, earned):
    whole, floor = Money.of_exact(earned, "USD"), floor_of(stretches, "USD")

    missing = top_up(stretches, earned, "USD")

    assert missing.minor >= 0
    assert (whole + missing).minor == max(whole.minor, floor.minor)


@given(stretches=STRETCHES, earned=AMOUNTS, more=AMOUNTS)
def test_who_earns_more_is_never_worse_off(stretches, earned, more):
    def come_to(exact: Decimal) -> int:
        return (Money.of_exact(exact, "USD") + top_up(stretches, exact, "USD")).minor

    assert come_to(earned + more) >= come_to(earned)
