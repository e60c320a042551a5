"""The pages of bank files: who may do what, and what each page says."""

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from payouts.banking.models import BankFileDownload, FileStatus
from payouts.runs.models import PayoutStatus
from tests.payouts.banking.desk import payout_of, reference_to
from tests.payouts.gateway.bank_files.orders import camt054, detail, entry
from tests.payouts.runs.desk import status_of
from tests.times import NOON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("noon"),
]
PAYS = {"Ada": 900, "Bea": 500}


@pytest.fixture
def noon():
    with time_machine.travel(NOON.replace(hour=16), tick=True):
        yield


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person, name, *args) -> str:
    answer = signed_in(person).get(reverse(f"finance:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def deed(person, name, *args, **data):
    return signed_in(person).post(reverse(f"finance:{name}", args=args), data, follow=True)


def test_an_empty_list_says_what_would_be_here(bank_desk):
    assert "No bank file yet" in page(bank_desk.vic, "bank_files")
    assert "The bank has said nothing yet" in page(bank_desk.vic, "bank_reports")
    assert "Nothing waits" in page(bank_desk.vic, "bank_rows_waiting")


def test_a_file_is_released_and_taken_from_its_page(bank_desk):
    file = bank_desk.made(pays=PAYS)
    assert "Waiting for release" in page(bank_desk.amy, "bank_file", file.public_id)

    deed(bank_desk.amy, "release_bank_file", file.public_id, sha256=file.sha256)
    answer = deed(bank_desk.amy, "take_bank_file", file.public_id)

    assert status_of(file) == FileStatus.RELEASED
    assert answer["Content-Disposition"] == f'attachment; filename="{file.message_id}.xml"'
    assert b"pain.001.001.09" in answer.content
    assert BankFileDownload.objects.get().taken_by == bank_desk.amy
    shown = page(bank_desk.vic, "bank_file", file.public_id)
    assert "Download" in shown
    assert reference_to("Ada") in shown


@pytest.mark.parametrize(
    ("who", "name"),
    [
        ("pia", "release_bank_file"),
        ("pia", "take_bank_file"),
        ("pia", "acknowledge_bank_file"),
        ("vic", "withdraw_bank_file"),
        ("vic", "declare_bank_file"),
        ("eve", "release_bank_file"),
    ],
)
def test_whoever_may_not_does_not(bank_desk, who, name):
    file = bank_desk.made(pays=PAYS)

    answer = deed(getattr(bank_desk, who), name, file.public_id, sha256=file.sha256, reason="x")

    assert answer.status_code == 403
    assert status_of(file) == FileStatus.MADE


def test_a_refusal_is_said_on_the_page(bank_desk):
    file = bank_desk.made(pays=PAYS)

    answer = deed(bank_desk.amy, "release_bank_file", file.public_id, sha256="0")

    assert "not the one that you have read" in answer.content.decode()


def test_an_answer_is_handed_in_and_read_row_by_row(bank_desk):
    bank_desk.released(pays=PAYS)
    note = camt054(
        entry("9.00", detail(reference_to("Ada"), "9.00")),
        entry("1.00", detail("PAYOUT-77-1", "1.00"), reference="B-2"),
    )

    shown = deed(
        bank_desk.pia, "bank_reports", file=SimpleUploadedFile("note.xml", note)
    ).content.decode()
    again = deed(bank_desk.pia, "bank_reports", file=SimpleUploadedFile("other.xml", note))

    assert "The file is taken in" in shown
    assert "We have sent nothing under this reference." in shown
    assert "taken in before" in again.content.decode()
    assert status_of(payout_of("Ada")) == PayoutStatus.PAID


@pytest.mark.parametrize("content", [b"", b"<x>", b"\x00\xff", b"Date;Amount"])
def test_a_damaged_file_is_refused_in_the_form(bank_desk, content):
    answer = deed(bank_desk.pia, "bank_reports", file=SimpleUploadedFile("bad.xml", content))

    assert answer.status_code == 200
    assert "invalid-feedback" in answer.content.decode()


def test_whoever_only_looks_on_hands_nothing_in(bank_desk):
    answer = deed(bank_desk.vic, "bank_reports", file=SimpleUploadedFile("note.xml", b"<x>"))

    assert answer.status_code == 403


def test_a_run_shows_both_rails_side_by_side(bank_desk):
    file = bank_desk.made(pays=PAYS)

    shown = page(bank_desk.vic, "run", file.run.public_id)

    assert "By which rail" in shown
    assert f"?run={file.run.public_id}" in shown
    assert (
        file.message_id
        in signed_in(bank_desk.vic)
        .get(f"{reverse('finance:bank_files')}?run={file.run.public_id}")
        .content.decode()
    )
