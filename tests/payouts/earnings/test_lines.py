from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from payouts.earnings.lines import whole_lines
from payouts.money import Money, exponent

amounts = st.lists(
    st.decimals(min_value=-500, max_value=500, places=9, allow_nan=False, allow_infinity=False),
    max_size=40,
)


@given(amounts, st.sampled_from(["USD", "JPY", "KWD"]))
def test_whole_lines_add_up_to_the_rounded_total(exact, currency):
    whole = whole_lines(exact, currency)

    assert sum(whole, Money(0, currency)) == Money.of_exact(sum(exact, Decimal(0)), currency)


@given(amounts, st.sampled_from(["USD", "JPY", "KWD"]))
def test_no_line_is_a_whole_unit_away_from_what_it_is_worth(exact, currency):
    unit = Decimal(1).scaleb(-exponent(currency))

    for amount, line in zip(exact, whole_lines(exact, currency), strict=True):
        assert abs(line.exact - amount) <= unit
        assert line.exact == amount or abs(line.exact - amount) < unit


def test_a_correction_that_almost_cancels_does_not_blow_lines_up():
    whole = whole_lines([Decimal("100.006"), Decimal("-100")], "USD")

    assert whole == [Money(10001, "USD"), Money(-10000, "USD")]


def test_nothing_is_shared_out_among_nobody():
    assert whole_lines([], "USD") == []
