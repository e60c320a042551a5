"""The generated months against what is published, each tolerance stated where it is used."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import islice, pairwise
from statistics import fmean, stdev
from zoneinfo import ZoneInfo

import pytest

from marketplace.interactions.chance import hourly_arrivals
from marketplace.interactions.generator import STAFF, month_of_contacts
from marketplace.interactions.sources.anonymous_bank import COLUMNS, check_header, read_line
from marketplace.interactions.sources.anonymous_bank_figures import (
    HANG_UP_SHARE,
    PHANTOM_SHARE,
    SERVICE_TIMES,
    UNATTRIBUTED_SHARE,
)

ISRAEL = ZoneInfo("Asia/Jerusalem")
MONTHS = ((1999, 1), (1999, 2), (2026, 10))
FRIDAY, SATURDAY = 4, 5
HOURS = range(7, 24)


def lines_of(year, month, *, seed=7, zone=ISRAEL):
    return month_of_contacts(year=year, month=month, zone=zone, seed=seed)


@pytest.fixture(scope="module")
def months():
    return [list(lines_of(year, month)) for year, month in MONTHS]


@pytest.fixture(scope="module")
def rows(months):
    return [
        dict(zip(COLUMNS, line.split("\t"), strict=True)) for lines in months for line in lines[1:]
    ]


@pytest.fixture(scope="module")
def facts(months):
    return [read_line(line, ISRAEL) for lines in months for line in lines[1:]]


@pytest.fixture(scope="module")
def handled(facts):
    return [contact for contact in facts if contact.outcome == "HANDLED"]


def day_of(row):
    return date(
        (1900 if row["date"] > "70" else 2000) + int(row["date"][:2]),
        int(row["date"][2:4]),
        int(row["date"][4:]),
    )


def weekday_counts(rows, seconds):
    """Calls that are no phantoms by weekday date and interval, Sunday to Thursday."""
    counts = defaultdict(Counter)
    for row in rows:
        day = day_of(row)
        if day.weekday() in (FRIDAY, SATURDAY) or row["outcome"] == "PHANTOM":
            continue
        hour, minute, second = map(int, row["vru_entry"].split(":"))
        counts[day][(hour * 3_600 + minute * 60 + second) // seconds] += 1
    return counts


def chi_square(found, expected):
    return sum((found[key] - expected[key]) ** 2 / expected[key] for key in expected)


def test_the_same_seed_gives_the_same_month_and_another_seed_another():
    first = list(islice(lines_of(1999, 3, seed=1), 500))

    assert list(islice(lines_of(1999, 3, seed=1), 500)) == first
    assert list(islice(lines_of(1999, 3, seed=2), 500))[1:] != first[1:]
    assert list(islice(lines_of(1999, 4, seed=1), 500))[1:] != first[1:]


def test_a_month_has_some_thirty_thousand_calls_each_with_its_own_identity(months, facts):
    for lines in months:
        check_header(lines[0])
        assert 28_000 < len(lines) - 1 < 38_000
    assert len({contact.external_id for contact in facts}) == len(facts)


def test_calls_come_by_the_published_hours_of_a_weekday(rows):
    by_day = weekday_counts(rows, 3_600)
    found = sum(by_day.values(), Counter())
    expected = {
        hour: len(by_day)
        * sum(hourly_arrivals(call_type, date(1999, 1, 3))[hour] for call_type in SERVICE_TIMES)
        for hour in HOURS
    }
    flat = dict.fromkeys(HOURS, sum(expected.values()) / len(HOURS))

    # Chi-square with 17 degrees of freedom: 40.8 is passed by chance once in a thousand.
    assert chi_square(found, expected) < 40.8
    assert set(found) == set(HOURS)
    assert chi_square(found, flat) > 1_000


def test_calls_scatter_about_their_hours_as_a_poisson_process_does(rows):
    by_day = weekday_counts(rows, 1_800)
    scatter = 0.0
    for half in range(14, 48):
        counts = [counter[half] for counter in by_day.values()]
        scatter += sum((count - fmean(counts)) ** 2 for count in counts) / fmean(counts)

    # Chi-square over its degrees of freedom is near one; 2,000 of them deviate by 3 %.
    assert scatter / (34 * (len(by_day) - 1)) == pytest.approx(1, abs=0.12)


def test_the_week_of_each_month_is_that_of_its_calendar(rows):
    open_hours = defaultdict(set)
    for row in rows:
        open_hours[day_of(row)].add(int(row["vru_entry"].split(":")[0]))

    assert len(open_hours) == 31 + 28 + 31
    for day, hours in open_hours.items():
        if day.weekday() == FRIDAY:
            assert hours == set(range(7, 14))
        elif day.weekday() == SATURDAY:
            assert hours == set(range(20, 24))
        else:
            assert hours == set(HOURS)


# Within so much of the published figure: three months hold 60,000 services of PS and 800 of IN.
@pytest.mark.parametrize(
    ("call_type", "mean_within", "deviation_within"),
    [("PS", 0.02, 0.04), ("NW", 0.04, 0.08), ("NE", 0.05, 0.10), ("IN", 0.12, 0.25)],
)
def test_services_last_as_published(handled, call_type, mean_within, deviation_within):
    seconds = [
        contact.talk_seconds
        for contact in handled
        if contact.campaign_ref == call_type and contact.talk_seconds < 3_600
    ]

    published = SERVICE_TIMES[call_type]
    assert fmean(seconds) == pytest.approx(published.mean, rel=mean_within)
    assert stdev(seconds) == pytest.approx(published.deviation, rel=deviation_within)


def test_outcomes_have_their_shares(facts, handled):
    shares = Counter(contact.outcome for contact in facts)
    nobody = sum(contact.agent_ref == "" for contact in handled)
    short = sum(contact.talk_seconds < 10 for contact in handled)

    assert shares["ABANDONED"] / len(facts) == pytest.approx(HANG_UP_SHARE, abs=0.015)
    assert shares["PHANTOM"] / len(facts) == pytest.approx(PHANTOM_SHARE, abs=0.002)
    assert nobody / len(handled) == pytest.approx(UNATTRIBUTED_SHARE, abs=0.003)
    assert 0.05 < short / len(handled) < 0.07


def test_the_dirt_of_the_real_months_is_there(rows, handled):
    over_midnight = [
        contact
        for contact in handled
        if contact.started_at.astimezone(ISRAEL).date()
        != contact.ended_at.astimezone(ISRAEL).date()
    ]

    assert 30 < len(over_midnight) < 200
    assert 50 < sum(int(row["vru_time"]) < 0 for row in rows) < 170
    assert {row["type"] for row in rows} == set(SERVICE_TIMES)


def test_no_agent_serves_two_calls_at_once(handled):
    services = defaultdict(list)
    for contact in handled:
        services[contact.agent_ref].append((contact.started_epoch, contact.ended_epoch))
    del services[""]

    assert set(services) == set(STAFF)
    overlaps = [
        (agent, before, after)
        for agent, spans in services.items()
        for before, after in pairwise(sorted(spans))
        if before[1] > after[0]
    ]
    assert overlaps == []


def test_agents_keep_plausible_hours(handled):
    spans = defaultdict(list)
    for contact in handled:
        # Six hours earlier, so that work past midnight counts with its evening.
        local = contact.started_at.astimezone(ISRAEL)
        spans[contact.agent_ref, (local - timedelta(hours=6)).date()].append(local)
    worked = {key: max(starts) - min(starts) for key, starts in spans.items() if key[0] != ""}

    # A shift is at most eight hours; the last to answer may stay a little.
    assert max(worked.values()) <= timedelta(hours=9)
    assert timedelta(hours=4) < sum(worked.values(), timedelta()) / len(worked)


def test_a_day_that_the_zone_skipped_has_no_calls():
    days = {line.split("\t")[5] for line in lines_of(2011, 12, zone=ZoneInfo("Pacific/Apia"))}

    assert sorted(days - {"date"}) == [f"1112{day:02d}" for day in range(1, 32) if day != 30]
