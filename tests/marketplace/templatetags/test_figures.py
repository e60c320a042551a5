from decimal import Decimal

import pytest

from marketplace.templatetags.figures import duration_in_words, in_words, on_axis, share_of


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (Decimal("1284.6"), "USD", "$1,284.60"),
        (Decimal("-0.5"), "USD", "-$0.50"),
        (1500, "JPY", "¥1,500"),
        (10**15, "EUR", "€1,000,000,000,000,000.00"),
        (27, "h", "27 h"),
        (Decimal("12.5"), "%", "12.5%"),
        (208, "s", "3 min 28 s"),
        (1204, "", "1,204"),
    ],
)
def test_a_number_reads_with_its_unit(number, unit, said):
    assert in_words(number, unit) == said


@pytest.mark.parametrize(
    ("number", "unit", "said"),
    [
        (Decimal(0), "USD", "$0"),
        (Decimal("2.5"), "USD", "$2.50"),
        (Decimal(9_999), "USD", "$9,999"),
        (Decimal(12_500), "USD", "$12.5K"),
        (Decimal(-20_000), "USD", "-$20K"),
        (Decimal(3_000_000), "", "3M"),
        (Decimal("0.25"), "", "0.25"),
        (7200, "s", "2 h"),
    ],
)
def test_an_axis_says_it_shortly(number, unit, said):
    assert on_axis(number, unit) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (208, "3 min 28 s"),
        (7500, "2 h 5 min"),
        (7503, "2 h 5 min"),
        (360_000, "100 h"),
        (-95, "−1 min 35 s"),
        (Decimal("59.6"), "1 min"),
    ],
)
def test_a_length_of_time_is_said_in_its_two_largest_units(seconds, said):
    assert duration_in_words(seconds) == said


def test_a_number_reads_as_the_reader_writes_it():
    assert in_words(Decimal("1284.6"), "EUR", locale="de") == "1.284,60\xa0€"


@pytest.mark.parametrize(
    ("part", "whole", "share"), [(1, 3, "33.3"), (0, 0, "0"), (5, 5, "100.0"), (-1, 4, "-25.0")]
)
def test_a_share_of_nothing_is_nothing(part, whole, share):
    assert share_of(part, whole) == Decimal(share)
