"""What the timetable and the people do, each time they wake, one thing after another."""

from datetime import datetime, timedelta

from payouts.banking.dropping import drop_file
from payouts.banking.making import make_files
from payouts.banking.models import BankFile, FileStatus
from payouts.banking.releasing import (
    FileIsStale,
    declare_not_executed,
    release_file,
    take_file,
    withdraw_file,
)
from payouts.banking.reports import apply_reports, take_in_and_apply
from payouts.banking.selectors import files_to_drop
from payouts.gateway.base import Gateway
from payouts.management.crashes.cases import BankCase
from payouts.management.crashes.steps import Steps
from payouts.receivables.charging import ask_about_all, charge_all
from payouts.runs.models import PayoutRun, RunStatus
from payouts.runs.reserving import reserve_payouts
from payouts.runs.selectors import payouts_due
from payouts.runs.sending import send_payout
from payouts.runs.services import start_run
from payouts.runs.settlement import complete_run

# How long nobody asks the bank about a file of which it has said nothing.
PATIENCE = timedelta(days=2)


def pay(run: PayoutRun, gateway: Gateway, at: datetime) -> None:
    """Pay a run through the processor, one payout after another."""
    if PayoutRun.objects.filter(pk=run.pk, status=RunStatus.APPROVED).exists():
        start_run(run_id=run.pk, actor=None, at=at)
    due = payouts_due(run_id=run.pk, at=at)
    reserve_payouts(run_id=run.pk, payout_ids=due, at=at)
    for payout_id in due:
        send_payout(payout_id=payout_id, gateway=gateway, at=at)
    complete_run(run_id=run.pk, at=at)


def charge(gateway: Gateway, at: datetime) -> None:
    """Charge what is requested, and ask about what is under way."""
    charge_all(gateway=gateway, clock=lambda: at)
    ask_about_all(gateway=gateway, clock=lambda: at)


def pay_by_file(case: BankCase, steps: Steps) -> None:
    """Make files, release them, hand them over, read what the bank says, ask where it is silent."""
    at, run = case.at, case.run
    if PayoutRun.objects.filter(pk=run.pk, status=RunStatus.APPROVED).exists():
        start_run(run_id=run.pk, actor=None, at=at)
    make_files(run_id=run.pk, at=at)
    for file in case.files(FileStatus.MADE):
        _release(case, file, at=at)
    for file_id in files_to_drop().values_list("pk", flat=True):
        drop_file(file_id=file_id, at=at)
    for file in case.files(*FileStatus.at_the_bank()):
        look_after(case, file, at=at)
    read_letters(case, at=at)
    for file in case.files(FileStatus.RELEASED, FileStatus.REFUSED):
        _ask_about(case, file, at=at)
    complete_run(run_id=run.pk, at=at)


def read_letters(case: BankCase, *, at: datetime) -> None:
    """Take in what the bank says; whoever is interrupted takes the same letter in again."""
    for letter in case.world.letters():
        take_in_and_apply(content=letter, file_name="letter.xml", actor=case.cast.pia, at=at)
        case.world.is_read(letter)
    apply_reports(at=at)


def _release(case: BankCase, file: BankFile, *, at: datetime) -> None:
    amy = case.cast.amy
    try:
        release_file(file_id=file.pk, sha256=file.sha256, actor=amy, at=at)
    except FileIsStale:
        withdraw_file(file_id=file.pk, actor=amy, at=at, reason="Its day is over.")


def look_after(case: BankCase, file: BankFile, *, at: datetime) -> None:
    """Writing a file was begun and not noted as done: look in the folder and ask the bank."""
    if file.dropping_at is None or file.dropped_at is not None:
        return
    is_there = any(path.name.startswith(file.message_id) for path in case.folder.glob("[!.]*"))
    if is_there or file.message_id in case.world.arrived:
        return
    # The bytes are in a person's hands when the answer is: nothing is sent by half.
    case.world.receive(take_file(file_id=file.pk, actor=case.cast.amy, at=at))


def _ask_about(case: BankCase, file: BankFile, *, at: datetime) -> None:
    """Ask the bank about a file that it refused, or of which it has said nothing for days."""
    went_at = file.dropped_at or file.dropping_at
    if file.status == FileStatus.RELEASED and (went_at is None or at < went_at + PATIENCE):
        return
    if case.world.never_executes(file.message_id):
        declare_not_executed(
            file_id=file.pk, actor=case.cast.rob, at=at, reason="The bank said so."
        )
