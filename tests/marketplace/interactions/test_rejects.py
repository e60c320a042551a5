import pytest

from marketplace.interactions.rejects import Rejects, RejectsNotKept


@pytest.fixture
def contacts(tmp_path):
    path = tmp_path / "calls.tsv"
    path.write_text("what somebody recorded\n")
    return path


def test_the_file_of_contacts_is_never_its_own_rejects_file(contacts):
    alias = contacts.with_name("alias.tsv")
    alias.symlink_to(contacts)

    for path in (contacts, alias):
        with (
            pytest.raises(RejectsNotKept, match="the file of contacts itself"),
            Rejects(path, of=contacts),
        ):
            pass

    assert contacts.read_text() == "what somebody recorded\n"


def test_a_place_that_takes_no_file_is_told_in_words(contacts, tmp_path):
    rejects = Rejects(tmp_path / "nowhere" / "r.csv", of=contacts)

    with rejects, pytest.raises(RejectsNotKept, match="No such file or directory"):
        rejects.add(2, "of no use", "x\n")


def test_a_folder_is_no_place_for_bad_lines(contacts, tmp_path):
    with pytest.raises(RejectsNotKept, match="cannot be written"), Rejects(tmp_path, of=contacts):
        pass


def test_a_full_disk_is_told_and_not_swallowed(contacts, tmp_path):
    full = tmp_path / "full.csv"
    rejects = Rejects(full, of=contacts).__enter__()
    full.symlink_to("/dev/full")
    rejects.add(2, "of no use", "x\n")

    with pytest.raises(RejectsNotKept, match="No space left"):
        rejects.__exit__()


def test_what_an_earlier_reading_left_is_gone_where_nothing_is_bad(contacts, tmp_path):
    path = tmp_path / "r.csv"
    path.write_text("of yesterday")

    with Rejects(path, of=contacts):
        pass

    assert not path.exists()
