"""The laws of chance of the bank's calls: when they come and how long their service takes."""

import math
import random
from collections.abc import Sequence
from datetime import date
from functools import cache
from statistics import NormalDist, fmean
from typing import Final

from marketplace.interactions.call_centre import HALF_HOUR
from marketplace.interactions.sources.anonymous_bank_figures import (
    FIRST_HOUR,
    FRIDAY_HOURS,
    FRIDAY_SHARE,
    LONGEST_SECONDS,
    RARE_TYPES,
    SATURDAY_HOURS,
    SATURDAY_SHARE,
    SERVICE_TIMES,
    SHORT_SECONDS,
    WEEKDAY_ARRIVALS,
    WEEKDAY_HOURS,
)

_FRIDAY: Final = 4
_SATURDAY: Final = 5
_HOUR: Final = 3_600


def hourly_arrivals(call_type: str, day: date) -> dict[int, float]:
    """Mean calls of a type by hour of this day, for the hours at which the centre is open.

    >>> hourly_arrivals("PS", date(1999, 1, 3))[23]
    32.0
    >>> max(hourly_arrivals("PS", date(1999, 1, 1)))
    13
    """
    (opens, closes), share = WEEKDAY_HOURS, 1.0
    if day.weekday() == _FRIDAY:
        (opens, closes), share = FRIDAY_HOURS, FRIDAY_SHARE
    elif day.weekday() == _SATURDAY:
        (opens, closes), share = SATURDAY_HOURS, SATURDAY_SHARE
    if call_type in RARE_TYPES:
        call_type, share = "PS", share * RARE_TYPES[call_type]
    arrivals = WEEKDAY_ARRIVALS[call_type]
    return {hour: share * arrivals[hour - FIRST_HOUR] for hour in range(opens, closes)}


def half_hourly(hourly: Sequence[float]) -> list[float]:
    """Each hour as two halves that add up to it, and lean towards the neighbouring hours.

    >>> half_hourly([8.0, 16.0, 16.0])
    [3.5, 4.5, 7.5, 8.5, 8.0, 8.0]
    """
    padded = [hourly[0], *hourly, hourly[-1]]
    halves = []
    for before, this, after in zip(padded[:-2], hourly, padded[2:], strict=True):
        lean = max(-this / 2, min(this / 2, (after - before) / 16))
        halves += [this / 2 - lean, this / 2 + lean]
    return halves


def poisson_times(rate_per_half_hour: float, *, starts_at: int, rng: random.Random) -> list[int]:
    """The arrivals of one half-hour: whole seconds, the gaps between them exponential."""
    times = []
    second = 0.0
    while rate_per_half_hour > 0:
        second += rng.expovariate(rate_per_half_hour) * HALF_HOUR
        if second >= HALF_HOUR:
            break
        times.append(starts_at + int(second))
    return times


@cache
def lognormal_of(call_type: str) -> tuple[float, float]:
    """Parameters (mu, sigma) of a type's services that were not cut short.

    Published are mean and deviation of calls under an hour, short ones included. So the short
    ones are taken out first, and then the parameters are sought whose part under an hour has the
    moments that remain.
    """
    times = SERVICE_TIMES[call_type]
    shorts = range(1, SHORT_SECONDS)
    kept = 1 - times.short_share
    mean = (times.mean - times.short_share * fmean(shorts)) / kept
    square = times.mean**2 + times.deviation**2
    square = (square - times.short_share * fmean(second**2 for second in shorts)) / kept
    whole_mean, whole_square = mean, square
    mu = sigma = 0.0
    for _ in range(60):
        sigma = math.sqrt(math.log(whole_square / whole_mean**2))
        mu = math.log(whole_mean) - sigma**2 / 2
        total = _below_an_hour(mu, sigma, moment=0)
        whole_mean *= mean * total / _below_an_hour(mu, sigma, moment=1)
        whole_square *= square * total / _below_an_hour(mu, sigma, moment=2)
    return mu, sigma


def _below_an_hour(mu: float, sigma: float, *, moment: int) -> float:
    """The part under an hour of a lognormal moment."""
    whole = math.exp(moment * mu + (moment * sigma) ** 2 / 2)
    return whole * NormalDist().cdf((math.log(_HOUR) - mu - moment * sigma**2) / sigma)


def service_seconds(call_type: str, rng: random.Random) -> int:
    """Draw a service: now and then one that the agent cut short, else a lognormal one."""
    if rng.random() < SERVICE_TIMES[call_type].short_share:
        return rng.randrange(1, SHORT_SECONDS)
    seconds = LONGEST_SECONDS + 1
    while seconds > LONGEST_SECONDS:
        seconds = max(1, round(rng.lognormvariate(*lognormal_of(call_type))))
    return seconds
