"""Take in what one side shows: by its bytes, within limits, once for each content."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from onboarding.errors import Refused
from payouts.disputes.models import EvidenceFile
from payouts.disputes.sniffing import MOST_BYTES, media_type_of

_LONGEST_NAME = 120


class EvidenceRefused(Refused):
    """A file is empty, too large, or nothing that may be shown."""

    code = "evidence_refused"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: what it was called, and its bytes."""

    name: str
    content: bytes


def keep_file(upload: Upload, *, at: datetime) -> EvidenceFile:
    """Keep a file under the hash of its bytes, or return the one that has it.

    Raises:
        EvidenceRefused: it is empty, above the limit, or no recording, document, picture or text.
    """
    if not upload.content:
        raise EvidenceRefused("The file is empty.")
    if len(upload.content) > MOST_BYTES:
        raise EvidenceRefused(f"A file may have {MOST_BYTES // 1024**2} MB at most.")
    media_type = media_type_of(upload.content)
    if media_type is None:
        raise EvidenceRefused(
            "Only recordings, PDF documents, pictures and plain text can be shown as evidence."
        )
    digest = sha256(upload.content).hexdigest()
    EvidenceFile.objects.bulk_create(
        [
            EvidenceFile(
                sha256=digest,
                media_type=media_type,
                size=len(upload.content),
                content=upload.content,
                stored_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    return EvidenceFile.objects.defer("content").get(pk=digest)


def short_name(name: str) -> str:
    """What a file was called, cut to what is kept, without signs that do not print."""
    printable = "".join(sign for sign in name if sign.isprintable() and sign not in '"\\/')
    return printable[-_LONGEST_NAME:]
