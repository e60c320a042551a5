from decimal import ROUND_HALF_EVEN, Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from payouts.billing.taxation import tax_to_credit, taxes_of

rates = st.decimals(min_value=0, max_value="0.99999", places=5)


@settings(deadline=None)
@given(st.lists(st.integers(-(10**12), 10**12), max_size=30), rates)
def test_tax_of_lines_adds_up_to_tax_on_the_net(nets, rate):
    whole = (rate * sum(nets)).quantize(Decimal(1), rounding=ROUND_HALF_EVEN)

    assert sum(taxes_of(nets, rate)) == int(whole)


def test_a_tie_of_tax_goes_to_the_even_unit():
    assert taxes_of([50], Decimal("0.01")) == [0]
    assert taxes_of([150], Decimal("0.01")) == [2]


@settings(deadline=None)
@given(st.integers(1, 10**9), rates, st.lists(st.integers(1, 10**8), max_size=6))
def test_a_line_credited_in_steps_gives_back_exactly_its_tax(net, rate, steps):
    (tax,) = taxes_of([net], rate)
    credited = given_back = 0

    for step in [*steps, net]:
        now = min(step, net - credited)
        if now:
            given_back += tax_to_credit(
                net=net, tax=tax, credited=credited, tax_credited=given_back, now=now
            )
            credited += now
            assert 0 <= given_back <= tax

    assert (credited, given_back) == (net, tax)
