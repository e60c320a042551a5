import re
from decimal import Decimal
from math import pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.templatetags.geometry import SIDE, arcs, axis_of, closed, number, smooth, spread

VALUES = st.lists(
    st.decimals(min_value=-(10**18), max_value=10**18, places=4), min_size=1, max_size=40
)


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        ([3, 388], [0, 100, 200, 300, 400]),
        ([-5, 12], [-5, 0, 5, 10, 15]),
        ([-700], [-800, -600, -400, -200, 0]),
        ([0, 0], [0, 1]),
        ([], [0, 1]),
        ([Decimal("0.003")], ["0", "0.001", "0.002", "0.003"]),
    ],
)
def test_an_axis_has_round_ticks_and_holds_zero(values, ticks):
    assert list(axis_of(values).ticks) == [Decimal(tick) for tick in ticks]


@given(VALUES)
def test_every_value_has_its_place_on_the_axis(values):
    axis = axis_of(values)

    assert 2 <= len(axis.ticks) <= 8
    assert all(0 <= axis.height(value) <= SIDE for value in [*values, 0])
    assert axis.height(axis.low) == SIDE
    assert axis.height(axis.high) == 0


@given(st.lists(st.integers(min_value=0, max_value=SIDE), min_size=2, max_size=20))
def test_a_curve_never_swings_beyond_its_points(heights):
    places = list(zip(spread(len(heights)), map(float, heights), strict=True))

    curves = re.findall(r"C\S+ (\S+?) ?\S+ (\S+) \S+ (\S+?)(?=C|$)", smooth(places))

    assert len(curves) == len(heights) - 1
    for (first, second, _), before, after in zip(curves, heights, heights[1:], strict=False):
        low, high = sorted((before, after))
        assert low - 0.01 <= float(first) <= high + 0.01
        assert low - 0.01 <= float(second) <= high + 0.01


def test_a_single_point_stands_in_the_middle():
    assert spread(1) == [500.0]
    assert smooth([(500.0, 20.0)]) == "M500 20h0"


def test_an_area_goes_down_to_its_base():
    places = [(0.0, 10.0), (1000.0, 10.0)]

    assert closed(smooth(places), places, 500.0).endswith("L1000 500L0 500Z")


def test_the_arcs_of_a_ring_go_round_once():
    drawn = arcs([Decimal(50), Decimal(30), Decimal(20)], radius=40, gap=0)

    lengths = [float(dash.split()[0]) for dash, _ in drawn]
    assert sum(lengths) == pytest.approx(2 * pi * 40, abs=0.03)
    assert [float(offset) for _, offset in drawn] == [
        pytest.approx(-turn * 2 * pi * 40, abs=0.01) for turn in (0, 0.5, 0.8)
    ]


def test_a_part_that_is_the_whole_leaves_no_gap():
    assert arcs([Decimal(100), Decimal(0)], radius=40)[0][0] == f"{number(2 * pi * 40)} 0"


@pytest.mark.parametrize(
    ("value", "spelt"),
    [(2.0, "2"), (1 / 3, "0.33"), (-0.001, "0"), (-12.5, "-12.5"), (100.0, "100")],
)
def test_a_coordinate_is_spelt_shortly(value, spelt):
    assert number(value) == spelt
