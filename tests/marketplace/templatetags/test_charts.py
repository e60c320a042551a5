import re
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils.translation import override

WEEK = [("Mon", Decimal("142.10")), ("Tue", Decimal("188.35")), ("Wed", Decimal("171.00"))]
HOSTILE = "<script>alert('x')</script>"
CHARTS = ("area_chart", "bar_chart", "histogram")


def drawn(tag, **context):
    return Template("{% load charts %}" + tag).render(Context(context))


def chart(kind, points, unit=""):
    return drawn(f'{{% {kind} points title="Pay" unit="{unit}" %}}', points=points)


def drawings(html):
    """Each SVG of a page, parsed: what is not well formed does not parse."""
    return [ElementTree.fromstring(svg) for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL)]


def cells(html):
    return [text.strip() for text in re.findall(r"<td>(.+?)</td>", html)]


def ticks(html):
    return re.findall(r"<span>([^<]+)</span>", html.split('class="chart-plot"')[0])


@pytest.mark.parametrize("kind", CHARTS)
def test_a_chart_is_named_and_its_figures_stand_in_a_table(kind):
    html = chart(kind, WEEK, "USD")

    [svg] = drawings(html)
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "Pay")
    assert "<caption>Pay</caption>" in html
    assert cells(html) == ["$142.10", "$188.35", "$171.00"]


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize("points", [[], [("Pay", [])], [("Pay", []), ("Charge", [])]])
def test_without_figures_it_says_so(kind, points):
    html = chart(kind, points)

    assert drawings(html) == []
    assert "There is nothing to draw yet." in html


@pytest.mark.parametrize("kind", CHARTS)
@pytest.mark.parametrize(
    "values", [[0, 0, 0], [7], [-3, -9], [10**24, 1], [Decimal("0.000000001"), 0], [5, -5]]
)
def test_every_kind_of_figures_stays_on_the_plot(kind, values):
    html = chart(kind, [(str(place), value) for place, value in enumerate(values)])

    [svg] = drawings(html)
    coordinates = re.findall(r"[-\d.]+", " ".join(p.get("d", "") for p in svg.iter("path")))
    assert all(0 <= float(coordinate) <= 1000 for coordinate in coordinates)
    for bar in svg.iter("rect"):
        assert float(bar.get("height")) >= 0
        assert 0 <= float(bar.get("y")) <= float(bar.get("y")) + float(bar.get("height")) <= 1000


@pytest.mark.parametrize("kind", [*CHARTS, "donut", "ranked_bars"])
def test_a_label_is_text_whatever_it_says(kind):
    html = chart(kind, [(HOSTILE, 1), ("Ёлка & дом", 2), ("نص", 3)])

    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "Ёлка &amp; дом" in html
    assert "نص" in html


@pytest.mark.parametrize("kind", [*CHARTS, "donut", "ranked_bars"])
def test_nothing_in_it_needs_an_exception_from_the_content_policy(kind):
    html = chart(kind, WEEK)

    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", html)


def test_each_series_has_its_name_and_its_tone():
    html = drawn(
        '{% area_chart series title="Pay" %}', series=[("This week", WEEK), ("Last week", WEEK)]
    )

    assert re.findall(r"tone-(\d)\"></span><bdi>([^<]+)", html) == [
        ("1", "This week"),
        ("2", "Last week"),
    ]


def test_series_of_different_lengths_are_a_mistake_of_ours():
    with pytest.raises(AssertionError):
        drawn('{% area_chart series title="Pay" %}', series=[("a", WEEK), ("b", WEEK[:2])])


def test_piles_reach_as_far_as_their_sum():
    series = [("Pay", [("Jan", 60), ("Feb", -30)]), ("Fee", [("Jan", 35), ("Feb", -20)])]

    html = drawn('{% bar_chart series title="Sums" stacked=True %}', series=series)

    assert ticks(html) == ["100", "50", "0", "-50"]
    bars = [bar for bar in drawings(html)[0].iter("rect") if bar.get("class") != "chart-hit"]
    assert [(bar.get("y"), bar.get("height")) for bar in bars] == [
        ("266.67", "400"),
        ("666.67", "200"),
        ("33.33", "233.33"),
        ("866.67", "133.33"),
    ]


def test_a_day_is_shown_as_a_day():
    assert "31 Jan" in chart("area_chart", [(date(1999, 1, 31), 4)])


def test_labels_make_room_for_one_another():
    html = chart("area_chart", [(f"{day} January", day) for day in range(1, 32)])

    below = html.split('class="chart-x"')[1]
    shown = re.findall(r'<span class="(\w*)">([^<]+)</span>', below)
    always = [label for name, label in shown if name == ""]
    assert len(always) <= 3
    assert len(shown) <= 7
    assert always[0] == shown[0][1] == "1 January"


def test_the_drawing_is_the_same_in_a_language_with_decimal_commas():
    in_english = drawings(chart("area_chart", WEEK, "EUR"))[0]

    with override("de"):
        html = chart("area_chart", WEEK, "EUR")

    in_german = drawings(html)[0]
    assert [p.get("d") for p in in_german.iter("path")] == [
        p.get("d") for p in in_english.iter("path")
    ]
    assert cells(html)[0] == "142,10\xa0€"


def test_a_ring_lists_what_it_cannot_draw():
    html = chart("donut", [("Voice", 3), ("Refunds", -2), ("Chat", 0)])

    [svg] = drawings(html)
    assert len([c for c in svg.iter("circle") if "donut-arc" in c.get("class")]) == 1
    assert re.findall(r"<strong><bdi>([^<]+)", html) == ["3", "-2", "0"]


def test_a_ring_of_many_parts_sums_the_rest():
    html = chart("donut", [(f"Campaign {place}", 10 - place) for place in range(9)])

    assert re.findall(r"<strong><bdi>([^<]+)", html) == ["10", "9", "8", "7", "6", "14"]
    assert "<bdi>Other</bdi>" in html


@pytest.mark.parametrize(
    ("value", "maximum", "width"),
    [(312, 400, "78"), (0, 0, "0"), (500, 400, "100"), (-5, 400, "0"), (Decimal("1.5"), 3, "50")],
)
def test_a_meter_is_never_more_than_full(value, maximum, width):
    html = drawn("{% meter value maximum label='Settled' %}", value=value, maximum=maximum)

    [svg] = drawings(html)
    assert svg.get("aria-valuenow") == width
    assert [bar.get("width") for bar in svg.iter("rect")] == ["100%", f"{width}%"]


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ([], ""),
        ([5], "M0 500C333.33 500 666.67 500 1000 500"),
        ([0, 0], "M0 500C333.33 500 666.67 500 1000 500"),
        ([("Mon", 1), ("Tue", 3)], "M0 900C333.33 633.33 666.67 366.67 1000 100"),
    ],
)
def test_a_sparkline_runs_between_its_own_ends(values, line):
    html = drawn("{% sparkline values %}", values=values)

    assert re.findall(r'class="chart-line" d="([^"]*)"', html) == ([line] if line else [])
