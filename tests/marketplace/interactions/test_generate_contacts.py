import gzip
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from marketplace.interactions.sources.anonymous_bank import check_header


def generate(*arguments: str) -> str:
    out = io.StringIO()
    call_command("generate_contacts", *arguments, stdout=out)
    return out.getvalue()


def test_the_output_is_a_month_in_the_bank_s_form():
    lines = generate("--month=1999-02", "--seed=3").splitlines()

    check_header(lines[0])
    assert {line.split("\t")[5] for line in lines[1:]} == {f"9902{day:02d}" for day in range(1, 29)}


def test_a_file_holds_what_the_output_shows_and_says_how_much(tmp_path):
    plain, packed = tmp_path / "month.tsv", tmp_path / "month.tsv.gz"

    said = generate(str(plain), "--month=1999-02", "--seed=3")
    generate(str(packed), "--month=1999-02", "--seed=3")

    shown = generate("--month=1999-02", "--seed=3")
    assert plain.read_text() == shown
    assert gzip.decompress(packed.read_bytes()).decode() == shown
    assert said == f"Wrote {shown.count(chr(10)) - 1:,} calls of 1999-02 to {plain}.\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["month.tsv", "month.tsv.gz"]


def test_the_same_month_is_the_same_compressed_file(tmp_path):
    files = [tmp_path / "a.gz", tmp_path / "b.gz"]

    for path in files:
        generate(str(path), "--month=1999-02")

    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--month=1999-13"],
            "--month is '1999-13'; expected a month from 1970-01 to 2069-12, such as 1999-01.",
        ),
        (
            ["--month=2070-01"],
            "--month is '2070-01'; expected a month from 1970-01 to 2069-12, such as 1999-01.",
        ),
        (
            ["--month=1999-01", "--timezone=Mars/Base"],
            "--timezone: 'Mars/Base' is no known time zone, such as Asia/Jerusalem.",
        ),
        (
            ["--month=1999-01", "--timezone=America"],
            "--timezone: 'America' is no known time zone, such as Asia/Jerusalem.",
        ),
    ],
)
def test_bad_arguments_are_refused_and_the_file_stays_as_it_was(tmp_path, arguments, message):
    kept = tmp_path / "kept.tsv"
    kept.write_text("mine")

    with pytest.raises(CommandError) as refusal:
        generate(str(kept), *arguments)

    assert (str(refusal.value), refusal.value.returncode) == (message, 2)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_a_place_that_cannot_be_written_is_refused_and_left_clean(tmp_path):
    with pytest.raises(CommandError) as no_folder:
        generate(str(tmp_path / "no" / "month.tsv"), "--month=1999-01")
    with pytest.raises(CommandError) as a_folder:
        generate(str(tmp_path), "--month=1999-01")

    assert no_folder.value.returncode == 2
    assert str(a_folder.value) == f"Cannot write {tmp_path}: Is a directory."
    assert list(Path(tmp_path).iterdir()) == []
    assert [path for path in tmp_path.parent.iterdir() if path.name.endswith(".part")] == []
