import random
from datetime import date
from statistics import fmean, median, stdev

import pytest

from marketplace.interactions.chance import (
    half_hourly,
    hourly_arrivals,
    poisson_times,
    service_seconds,
)
from marketplace.interactions.sources.anonymous_bank_figures import SERVICE_TIMES, WEEKDAY_ARRIVALS

SUNDAY, FRIDAY, SATURDAY = date(1999, 1, 31), date(1999, 1, 1), date(1999, 1, 2)


@pytest.mark.parametrize("call_type", SERVICE_TIMES)
def test_services_have_the_published_mean_and_deviation(call_type):
    rng = random.Random(1)
    seconds = [service_seconds(call_type, rng) for _ in range(60_000)]
    under_an_hour = [second for second in seconds if second < 3_600]

    published = SERVICE_TIMES[call_type]
    assert fmean(under_an_hour) == pytest.approx(published.mean, rel=0.02)
    assert stdev(under_an_hour) == pytest.approx(published.deviation, rel=0.03)
    assert max(seconds) <= 5_400


# The medians are not fitted: they show how near a lognormal comes. IN is the farthest from one.
@pytest.mark.parametrize(
    ("call_type", "published", "within"),
    [("PS", 121, 0.05), ("NW", 73, 0.05), ("IN", 221, 0.13), ("NE", 175, 0.05)],
)
def test_half_the_services_are_about_as_short_as_published(call_type, published, within):
    rng = random.Random(2)

    drawn = median(service_seconds(call_type, rng) for _ in range(20_000))

    assert drawn == pytest.approx(published, rel=within)


def test_a_weekday_has_the_published_arrivals():
    assert hourly_arrivals("NW", SUNDAY) == dict(
        zip(range(7, 24), WEEKDAY_ARRIVALS["NW"], strict=True)
    )


def test_the_end_of_the_week_is_short():
    assert list(hourly_arrivals("PS", FRIDAY)) == [7, 8, 9, 10, 11, 12, 13]
    assert list(hourly_arrivals("PS", SATURDAY)) == [20, 21, 22, 23]


@pytest.mark.parametrize("call_type", WEEKDAY_ARRIVALS)
def test_two_halves_make_the_hour_and_none_is_negative(call_type):
    hourly = WEEKDAY_ARRIVALS[call_type]

    halves = half_hourly(hourly)

    assert [a + b for a, b in zip(halves[::2], halves[1::2], strict=True)] == pytest.approx(hourly)
    assert min(halves) >= 0


def test_halves_lean_towards_the_busier_neighbour():
    assert half_hourly([8.0, 16.0, 8.0]) == [3.5, 4.5, 8.0, 8.0, 4.5, 3.5]


def test_arrivals_of_a_half_hour_are_as_many_and_as_scattered_as_poisson_says():
    rng = random.Random(3)
    counts = [len(poisson_times(20.0, starts_at=25_200, rng=rng)) for _ in range(4_000)]

    assert fmean(counts) == pytest.approx(20, rel=0.02)
    assert stdev(counts) ** 2 == pytest.approx(20, rel=0.08)


def test_arrivals_lie_in_their_half_hour_in_order():
    times = poisson_times(500.0, starts_at=25_200, rng=random.Random(4))

    assert times == sorted(times)
    assert (times[0] // 1_800, times[-1] // 1_800) == (14, 14)


def test_nobody_calls_at_a_rate_of_nought():
    assert poisson_times(0.0, starts_at=0, rng=random.Random(5)) == []
