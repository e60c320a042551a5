"""What files are called, and what happens next with one."""

from payouts.banking.models import BankFile, FileStatus
from payouts.gateway.bank_files.orders import BankFormat


def file_name(file: BankFile) -> str:
    """What a file is called where it is downloaded or dropped: the bank knows it by this, too."""
    ending = "ach" if file.format == BankFormat.NACHA else "xml"
    return f"{file.message_id}.{ending}"


def next_step(file: BankFile) -> str:
    """What happens next with ``file``, in one sentence."""
    if file.status == FileStatus.RELEASED and file.dropping_at and not file.dropped_at:
        return (
            "Writing it into the folder was begun and not noted as done. Look there, and at the "
            "bank, before anything else."
        )
    if file.status == FileStatus.ACCEPTED and file.settles_on:
        return f"What has not come back by {file.settles_on} counts as paid."
    return _NEXT[FileStatus(file.status)]


_NEXT = {
    FileStatus.MADE: "Somebody releases it; until then nothing leaves the house.",
    FileStatus.RELEASED: "It goes to the bank, and the bank's report says that it has it.",
    FileStatus.ACCEPTED: "The bank books the debit; each payout is paid when it does.",
    FileStatus.REFUSED: "Ask the bank whether anything of it was executed, and say so here.",
    FileStatus.SETTLED: "Nothing is open. What comes back later is booked when it does.",
    FileStatus.WITHDRAWN: "It was never released. Its payouts went into a new file.",
    FileStatus.NOT_EXECUTED: "Its payouts went into a new file, under new references.",
}
