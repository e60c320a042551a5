"""A seeded month of calls in the bank's form, drawn from what is published about its centre.

Arrivals are an inhomogeneous Poisson process by type, day of the week and half-hour; service is
lognormal by type, but for the calls that agents cut short; patience is exponential. Callers then
wait for the agents of the day's shifts, so that waiting, hanging up and working past midnight
come about as they do in a centre.

Source: Brown, Gans, Mandelbaum, Sakov, Shen, Zeltyn, Zhao, "Statistical Analysis of a Telephone
Call Center", JASA 100 (2005), 36-50; data: Guedj and Mandelbaum, Technion. The figures stand in
``marketplace.interactions.sources.anonymous_bank_figures``; the agents are made up.
"""

import math
import random
from calendar import monthrange
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from marketplace.interactions.call_centre import (
    HALF_HOUR,
    Caller,
    Member,
    Stay,
    phones_by_half_hour,
    serve,
)
from marketplace.interactions.chance import (
    half_hourly,
    hourly_arrivals,
    poisson_times,
    service_seconds,
)
from marketplace.interactions.sources.anonymous_bank import BankCall, header_line, write_line
from marketplace.interactions.sources.anonymous_bank_columns import DAY_SECONDS, NOBODY
from marketplace.interactions.sources.anonymous_bank_figures import (
    HIGH_PRIORITY_HEAD_START,
    HIGH_PRIORITY_SHARE,
    PATIENCE_SECONDS,
    PHANTOM_SHARE,
    SERVICE_TIMES,
    SET_BACK_SHARE,
    UNATTRIBUTED_SHARE,
    UNKNOWN_CUSTOMER_SHARE,
    VOICE_UNIT_HANG_UP_SHARE,
)

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2069

STAFF: Final = (
    *("ADINA", "AMIR", "ARIEL", "AYELET", "BOAZ", "CARMEL", "DAFNA", "EINAT", "EREZ"),
    *("GALIT", "HADAS", "ILAN", "IRIT", "KEREN", "LIOR", "MAYA", "NOAM", "NURIT"),
    *("OFRA", "ORLY", "RAMI", "RONIT", "SHIRA", "TAMAR", "URI", "YAEL"),
)
VOICE_LINES: Final = tuple(
    f"AA{unit:02d}{line:02d}" for unit, lines in ((1, 16), (2, 12)) for line in range(1, lines)
)

# Seconds in the voice unit: regular customers know their way, others listen.
_VOICE_SECONDS: Final = (0, 5, 5, 5, 6, 6, 6, 6, 8, 9, 9, 9, 10, 10, 11, 12, 13, 14, 15, 20)
# Telephones beyond the offered load, in square roots of it: few, so that callers wait, and some
# of them lose patience, as often as is published.
_STAFFING_GRADE: Final = 0.15


@dataclass(frozen=True, slots=True)
class _Month:
    """What the days of a month have in common."""

    zone: ZoneInfo
    staff: Sequence[Member]
    customers: Sequence[int]
    rng: random.Random


def month_of_contacts(*, year: int, month: int, zone: ZoneInfo, seed: int) -> Iterator[str]:
    """Lines of a month without line ends, the header first; the same for the same arguments.

    Days follow the calendar and calls their arrival. Nobody calls at a clock time that does not
    occur in ``zone``, and no agent serves two calls at once. The form writes two digits of a
    year: ``year`` is from ``FIRST_YEAR`` to ``LAST_YEAR``.
    """
    assert FIRST_YEAR <= year <= LAST_YEAR
    rng = random.Random(f"{seed}:{year:04d}-{month:02d}")  # noqa: S311 - Chance, no secret.
    of_month = _Month(
        zone,
        staff=[Member(name, rng.uniform(0.3, 1.0), rng.random() < 0.45) for name in STAFF],
        customers=[rng.randrange(1_000_000, 80_000_000) for _ in range(5_000)],
        rng=rng,
    )
    call_ids = Counter({line: rng.randrange(10_000, 40_000) for line in VOICE_LINES})
    yield header_line()
    for number in range(1, monthrange(year, month)[1] + 1):
        for call in _calls_of(date(year, month, number), of_month):
            line = rng.choice(VOICE_LINES)
            call_ids[line] += 1
            yield write_line(replace(call, line=line, call_id=call_ids[line]))


def _calls_of(day: date, of_month: _Month) -> Iterator[BankCall]:
    """The calls of a day in the order of their arrival, as yet without line and call id."""
    rng = of_month.rng
    rates = {
        call_type: half_hourly(list(hourly_arrivals(call_type, day).values()))
        for call_type in SERVICE_TIMES
    }
    opens_at = min(hourly_arrivals("PS", day)) * 2 * HALF_HOUR
    calls = [
        _call(day, entry, call_type, of_month)
        for call_type, halves in rates.items()
        for index, rate in enumerate(halves)
        for entry in poisson_times(
            rate / (1 - PHANTOM_SHARE), starts_at=opens_at + index * HALF_HOUR, rng=rng
        )
        if _occurs(day, entry, of_month.zone)
    ]
    calls.sort(key=lambda call: call.entry)
    phones = phones_by_half_hour(
        wanted=_wanted(rates), opens_at=opens_at, staff=of_month.staff, rng=rng
    )
    queueing = [_caller(call, rng) for call in calls if call.outcome == "AGENT"]
    ends = zip(queueing, serve(queueing, phones=phones, opens_at=opens_at), strict=True)
    for call in calls:
        if call.outcome == "AGENT":
            caller, stay = next(ends)
            call = _after_queueing(call, caller, stay, rng)
        yield _with_clock_set_back(call, rng) if rng.random() < SET_BACK_SHARE else call


def _call(day: date, entry: int, call_type: str, of_month: _Month) -> BankCall:
    """A call that has been through the voice unit; one that will queue is said to be served."""
    rng = of_month.rng
    is_known = rng.random() >= UNKNOWN_CUSTOMER_SHARE
    call = BankCall(
        line="",
        call_id=0,
        customer_id=rng.choice(of_month.customers) if is_known else 0,
        priority=0 if not is_known else 2 if rng.random() < HIGH_PRIORITY_SHARE else 1,
        call_type=call_type,
        date=day,
        entry=entry,
        voice_seconds=rng.choice(_VOICE_SECONDS),
        queue_seconds=None,
        outcome="AGENT",
    )
    fate = rng.random()
    if fate < PHANTOM_SHARE:
        waited = rng.randrange(5, 120)
        return replace(
            call,
            outcome="PHANTOM",
            queue_seconds=waited,
            service_start=call.entry + call.voice_seconds + waited,
            service_seconds=rng.randrange(2, 50),
        )
    if fate < PHANTOM_SHARE + VOICE_UNIT_HANG_UP_SHARE:
        return replace(call, outcome="HANG")
    return call


def _caller(call: BankCall, rng: random.Random) -> Caller:
    return Caller(
        queued_at=call.entry + call.voice_seconds,
        head_start=HIGH_PRIORITY_HEAD_START if call.priority == 2 else 0,
        patience_seconds=1 + int(rng.expovariate(1 / PATIENCE_SECONDS)),
        service_seconds=service_seconds(call.call_type, rng),
    )


def _after_queueing(call: BankCall, caller: Caller, stay: Stay, rng: random.Random) -> BankCall:
    """The call as it ended: served, perhaps with the agent's name lost, or hung up."""
    if stay.agent is None:
        return replace(call, outcome="HANG", queue_seconds=stay.waited_seconds)
    return replace(
        call,
        queue_seconds=stay.waited_seconds or None,
        service_start=caller.queued_at + stay.waited_seconds,
        service_seconds=caller.service_seconds,
        server=NOBODY if rng.random() < UNATTRIBUTED_SHARE else stay.agent,
    )


def _with_clock_set_back(call: BankCall, rng: random.Random) -> BankCall:
    """The same call, entered by a clock that ran ahead and was set right before it queued."""
    ahead = rng.randrange(20, 60)
    if call.entry + call.voice_seconds + ahead >= DAY_SECONDS:
        return call
    return replace(call, entry=call.entry + call.voice_seconds + ahead, voice_seconds=-ahead)


def _wanted(rates: dict[str, list[float]]) -> list[int]:
    """Telephones to answer in each half-hour: the square-root rule on the offered load."""
    wanted = []
    for index in range(len(rates["PS"])):
        load = sum(
            halves[index] * SERVICE_TIMES[call_type].mean for call_type, halves in rates.items()
        )
        erlangs = load / HALF_HOUR
        wanted.append(max(1, round(erlangs + _STAFFING_GRADE * math.sqrt(erlangs))))
    return wanted


def _occurs(day: date, second: int, zone: ZoneInfo) -> bool:
    """Whether the clocks of ``zone`` show this time on this day."""
    shown = datetime.combine(day, time(), zone) + timedelta(seconds=second)
    return shown.astimezone(UTC).astimezone(zone).replace(tzinfo=None) == shown.replace(tzinfo=None)
