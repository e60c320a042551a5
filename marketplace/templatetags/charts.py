"""Charts drawn on the server, as SVG: {% area_chart series title="Earnings" unit="USD" %}.

They obey the strictest content policy (attributes and classes, no style, no script), follow
the colour mode through the tokens, and print. The drawing stretches with its place while its
labels are text beside it, so they are as legible on a phone as on a wall; whoever does not
see it has the same figures as a table. ``unit`` is explained in ``figures``.

Points are pairs of a label and a number; series are pairs of a label and points. A chart of
one series takes its points alone.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, to_locale

from marketplace.templatetags import geometry
from marketplace.templatetags.figures import Number, in_words, on_axis, share_of
from marketplace.templatetags.geometry import SIDE, Axis, axis_of, number, spread

register = template.Library()

Point = tuple[Any, Number]
Points = Sequence[Point]
Series = tuple[str, Points]

_TONES = ("1", "2", "3", "4", "5", "6")
_DOTS_UNTIL = 31
# How many letters fit below a chart that has a page's width, half of it, or a phone's; and
# the class by which a label stands only where there is that much room.
_ROOM = ((80, "wide"), (60, "half"), (36, ""))
_WIDEST_BAR = 90.0
_RADIUS = 40.0


@register.inclusion_tag("_chart_area.html")
def area_chart(series: Sequence[Series] | Points, title: str, unit: str = "") -> dict[str, Any]:
    """Draw series over time: a line each, with the area down to zero."""
    lines = _series_of(series)
    axis = axis_of([value for _, points in lines for _, value in points])
    count = len(lines[0][1]) if lines else 0
    across = spread(count) if count else []
    drawn = []
    for place, (label, points) in enumerate(lines):
        places = [(x, axis.height(value)) for x, (_, value) in zip(across, points, strict=True)]
        line = geometry.smooth(places)
        drawn.append(
            {
                "label": label,
                "tone": _tone(place),
                "line": line,
                "area": geometry.closed(line, places, axis.height(0)),
                "dots": [(number(x), number(y)) for x, y in places] if count <= _DOTS_UNTIL else [],
            }
        )
    reach = SIDE / max(count - 1, 1) / 2
    edges = [(max(x - reach, 0.0), min(x + reach, float(SIDE))) for x in across]
    hits = [(number(left), number(right - left)) for left, right in edges]
    return _frame(title, unit, lines, axis) | {
        "drawn": drawn,
        "hits": list(zip(hits, _spoken(lines, unit), strict=True)),
    }


@register.inclusion_tag("_chart_bars.html")
def bar_chart(
    series: Sequence[Series] | Points, title: str, unit: str = "", stacked: bool = False
) -> dict[str, Any]:
    """Draw columns, side by side or one upon another, up and down from zero."""
    groups = _series_of(series)
    return _columns(groups, title, unit, is_stacked=stacked, fullness=0.62, widest=_WIDEST_BAR)


@register.inclusion_tag("_chart_bars.html")
def histogram(bins: Points, title: str, unit: str = "") -> dict[str, Any]:
    """Draw how often: ``bins`` are pairs of an interval's label and how many fall into it.

    The counting is the database's work (``width_bucket``); a page never holds the values.
    """
    return _columns(_series_of(bins), title, unit, is_stacked=False, fullness=0.96)


@register.inclusion_tag("_chart_donut.html")
def donut(parts: Points, title: str, unit: str = "", centre: str = "") -> dict[str, Any]:
    """Draw how a whole is made up; parts after the sixth are drawn as one.

    A part of nothing or less has no place on a ring, and is listed all the same.
    """
    shown = list(parts)
    if len(shown) > len(_TONES):
        kept, rest = shown[: len(_TONES) - 1], shown[len(_TONES) - 1 :]
        shown = [*kept, (gettext("Other"), sum((value for _, value in rest), Decimal(0)))]
    whole = sum((max(value, 0) for _, value in shown), Decimal(0))
    shares = [share_of(max(value, 0), whole) for _, value in shown]
    exact = [Decimal(max(value, 0)) * 100 / whole if whole else Decimal(0) for _, value in shown]
    slices = [
        {
            "label": _label(label),
            "value": in_words(value, unit, _locale()),
            "share": in_words(share, "%", _locale()),
            "tone": "rest" if len(parts) > len(_TONES) and label == shown[-1][0] else _tone(place),
            "dash": dash,
            "offset": offset,
            "is_drawn": share > 0,
        }
        for place, ((label, value), share, (dash, offset)) in enumerate(
            zip(shown, shares, geometry.arcs(exact, _RADIUS), strict=True)
        )
    ]
    return {"title": title, "slices": slices, "centre": centre, "radius": number(_RADIUS)}


@register.inclusion_tag("_chart_meter.html")
def meter(
    value: Number,
    maximum: Number,
    label: str,
    unit: str = "",
    tone: str = "1",
    note: str = "",
) -> dict[str, Any]:
    """Draw how much of ``maximum`` is reached: a goal, a budget, a run under way."""
    share = min(max(share_of(value, maximum), Decimal(0)), Decimal(100))
    reached = in_words(value, unit, _locale())
    return {
        "label": label,
        "tone": tone,
        "note": note,
        "width": number(float(share)),
        "value": reached
        if unit == "%"
        else gettext("%(reached)s of %(maximum)s")
        % {"reached": reached, "maximum": in_words(maximum, unit, _locale())},
    }


@register.inclusion_tag("_chart_ranked.html")
def ranked_bars(points: Points, title: str, unit: str = "", tone: str = "1") -> dict[str, Any]:
    """Draw named amounts below one another, each as long as its part of the largest."""
    largest = max((abs(Decimal(value)) for _, value in points), default=Decimal(0))
    rows = [
        {
            "label": _label(label),
            "value": in_words(value, unit, _locale()),
            "width": number(float(share_of(abs(Decimal(value)), largest))),
        }
        for label, value in points
    ]
    return {"title": title, "tone": tone, "rows": rows}


@register.inclusion_tag("_chart_sparkline.html")
def sparkline(values: Sequence[Number | Point], tone: str = "1", label: str = "") -> dict[str, Any]:
    """Draw a course without figures, between its own lowest and highest value."""
    course = [Decimal(value[1] if isinstance(value, tuple) else value) for value in values]
    if not course:
        return {"line": ""}
    low, high = min(course), max(course)
    span = high - low
    # What never changes is drawn in the middle; else a tenth is left above and below.
    heights = [
        SIDE * (0.9 - 0.8 * float((value - low) / span)) if span else SIDE / 2 for value in course
    ]
    if len(heights) == 1:
        heights *= 2
    places = list(zip(spread(len(heights)), heights, strict=True))
    line = geometry.smooth(places)
    return {
        "label": label,
        "tone": tone,
        "line": line,
        "area": geometry.closed(line, places, SIDE),
    }


def _columns(
    groups: list[Series],
    title: str,
    unit: str,
    *,
    is_stacked: bool,
    fullness: float,
    widest: float = SIDE,
) -> dict[str, Any]:
    slots = len(groups[0][1]) if groups else 0
    axis = axis_of(_reach(groups) if is_stacked else [v for _, points in groups for _, v in points])
    slot = SIDE / max(slots, 1)
    abreast = 1 if is_stacked else max(len(groups), 1)
    width = min(slot * fullness / abreast, widest)
    up, down = [Decimal(0)] * slots, [Decimal(0)] * slots
    bars = []
    for place, (_, points) in enumerate(groups):
        for index, (_, value) in enumerate(points):
            pile = up if value >= 0 else down
            base = pile[index] if is_stacked else Decimal(0)
            top = base + Decimal(value)
            pile[index] = top
            left = slot * (index + 0.5) - width * abreast / 2
            high, low = sorted((axis.height(base), axis.height(top)))
            bars.append(
                {
                    "tone": _tone(place),
                    "x": number(left if is_stacked else left + width * place),
                    "y": number(high),
                    "width": number(width * (1 if abreast == 1 else 0.92)),
                    "height": number(low - high),
                }
            )
    hits = [(number(slot * index), number(slot)) for index in range(slots)]
    return _frame(title, unit, groups, axis) | {
        "bars": bars,
        "hits": list(zip(hits, _spoken(groups, unit), strict=True)),
    }


def _reach(groups: list[Series]) -> list[Number]:
    """Return how far up and down the piles of a stacked chart go."""
    piles = list(zip(*([value for _, value in points] for _, points in groups), strict=True))
    return [
        *(sum((v for v in pile if v > 0), Decimal(0)) for pile in piles),
        *(sum((v for v in pile if v < 0), Decimal(0)) for pile in piles),
    ]


def _frame(title: str, unit: str, series: list[Series], axis: Axis) -> dict[str, Any]:
    """Return what every chart with axes shows around its drawing, and its table."""
    labels = [_label(label) for label, _ in series[0][1]] if series else []
    zero = axis.height(0)
    return {
        "title": title,
        "side": SIDE,
        "ticks": [on_axis(tick, unit, _locale()) for tick in reversed(axis.ticks)],
        "grid": [number(axis.height(tick)) for tick in axis.ticks if axis.height(tick) != zero],
        "zero": number(zero),
        "labels": _thinned(labels),
        "legend": [(label, _tone(place)) for place, (label, _) in enumerate(series) if label],
        "columns": [label or title for label, _ in series],
        "table": [
            (label, [in_words(points[row][1], unit, _locale()) for _, points in series])
            for row, label in enumerate(labels)
        ],
    }


def _thinned(labels: list[str]) -> list[tuple[str, str]]:
    """Return every label with the class that hides it where there is no room for all."""
    letters = len(labels) * (max((len(label) for label in labels), default=0) + 2)
    steps, step = [], 1
    for room, name in _ROOM:
        # A multiple of the wider step, so that what stands in little room stands in more.
        step *= -(-letters // (room * step)) or 1
        steps.append((step, name))
    return [
        next(((label, name) for step, name in reversed(steps) if place % step == 0), ("", ""))
        for place, label in enumerate(labels)
    ]


def _spoken(series: list[Series], unit: str) -> list[str]:
    """Return, for each place, what the pointer is told there."""
    if not series:
        return []
    told = []
    for row, (label, _) in enumerate(series[0][1]):
        values = [
            f"{name}: {worded}" if name else worded
            for name, points in series
            for worded in [in_words(points[row][1], unit, _locale())]
        ]
        told.append("\n".join([_label(label), *values]))
    return told


def _series_of(given: Sequence[Series] | Points) -> list[Series]:
    """Return series, also of points alone; without any point there is no series."""
    if not given:
        return []
    series: Any = given if isinstance(given[0][1], list | tuple) else [("", given)]
    lengths = {len(points) for _, points in series}
    assert len(lengths) == 1, "the series of a chart have a value for each label"
    return [] if lengths == {0} else list(series)


def _label(label: Any) -> str:
    return date_format(label, "j M") if isinstance(label, date) else str(label)


def _tone(place: int) -> str:
    return _TONES[place] if place < len(_TONES) else "rest"


def _locale() -> str:
    return to_locale(get_language() or "en")
