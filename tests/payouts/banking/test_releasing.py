"""A file leaves the house once, by a person; what nobody knows is not sent again."""

from datetime import timedelta

import pytest

from onboarding.audit.services import TransitionRefused
from payouts.banking import dropping, releasing
from payouts.banking.making import make_files
from payouts.banking.models import BankFile, BankFileDownload, FileStatus
from payouts.payees.services import place_hold
from payouts.runs.models import PayoutStatus
from payouts.runs.services import pause_run
from tests.payouts.banking.desk import (
    ANSWERED,
    HOUR,
    MADE,
    RELEASED,
    entry_of,
    payout_of,
    reference_to,
)
from tests.payouts.gateway.bank_files.orders import camt054, detail, entry
from tests.payouts.runs.desk import attempts, balances, status_of

pytestmark = pytest.mark.django_db(transaction=True)
PAYS = {"Ada": 900, "Bea": 500}


def fate(file: BankFile) -> tuple[str, list[str], list[str]]:
    ada = payout_of("Ada")
    return status_of(file), status_of(ada), attempts(ada)


def test_a_file_is_released_as_it_was_read(bank_desk):
    file = bank_desk.made(pays=PAYS)

    released = bank_desk.releases(file)

    assert (released.status, released.released_by) == (FileStatus.RELEASED, bank_desk.amy)
    with pytest.raises(TransitionRefused):
        bank_desk.releases(file)


def test_another_hash_is_not_released(bank_desk):
    file = bank_desk.made(pays=PAYS)

    with pytest.raises(releasing.FileHasChanged):
        releasing.release_file(file_id=file.pk, sha256="0" * 64, actor=bank_desk.amy, at=RELEASED)

    assert status_of(file) == FileStatus.MADE


def test_a_paused_run_releases_nothing(bank_desk):
    file = bank_desk.made(pays=PAYS)
    pause_run(run_id=file.run_id, actor=bank_desk.amy, at=MADE, reason="Look first.")

    with pytest.raises(releasing.RunIsNotPaying):
        bank_desk.releases(file)


def test_a_file_whose_day_is_over_is_not_released(bank_desk):
    file = bank_desk.made(pays=PAYS)

    with pytest.raises(releasing.FileIsStale, match="Withdraw it"):
        bank_desk.releases(file, at=MADE + timedelta(days=7))

    assert status_of(file) == FileStatus.MADE


def test_a_hold_stops_the_release_and_the_next_file_is_without_them(bank_desk):
    file = bank_desk.made(pays=PAYS)
    place_hold(
        payee_id=payout_of("Ada").payee_id, reason="Look first.", actor=bank_desk.pia, at=MADE
    )

    with pytest.raises(releasing.PayeesHindered, match="Ada"):
        bank_desk.releases(file)
    releasing.withdraw_file(file_id=file.pk, actor=bank_desk.pia, at=RELEASED, reason="Ada.")
    (second,) = make_files(run_id=file.run_id, at=RELEASED)

    assert [one.payout.agent.name for one in second.entries.all()] == ["Bea"]
    assert second.message_id.endswith("-2")
    assert status_of(payout_of("Ada")) == PayoutStatus.CANCELLED
    assert attempts(payout_of("Bea")) == ["NOT_EXECUTED", "OPEN"]
    assert reference_to("Bea").endswith("-2")


def test_a_download_is_the_same_bytes_and_is_counted(bank_desk):
    file = bank_desk.made(pays=PAYS)
    with pytest.raises(releasing.NotReleasedYet):
        releasing.take_file(file_id=file.pk, actor=bank_desk.amy, at=MADE)
    bank_desk.releases(file)

    first = releasing.take_file(file_id=file.pk, actor=bank_desk.amy, at=RELEASED)
    second = releasing.take_file(file_id=file.pk, actor=bank_desk.rob, at=RELEASED + HOUR)

    assert first == second
    assert [one.taken_by for one in BankFileDownload.objects.order_by("pk")] == [
        bank_desk.amy,
        bank_desk.rob,
    ]


def test_what_was_released_is_not_withdrawn(bank_desk):
    file = bank_desk.released(pays=PAYS)

    with pytest.raises(TransitionRefused):
        releasing.withdraw_file(file_id=file.pk, actor=bank_desk.pia, at=RELEASED, reason="No.")

    assert fate(file) == (FileStatus.RELEASED, PayoutStatus.SENDING, ["OPEN"])


def test_two_people_say_that_a_file_was_not_executed(bank_desk):
    file = bank_desk.released(pays=PAYS)

    with pytest.raises(releasing.SecondPersonNeeded):
        releasing.declare_not_executed(
            file_id=file.pk, actor=bank_desk.amy, at=RELEASED, reason="Lost."
        )
    assert fate(file) == (FileStatus.RELEASED, PayoutStatus.SENDING, ["OPEN"])
    releasing.declare_not_executed(
        file_id=file.pk, actor=bank_desk.rob, at=RELEASED, reason="Ms Roy at the bank, by phone."
    )

    assert fate(file) == (FileStatus.NOT_EXECUTED, PayoutStatus.RESERVED, ["NOT_EXECUTED"])
    (second,) = make_files(run_id=file.run_id, at=RELEASED)
    assert second.entry_count == 2
    assert fate(second) == (FileStatus.MADE, PayoutStatus.SENDING, ["NOT_EXECUTED", "OPEN"])
    assert balances("Ada", "EUR") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 900}


def test_what_the_bank_has_booked_in_part_was_executed(bank_desk):
    file = bank_desk.released(pays=PAYS)
    bank_desk.books("Ada")

    with pytest.raises(releasing.PartlyExecuted):
        releasing.declare_not_executed(
            file_id=file.pk, actor=bank_desk.rob, at=ANSWERED, reason="Lost."
        )


def test_the_bank_executing_a_dead_file_stops_the_run(bank_desk):
    file = bank_desk.released(pays=PAYS)
    releasing.declare_not_executed(
        file_id=file.pk, actor=bank_desk.rob, at=RELEASED, reason="Lost."
    )
    make_files(run_id=file.run_id, at=RELEASED)
    old = file.entries.get(payout__agent__name="Ada").reference

    (row,) = bank_desk.hears(camt054(entry("9.00", detail(old, "9.00"))))

    assert (row.status, row.payout.agent.name) == ("WAITING", "Ada")
    assert "did not execute" in row.outcome
    assert status_of(file.run) == "PAUSED"
    assert status_of(payout_of("Ada")) == PayoutStatus.SENDING


def test_a_file_goes_into_the_folder_once(bank_desk, settings, tmp_path):
    settings.BANK_FILE_FOLDER = str(tmp_path)
    file = bank_desk.released(pays=PAYS)

    assert dropping.drop_file(file_id=file.pk, at=RELEASED)
    (there,) = tmp_path.iterdir()
    assert there.name == f"{file.message_id}.xml"
    assert there.read_bytes() == releasing.take_file(
        file_id=file.pk, actor=bank_desk.amy, at=RELEASED
    )
    there.unlink()

    assert not dropping.drop_file(file_id=file.pk, at=RELEASED)
    assert list(tmp_path.iterdir()) == []


def test_a_file_whose_writing_was_interrupted_is_not_written_again(bank_desk, settings, tmp_path):
    settings.BANK_FILE_FOLDER = str(tmp_path / "missing")
    file = bank_desk.released(pays=PAYS)
    with pytest.raises(OSError, match="missing"):
        dropping.drop_file(file_id=file.pk, at=RELEASED)
    (tmp_path / "missing").mkdir()

    assert not dropping.drop_file(file_id=file.pk, at=RELEASED)

    assert list((tmp_path / "missing").iterdir()) == []
    file.refresh_from_db()
    assert (file.dropping_at, file.dropped_at) == (RELEASED, None)


def test_a_file_that_stands_in_the_folder_is_not_said_to_be_not_executed(
    bank_desk, settings, tmp_path
):
    settings.BANK_FILE_FOLDER = str(tmp_path)
    file = bank_desk.released(pays=PAYS)
    dropping.drop_file(file_id=file.pk, at=RELEASED)
    (there,) = tmp_path.iterdir()
    declared = {"file_id": file.pk, "actor": bank_desk.rob, "at": ANSWERED, "reason": "No trace."}

    with pytest.raises(releasing.StillOnItsWay):
        releasing.declare_not_executed(**declared)
    assert fate(file) == ("RELEASED", "SENDING", ["OPEN"])
    there.unlink()
    releasing.declare_not_executed(**declared)

    assert fate(file) == ("NOT_EXECUTED", "RESERVED", ["NOT_EXECUTED"])


@pytest.mark.parametrize(("after", "is_refused"), [(HOUR, False), (HOUR / 2, True)])
def test_a_file_that_is_being_written_may_still_go(
    bank_desk, settings, tmp_path, after, is_refused
):
    settings.BANK_FILE_FOLDER = str(tmp_path / "missing")
    file = bank_desk.released(pays=PAYS)
    with pytest.raises(OSError, match="missing"):
        dropping.drop_file(file_id=file.pk, at=RELEASED)
    file.refresh_from_db()

    assert dropping.may_still_go(file, at=RELEASED + after) is is_refused


def test_who_acknowledges_says_what_the_bank_calls_it(bank_desk):
    file = bank_desk.released(pays=PAYS)

    with pytest.raises(releasing.ReasonMissing):
        releasing.acknowledge_file(file_id=file.pk, known_as=" ", actor=bank_desk.amy, at=RELEASED)
    releasing.acknowledge_file(file_id=file.pk, known_as="OK 17", actor=bank_desk.amy, at=RELEASED)

    file.refresh_from_db()
    assert (file.status, file.acknowledged_as) == (FileStatus.ACCEPTED, "OK 17")
    assert entry_of("Ada").attempt.status == "OPEN"
