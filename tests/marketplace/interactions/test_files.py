import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from marketplace.interactions.files import Reading, UnusableFile, first_day, import_file
from marketplace.interactions.models import (
    AgentAlias,
    ImportFile,
    Interaction,
    InteractionRevision,
    SourceKind,
)
from marketplace.interactions.services import enrol_by_name, open_source, resolve_references
from marketplace.interactions.sources.anonymous_bank import header_line
from tests.factories.marketplace import campaign
from tests.factories.onboarding import brand
from tests.times import NOON

pytestmark = pytest.mark.django_db

LINE = (
    "AA0101\t{id}\t0\t0\tPS\t990104\t9:00:00\t9:00:05\t5\t0:00:00\t0:00:00\t0\t"
    "{outcome}\t9:00:05\t{exit}\t{seconds}\t{server}"
)


def line(number=1, *, seconds=30, outcome="AGENT", server="ADA") -> str:
    exit_ = f"9:{seconds // 60:02d}:{5 + seconds % 60:02d}"
    return LINE.format(id=number, outcome=outcome, exit=exit_, seconds=seconds, server=server)


@pytest.fixture
def source():
    acme = brand()
    campaign(acme, "PS")
    return open_source(brand=acme, kind=SourceKind.ANONYMOUS_BANK, timezone="UTC", at=NOON)


@pytest.fixture
def read(source, tmp_path):
    def run(*lines: str, raw: bytes | None = None, at=NOON, name="calls.tsv", **wishes):
        path = tmp_path / name
        text = "\n".join([header_line(), *lines]) + "\n"
        path.write_bytes(text.encode() if raw is None else raw)
        rejects = tmp_path / "rejects.csv"
        return import_file(Reading(source, path, rejects, **wishes), at=at)

    return run


def test_a_line_becomes_a_contact_with_its_record_as_it_came(read, source):
    enrol_by_name(source=source, names=["ADA"], at=NOON)

    tally = read(line(7, seconds=30))

    found = Interaction.objects.get()
    assert (found.external_id, found.talk_seconds, found.agent.name) == (
        "AA0101-7-990104",
        30,
        "Ada",
    )
    assert found.ended_at == datetime(1999, 1, 4, 9, 0, 35, tzinfo=UTC)
    assert InteractionRevision.objects.get().record == line(7, seconds=30)
    assert (tally.new, tally.newer, tally.known) == (1, 0, 0)


def test_a_second_import_adds_nothing(read):
    read(line(1), line(2))

    again = read(line(1), line(2))

    assert (again.new, again.newer, again.known) == (0, 0, 2)
    assert InteractionRevision.objects.count() == 2


def test_another_content_of_the_same_call_is_a_newer_revision(read):
    read(line(1, seconds=30))

    tally = read(line(1, seconds=20))

    assert tally.newer == 1
    found = Interaction.objects.get()
    assert (found.revision, found.talk_seconds) == (2, 20)


def test_an_old_file_sent_again_does_not_undo_a_correction(read):
    read(line(1, seconds=30))
    read(line(1, seconds=20))

    tally = read(line(1, seconds=30))

    assert tally.known == 1
    assert Interaction.objects.get().talk_seconds == 20


def test_the_same_call_twice_in_one_file_keeps_the_later_content(read):
    tally = read(line(1, seconds=30), line(1, seconds=30), line(1, seconds=20))

    assert (tally.rows, tally.new, tally.newer, tally.known) == (3, 1, 1, 1)
    assert Interaction.objects.get().talk_seconds == 20


def test_bad_lines_are_named_and_the_rest_goes_in(read, tmp_path):
    tally = read(line(1), "no call at all", line(2), line(3, outcome="SLEPT"))

    rejects = (tmp_path / "rejects.csv").read_text().splitlines()
    assert (tally.rows, tally.rejected, tally.new) == (4, 2, 2)
    assert [row.split(",")[0] for row in rejects] == ["line", "3", "5"]
    assert "SLEPT" in rejects[2]


def test_a_hundred_thousand_bad_lines_are_all_named(read, tmp_path):
    tally = read(*(["nonsense"] * 100_000), line(1))

    assert (tally.rejected, tally.new) == (100_000, 1)
    with (tmp_path / "rejects.csv").open() as rejects:
        assert sum(1 for _ in rejects) == 100_001


def test_the_five_kinds_add_up_to_the_rows(read):
    tally = read(
        line(1),
        line(2, server="NO_SERVER"),
        line(3, outcome="HANG", server="NO_SERVER"),
        line(4, outcome="PHANTOM", server="NO_SERVER"),
        "?",
    )

    assert tally.by_kind == {
        "handled": 1,
        "unattributed": 1,
        "abandoned": 1,
        "phantom": 1,
        "rejected": 1,
    }
    assert tally.rows == 5


def test_there_is_no_rejects_file_where_nothing_is_bad(read, tmp_path):
    (tmp_path / "rejects.csv").write_text("of an earlier import")

    read(line(1))

    assert not (tmp_path / "rejects.csv").exists()


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"", "it is empty"),
        (b"\x00\x01\x02\xff" * 1000, "no text file"),
        (b"name\tage\nAda\t36\n", r"it lacks vru\+line"),
        (b"\x1f\x8b garbage", "damaged gzip"),
    ],
)
def test_a_file_that_cannot_be_one_is_refused_whole(read, raw, complaint):
    with pytest.raises(UnusableFile, match=complaint):
        read(raw=raw)

    assert not ImportFile.objects.exists()


def test_a_missing_file_is_refused(source, tmp_path):
    with pytest.raises(UnusableFile, match="cannot be read"):
        import_file(Reading(source, tmp_path / "none", tmp_path / "r"), at=NOON)


def test_a_stream_is_refused_because_it_is_read_but_once(source, tmp_path):
    stream = tmp_path / "stream"
    os.mkfifo(stream)

    with pytest.raises(UnusableFile, match="is a stream"):
        import_file(Reading(source, stream, tmp_path / "r.csv"), at=NOON)


def test_a_compressed_file_that_breaks_off_says_where(read, source):
    whole = gzip.compress("\n".join([header_line(), *map(line, range(1, 9000))]).encode())

    with pytest.raises(UnusableFile, match="damaged after line"):
        read(raw=whole[: len(whole) // 2])


def test_a_line_without_an_end_does_not_fill_the_memory(read):
    tally = read("x" * 3_000_000, line(1))

    assert (tally.rejected, tally.new) == (1, 1)


def test_bytes_that_are_no_text_cost_their_line_alone(read):
    good, header = line(1).encode(), header_line().encode()

    tally = read(raw=header + b"\n" + line(2).encode().replace(b"ADA", b"\xff\xfe") + b"\n" + good)

    assert (tally.rejected, tally.new) == (1, 1)


def test_names_in_any_script_are_kept(read):
    read(line(1, server="МИХАЛ"), line(2, server="מיכל"), enrol_unknown=True)

    assert set(AgentAlias.objects.values_list("external_ref", flat=True)) == {"МИХАЛ", "מיכל"}


def test_a_stranger_waits_until_somebody_knows_them(read, source):
    read(line(1))
    assert Interaction.objects.get().agent is None
    enrol_by_name(source=source, names=["ADA"], at=NOON)

    assert resolve_references(source=source, at=NOON + timedelta(days=1)) == 1

    found = Interaction.objects.get()
    assert (found.agent.name, found.revision) == ("Ada", 2)
    assert resolve_references(source=source, at=NOON) == 0


def test_moving_a_month_keeps_the_hour_of_the_wall(read):
    read(line(1), shift=timedelta(weeks=26))

    assert Interaction.objects.get().started_at == datetime(1999, 7, 5, 9, 0, 5, tzinfo=UTC)


def test_the_first_readable_line_tells_the_month(tmp_path):
    path: Path = tmp_path / "calls.tsv"
    path.write_text("\n".join([header_line(), "nonsense", line(1)]))

    assert first_day(path, UTC).date().isoformat() == "1999-01-04"
