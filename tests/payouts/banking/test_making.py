"""One file for what one run pays in one format, with everything that belongs to it, or nothing."""

import logging
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction

from payouts.banking.making import make_files
from payouts.banking.models import BankFile, BankFileEntry, FileStatus
from payouts.banking.writing import bytes_of
from payouts.payees.services import place_hold
from payouts.runs.models import PayoutStatus
from payouts.runs.selectors import payouts_due
from payouts.runs.services import pause_run
from tests.payouts.banking.desk import MADE, payout_of
from tests.payouts.runs.desk import attempts, balances, status_of

pytestmark = pytest.mark.django_db(transaction=True)
PAYS = {"Ada": 900, "Bea": 100, "Cai": 123_45}


def test_a_run_makes_one_file_of_everyone_it_pays(bank_desk):
    run = bank_desk.executing(pays=PAYS)

    (file,) = make_files(run_id=run.pk, at=MADE)

    assert (file.entry_count, file.total_minor, file.currency) == (3, 133_45, "EUR")
    assert file.status == FileStatus.MADE
    assert file.message_id.endswith("-SEPA-EUR-1")
    assert [
        (one.position, one.payout.agent.name, one.amount_minor)
        for one in file.entries.order_by("position")
    ] == [(1, "Ada", 900), (2, "Bea", 100), (3, "Cai", 123_45)]
    assert {status_of(payout) for payout in run.payouts.all()} == {PayoutStatus.SENDING}
    assert balances("Ada", "EUR") == {"AGENT_PAYABLE": 0, "AGENT_IN_TRANSIT": 900}


def test_the_bytes_are_the_same_each_time(bank_desk):
    file = bank_desk.made(pays=PAYS)

    content = bytes_of(BankFile.objects.get(pk=file.pk))

    assert sha256(content).hexdigest() == file.sha256
    assert len(content) == file.byte_count
    assert content == bytes_of(file)
    assert payout_of("Ada").destination.encode() not in content


def test_nobody_is_in_a_second_file(bank_desk):
    file = bank_desk.made(pays=PAYS)

    assert make_files(run_id=file.run_id, at=MADE) == []
    assert BankFile.objects.count() == 1
    assert attempts(payout_of("Ada")) == ["OPEN"]


@pytest.mark.parametrize(
    ("country", "file_format"), [("DE", "SEPA"), ("US", "NACHA"), ("NG", "PAIN_WITH_BIC")]
)
def test_the_format_follows_the_account(bank_desk, country, file_format):
    assert bank_desk.made(pays={"Ada": 900}, country=country).format == file_format


def test_the_processor_is_never_asked_to_pay_them(bank_desk):
    run = bank_desk.executing(pays=PAYS)

    assert payouts_due(run_id=run.pk, at=MADE) == []


def test_a_paused_run_makes_nothing(bank_desk):
    run = bank_desk.executing(pays=PAYS)
    pause_run(run_id=run.pk, actor=bank_desk.amy, at=MADE, reason="Look first.")

    assert make_files(run_id=run.pk, at=MADE) == []
    assert status_of(payout_of("Ada")) == PayoutStatus.PLANNED


def test_whoever_was_put_on_hold_is_not_in_the_file(bank_desk):
    run = bank_desk.executing(pays=PAYS)
    place_hold(
        payee_id=payout_of("Ada").payee_id, reason="Look first.", actor=bank_desk.pia, at=MADE
    )

    (file,) = make_files(run_id=run.pk, at=MADE)

    assert file.total_minor == 124_45
    assert status_of(payout_of("Ada")) == PayoutStatus.CANCELLED
    assert balances("Ada", "EUR") == {"AGENT_PAYABLE": 900, "AGENT_IN_TRANSIT": 0}


def test_a_missing_setting_is_named_and_nothing_is_ordered(bank_desk, settings, caplog):
    settings.BANK_IBAN = ""
    run = bank_desk.executing(pays=PAYS)

    with caplog.at_level(logging.WARNING):
        assert make_files(run_id=run.pk, at=MADE) == []

    assert "Setting BANK_IBAN is missing" in caplog.text
    payout = payout_of("Ada")
    assert payout.status == PayoutStatus.RESERVED
    assert payout.reason.startswith("Setting BANK_IBAN is missing")
    settings.BANK_IBAN = "IE29AIBK93115212345678"
    assert make_files(run_id=run.pk, at=MADE)[0].entry_count == 3
    assert payout_of("Ada").reason == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda file: BankFile.objects.filter(pk=file.pk).update(total_minor=1),
        lambda file: BankFile.objects.filter(pk=file.pk).update(originator={}),
        lambda file: BankFileEntry.objects.filter(file=file).update(amount_minor=1),
        lambda file: BankFileEntry.objects.filter(file=file).delete(),
    ],
)
def test_what_was_ordered_never_changes(bank_desk, change):
    file = bank_desk.made(pays=PAYS)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(file)

    assert bytes_of(BankFile.objects.get(pk=file.pk))
