import gzip
import os
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.interactions.sources.anonymous_bank import (
    COLUMNS,
    BankCall,
    check_header,
    header_line,
    read_line,
    write_line,
)
from marketplace.interactions.sources.facts import (
    COPY_COLUMNS,
    ContactFacts,
    UnreadableRecord,
    WrongColumns,
)

ISRAEL = ZoneInfo("Asia/Jerusalem")
SERVED = {
    "vru+line": "AA0101",
    "call_id": "33118",
    "customer_id": "27997683",
    "priority": "2",
    "type": "PS",
    "date": "990101",
    "vru_entry": "6:55:20",
    "vru_exit": "6:55:26",
    "vru_time": "6",
    "q_start": "6:55:26",
    "q_exit": "6:55:43",
    "q_time": "17",
    "outcome": "AGENT",
    "ser_start": "6:55:43",
    "ser_exit": "6:56:37",
    "ser_time": "54",
    "server": "ADA",
}
NEVER_QUEUED = {"q_start": "0:00:00", "q_exit": "0:00:00", "q_time": "0"}
NOT_SERVED = {
    "ser_start": "0:00:00",
    "ser_exit": "0:00:00",
    "ser_time": "0",
    "server": "NO_SERVER",
}
HUNG_UP = {**SERVED, **NOT_SERVED, "outcome": "HANG"}
DATA = Path(
    os.environ.get(
        "TALLYLINE_BANK_DATA",
        Path(__file__).resolve().parents[3].parent / "shared" / "data" / "anonymous-bank",
    )
)


def line_of(fields: dict[str, str], **changes: str) -> str:
    return "\t".join((fields | changes).values())


def read(fields: dict[str, str], zone: ZoneInfo = ISRAEL, **changes: str) -> ContactFacts:
    return read_line(line_of(fields, **changes), zone)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def wait_of(facts: ContactFacts) -> tuple[datetime, datetime, int]:
    return facts.started_at, facts.ended_at, facts.queue_seconds


def service_of(facts: ContactFacts) -> tuple[datetime, datetime, int]:
    return facts.started_at, facts.ended_at, facts.talk_seconds


def test_a_served_call_is_read_whole():
    facts = read(SERVED)

    assert facts == ContactFacts(
        external_id="AA0101-33118-990101",
        outcome="HANDLED",
        channel="VOICE",
        direction="INBOUND",
        campaign_ref="PS",
        agent_ref="ADA",
        customer_ref="27997683",
        priority=2,
        arrived_epoch=915_166_520,
        started_epoch=915_166_543,
        ended_epoch=915_166_597,
        queue_seconds=17,
        talk_seconds=54,
        hold_seconds=0,
        wrap_seconds=0,
    )
    assert facts.arrived_at == utc(1999, 1, 1, 4, 55, 20)
    assert service_of(facts) == (utc(1999, 1, 1, 4, 55, 43), utc(1999, 1, 1, 4, 56, 37), 54)


def test_a_call_that_hung_up_has_its_wait_and_nobody():
    facts = read(HUNG_UP)

    assert (facts.outcome, facts.agent_ref, facts.talk_seconds) == ("ABANDONED", "", 0)
    assert wait_of(facts) == (utc(1999, 1, 1, 4, 55, 26), utc(1999, 1, 1, 4, 55, 43), 17)


def test_a_call_that_hung_up_before_it_queued_ends_where_the_voice_unit_left_it():
    facts = read(HUNG_UP | NEVER_QUEUED)

    assert wait_of(facts) == (utc(1999, 1, 1, 4, 55, 26), utc(1999, 1, 1, 4, 55, 26), 0)


def test_what_stands_in_the_service_columns_of_a_lost_call_is_not_work():
    facts = read(SERVED, outcome="HANG")

    assert (facts.outcome, facts.agent_ref, facts.talk_seconds) == ("ABANDONED", "", 0)


def test_a_phantom_call_is_no_work_either():
    facts = read(SERVED, outcome="PHANTOM", server="NO_SERVER")

    assert (facts.outcome, facts.agent_ref, facts.talk_seconds) == ("PHANTOM", "", 0)


def test_a_served_call_that_names_no_agent_is_handled_by_nobody():
    facts = read(SERVED, server="NO_SERVER")

    assert (facts.outcome, facts.agent_ref, facts.talk_seconds) == ("HANDLED", "", 54)


def test_service_may_end_after_midnight_and_after_the_month():
    facts = read(
        SERVED | NEVER_QUEUED,
        date="990131",
        vru_entry="23:59:15",
        vru_exit="23:59:34",
        ser_start="23:59:33",
        ser_exit="0:03:40",
        ser_time="247",
    )

    assert service_of(facts) == (utc(1999, 1, 31, 21, 59, 33), utc(1999, 1, 31, 22, 3, 40), 247)
    assert facts.ended_at.astimezone(ISRAEL).date() == date(1999, 2, 1)


def test_service_that_starts_after_midnight_belongs_to_the_next_day():
    facts = read(
        SERVED | NEVER_QUEUED,
        date="990107",
        vru_entry="23:59:57",
        vru_exit="23:59:57",
        ser_start="0:00:14",
        ser_exit="0:02:21",
        ser_time="127",
    )

    assert facts.arrived_at == utc(1999, 1, 7, 21, 59, 57)
    assert service_of(facts) == (utc(1999, 1, 7, 22, 0, 14), utc(1999, 1, 7, 22, 2, 21), 127)


def test_a_wait_that_starts_at_midnight_sharp_is_a_wait_of_the_next_day():
    facts = read(
        HUNG_UP,
        date="990215",
        vru_entry="23:59:54",
        vru_exit="23:59:54",
        q_start="0:00:00",
        q_exit="0:00:27",
        q_time="27",
    )

    assert facts.arrived_at == utc(1999, 2, 15, 21, 59, 54)
    assert wait_of(facts) == (utc(1999, 2, 15, 22, 0, 0), utc(1999, 2, 15, 22, 0, 27), 27)


def test_a_voice_unit_whose_clock_was_set_back_does_not_put_arrival_after_service():
    facts = read(SERVED, vru_entry="6:56:20", vru_time="-54")

    assert facts.arrived_at == facts.started_at
    assert service_of(facts) == (utc(1999, 1, 1, 4, 55, 43), utc(1999, 1, 1, 4, 56, 37), 54)


def test_a_wait_that_a_clock_made_negative_is_none():
    facts = read(SERVED, q_time="-3")

    assert facts.queue_seconds == 0


def test_a_service_without_clocks_is_lost_when_its_wait_is_over():
    facts = read(SERVED | NOT_SERVED, server="ADA")

    assert (facts.outcome, facts.agent_ref) == ("HANDLED", "ADA")
    assert service_of(facts) == (utc(1999, 1, 1, 4, 55, 43), utc(1999, 1, 1, 4, 55, 43), 0)


def test_the_length_of_service_is_believed_and_not_its_end():
    facts = read(SERVED, ser_exit="6:59:59")

    assert service_of(facts) == (utc(1999, 1, 1, 4, 55, 43), utc(1999, 1, 1, 4, 56, 37), 54)


def test_an_unknown_type_and_an_unknown_customer_are_kept_for_what_they_are():
    facts = read(SERVED, type="AA", customer_id="0")

    assert (facts.campaign_ref, facts.customer_ref) == ("AA", "")


def test_a_customer_number_that_a_spreadsheet_spoilt_is_still_a_reference():
    assert read(SERVED, customer_id="6.02E+11").customer_ref == "6.02E+11"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: line + "\r\n",
        lambda line: line + "\n",
        lambda line: line.replace("\t", "   "),
        lambda line: line.replace("\t", "        ", 9) + "\r\n",
        lambda line: line.replace("\t", " \t"),
    ],
    ids=["crlf", "lf", "all blanks", "some blanks", "padded"],
)
def test_blanks_and_line_ends_change_nothing(spoil):
    assert read_line(spoil(line_of(SERVED)), ISRAEL) == read(SERVED)


def test_a_name_of_two_words_is_read_where_tabs_tell_it():
    assert read(SERVED, server="ADA B").agent_ref == "ADA B"


@pytest.mark.parametrize(
    ("written", "year"), [("700101", 1970), ("991231", 1999), ("000101", 2000), ("691231", 2069)]
)
def test_two_digits_of_a_year_are_of_1970_to_2069(written, year):
    assert read(SERVED, date=written).started_at.year == year


def test_a_time_that_occurs_twice_is_the_first():
    facts = read(
        SERVED | NEVER_QUEUED,
        date="990903",
        vru_entry="1:30:00",
        vru_exit="1:30:05",
        ser_start="1:30:05",
        ser_exit="1:40:05",
        ser_time="4200",
    )

    assert service_of(facts) == (utc(1999, 9, 2, 22, 30, 5), utc(1999, 9, 2, 23, 40, 5), 4200)


def test_a_time_that_the_clocks_skip_is_read_by_the_old_offset():
    facts = read(
        SERVED | NEVER_QUEUED,
        date="990402",
        vru_entry="1:59:50",
        vru_exit="1:59:59",
        ser_start="2:00:10",
        ser_exit="3:00:20",
        ser_time="10",
    )

    assert facts.arrived_at == utc(1999, 4, 1, 23, 59, 50)
    assert service_of(facts) == (utc(1999, 4, 2, 0, 0, 10), utc(1999, 4, 2, 0, 0, 20), 10)


def test_a_service_of_the_night_of_the_clock_change_starts_by_the_new_offset():
    facts = read(
        SERVED | NEVER_QUEUED,
        zone=ZoneInfo("Asia/Beirut"),
        date="240330",
        vru_entry="23:59:50",
        vru_exit="23:59:55",
        ser_start="1:00:10",
        ser_exit="1:00:20",
        ser_time="10",
    )

    assert facts.arrived_at == utc(2024, 3, 30, 21, 59, 50)
    assert facts.started_at == utc(2024, 3, 30, 22, 0, 10)


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        ("call_id", "33x", "a whole number of up to 18 digits"),
        ("call_id", "٣٣", "a whole number of up to 18 digits"),
        ("customer_id", "", "1 to 40 printable characters"),
        ("customer_id", "7\x007", "1 to 40 printable characters"),
        ("priority", "-1", "one digit"),
        ("type", "P" * 41, "1 to 40 printable characters"),
        ("date", "990229", "a real date, yymmdd"),
        ("date", "1999-01-01", "a real date, yymmdd"),
        ("vru_entry", "24:00:00", "a time of day, h:mm:ss"),
        ("vru_exit", "6:60:00", "a time of day, h:mm:ss"),
        ("vru_time", "six", "whole seconds from -86400 to 86400"),
        ("q_start", "6:5:26", "a time of day, h:mm:ss"),
        ("q_exit", "-0:00:01", "a time of day, h:mm:ss"),
        ("q_time", "86401", "whole seconds from -86400 to 86400"),
        ("outcome", "agent", "AGENT, HANG or PHANTOM"),
        ("ser_start", "", "a time of day, h:mm:ss"),
        ("ser_exit", "6:56", "a time of day, h:mm:ss"),
        ("ser_time", "-54", "whole seconds from 0 to 86400"),
        ("ser_time", "86401", "whole seconds from 0 to 86400"),
        ("ser_time", "1_0", "whole seconds from 0 to 86400"),
        ("server", "", "a name of 1 to 80 printable characters, or NO_SERVER"),
        ("server", "AD\udcffA", "a name of 1 to 80 printable characters, or NO_SERVER"),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_name(column, value, expected):
    with pytest.raises(UnreadableRecord) as refusal:
        read_line(line_of(SERVED | {column: value}), ISRAEL)

    shown = ascii(value if len(value) <= 40 else f"{value[:40]}...")
    assert str(refusal.value) == f"{column} is {shown}; expected {expected}"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("", "the line has 0 fields; expected 17"),
        ("ADA", "the line has 1 fields; expected 17"),
        ("\x1f\x8b\x08\x00", "the line holds control characters; expected plain text"),
        (
            line_of(SERVED).replace("\t", "\r"),
            "the line holds control characters; expected plain text",
        ),
        (line_of(SERVED) + "\tMORE", "the line has 18 fields; expected 17"),
        ("A" * 513, "the line has 513 characters; expected at most 512"),
    ],
)
def test_a_line_of_another_shape_is_refused(line, reason):
    with pytest.raises(UnreadableRecord) as refusal:
        read_line(line, ISRAEL)

    assert str(refusal.value) == reason


@given(st.binary(max_size=600))
def test_bytes_at_random_are_refused_and_nothing_else_happens(content):
    with pytest.raises(UnreadableRecord):
        read_line(content.decode("utf-8", "surrogateescape"), ISRAEL)


ALMOST = st.one_of(
    st.text("0123456789:-+._ \t\n\x00AP٣é\udcff", max_size=12),
    st.integers(-100_000, 100_000).map(str),
    st.tuples(st.integers(0, 25), st.integers(0, 61), st.integers(0, 61)).map(
        lambda clock: "{}:{:02d}:{:02d}".format(*clock)
    ),
    st.sampled_from(["AGENT", "HANG", "PHANTOM", "NO_SERVER", "0:00:00", "23:59:59", "0"]),
)


@given(st.dictionaries(st.sampled_from(COLUMNS), ALMOST, max_size=4))
def test_a_line_with_changed_fields_is_in_order_or_refused(changes):
    try:
        facts = read_line(line_of(SERVED | changes), ISRAEL)
    except UnreadableRecord:
        return

    assert facts.arrived_at <= facts.started_at <= facts.ended_at
    served = facts.outcome == "HANDLED"
    assert facts.ended_epoch - facts.started_epoch == (
        facts.talk_seconds if served else facts.queue_seconds
    )


@given(
    entry=st.integers(0, 86_399),
    voice=st.integers(0, 60),
    wait=st.integers(1, 1_800),
    talk=st.integers(1, 5_400),
    day=st.dates(date(1970, 1, 2), date(2069, 12, 30)),
)
def test_what_was_written_is_read_again(entry, voice, wait, talk, day):
    call = BankCall(
        line="AA0101",
        call_id=7,
        customer_id=0,
        priority=0,
        call_type="NE",
        date=day,
        entry=entry,
        voice_seconds=voice,
        queue_seconds=wait,
        outcome="AGENT",
        service_start=entry + voice + wait,
        service_seconds=talk,
        server="ADA",
    )

    facts = read_line(write_line(call), ZoneInfo("UTC"))

    assert (
        facts.arrived_epoch
        == int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) + entry
    )
    assert facts.started_epoch - facts.arrived_epoch == voice + wait
    assert (facts.queue_seconds, facts.talk_seconds) == (wait, talk)
    assert (facts.campaign_ref, facts.agent_ref, facts.external_id) == (
        "NE",
        "ADA",
        f"AA0101-7-{day:%y%m%d}",
    )


def test_the_copy_line_holds_every_column_and_escapes_what_copy_would_take_for_its_own():
    facts = read(SERVED, server="A\\N", type="P\\S")

    assert dict(zip(COPY_COLUMNS, facts.copy_line().split("\t"), strict=True)) == {
        "external_id": "AA0101-33118-990101",
        "outcome": "HANDLED",
        "channel": "VOICE",
        "direction": "INBOUND",
        "campaign_ref": "P\\\\S",
        "agent_ref": "A\\\\N",
        "customer_ref": "27997683",
        "priority": "2",
        "arrived_epoch": "915166520",
        "started_epoch": "915166543",
        "ended_epoch": "915166597",
        "queue_seconds": "17",
        "talk_seconds": "54",
        "hold_seconds": "0",
        "wrap_seconds": "0",
    }


@pytest.mark.parametrize("spoil", ["{}", "{}\r\n", "\ufeff{}\n"])
def test_the_header_is_accepted_with_any_line_end(spoil):
    check_header(spoil.format(header_line()))


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", "it is empty; it lacks vru+line, call_id, customer_id, priority, type, date"),
        (header_line().replace("ser_time\t", ""), "it lacks ser_time."),
        (
            header_line() + "\tmood",
            "it has 'mood', which the format does not know.",
        ),
        (
            header_line().replace("ser_start\tser_exit", "ser_exit\tser_start"),
            "its columns are doubled or out of order; expected vru+line",
        ),
        ("a,b;c d e f g h", "it has 'a,b;c', 'd', 'e', 'f', 'g' and 1 more, which"),
    ],
)
def test_a_header_of_other_columns_is_refused_by_their_names(line, fault):
    with pytest.raises(WrongColumns) as refusal:
        check_header(line)

    assert fault in str(refusal.value)


@pytest.mark.real_data
@pytest.mark.skipif(not DATA.is_dir(), reason=f"The bank's months are not at {DATA}.")
@pytest.mark.parametrize(
    ("month", "figures"),
    [
        (
            "january",
            {"rows": 31_599, "handled": 26_570, "abandoned": 4_299, "phantom": 240, "nobody": 490},
        ),
        (
            "february",
            {"rows": 33_344, "handled": 26_671, "abandoned": 5_904, "phantom": 278, "nobody": 491},
        ),
    ],
)
def test_the_real_months_are_read_to_the_last_line(month, figures):
    with gzip.open(DATA / f"{month}.tsv.gz", "rt", encoding="utf-8") as lines:
        check_header(next(lines))
        facts = [read_line(line, ISRAEL) for line in lines]

    outcomes = Counter((contact.outcome, contact.agent_ref == "") for contact in facts)
    assert {
        "rows": len(facts),
        "handled": outcomes["HANDLED", False],
        "abandoned": outcomes["ABANDONED", True],
        "phantom": outcomes["PHANTOM", True],
        "nobody": outcomes["HANDLED", True],
    } == figures
    assert len({contact.external_id for contact in facts}) == figures["rows"]
    assert [c for c in facts if not c.arrived_epoch <= c.started_epoch <= c.ended_epoch] == []
    # Nobody waited an hour: a clock taken for the wrong day would show here.
    assert max(c.started_epoch - c.arrived_epoch for c in facts) < 3_600
