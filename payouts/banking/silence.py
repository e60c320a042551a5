"""Settle files of a network that reports returns alone: after its days, silence means paid."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from payouts.banking.applying import locked
from payouts.banking.models import BankFile, FileStatus
from payouts.banking.selectors import open_entries_of, silent_files
from payouts.banking.settling import finish_files, paid_when, settle
from payouts.runs.models import PayoutRun
from payouts.runs.settlement import complete_run

# The clock that the ACH network settles by.
_CLOCK = ZoneInfo("America/New_York")


def settle_silent_files(*, at: datetime) -> int:
    """Settle every file that the bank has and whose day has come; return how many there were."""
    files = list(silent_files(today=at.astimezone(_CLOCK).date()))
    for file in files:
        _settle(file.pk, at=at)
        complete_run(run_id=file.run_id, at=at)
    return len(files)


@transaction.atomic(durable=True)
def _settle(file_id: int, *, at: datetime) -> None:
    PayoutRun.objects.select_for_update(no_key=True, of=("self",)).get(bank_files=file_id)
    file = BankFile.objects.get(pk=file_id)
    if file.status != FileStatus.ACCEPTED or file.released_at is None:
        return
    entries = locked(list(open_entries_of(file)))
    if entries:
        moment = paid_when(file.execute_on, released_at=file.released_at, at=at)
        settle(entries, paid_at=moment, at=at, why="No return within the network's days.")
    finish_files([file.pk], at=at)
