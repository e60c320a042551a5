"""Put a released file into the folder from which it goes to the bank, once.

Whoever reads the folder may have taken a file away a moment after it was written. So that it is
begun is committed first, and what was begun and not noted as done is never written again: a
person looks whether it is there, or went.
"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from payouts.banking.models import BankFile, FileStatus
from payouts.banking.wording import file_name
from payouts.banking.writing import bytes_of

# A writer that has taken longer than this is gone.
_WRITING = timedelta(hours=1)


def folder() -> Path | None:
    """Where released files go, if the settings name a place."""
    return Path(settings.BANK_FILE_FOLDER) if settings.BANK_FILE_FOLDER else None


def may_still_go(file: BankFile, *, at: datetime) -> bool:
    """Whether a file is being written to the folder, or stands there and was not taken yet."""
    place = folder()
    if place is None or file.dropping_at is None:
        return False
    is_being_written = file.dropped_at is None and at < file.dropping_at + _WRITING
    return is_being_written or (place / file_name(file)).exists()


def drop_file(*, file_id: int, at: datetime) -> bool:
    """Write one file into the folder, if that was never begun; return whether it was written."""
    place = folder()
    assert place is not None, "the caller asks first"
    content = _intend(file_id, at=at)
    if content is None:
        return False
    file = BankFile.objects.get(pk=file_id)
    # Whole or not at all: a reader of the folder never sees half a file.
    unfinished = place / f".{file_name(file)}.part"
    unfinished.write_bytes(content)
    os.replace(unfinished, place / file_name(file))
    BankFile.objects.filter(pk=file_id).update(dropped_at=at)
    return True


@transaction.atomic(durable=True)
def _intend(file_id: int, *, at: datetime) -> bytes | None:
    files = BankFile.objects.select_related("run").select_for_update(no_key=True, of=("self",))
    file = files.get(pk=file_id)
    if file.status not in FileStatus.at_the_bank() or file.dropping_at is not None:
        return None
    content = bytes_of(file)
    BankFile.objects.filter(pk=file_id).update(dropping_at=at)
    return content
